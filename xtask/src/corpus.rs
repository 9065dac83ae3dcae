//! `cargo xtask corpus`: anybody's documents, each generated in a process of its own.

mod check;
mod classes;
mod crates;
mod find;
mod generate;
mod inventory;
mod line;
mod message;
mod rustc;
mod summary;
mod worker;

use std::{
    fmt::Write,
    fs,
    num::NonZero,
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

use switchboard_spec::Problem;

pub(crate) use line::{DocumentOutcome, Line, read_lines};
pub(crate) use rustc::{is_wrapper, run as check_crate};
pub(crate) use worker::{Arguments as WorkerArguments, run as work};

use crates::Place;

use crate::{Outcome, child::Limits, term};

/// What the exit code says about a corpus.
pub(crate) const EXIT_CODES: &str = "\
Outcomes:
  ok       a client was generated
  refused  the document cannot be worked on, and the message says why
  panic    the generator crashed, or took more memory than it may
  timeout  the generator took longer than it may

Exit codes:
  0    every document is ok or refused and, with --compile, no client fails to compile
  5    a document ended in a panic or a timeout, or its client does not compile
  100  there is nothing to work on, or results cannot be written
  2    the command was not understood";

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Files, and folders that are searched for .json, .yaml and .yml files.
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    /// Run `cargo check` over the generated clients.
    #[arg(long)]
    compile: bool,
    /// How many documents are worked on at a time [default: as many as there are processors].
    #[arg(long, value_name = "N")]
    jobs: Option<NonZero<usize>>,
    /// The seconds that a document may take.
    #[arg(long, value_name = "S", default_value_t = 120)]
    timeout: u64,
    /// The seconds that the check of a client may take.
    #[arg(long, value_name = "S", default_value_t = 600)]
    compile_timeout: u64,
    /// The megabytes of memory that a document may take.
    #[arg(long, value_name = "MB", default_value_t = 6000)]
    memory: u64,
    /// The megabytes of memory that the check of a client may take.
    #[arg(long, value_name = "MB", default_value_t = 10_000)]
    compile_memory: u64,
    /// Write a line of JSON for each document.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// How documents are worked on.
pub(crate) struct Plan {
    /// How many at a time.
    pub(crate) jobs: usize,
    /// What a document may take.
    pub(crate) limits: Limits,
    /// What the check of a client may take; none is checked without it.
    pub(crate) check: Option<Limits>,
}

impl Plan {
    /// What is done when nothing is asked for.
    pub(crate) fn standard() -> Self {
        let limits = Limits { time: Duration::from_secs(120), memory_mb: Some(6000) };
        Self { jobs: processors(), limits, check: None }
    }
}

fn processors() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get)
}

pub(crate) fn run(arguments: &Arguments, workspace: &Path) -> Outcome {
    let limits = |seconds, megabytes| Limits { time: Duration::from_secs(seconds), memory_mb: Some(megabytes) };
    let plan = Plan {
        jobs: arguments.jobs.map_or_else(processors, NonZero::get),
        limits: limits(arguments.timeout, arguments.memory),
        check: arguments.compile.then(|| limits(arguments.compile_timeout, arguments.compile_memory)),
    };
    let mut lines = match generate(&arguments.paths, &plan, workspace) {
        Ok(lines) => lines,
        Err(problem) => return broken(&problem),
    };
    let checked = plan.check.map_or(Ok(()), |limits| {
        // A check takes long. Whoever ends it has at least this.
        store(arguments, &lines)?;
        check::all(&mut lines, &Place::of(workspace), plan.jobs, limits)
    });
    let stored = store(arguments, &lines);
    term::out(&summary::of(&lines, arguments.compile));
    match checked.and(stored) {
        Err(problem) => broken(&problem),
        Ok(()) if lines.iter().any(Line::is_failure) => Outcome::Failing,
        Ok(()) => Outcome::Fine,
    }
}

fn broken(problem: &Problem) -> Outcome {
    term::err("");
    term::problem(problem);
    Outcome::Broken
}

/// Generates a client for each document that `paths` name.
pub(crate) fn generate(paths: &[PathBuf], plan: &Plan, workspace: &Path) -> Result<Vec<Line>, Problem> {
    let documents = find::documents(paths);
    if documents.is_empty() {
        let names: Vec<_> = paths.iter().map(|path| path.display().to_string()).collect();
        return Err(Problem::in_file(
            names.join(", "),
            "there is no document",
            "documents are .json, .yaml and .yml files; in folders, others are not looked at",
            "name a file, or a folder that has some",
        ));
    }
    generate::all(documents, plan, plan.check.map(|_| Place::of(workspace)).as_ref())
}

fn store(arguments: &Arguments, lines: &[Line]) -> Result<(), Problem> {
    arguments.json.as_ref().map_or(Ok(()), |file| write_lines(file, lines))
}

fn write_lines(file: &Path, lines: &[Line]) -> Result<(), Problem> {
    let mut text = String::new();
    for line in lines {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{}", line.to_json());
    }
    fs::write(file, text).map_err(|error| {
        Problem::in_file(
            file.display().to_string(),
            format!("cannot write the file: {error}"),
            "it was to hold a line for each document",
            "check the folder, its permissions, and the space on the disk",
        )
    })
}
