//! Time and memory against size, for the largest documents of a folder; and how much longer we
//! take than progenitor alone, for all of them that it takes as they are. With the path of the
//! jar of openapi-generator in `OPENAPI_GENERATOR`, and Java at hand: how much longer that takes,
//! for one of every four documents.
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
    process::{Command, Stdio},
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
/// A document on which openapi-generator takes longer is left.
const PATIENCE: Duration = Duration::from_secs(120);
/// Of so many documents one is given to openapi-generator.
const ONE_OF: usize = 4;
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
    let documents = documents(folder);
    by_size(documents.iter().take(number));
    against_progenitor(&documents);
    match env::var_os("OPENAPI_GENERATOR") {
        Some(jar) => against_openapi_generator(Path::new(&jar), &documents),
        None => println!("\nopenapi-generator is measured if OPENAPI_GENERATOR names its jar."),
    }
}

/// The documents of a folder, or the document, largest first.
fn documents(path: &str) -> Vec<PathBuf> {
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
    documents
}

fn size(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |metadata| metadata.len())
}

/// The line of the results of the fastest run, and how long that took; `None` if the document
/// is refused.
fn ours_at_best(document: &Path) -> Option<(Value, f64)> {
    let lines = (0..RUNS).map(|_| ours(document)).collect::<Option<Vec<_>>>()?;
    let timed = lines.into_iter().filter_map(|line| line["seconds"].as_f64().map(|seconds| (line, seconds)));
    timed.min_by(|(_, a), (_, b)| a.total_cmp(b))
}

/// The same for progenitor alone.
fn progenitor_at_best(document: &Path) -> Option<f64> {
    // What it does not take the first time it never takes.
    let first = progenitor_alone(document)?;
    let others = (1..RUNS).filter_map(|_| progenitor_alone(document));
    others.chain([first]).min().map(|time| time.as_secs_f64())
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

fn name(document: &Path) -> String {
    document.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn by_size<'a>(documents: impl Iterator<Item = &'a PathBuf>) {
    println!("\nThe largest documents: time and memory against size\n");
    println!("| document | MB | operations | lines | seconds | s / MB | lines / ms | peak MB |");
    println!("|---|---:|---:|---:|---:|---:|---:|---:|");
    for document in documents {
        let (name, megabytes) = (name(document), size(document) as f64 / 1e6);
        let Some((line, seconds)) = ours_at_best(document) else {
            println!("| {name} | {megabytes:.2} | refused | | | | | |");
            continue;
        };
        let lines = line["lines"].as_f64().unwrap();
        println!(
            "| {name} | {megabytes:.2} | {} | {lines:.0} | {seconds:.2} | {:.2} | {:.0} | {} |",
            line["operations"],
            seconds / megabytes,
            lines / (seconds * 1000.0),
            line["peak_mb"].as_f64().map(|peak| format!("{peak:.0}")).unwrap_or_default(),
        );
    }
}

fn against_progenitor(documents: &[PathBuf]) {
    println!("\nAgainst progenitor alone (its builder interface), where it takes the document as it is\n");
    println!("| document | MB | progenitor, s | ours, s | ratio |\n|---|---:|---:|---:|---:|");
    let mut ratios = Vec::new();
    for document in documents {
        let Some(bare) = progenitor_at_best(document) else { continue };
        let Some((_, ours)) = ours_at_best(document) else { continue };
        println!("| {} | {:.2} | {bare:.3} | {ours:.3} | {:.2} |", name(document), size(document) as f64 / 1e6, ours / bare);
        ratios.push(ours / bare);
    }
    ratios.sort_by(f64::total_cmp);
    match ratios.get(ratios.len() / 2) {
        Some(median) => println!("\nIt takes {} of {} documents; the median of the ratios is {median:.2}.", ratios.len(), documents.len()),
        None => println!("\nIt takes none of {} documents.", documents.len()),
    }
}

fn against_openapi_generator(jar: &Path, documents: &[PathBuf]) {
    println!("\nAgainst openapi-generator (`-g rust`, Java and its start included), one run each\n");
    println!("| document | MB | its seconds | its lines | our seconds | our lines |\n|---|---:|---:|---:|---:|---:|");
    let mut ratios = Vec::new();
    for document in documents.iter().step_by(ONE_OF) {
        let Some((line, ours)) = ours_at_best(document) else { continue };
        let (name, megabytes) = (name(document), size(document) as f64 / 1e6);
        match openapi_generator(jar, document) {
            Ok((time, lines)) => {
                let seconds = time.as_secs_f64();
                println!("| {name} | {megabytes:.2} | {seconds:.1} | {lines} | {ours:.2} | {} |", line["lines"]);
                ratios.push(seconds / ours);
            }
            Err(why) => println!("| {name} | {megabytes:.2} | {why} | | {ours:.2} | {} |", line["lines"]),
        }
    }
    ratios.sort_by(f64::total_cmp);
    if let Some(median) = ratios.get(ratios.len() / 2) {
        println!("\nThe median of the ratios of time over {} documents is {median:.0}.", ratios.len());
    }
}

/// How long it takes over a document, and the lines of Rust that come out; or how it ended.
fn openapi_generator(jar: &Path, document: &Path) -> Result<(Duration, usize), String> {
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join("openapi-generator");
    let _ = fs::remove_dir_all(&out);
    let begun = Instant::now();
    let mut java = Command::new("java");
    java.arg("-jar").arg(jar).args(["generate", "--skip-validate-spec", "-g", "rust", "-i"]).arg(document).arg("-o").arg(&out);
    let mut java = java.stdout(Stdio::null()).stderr(Stdio::null()).spawn().map_err(|error| format!("no java: {error}"))?;
    let status = loop {
        if let Some(status) = java.try_wait().map_err(|error| error.to_string())? {
            break status;
        }
        if begun.elapsed() > PATIENCE {
            let _ = java.kill();
            let _ = java.wait();
            return Err(format!("more than {} s", PATIENCE.as_secs()));
        }
        thread::sleep(Duration::from_millis(20));
    };
    let time = begun.elapsed();
    match lines_of_rust(&out.join("src")) {
        lines if status.success() && lines > 0 => Ok((time, lines)),
        _ => Err("fails".to_owned()),
    }
}

fn lines_of_rust(folder: &Path) -> usize {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    entries
        .map(|path| if path.is_dir() { lines_of_rust(&path) } else { fs::read_to_string(&path).map_or(0, |text| text.lines().count()) })
        .sum()
}
