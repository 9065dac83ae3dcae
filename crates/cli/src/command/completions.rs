//! `switchboard completions`

use clap::{Args, CommandFactory as _};
use clap_complete::Shell;

use crate::{output::Output, problem::Result};

/// The arguments of `completions`.
#[derive(Args)]
pub struct Arguments {
    /// The shell.
    shell: Shell,
}

/// Writes the completions: commands, vendors, operations and their parameters.
pub fn run(arguments: &Arguments, output: &mut Output<'_>) -> Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut crate::arguments::Arguments::command(), "switchboard", &mut script);
    output.bytes(&script)
}
