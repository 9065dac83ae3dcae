//! Time and memory of comparing two versions of a document, for the largest of a folder.
//!
//! ```sh
//! cargo bench -p xtask --bench diff -- PATH [NUMBER]
//! ```
//!
//! Each document is compared with itself and with a copy that has been edited in many places, in
//! a process of its own; the fastest of three runs counts. Without a PATH there is nothing to
//! measure, which is no failure: documents are not in the workspace.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs, reason = "a benchmark prints, and one that panics has failed")]

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    time::Instant,
};

use serde_json::{Value, json};
use switchboard_diff::{Side, compare};
use switchboard_spec::load;

/// How many documents are measured, unless it is said otherwise.
const DOCUMENTS: usize = 10;
const RUNS: usize = 3;
/// The first argument of the process that measures one document.
const ONE: &str = "--one-document";

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    if let [flag, document] = arguments.as_slice()
        && flag == ONE
    {
        return measure(Path::new(document));
    }
    // Cargo adds flags of its own.
    let mut words = arguments.iter().filter(|argument| !argument.starts_with('-'));
    let Some(folder) = words.next() else {
        println!("no documents to measure: name a folder, as in `cargo bench -p xtask --bench diff -- PATH`");
        return;
    };
    let number = words.next().map_or(DOCUMENTS, |number| number.parse().unwrap());
    println!("| MB | schemas | reading, s | with itself, s | with an edited copy, s | changes | peak MB |");
    println!("|---:|---:|---:|---:|---:|---:|---:|");
    for document in documents(folder).iter().take(number) {
        let run = Command::new(env::current_exe().unwrap()).arg(ONE).arg(document).output().unwrap();
        print!("{}", String::from_utf8(run.stdout).unwrap());
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
    let mut found: Vec<PathBuf> =
        entries.filter(|path| path.extension().is_some_and(|end| ["json", "yaml", "yml"].iter().any(|known| end == *known))).collect();
    found.sort_by_key(|path| std::cmp::Reverse(fs::metadata(path).unwrap().len()));
    found
}

fn measure(path: &Path) {
    let begun = Instant::now();
    let Ok(document) = load::load(path) else { return };
    let reading = begun.elapsed();
    let base = document.value;
    let revision = edited(&base);
    let mut fastest = [f64::MAX; 2];
    let mut changes = 0;
    for _ in 0..RUNS {
        for (time, other) in fastest.iter_mut().zip([&base, &revision]) {
            let begun = Instant::now();
            let report = compare(&Side::plain(&base), &Side::plain(other), &[]);
            *time = time.min(begun.elapsed().as_secs_f64());
            changes = report.changes.len();
        }
    }
    let schemas = base.pointer("/components/schemas").and_then(Value::as_object).map_or(0, |all| all.len());
    let size = fs::metadata(path).unwrap().len();
    let [same, other] = fastest;
    println!(
        "| {:.2} | {schemas} | {:.2} | {same:.2} | {other:.2} | {changes} | {:.0} |",
        f64::from(u32::try_from(size).unwrap()) / 1e6,
        reading.as_secs_f64(),
        peak_mb().unwrap_or_default()
    );
}

/// A copy with an edit in every tenth shared schema, and without every fiftieth path.
fn edited(base: &Value) -> Value {
    let mut revision = base.clone();
    let schemas = revision.pointer_mut("/components/schemas").and_then(Value::as_object_mut);
    for schema in schemas.into_iter().flat_map(|all| all.values_mut()).step_by(10) {
        if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
            properties.insert("brand_new".to_owned(), json!({ "type": "string" }));
            if let Some(first) = properties.values_mut().next() {
                *first = json!({ "type": "boolean" });
            }
        }
    }
    if let Some(paths) = revision.get_mut("paths").and_then(Value::as_object_mut) {
        let names: Vec<String> = paths.keys().cloned().step_by(50).collect();
        paths.retain(|path, _| !names.contains(path));
    }
    revision
}

/// The most memory that this process has had; `None` where `/proc` is not.
fn peak_mb() -> Option<f64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u32 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(f64::from(kilobytes) / 1024.0)
}
