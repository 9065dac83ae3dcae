//! A worker that puts one question to agents of five vendors and takes what has come by a
//! deadline.
//!
//! ```sh
//! cargo run --example fan_out -- --question "What is the factorial of 6?" --deadline-ms 5000
//! cargo run --example fan_out -- lucidsense/AGENT invent/ASSISTANT    # real ones, with their keys
//! ```
//!
//! One line of JSON for each agent, in the order in which they answer; those that have not
//! answered by the deadline come last, with the reason.

#![allow(clippy::print_stdout, reason = "a program talks to its user")]

mod support;

use std::error::Error;
use std::time::Duration;

use serde_json::{Value, json};
use support::{Source, names, option};
use switchboard::{Agent, Message, Reply};
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout_at};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let question = option("--question").unwrap_or_else(|| "What is the factorial of 6?".to_owned());
    let deadline = option("--deadline-ms").map_or(Ok(5000), |limit| limit.parse::<u64>())?;
    // The sandbox lives as long as `_source`.
    let (_source, agents) = Source::agents(names()).await?;

    let question = Message::new(question);
    for line in fan_out(&agents, &question, Duration::from_millis(deadline)).await {
        println!("{line}");
    }
    Ok(())
}

/// Asks all agents at once. What is not there by the deadline is cancelled: dropping a turn
/// closes its connection, and nothing runs on.
async fn fan_out(agents: &[Agent], question: &Message, limit: Duration) -> Vec<Value> {
    let begun = Instant::now();
    let mut asked = JoinSet::new();
    let mut missing: Vec<String> = agents.iter().map(Agent::name).collect();
    for agent in agents {
        let (agent, question) = (agent.clone(), question.clone());
        asked.spawn(async move { (agent.name(), agent.send(question).await) });
    }
    let mut lines = Vec::new();
    while let Ok(Some(ended)) = timeout_at(begun + limit, asked.join_next()).await {
        // A turn does not panic; should it, the agent stays among those that are missing.
        if let Ok((name, outcome)) = ended {
            missing.retain(|other| *other != name);
            lines.push(line(&name, &outcome, begun.elapsed()));
        }
    }
    asked.shutdown().await;
    let late = missing.iter().map(|name| json!({"agent": name, "error": "no answer by the deadline"}));
    lines.extend(late);
    lines
}

fn line(name: &str, outcome: &switchboard::Result<Reply>, time: Duration) -> Value {
    match outcome {
        Ok(reply) => json!({"agent": name, "ms": time.as_millis(), "reply": reply}),
        Err(error) => json!({
            "agent": name, "ms": time.as_millis(), "error": error.to_string(),
            "kind": error.kind().as_str(), "retryable": error.is_retryable(),
        }),
    }
}
