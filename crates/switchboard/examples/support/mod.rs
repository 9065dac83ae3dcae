//! Agents for the examples: those that are named, with the keys of the environment; without a
//! name, those that a sandbox plays.
//!
//! A service leaves this out and calls `Agent::from_env`.

#![allow(dead_code, reason = "each example uses a part of this")]
#![allow(clippy::print_stderr, reason = "a program talks to its user")]

use std::error::Error;

use switchboard::{Agent, AgentBuilder, invent};
use switchboard_sandbox::Sandbox;

/// Where agents come from.
pub(crate) enum Source {
    /// The vendors, with the keys of the environment.
    Environment,
    /// A sandbox on this machine.
    Sandbox(Sandbox),
}

impl Source {
    /// Starts a sandbox. Its faults are those of the variable `SWITCHBOARD_SANDBOX_FAULT`.
    pub(crate) async fn sandbox() -> Result<Self, Box<dyn Error>> {
        let faults = std::env::var("SWITCHBOARD_SANDBOX_FAULT").ok();
        let builder = faults.into_iter().fold(Sandbox::builder(), |builder, fault| builder.fault(fault));
        let sandbox = builder.start().await?;
        eprintln!("a sandbox plays the vendors at http://{}", sandbox.address());
        Ok(Self::Sandbox(sandbox))
    }

    /// The agents of these names; without a name, one of each vendor from a sandbox.
    pub(crate) async fn agents(names: Vec<String>) -> Result<(Self, Vec<Agent>), Box<dyn Error>> {
        let (source, names) = if names.is_empty() {
            let source = Self::sandbox().await?;
            // Invent's sandbox knows which assistants there are, and no others.
            let assistants = source.invent()?.assistants().list("c").send().await?;
            let assistant = assistants.first().map_or("none", |assistant| assistant.id.as_str());
            let others = ["fifth-element/support-agent", "invicta/agent-1", "lucidsense/support-bot", "selcora/agent_xyz789"];
            let names = others.map(str::to_owned).into_iter().chain([format!("invent/{assistant}")]);
            (source, names.collect())
        } else {
            (Self::Environment, names)
        };
        let agents = names.iter().map(|name| source.builder(name).build()).collect::<Result<_, _>>()?;
        Ok((source, agents))
    }

    fn builder(&self, name: &str) -> AgentBuilder {
        match self {
            Self::Environment => Agent::builder(name).from_env(),
            Self::Sandbox(sandbox) => {
                let vendor = name.split('/').next().unwrap_or_default();
                let builder = Agent::builder(name).base_url(sandbox.base_url(vendor)).api_key(sandbox.api_key(vendor));
                builder.from_variables(|name| (name == "SELCORA_LLM_ID").then(|| "model_abc123".to_owned()))
            }
        }
    }

    /// The typed client of Invent.
    pub(crate) fn invent(&self) -> switchboard::Result<invent::Client> {
        match self {
            Self::Environment => invent::Client::from_env(),
            Self::Sandbox(sandbox) => {
                invent::Client::builder().base_url(sandbox.base_url("invent")).api_key(sandbox.api_key("invent")).build()
            }
        }
    }
}

/// The value that follows an option on the command line.
pub(crate) fn option(name: &str) -> Option<String> {
    std::env::args().skip_while(|argument| argument != name).nth(1)
}

/// The arguments of the command line that are neither options nor their values.
pub(crate) fn names() -> Vec<String> {
    let mut names = Vec::new();
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        if argument.starts_with("--") {
            arguments.next();
        } else {
            names.push(argument);
        }
    }
    names
}
