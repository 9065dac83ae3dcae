//! Edits of real documents: each is made at a known place, and found there and nowhere else.

mod catalogue;
mod places;

use std::collections::BTreeMap;

use proptest::{
    prelude::Rng,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use serde_json::Value;
use switchboard_diff::{Report, Side, compare};

pub(crate) use catalogue::all;

use crate::vendors;

/// Choices that are the same in every run.
pub(crate) fn rng(seed: u8) -> TestRng {
    TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32])
}

fn diff(base: &Value, revision: &Value) -> Report {
    compare(&Side::plain(base), &Side::plain(revision), &[])
}

/// How many edits of each kind are made to each document.
const OF_EACH: usize = 3;

#[test]
fn every_edit_is_found_at_its_place_and_nothing_else_is() {
    let mut made: BTreeMap<&str, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    for vendor in vendors::ALL {
        let base = vendors::document(vendor);
        for (number, mutation) in all().iter().enumerate() {
            let mut rng = rng(u8::try_from(number).unwrap());
            let places = mutation.places(&base);
            for _ in 0..OF_EACH.min(places.len()) {
                let place = &places[rng.next_u32() as usize % places.len()];
                let mut revision = base.clone();
                let Some(expected) = mutation.apply(&mut revision, place) else { continue };
                *made.entry(mutation.name).or_default() += 1;
                let report = diff(&base, &revision);
                if let Err(why) = expected.check(&report) {
                    wrong.push(format!("{vendor}, {} at {place}: {why}", mutation.name));
                }
            }
        }
    }
    let count: usize = made.values().sum();
    println!("{count} edits of {} kinds", made.len());
    let missing: Vec<&str> = all().iter().map(|mutation| mutation.name).filter(|name| !made.contains_key(name)).collect();
    assert!(missing.is_empty(), "no document has a place for these: {missing:?}");
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn undoing_edits_is_reported_as_the_mirror_of_making_them() {
    let mut runner = TestRunner::new_with_rng(Config { cases: 40, failure_persistence: None, ..Config::default() }, rng(99));
    let documents: Vec<Value> = vendors::ALL.iter().map(|vendor| vendors::document(vendor)).collect();
    let mutations = all();
    runner
        .run(&proptest::collection::vec((0..mutations.len(), 0usize..10_000), 1..6), |edits| {
            let base = &documents[edits.iter().map(|edit| edit.1).sum::<usize>() % documents.len()];
            let mut revision = base.clone();
            for (kind, choice) in edits {
                let places = mutations[kind].places(&revision);
                if let Some(place) = places.get(choice % places.len().max(1)) {
                    mutations[kind].apply(&mut revision, place);
                }
            }
            let (there, back) = (diff(base, &revision), diff(&revision, base));
            let seen = |report: &Report, mirrored: bool| {
                let one = |change: &switchboard_diff::Change| match mirrored {
                    true => (change.rule.mirror.to_owned(), change.revision_pointer.clone(), change.base_pointer.clone()),
                    false => (change.rule.id.to_owned(), change.base_pointer.clone(), change.revision_pointer.clone()),
                };
                let mut all: Vec<_> = report.changes.iter().map(one).collect();
                all.sort();
                all.dedup();
                all
            };
            proptest::prop_assert_eq!(seen(&there, true), seen(&back, false));
            proptest::prop_assert!(diff(&revision, &revision).changes.is_empty());
            Ok(())
        })
        .unwrap();
}

#[test]
fn renaming_the_variables_of_paths_is_no_change() {
    for vendor in vendors::ALL {
        let base = vendors::document(vendor);
        let mut revision = base.clone();
        let paths = revision["paths"].as_object_mut().unwrap();
        *paths = std::mem::take(paths).into_iter().map(|(path, item)| (path.replace("/{", "/{the_"), item)).collect();
        let mut renamed = 0;
        rename_parameters(&mut revision, &mut renamed);
        let report = diff(&base, &revision);
        let seen: Vec<&str> = report.changes.iter().map(|change| change.text.as_str()).collect();
        assert!(seen.is_empty(), "{vendor}: {seen:#?}");
        println!("{vendor}: {renamed} parameters renamed");
    }
}

fn rename_parameters(value: &mut Value, count: &mut usize) {
    match value {
        Value::Object(map) => {
            if map.get("in").is_some_and(|place| place == "path")
                && let Some(name) = map.get("name").and_then(Value::as_str).map(|name| format!("the_{name}"))
            {
                map.insert("name".to_owned(), name.into());
                *count += 1;
            }
            map.values_mut().for_each(|member| rename_parameters(member, count));
        }
        Value::Array(list) => list.iter_mut().for_each(|item| rename_parameters(item, count)),
        _ => {}
    }
}

#[test]
fn a_document_of_a_vendor_is_the_same_as_itself() {
    for vendor in vendors::ALL {
        let document = vendors::document(vendor);
        assert!(diff(&document, &document).changes.is_empty(), "{vendor}");
    }
}
