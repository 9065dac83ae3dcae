//! `cargo xtask generate`: the vendors' documents in, the typed clients out.
//!
//! Everything is made first and written afterwards, so that a problem with one vendor leaves
//! all files as they are.

use std::{
    collections::VecDeque,
    num::NonZero,
    path::Path,
    sync::{Mutex, PoisonError},
    thread,
    time::{Duration, Instant},
};

use switchboard_codegen::{self as codegen, Output, Stats};
use switchboard_spec::{
    Problem,
    vendor::{self, Vendor},
};

use crate::{
    Outcome, crash, lists,
    progress::Progress,
    render::{Failure, render},
    stale,
    table::Table,
    term,
    write::{self, Change},
};

/// The folder of the vendors, in the workspace.
pub(crate) const SPECS: &str = "specs";

/// What the exit code says about the clients.
pub(crate) const EXIT_CODES: &str = "\
Exit codes:
  0    everything is fine
  4    something must be generated again (--check only)
  100  the input is broken, and nothing was written
  2    the command was not understood";

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The vendors, by the names of their folders in `specs/`; all of them if none is named.
    #[arg(value_name = "VENDOR")]
    vendors: Vec<String>,
    /// Write nothing; say which files would change, and exit with 4 if there are any.
    #[arg(long)]
    check: bool,
}

/// What became of one vendor.
struct Made {
    vendor: Vendor,
    result: Result<Output, Problem>,
    time: Duration,
}

pub(crate) fn run(arguments: &Arguments) -> Outcome {
    let begun = Instant::now();
    let vendors = match chosen(Path::new(SPECS), &arguments.vendors) {
        Ok(vendors) => vendors,
        Err(problems) => return broken(&problems),
    };
    let mut done = Vec::new();
    let mut problems = Vec::new();
    for Made { vendor, result, time } in make_all(vendors) {
        match result.and_then(|output| Ok((write::compare(output.files)?, output.stats))) {
            Ok((changes, stats)) => done.push(Done { vendor, changes, stats, time }),
            Err(problem) => problems.push(problem),
        }
    }
    let list = lists::changes(Path::new(SPECS)).unwrap_or_else(|problem| {
        problems.push(problem);
        Vec::new()
    });
    if !problems.is_empty() {
        return broken(&problems);
    }
    let outcome = if arguments.check { check(&done, &list) } else { store(&done, &list) };
    if outcome != Outcome::Broken {
        term::out(&summary(&done, begun.elapsed()));
    }
    outcome
}

/// A vendor whose output is known.
struct Done {
    vendor: Vendor,
    changes: Vec<Change>,
    stats: Stats,
    time: Duration,
}

/// The vendors that are asked for, each once, in the order of their names.
fn chosen(specs: &Path, names: &[String]) -> Result<Vec<Vendor>, Vec<Problem>> {
    if names.is_empty() {
        let vendors = vendor::vendors(specs).map_err(|problem| vec![problem])?;
        return if vendors.is_empty() {
            Err(vec![Problem::in_file(SPECS, "there is no vendor", "a vendor is a folder with a `vendor.toml`", "add one")])
        } else {
            Ok(vendors)
        };
    }
    let mut names = names.to_vec();
    names.sort();
    names.dedup();
    let mut found = Vec::new();
    let mut problems = Vec::new();
    for name in &names {
        match vendor::find(specs, name) {
            Ok(vendor) => found.push(vendor),
            Err(problem) => problems.push(problem),
        }
    }
    if problems.is_empty() { Ok(found) } else { Err(problems) }
}

/// Works on all vendors, as many at a time as there are processors.
fn make_all(vendors: Vec<Vendor>) -> Vec<Made> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get).min(vendors.len());
    let queue = Mutex::new(VecDeque::from(vendors));
    let made = Mutex::new(Vec::new());
    let progress = Progress::new();
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let next = queue.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
                    let Some(vendor) = next else { return };
                    let one = make(vendor, &progress);
                    made.lock().unwrap_or_else(PoisonError::into_inner).push(one);
                }
            });
        }
    });
    let mut made = made.into_inner().unwrap_or_else(PoisonError::into_inner);
    made.sort_by(|a, b| a.vendor.name.cmp(&b.vendor.name));
    made
}

fn make(vendor: Vendor, progress: &Progress) -> Made {
    let begun = Instant::now();
    progress.begin(&vendor.name);
    let result = codegen::lower(&vendor, Path::new(SPECS)).and_then(|lowered| {
        render(&lowered).map_err(|failure| match failure {
            Failure::Problem(problem) => problem,
            Failure::Crash(crash) => crash::explain(&vendor, &lowered, &crash),
        })
    });
    let time = begun.elapsed();
    match &result {
        Ok(output) => {
            let operations = match output.stats.operations {
                1 => "1 operation".to_owned(),
                number => format!("{number} operations"),
            };
            progress.end(&vendor.name, "Generated", &format!(": {operations}"));
        }
        Err(problem) => progress.end(&vendor.name, "Failed", &format!(": {}", problem.what)),
    }
    Made { vendor, result, time }
}

fn broken(problems: &[Problem]) -> Outcome {
    term::err("");
    for problem in problems {
        term::problem(problem);
    }
    let count = match problems.len() {
        1 => "one problem".to_owned(),
        count => format!("{count} problems"),
    };
    term::err(&format!("{count}; nothing was written"));
    Outcome::Broken
}

fn store(done: &[Done], list: &[Change]) -> Outcome {
    let changes: Vec<&Change> = done.iter().flat_map(|done| &done.changes).chain(list).collect();
    if let Err(problem) = write::replace(&changes) {
        term::err("");
        term::problem(&problem);
        term::err("all files are as they were; run the command again");
        return Outcome::Broken;
    }
    for change in changes.iter().filter(|change| change.is_needed()) {
        term::err(&format!("{:>12} {}", "Wrote", change.path()));
    }
    let written = changes.iter().filter(|change| change.is_needed()).count();
    let same = changes.len() - written;
    term::err(&format!("{:>12} {written} files written, {same} unchanged\n", "Finished"));
    Outcome::Fine
}

fn check(done: &[Done], list: &[Change]) -> Outcome {
    let mut count = 0;
    let of_vendors = done.iter().flat_map(|done| done.changes.iter().map(|change| (change, format!(" {}", done.vendor.name))));
    let of_list = list.iter().map(|change| (change, String::new()));
    for (change, vendor) in of_vendors.chain(of_list).filter(|(change, _)| change.is_needed()) {
        term::err(&format!("\n{}", stale::describe(change, &vendor)));
        count += 1;
    }
    if count == 0 {
        term::err(&format!("{:>12} every file is current\n", "Finished"));
        return Outcome::Fine;
    }
    let stale = done.iter().filter(|done| done.changes.iter().any(Change::is_needed));
    let names: String = stale.flat_map(|done| [" ", done.vendor.name.as_str()]).collect();
    let files = if count == 1 { "file is" } else { "files are" };
    term::err(&format!("\n{count} {files} out of date; run `cargo xtask generate{names}`\n"));
    Outcome::Stale
}

/// The table: a line for each vendor, and one for all.
fn summary(done: &[Done], time: Duration) -> String {
    let heading = ["vendor", "document", "operations", "types", "rules applied", "costly", "lines", "ms"];
    let mut table = Table::new(heading, 6);
    let row = |name: &str, version: &str, numbers: [usize; 5], time: Duration| {
        let [operations, types, rules, costly, lines] = numbers.map(|number| number.to_string());
        let (name, version) = (name.to_owned(), version.to_owned());
        [name, version, operations, types, rules, costly, lines, time.as_millis().to_string()]
    };
    let mut total = [0; 5];
    for Done { vendor, stats, time, .. } in done {
        let numbers = [stats.operations, stats.types, stats.rules, stats.costly, stats.lines];
        for (sum, number) in total.iter_mut().zip(numbers) {
            *sum += number;
        }
        table.row(row(&vendor.name, &stats.document_version, numbers, *time));
    }
    table.row(row("total", "", total, time));
    table.to_string()
}
