//! What `ask` and `chat` have in common.

use clap::Args;
use serde_json::{Map, Value};
use switchboard::{Conversation, Reply};

use crate::{
    connection::Connection,
    problem::{Problem, Result},
};

/// With whom to talk.
#[derive(Args, Debug)]
pub struct AgentArguments {
    /// The agent, by the vendor's name for it; see `switchboard vendors`.
    #[arg(value_name = "VENDOR/AGENT")]
    agent: String,
    /// Go on with this conversation, by the vendor's name for it.
    #[arg(long, value_name = "THREAD")]
    thread: Option<String>,
    /// What only this vendor's agents understand, as `llm_id=…` for Selcora; may be repeated.
    #[arg(long = "option", value_name = "NAME=VALUE")]
    options: Vec<String>,
}

impl AgentArguments {
    /// A new conversation, or the one that was named.
    ///
    /// # Errors
    /// There is no such agent, or it has no named conversations, or its key is missing.
    pub fn conversation(&self, connection: &Connection) -> Result<Conversation> {
        let agent = connection.agent(&self.agent, self.read_options()?)?;
        Ok(match &self.thread {
            Some(thread) => agent.conversation_in(thread)?,
            None => agent.conversation(),
        })
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
