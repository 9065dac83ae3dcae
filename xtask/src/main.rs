//! The workspace's own commands; see `cargo xtask --help`.
#![forbid(unsafe_code)]

mod add;
mod child;
mod corpus;
mod crash;
mod diff;
mod download;
mod fetch;
mod generate;
mod lint;
mod lists;
mod message;
mod operation;
mod progress;
mod remove;
mod render;
mod rules;
mod simulate;
mod source;
mod stale;
mod table;
mod term;
mod trial;
mod worker;
mod write;

use std::{
    env,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Parser, Subcommand};
use switchboard_spec::Problem;

/// What the exit code says; clap answers a usage error with 2.
const EXIT_CODES: &str = "\
Exit codes:
  0    everything is fine
  4    something must be generated again (--check only), or the linter found something
  5    a document of a corpus crashed the generator, or its client does not compile
  100  the input is broken, and nothing was written
  2    the command was not understood";

/// The workspace's own commands.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", after_help = EXIT_CODES)]
struct Arguments {
    /// The workspace, if it is not the one that this program was built in.
    #[arg(long, global = true, hide = true, value_name = "DIR")]
    root: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make the typed clients from the vendors' documents.
    #[command(after_help = generate::EXIT_CODES)]
    Generate(generate::Arguments),
    /// List the rules that make a document digestible, with what each one costs a caller.
    Rules(rules::Arguments),
    /// Make everything that another vendor needs, from its document.
    #[command(after_help = add::EXIT_CODES)]
    Add(add::Arguments),
    /// Take a vendor out again, with everything that `add` has made.
    #[command(after_help = add::EXIT_CODES)]
    Remove(remove::Arguments),
    /// Take a vendor's newest document, if a client can be made of it. The only command with a network.
    #[command(after_help = fetch::EXIT_CODES)]
    Fetch(fetch::Arguments),
    /// Look at what makes a document a good one to make a client of.
    #[command(after_help = lint::EXIT_CODES)]
    Lint(lint::Arguments),
    /// Generate a client for each of anybody's documents, and see how many come through.
    #[command(after_help = corpus::EXIT_CODES)]
    Corpus(corpus::Arguments),
    /// Say what changes of documents mean for the callers of the clients.
    #[command(after_help = diff::EXIT_CODES)]
    Diff(diff::Arguments),
    /// Generate the code of one document: what `diff` starts, so that it outlives a crash.
    #[command(hide = true)]
    CodeWorker,
    /// Work on one document: what `corpus` starts, so that it outlives a crash.
    #[command(hide = true)]
    CorpusWorker(corpus::WorkerArguments),
    /// Run the generator on one document: what `generate` starts, so that it outlives a crash.
    #[command(hide = true)]
    RenderWorker,
}

/// How a command ended.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Fine,
    Stale,
    /// A document of a corpus did what none may do.
    Failing,
    Broken,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        Self::from(match outcome {
            Outcome::Fine => 0,
            Outcome::Stale => 4,
            Outcome::Failing => 5,
            Outcome::Broken => 100,
        })
    }
}

fn main() -> ExitCode {
    if corpus::is_wrapper() {
        return corpus::check_crate();
    }
    let arguments = Arguments::parse();
    let root = arguments.root.unwrap_or_else(workspace);
    let outcome = match arguments.command {
        Command::RenderWorker => worker::run(worker::render),
        Command::CodeWorker => worker::run(diff::work),
        // Two files are named from where the user is.
        Command::Diff(diff) if diff.is_about_files() => diff::run(&diff),
        Command::Diff(diff) => match enter(&root) {
            Ok(()) => diff::run(&diff),
            Err(problem) => {
                term::problem(&problem);
                Outcome::Broken
            }
        },
        Command::CorpusWorker(document) => worker::run(move || corpus::work(&document)),
        Command::Rules(rules) => rules::run(&rules, &root),
        Command::Add(add) => add::run(&add, &root),
        Command::Remove(remove) => remove::run(&remove, &root),
        Command::Fetch(fetch) => fetch::run(&fetch, &root),
        Command::Lint(lint) => lint::run(&lint, &root),
        Command::Corpus(documents) => corpus::run(&documents, &root),
        // Every path in a message is then what a user in the workspace would type.
        Command::Generate(generate) => match enter(&root) {
            Ok(()) => generate::run(&generate),
            Err(problem) => {
                term::problem(&problem);
                Outcome::Broken
            }
        },
    };
    outcome.into()
}

/// The workspace that this program belongs to.
fn workspace() -> PathBuf {
    // Cargo says where the package is now; the other is where it was when it was built.
    let package = env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    package.parent().map(Path::to_owned).unwrap_or(package)
}

fn enter(root: &Path) -> Result<(), Problem> {
    env::set_current_dir(root).map_err(|error| {
        Problem::in_file(
            root.display().to_string(),
            format!("cannot enter the workspace: {error}"),
            "the documents and the generated crates are there",
            "run the command in a clone of the workspace",
        )
    })
}
