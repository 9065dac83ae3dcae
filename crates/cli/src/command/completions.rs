//! `switchboard completions`

use std::fmt::Write as _;

use clap::{Args, CommandFactory as _};
use clap_complete::Shell;

use crate::{
    catalogue::{Operation, VENDORS, Vendor},
    output::Output,
    problem::Result,
};

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
    if arguments.shell == Shell::Fish {
        script.extend_from_slice(for_fish().as_bytes());
    }
    output.bytes(&script)
}

/// What the generator's script for fish does not reach: arguments without a name, and what each
/// operation takes.
fn for_fish() -> String {
    let mut script = String::new();
    for vendor in VENDORS {
        for (commands, word) in [("ask chat", format!("{}/", vendor.facts.name)), ("operations doctor", vendor.facts.name.to_owned())] {
            let condition = format!("__fish_seen_subcommand_from {commands}");
            let (word, title) = (quoted(&word), quoted(vendor.facts.title));
            let _ = writeln!(script, "complete -c switchboard -n \"{condition}\" -f -a {word} -d {title}");
        }
        vendor.operations.iter().for_each(|operation| of_operation(vendor, operation, &mut script));
    }
    script
}

fn of_operation(vendor: &Vendor, operation: &Operation, script: &mut String) {
    let name = operation.name();
    let condition = format!("__fish_seen_subcommand_from {}; and __fish_seen_subcommand_from {name}", vendor.facts.name);
    let mut add = |option: &str, values: &[&str], help: &str| {
        let values = if values.is_empty() { String::new() } else { format!(" -f -a {}", quoted(&values.join(" "))) };
        let help = quoted(help.lines().next().unwrap_or_default());
        let _ = writeln!(script, "complete -c switchboard -n \"{condition}\" -l {option} -r{values} -d {help}");
    };
    for parameter in operation.parameters {
        add(&parameter.option(), parameter.schema.values(), parameter.description);
    }
    if let Some(body) = &operation.body {
        add("body", &[], "The body, or @FILE, or - for standard input");
        if !body.schema.members().is_empty() {
            let names: Vec<String> = body.schema.members().iter().map(|member| format!("{}=", member.name)).collect();
            add("field", &names.iter().map(String::as_str).collect::<Vec<_>>(), "A field of the body, NAME=VALUE or NAME:=JSON");
        }
        if !body.files.is_empty() {
            add("file", &[], "A file to send, NAME=@FILE");
        }
    }
    let mut flag = |option: &str, help: &str| {
        let _ = writeln!(script, "complete -c switchboard -n \"{condition}\" -l {option} -d {}", quoted(help));
    };
    if operation.paging.is_some() {
        flag("all", "Fetch the list to its end");
    }
    flag("raw", "Print the answer as it came");
    flag("dry-run", "Print the request and send nothing");
}

/// A text in single quotes, as fish reads it.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\\', r"\\").replace('\'', r"\'"))
}
