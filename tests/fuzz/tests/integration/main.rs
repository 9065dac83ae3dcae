//! Short runs of every entry point, and what holds of lowering for every document that we have.
//! `CONTRIBUTING.md` says how to run long ones.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that panics has failed, which is what it is for")]

use std::{env, thread};

use fastrand::Rng;
use switchboard_fuzz::{
    documents::{self, Document},
    mutation, properties, schemas, targets,
};

/// Inputs of each test, unless `SWITCHBOARD_FUZZ_CASES` says otherwise.
fn cases() -> u64 {
    env::var("SWITCHBOARD_FUZZ_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(300)
}

/// Runs on a thread with room for deep documents.
fn with_room(work: impl FnOnce() + Send + 'static) {
    let worker = thread::Builder::new().stack_size(512 << 20).spawn(work).unwrap();
    if let Err(payload) = worker.join() {
        std::panic::resume_unwind(payload);
    }
}

fn all() -> Vec<Document> {
    let mut all = documents::fixtures();
    let vendors = documents::vendors();
    assert_eq!(vendors.len(), 5);
    all.extend(vendors);
    assert!(all.len() > 100);
    all
}

#[test]
fn what_the_original_accepted_the_lowered_document_accepts() {
    with_room(|| {
        let mut wrong = Vec::new();
        let (mut schemas, mut instances) = (0, 0);
        for document in all() {
            let lowered = switchboard_spec::pipeline::lower(&document.value, &targets::nobody().settings);
            let found = properties::acceptance(&document.value, &lowered, 12, 1);
            schemas += found.schemas - found.untried.len();
            instances += found.instances;
            for violation in found.refused.iter().chain(&found.unknown) {
                // By the letter of 3.1 `{nullable: true}` is anything; it is meant as null.
                let idiom = document.file.ends_with("union.yaml") && violation.why.contains("/properties/maybe");
                if !idiom {
                    wrong.push(format!("{} {}: {}\n    {}", document.file, violation.pointer, violation.instance, violation.why));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert!(schemas > 400 && instances > 4000, "only {schemas} schemas and {instances} instances were tried");
    });
}

#[test]
fn random_schemas_are_lowered_the_same_way_each_time_and_accept_what_they_did() {
    with_room(|| {
        let mut wrong = Vec::new();
        let (mut lowered, mut instances) = (0, 0);
        for seed in 0..cases() {
            let document = schemas::document(&mut Rng::with_seed(seed));
            match properties::hold(&document, seed) {
                Ok(Some(found)) => {
                    lowered += 1;
                    instances += found.instances;
                }
                // A reference to itself and to nothing else, say.
                Ok(None) => {}
                Err(why) => wrong.push(format!("{seed}: {why}")),
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert!(lowered > cases() / 2 && instances > 0, "only {lowered} documents and {instances} instances were tried");
    });
}

#[test]
fn whatever_is_done_to_a_document_it_is_generated_or_refused() {
    with_room(|| {
        let sources = all();
        let mut generated = 0;
        for seed in 0..cases() {
            match targets::generate(&mutation::pair(&sources, seed).1) {
                Ok(lines) => generated += usize::from(lines.is_some()),
                Err(why) => panic!("{seed}: {why}"),
            }
        }
        assert!(generated > 0);
    });
}

#[test]
fn a_change_found_one_way_is_its_mirror_the_other_way_and_no_document_differs_from_itself() {
    with_room(|| {
        let sources = all();
        let mut changes = 0;
        for seed in 0..cases() {
            let (base, revision) = mutation::pair(&sources, seed);
            changes += targets::diff(&base, &revision).unwrap_or_else(|why| panic!("{seed}: {why}")).unwrap_or_default();
        }
        assert!(changes > 0);
    });
}

#[test]
fn broken_text_is_refused_in_words() {
    let sources = all();
    for seed in 0..cases() {
        let mut random = Rng::with_seed(seed);
        let mut bytes = sources[random.usize(..sources.len())].value.to_string().into_bytes();
        bytes.truncate(4000);
        for _ in 0..random.usize(1..6) {
            let place = random.usize(..bytes.len());
            bytes[place] = random.u8(..);
        }
        if let Err(problem) = targets::load(&bytes) {
            assert!(!problem.what.is_empty() && !problem.help.is_empty(), "{seed}: {problem}");
        }
    }
}

#[test]
fn a_stream_gives_the_same_events_however_it_is_cut() {
    const PARTS: &[&str] = &["data", "event", "id", ":", " ", "\n", "\r", "\r\n", "\n\n", "é", "\u{feff}", "data: a\n\n"];
    let mut events = 0;
    for seed in 0..cases() {
        let mut random = Rng::with_seed(seed);
        let text: String = (0..random.usize(..60)).map(|_| PARTS[random.usize(..PARTS.len())]).collect();
        let sizes: Vec<usize> = (0..random.usize(1..5)).map(|_| random.usize(1..9)).collect();
        events += targets::sse(text.as_bytes(), &sizes).unwrap_or_else(|why| panic!("{seed}: {why}"));
    }
    assert!(events > 0);
}
