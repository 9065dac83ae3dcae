//! `switchboard ask`: one question, one answer.

use std::io::{self, Read as _};

use clap::Args;
use serde_json::json;
use switchboard::{Conversation, Delta, Reply};

use super::talk::{self, AgentArguments};
use crate::{
    connection::Connection,
    output::Output,
    problem::{Problem, Result},
};

/// The arguments of `ask`.
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    agent: AgentArguments,
    /// What to say; `-` reads it from standard input.
    text: String,
    /// Print the answer as it arrives.
    #[arg(long)]
    stream: bool,
}

/// Asks, and prints the answer.
///
/// # Errors
/// Whatever goes wrong.
pub async fn run(arguments: &Arguments, connection: &Connection, output: &mut Output<'_>) -> Result<()> {
    let text = match arguments.text.as_str() {
        "-" => from_standard_input()?,
        text => text.to_owned(),
    };
    if text.trim().is_empty() {
        return Err(Problem::usage("there is nothing to say").with_hint("give the text as the last argument, or - for standard input"));
    }
    let mut conversation = arguments.agent.conversation(connection)?;
    let reply = if arguments.stream {
        arguments.agent.limited(streamed(&mut conversation, text, output)).await?
    } else {
        let reply = conversation.send(text).await?;
        if output.is_human() {
            output.speech(&reply.text)?;
            output.line("")?;
        }
        reply
    };
    if output.is_human() { output.note(&talk::beside(&reply)) } else { output.json_line(&reply) }
}

async fn streamed(conversation: &mut Conversation, text: String, output: &mut Output<'_>) -> Result<Reply> {
    let mut stream = conversation.stream(text).await?;
    while let Some(delta) = stream.next().await {
        match delta? {
            Delta::Text(text) if output.is_human() => output.speech(&text)?,
            Delta::Text(text) => output.json_line(&json!({ "delta": text }))?,
            Delta::Finished(reply) => {
                if output.is_human() {
                    output.line("")?;
                }
                return Ok(*reply);
            }
            _ => {}
        }
    }
    Err(Problem::usage("the stream ended without its last word"))
}

fn from_standard_input() -> Result<String> {
    let mut text = String::new();
    match io::stdin().lock().read_to_string(&mut text) {
        Ok(_) => Ok(text.trim_end().to_owned()),
        Err(error) => Err(Problem::usage(format!("standard input cannot be read: {error}"))),
    }
}
