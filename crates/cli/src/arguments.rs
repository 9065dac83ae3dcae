//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::{command, exit, keys};

/// Talk to AI agents of several vendors, and call every operation of their APIs.
#[derive(Parser)]
#[command(name = "switchboard", version, after_help = exit::HELP, after_long_help = after_long_help(), max_term_width = 100)]
pub struct Arguments {
    /// What holds for every command.
    #[command(flatten)]
    pub common: Common,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What holds for every command.
#[derive(Args)]
pub struct Common {
    /// Write JSON lines, also on a terminal; tell errors in JSON.
    #[arg(long, global = true, help_heading = "Common options")]
    pub json: bool,
    /// Take keys from this file; see `switchboard --help`.
    #[arg(long, global = true, value_name = "FILE", help_heading = "Common options")]
    pub keys: Option<PathBuf>,
    /// Talk to vendors that are played inside of this program: no key, no network.
    #[arg(long, global = true, help_heading = "Common options")]
    pub sandbox: bool,
    /// Let the sandbox fail, as `server-error;times=2` or `latency;ms=500`; may be repeated.
    #[arg(long = "fault", global = true, value_name = "FAULT", help_heading = "Common options")]
    pub faults: Vec<String>,
}

/// What to do.
#[derive(Subcommand)]
pub enum Command {
    /// Ask an agent one question.
    Ask(command::ask::Arguments),
    /// Talk to an agent: line editing, history, answers as they arrive.
    Chat(command::chat::Arguments),
    /// Call one operation of a vendor's API.
    Call(Box<command::call::Arguments>),
    /// List the vendors: address, variables, what they can do.
    Vendors,
    /// List the operations of a vendor.
    Operations(command::operations::Arguments),
    /// Look at keys, addresses, network and clock, and say what to do.
    Doctor(command::doctor::Arguments),
    /// Play the vendors on this machine, from their documents.
    Sandbox(command::sandbox::Arguments),
    /// Write the completions for a shell.
    Completions(command::completions::Arguments),
}

fn after_long_help() -> String {
    format!("{}\n\n{}", keys::HELP, exit::HELP)
}
