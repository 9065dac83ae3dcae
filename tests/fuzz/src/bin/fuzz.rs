//! A long run: `cargo run --release -p switchboard-fuzz -- TARGET --cases N PATH…`.
#![forbid(unsafe_code)]

use std::{
    io::{self, Write},
    panic,
    path::PathBuf,
    process::ExitCode,
    sync::atomic::{AtomicU64, Ordering},
    sync::{Arc, mpsc},
    thread,
    time::{Duration, Instant},
};

use clap::{Parser, ValueEnum};
use fastrand::Rng;
use serde_json::Value;
use switchboard_fuzz::{documents, documents::Document, mutation, properties, schemas, targets};

/// Runs an entry point over random input, and stops at what does not hold.
#[derive(Parser)]
struct Arguments {
    /// What is run.
    target: Target,
    /// Documents and folders of documents to start from, beside the fixtures.
    paths: Vec<PathBuf>,
    /// How many inputs.
    #[arg(long, default_value_t = 10_000)]
    cases: u64,
    /// How many instances of each schema, for `corpus`.
    #[arg(long, default_value_t = 20)]
    instances: usize,
    /// The first input; each has a number of its own, so that it can be made again.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Seconds that one input may take.
    #[arg(long, default_value_t = 20)]
    limit: u64,
    /// Go on after what does not hold.
    #[arg(long)]
    keep_going: bool,
    /// Write the input of `--seed` to this file instead of running it.
    #[arg(long)]
    show: Option<PathBuf>,
    /// With `--show`: write what the input is lowered to.
    #[arg(long, requires = "show")]
    lowered: bool,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Target {
    /// Mutated text through the loader.
    Load,
    /// Mutated documents through load, check, lower and fit.
    Lower,
    /// Mutated documents all the way to Rust.
    Generate,
    /// Documents and what a mutation makes of them, compared both ways.
    Diff,
    /// Random schemas: lowered, and their instances held against both.
    Accept,
    /// The documents themselves: instances of every schema held against both.
    Corpus,
    /// Random bytes through the parser of event streams.
    Sse,
}

/// The generator recurses as deep as a document; memory is only used when it is needed.
const STACK: usize = 512 * 1024 * 1024;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    panic::set_hook(Box::new(|_| {}));
    match run(&arguments) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            let _ = writeln!(io::stderr(), "{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> io::Result<u64> {
    let mut sources = documents::fixtures();
    sources.extend(documents::vendors());
    if !arguments.paths.is_empty() {
        sources.extend(documents::read_all(&arguments.paths));
    }
    let mut out = io::stdout();
    writeln!(out, "{} documents to start from", sources.len())?;
    if arguments.target == Target::Corpus {
        let paths = if arguments.paths.is_empty() { sources } else { documents::read_all(&arguments.paths) };
        let instances = arguments.instances;
        let worker = thread::Builder::new().stack_size(STACK).spawn(move || corpus(&paths, instances))?;
        return worker.join().unwrap_or(Ok(1));
    }
    if let Some(file) = &arguments.show {
        let mut document = input(arguments.target, &sources, arguments.seed);
        if arguments.lowered {
            document = switchboard_spec::pipeline::lower(&document, &targets::nobody().settings).document;
        }
        std::fs::write(file, format!("{document:#}"))?;
        return Ok(0);
    }
    let begun = Instant::now();
    let mut failures = 0;
    let mut slowest = (Duration::ZERO, 0);
    let sources = Arc::new(sources);
    let next = Arc::new(AtomicU64::new(arguments.seed));
    let end = arguments.seed.saturating_add(arguments.cases);
    let target = arguments.target;
    let (tell, told) = mpsc::channel();
    let start = {
        let (sources, next, tell) = (Arc::clone(&sources), Arc::clone(&next), tell.clone());
        move || -> io::Result<()> {
            let (sources, next, tell) = (Arc::clone(&sources), Arc::clone(&next), tell.clone());
            thread::Builder::new().stack_size(STACK).spawn(move || {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= end {
                        return;
                    }
                    let begun = Instant::now();
                    let outcome = panic::catch_unwind(|| one(target, &sources, seed));
                    let outcome = outcome.unwrap_or_else(|payload| Err(format!("panics: {}", words(&*payload))));
                    if tell.send((seed, outcome, begun.elapsed())).is_err() {
                        return;
                    }
                }
            })?;
            Ok(())
        }
    };
    start()?;
    let mut done = 0;
    while done < arguments.cases {
        match told.recv_timeout(Duration::from_secs(arguments.limit)) {
            Ok((seed, outcome, time)) => {
                done += 1;
                if time > slowest.0 {
                    slowest = (time, seed);
                }
                if let Err(why) = outcome {
                    failures += 1;
                    writeln!(out, "{seed}: {}", why.chars().take(1500).collect::<String>())?;
                    if !arguments.keep_going {
                        break;
                    }
                }
            }
            Err(_) => {
                failures += 1;
                done += 1;
                writeln!(out, "{}: takes more than {} s", next.load(Ordering::Relaxed).saturating_sub(1), arguments.limit)?;
                if !arguments.keep_going {
                    break;
                }
                start()?;
            }
        }
    }
    writeln!(
        out,
        "{done} inputs in {:.0} s, {failures} failures; the slowest took {:.2} s ({})",
        begun.elapsed().as_secs_f64(),
        slowest.0.as_secs_f64(),
        slowest.1
    )?;
    Ok(failures)
}

fn words(payload: &(dyn std::any::Any + Send)) -> String {
    payload.downcast_ref::<String>().cloned().or_else(|| payload.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap_or_default()
}

/// The input of a number.
fn input(target: Target, sources: &[Document], seed: u64) -> Value {
    if target == Target::Accept {
        return schemas::document(&mut Rng::with_seed(seed));
    }
    mutation::pair(sources, seed).1
}

fn one(target: Target, sources: &[Document], seed: u64) -> Result<(), String> {
    let mut random = Rng::with_seed(seed ^ 0x5eed);
    match target {
        Target::Load => {
            const MARKS: &[u8] = b"{}[]\",:\\-\n \t&*!|>%@`#";
            let mut bytes = input(target, sources, seed).to_string().into_bytes();
            for _ in 0..random.usize(..8) {
                if bytes.is_empty() {
                    break;
                }
                let place = random.usize(..bytes.len());
                match random.u8(..4) {
                    0 => bytes[place] = random.u8(..),
                    1 => drop(bytes.remove(place)),
                    2 => bytes.insert(place, MARKS[random.usize(..MARKS.len())]),
                    _ => bytes.truncate(place.max(1)),
                }
            }
            let _ = targets::load(&bytes);
            Ok(())
        }
        Target::Lower => targets::lower(&input(target, sources, seed)).map(drop),
        Target::Generate => targets::generate(&input(target, sources, seed)).map(drop),
        Target::Diff => {
            let (base, revision) = mutation::pair(sources, seed);
            targets::diff(&base, &revision).map(drop)
        }
        Target::Accept => properties::hold(&input(target, sources, seed), seed).map(drop),
        Target::Sse => {
            const PARTS: &[&str] =
                &["data", "event", "id", "retry", ":", " ", "\n", "\r", "\r\n", "\n\n", "{}", "é", "\u{feff}", "x", "data: a\n\n"];
            let mut bytes: Vec<u8> = Vec::new();
            for _ in 0..random.usize(..60) {
                match random.u8(..8) {
                    0 => bytes.push(random.u8(..)),
                    _ => bytes.extend(PARTS[random.usize(..PARTS.len())].as_bytes()),
                }
            }
            let sizes: Vec<usize> = (0..random.usize(1..5)).map(|_| random.usize(1..9)).collect();
            targets::sse(&bytes, &sizes).map(drop)
        }
        Target::Corpus => Ok(()),
    }
}

fn corpus(documents: &[Document], instances: usize) -> io::Result<u64> {
    let mut out = io::stdout();
    let mut failures = 0;
    let (mut all, mut tried) = (properties::Acceptance::default(), 0);
    for document in documents {
        let lowered = switchboard_spec::pipeline::lower(&document.value, &targets::nobody().settings);
        let stable = properties::stable(&document.value, &lowered).err();
        let found = properties::acceptance(&document.value, &lowered, instances, 1);
        writeln!(
            out,
            "{}: {} schemas ({} untried), {} instances, {} unknown, {} refused",
            document.file,
            found.schemas,
            found.untried.len(),
            found.instances,
            found.unknown.len(),
            found.refused.len()
        )?;
        for pointer in found.untried.iter().take(2) {
            writeln!(out, "    untried {pointer}")?;
        }
        let mut shown = std::collections::BTreeSet::new();
        for (kind, violation) in found.refused.iter().map(|v| ("refused", v)).chain(found.unknown.iter().map(|v| ("unknown", v))) {
            if shown.insert((kind, violation.pointer.clone())) && shown.len() < 12 {
                let instance: String = violation.instance.to_string().chars().take(300).collect();
                let why: String = violation.why.chars().take(400).collect();
                writeln!(out, "    {kind} {}\n        {instance}\n        {why}", violation.pointer)?;
            }
        }
        if let Some(why) = stable {
            writeln!(out, "    unstable: {}", why.chars().take(600).collect::<String>())?;
            failures += 1;
        }
        failures += (found.unknown.len() + found.refused.len()) as u64;
        tried += found.schemas - found.untried.len();
        all.instances += found.instances;
        all.unknown.extend(found.unknown);
        all.refused.extend(found.refused);
    }
    writeln!(out, "{tried} schemas, {} instances, {} unknown, {} refused", all.instances, all.unknown.len(), all.refused.len())?;
    Ok(failures)
}
