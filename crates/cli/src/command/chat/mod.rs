//! `switchboard chat`: a conversation in the terminal.

mod lines;

use clap::Args;
use switchboard::{Conversation, Delta};

use super::talk::AgentArguments;
use crate::{
    connection::Connection,
    output::Output,
    problem::{Problem, Result},
};

use lines::{Line, Lines};

/// The arguments of `chat`.
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    agent: AgentArguments,
}

/// Talks until the input ends. On a terminal a failed turn is told and the conversation goes on;
/// what is read from a file or a pipe ends with the first failure.
///
/// # Errors
/// The agent cannot be reached at all, or a turn failed that nobody typed.
pub async fn run(arguments: &Arguments, connection: &Connection, output: &mut Output<'_>) -> Result<()> {
    let mut conversation = arguments.agent.conversation(connection)?;
    let mut lines = Lines::new()?;
    if output.is_human() && lines.is_edited() {
        output.note(&format!("Talking to {}. Ctrl-C stops an answer, Ctrl-D ends.", conversation.agent().name()))?;
    }
    loop {
        // The prompt begins where the output ends.
        output.flush()?;
        match lines.next().await? {
            Line::Text(text) if text.trim().is_empty() => {}
            Line::Text(text) => match turn(arguments, &mut conversation, text, output).await {
                Err(problem) if lines.is_edited() && !problem.is_quiet() => {
                    let problem = connection.explain(problem);
                    output.problem(&problem, !output.is_human());
                }
                outcome => outcome?,
            },
            Line::NotText => output.note("That was no text in UTF-8, and was not sent.")?,
            Line::Interrupted => output.note("Ctrl-D ends the conversation.")?,
            Line::End => break,
        }
    }
    match conversation.thread() {
        Some(thread) if output.is_human() => {
            output.note(&format!("Go on with: switchboard chat {} --thread {thread}", arguments.agent.name()))
        }
        _ => Ok(()),
    }
}

/// One question and its answer, which Ctrl-C stops.
async fn turn(arguments: &Arguments, conversation: &mut Conversation, text: String, output: &mut Output<'_>) -> Result<()> {
    let stopped = tokio::select! {
        outcome = arguments.agent.limited(answer(conversation, text, output)) => {
            outcome?;
            false
        }
        Ok(()) = tokio::signal::ctrl_c() => true,
    };
    if !stopped {
        return Ok(());
    }
    if output.is_human() {
        output.line("")?;
        return output.note("Stopped.");
    }
    Err(Problem::interrupted())
}

async fn answer(conversation: &mut Conversation, text: String, output: &mut Output<'_>) -> Result<()> {
    // A conversation that could not be continued is no conversation.
    let is_streamed = conversation.agent().capabilities().continues_streamed_start || conversation.thread().is_some();
    if !is_streamed {
        let reply = conversation.send(text).await?;
        if !output.is_human() {
            return output.json_line(&reply);
        }
        output.speech(&reply.text)?;
        return output.line("\n");
    }
    let mut stream = conversation.stream(text).await?;
    while let Some(delta) = stream.next().await {
        match delta? {
            Delta::Text(text) if output.is_human() => output.speech(&text)?,
            Delta::Finished(_) if output.is_human() => output.line("\n")?,
            Delta::Finished(reply) => output.json_line(&reply)?,
            _ => {}
        }
    }
    Ok(())
}
