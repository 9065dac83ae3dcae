//! What `ask` and `chat` have in common.

use std::{ffi::OsStr, future::Future, time::Duration};

use clap::{
    Arg, Args, Command,
    builder::{PossibleValue, StringValueParser, TypedValueParser},
};
use serde_json::{Map, Value};
use switchboard::{Conversation, Reply};

use crate::{
    catalogue::VENDORS,
    connection::Connection,
    exit::Exit,
    problem::{Problem, Result},
};

/// With whom to talk.
#[derive(Args, Debug)]
pub struct AgentArguments {
    /// The agent, by the vendor's name for it; see `switchboard vendors`.
    #[arg(value_name = "VENDOR/AGENT", value_parser = Suggested, hide_possible_values = true)]
    agent: String,
    /// Go on with this conversation, by the vendor's name for it.
    #[arg(long, value_name = "THREAD")]
    thread: Option<String>,
    /// What only this vendor's agents understand, as `llm_id=…` for Selcora; may be repeated.
    #[arg(long = "option", value_name = "NAME=VALUE")]
    options: Vec<String>,
    /// The limit for each answer; 900 if not given.
    #[arg(long, value_name = "SECONDS")]
    timeout: Option<f64>,
}

impl AgentArguments {
    /// A new conversation, or the one that was named.
    ///
    /// # Errors
    /// There is no such agent, or it has no named conversations, or its key is missing.
    pub fn conversation(&self, connection: &Connection) -> Result<Conversation> {
        let mut agent = connection.agent(&self.agent, self.read_options()?)?;
        if let Some(limit) = self.limit()? {
            agent = agent.with_timeout(limit);
        }
        let Some(thread) = &self.thread else { return Ok(agent.conversation()) };
        if thread.trim().is_empty() {
            return Err(Problem::usage("--thread names no conversation").with_hint("leave it out to begin one"));
        }
        let nameless = || format!("name an agent, as in `{}/AGENT`, or leave --thread out", agent.vendor().name);
        agent.conversation_in(thread).map_err(|error| Problem::from(error).with_hint(nameless()))
    }

    /// Does something within the limit that the run time does not know: that of a stream, to its end.
    ///
    /// # Errors
    /// As what is done, or the time ran out.
    pub async fn limited<T>(&self, answer: impl Future<Output = Result<T>>) -> Result<T> {
        let Some(limit) = self.limit()? else { return answer.await };
        tokio::time::timeout(limit, answer).await.unwrap_or_else(|_| {
            let what = format!("the stream did not end within {} s", limit.as_secs_f64());
            Err(Problem::own(Exit::Network, what).with_hint("--timeout raises the limit"))
        })
    }

    fn limit(&self) -> Result<Option<Duration>> {
        let read = |seconds| Duration::try_from_secs_f64(seconds).map_err(|_| Problem::usage("--timeout is not a number of seconds"));
        self.timeout.map(read).transpose()
    }

    fn read_options(&self) -> Result<Map<String, Value>> {
        let read = |text: &String| {
            let (name, value) = text.split_once('=').ok_or_else(|| {
                Problem::usage(format!("`{text}` is not NAME=VALUE")).with_hint("an option is given as --option llm_id=…, or NAME:=JSON")
            })?;
            match name.strip_suffix(':') {
                None => Ok((name.to_owned(), Value::String(value.to_owned()))),
                Some(name) => {
                    let json = |error| Problem::usage(format!("the option `{name}` is not JSON: {error}"));
                    Ok((name.to_owned(), serde_json::from_str(value).map_err(json)?))
                }
            }
        };
        self.options.iter().map(read).collect()
    }

    /// The agent's name as it was given.
    pub fn name(&self) -> &str {
        &self.agent
    }
}

/// Takes any text, and suggests the beginnings of names: who the agents are, only the vendors know.
#[derive(Clone)]
struct Suggested;

impl TypedValueParser for Suggested {
    type Value = String;

    fn parse_ref(&self, command: &Command, argument: Option<&Arg>, value: &OsStr) -> std::result::Result<String, clap::Error> {
        StringValueParser::new().parse_ref(command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(VENDORS.iter().map(|vendor| PossibleValue::new(format!("{}/", vendor.facts.name)).help(vendor.facts.title))))
    }
}

/// What is known beside the text: conversation, model, tokens.
pub fn beside(reply: &Reply) -> String {
    let tokens = reply.usage.and_then(|usage| {
        let sum = || Some(usage.input_tokens? + usage.output_tokens?);
        usage.total_tokens.or_else(sum)
    });
    let facts = [
        reply.thread.as_ref().map(|thread| format!("thread {thread}")),
        reply.model.as_ref().map(|model| format!("model {model}")),
        tokens.map(|tokens| format!("{tokens} tokens")),
    ];
    let facts: Vec<String> = facts.into_iter().flatten().collect();
    if facts.is_empty() { String::new() } else { format!("[{}]", facts.join(", ")) }
}
