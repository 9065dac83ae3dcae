//! Time and memory against size, for the largest documents of a folder; and how much longer we
//! take than progenitor alone, for those of them that it takes as they are.
//!
//! ```sh
//! cargo bench -p xtask --bench corpus -- PATH [NUMBER]
//! ```
//!
//! Each document is worked on in a process of its own, three times; the fastest counts. Without
//! a PATH there is nothing to measure, which is no failure: documents are not in the workspace.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs, reason = "a benchmark prints, and one that panics has failed")]

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    thread,
    time::{Duration, Instant},
};

use progenitor::{GenerationSettings, Generator, InterfaceStyle};
use serde_json::Value;
use switchboard_spec::load;

/// How many documents are measured, unless it is said otherwise.
const DOCUMENTS: usize = 20;
const RUNS: usize = 3;
/// The first argument of the process that runs progenitor alone.
const BARE: &str = "--bare-progenitor";
const STACK: usize = 512 * 1024 * 1024;

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    if let [flag, document] = arguments.as_slice()
        && flag == BARE
    {
        let document = PathBuf::from(document);
        thread::Builder::new().stack_size(STACK).spawn(move || bare(&document)).unwrap().join().unwrap();
        return;
    }
    // Cargo adds flags of its own.
    let mut words = arguments.iter().filter(|argument| !argument.starts_with('-'));
    let Some(folder) = words.next() else {
        println!("no documents to measure: name a folder, as in `cargo bench -p xtask --bench corpus -- PATH`");
        return;
    };
    let number = words.next().map_or(DOCUMENTS, |number| number.parse().unwrap());
    let measured: Vec<Measured> = largest(folder, number).iter().filter_map(|document| measure(document)).collect();
    by_size(&measured);
    against_progenitor(&measured);
}

/// The largest documents of a folder, or the document, largest first.
fn largest(path: &str, number: usize) -> Vec<PathBuf> {
    // A path is meant from where the command was typed, and cargo runs benchmarks in the package.
    let typed = Path::new("..").join(path);
    let path = if Path::new(path).exists() { PathBuf::from(path) } else { typed };
    if path.is_file() {
        return vec![path];
    }
    let entries = fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path());
    let is_document = |path: &PathBuf| path.extension().is_some_and(|ending| ["json", "yaml", "yml"].iter().any(|known| ending == *known));
    let mut documents: Vec<_> = entries.filter(is_document).collect();
    documents.sort_by_key(|path| std::cmp::Reverse(size(path)));
    documents.truncate(number);
    documents
}

fn size(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |metadata| metadata.len())
}

/// A document and what it takes.
struct Measured {
    name: String,
    megabytes: f64,
    operations: u64,
    lines: u64,
    time: Duration,
    peak_mb: Option<f64>,
    /// What progenitor alone takes, if it takes the document at all.
    bare: Option<Duration>,
}

/// `None` if the document is refused.
fn measure(document: &Path) -> Option<Measured> {
    let mut best: Option<(Duration, Value)> = None;
    for _ in 0..RUNS {
        let line = ours(document)?;
        let time = Duration::from_secs_f64(line["seconds"].as_f64()?);
        if best.as_ref().is_none_or(|(other, _)| time < *other) {
            best = Some((time, line));
        }
    }
    let (time, line) = best?;
    Some(Measured {
        name: document.file_name()?.to_string_lossy().into_owned(),
        megabytes: size(document) as f64 / 1e6,
        operations: line["operations"].as_u64()?,
        lines: line["lines"].as_u64()?,
        time,
        peak_mb: line["peak_mb"].as_f64(),
        bare: (0..RUNS).map(|_| progenitor_alone(document)).collect::<Option<Vec<_>>>().and_then(|times| times.into_iter().min()),
    })
}

/// The line of the results, if the document comes through.
fn ours(document: &Path) -> Option<Value> {
    let results = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench-corpus.jsonl");
    let command = Command::new(env!("CARGO_BIN_EXE_xtask")).arg("corpus").arg(document).arg("--json").arg(&results).output().unwrap();
    let line: Value = serde_json::from_str(fs::read_to_string(&results).ok()?.lines().next()?).ok()?;
    (command.status.success() && line["outcome"] == "ok").then_some(line)
}

/// How long a process takes that does with progenitor what ours does.
fn progenitor_alone(document: &Path) -> Option<Duration> {
    let begun = Instant::now();
    let ended = Command::new(env::current_exe().unwrap()).arg(BARE).arg(document).output().unwrap();
    let time = begun.elapsed();
    ended.status.success().then_some(time)
}

/// From the file to the code, with progenitor alone.
fn bare(document: &Path) {
    let document = load::load(document).unwrap().value;
    let spec: openapiv3::OpenAPI = serde_json::from_value(document).unwrap();
    let mut settings = GenerationSettings::new();
    settings.with_interface(InterfaceStyle::Builder);
    let tokens = Generator::new(&settings).generate_tokens(&spec).unwrap();
    let code = prettyplease::unparse(&syn::parse2(tokens).unwrap());
    assert!(!code.is_empty());
}

fn by_size(measured: &[Measured]) {
    println!("\nThe largest documents: time and memory against size\n");
    println!("| document | MB | operations | lines | seconds | s / MB | lines / ms | peak MB |");
    println!("|---|---:|---:|---:|---:|---:|---:|---:|");
    for it in measured {
        let seconds = it.time.as_secs_f64();
        println!(
            "| {} | {:.2} | {} | {} | {seconds:.2} | {:.2} | {:.0} | {} |",
            it.name,
            it.megabytes,
            it.operations,
            it.lines,
            seconds / it.megabytes,
            it.lines as f64 / (seconds * 1000.0),
            it.peak_mb.map(|peak| format!("{peak:.0}")).unwrap_or_default(),
        );
    }
}

fn against_progenitor(measured: &[Measured]) {
    let both: Vec<_> = measured.iter().filter_map(|it| Some((it, it.bare?))).collect();
    println!("\nAgainst progenitor alone (its builder interface), where it takes the document as it is\n");
    if both.is_empty() {
        println!("It takes none of these documents.");
        return;
    }
    println!("| document | progenitor, s | ours, s | ratio |\n|---|---:|---:|---:|");
    for (it, bare) in &both {
        let (bare, ours) = (bare.as_secs_f64(), it.time.as_secs_f64());
        println!("| {} | {bare:.2} | {ours:.2} | {:.2} |", it.name, ours / bare);
    }
}
