//! Random instances that are valid under the vendors' documents come back unchanged.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use switchboard_instances::generator::{Generator, Mood};
use switchboard_tests::roundtrip;

use crate::original::Original;
use compare::{Comparison, compare};

pub(crate) mod compare;
mod variety;

/// Instances for each schema.
const INSTANCES: usize = 40;

/// Instances that may turn out invalid for each that is wanted: keywords that act together
/// (`oneOf`, `not`) are met by trying.
const PATIENCE: usize = 20;

/// Vendors whose documents have nothing that the generator does not understand. Of another one the
/// instances that happen to fit are tried, be they few.
const UNDERSTOOD: [&str; 5] = ["fifth-element", "invent", "invicta", "lucidsense", "selcora"];

/// What was seen of a vendor.
#[derive(Default)]
struct Totals {
    instances: usize,
    invalid: usize,
    unchanged: usize,
    null_dropped: usize,
    failures: Vec<String>,
    /// What occurred among the instances.
    variety: BTreeSet<&'static str>,
}

macro_rules! tests {
    ($(($name:literal, $vendor:ident, $krate:ident))*) => {
        mod valid_instances_come_back_unchanged {
            $(#[test] fn $vendor() { super::check($name); })*
        }
    };
}
switchboard_tests::for_each_vendor!(tests);

/// The document of Invent is large enough to have everything.
#[test]
fn everything_that_json_can_be_occurs_among_the_instances() {
    assert_eq!(check("invent").variety, BTreeSet::from(variety::ALL), "something no longer occurs among them");
}

fn check(vendor: &'static str) -> Totals {
    let original = Original::of(vendor);
    let sent = original.sent();
    let mut totals = Totals::default();
    for name in original.schemas().keys() {
        check_schema(&original, name, sent.contains(name.as_str()), &mut totals);
    }
    println!(
        "{vendor}: {} schemas, {} valid instances ({} invalid ones set aside), {} unchanged, {} with a null left out of an answer, {} failures",
        original.schemas().len(),
        totals.instances,
        totals.invalid,
        totals.unchanged,
        totals.null_dropped,
        totals.failures.len()
    );
    assert!(totals.failures.is_empty(), "{}", totals.failures.join("\n"));
    totals
}

fn check_schema(original: &Original, name: &str, sent: bool, totals: &mut Totals) {
    let schema = json!({ "$ref": format!("#/components/schemas/{name}") });
    let validator = original.validator(&schema);
    let mut generator = Generator::new(&original.document, seed(original.vendor, name));
    let mut made = 0;
    for attempt in 0..INSTANCES * PATIENCE {
        let mood = match attempt % 8 {
            0 => Mood::Bare,
            1 => Mood::Full,
            2 => Mood::Null,
            _ => Mood::Mixed,
        };
        let instance = generator.instance(&schema, mood);
        if !validator.is_valid(&instance) {
            totals.invalid += 1;
            continue;
        }
        made += 1;
        totals.instances += 1;
        variety::note(&instance, 0, &mut totals.variety);
        let comparison = match roundtrip::schema(original.vendor, name, &instance) {
            None => Err("no type".to_owned()),
            Some(Err(error)) => Err(format!("rejected: {error}")),
            Some(Ok(back)) => match compare(&instance, &back) {
                Comparison::Same => Ok(false),
                // What was left out must have been optional, or the answer is no longer valid.
                Comparison::NullDropped(_) if !sent && validator.is_valid(&back) => Ok(true),
                Comparison::NullDropped(place) => Err(format!("the null at {place} was lost: {back}")),
                Comparison::Altered(place) => Err(format!("altered at {place}: {back}")),
            },
        };
        match comparison {
            Ok(false) => totals.unchanged += 1,
            Ok(true) => totals.null_dropped += 1,
            Err(error) => totals.failures.push(format!("{} {name}: {instance}\n    {error}", original.vendor)),
        }
        if !generator.gaps.is_empty() && UNDERSTOOD.contains(&original.vendor) {
            totals.failures.push(format!("{} {name}: teach the generator {:?}", original.vendor, generator.gaps));
            return;
        }
        if made == INSTANCES {
            return;
        }
    }
    // A closed list has only so many instances; anything else has enough.
    let few = is_small(original, &schema) && made > 0 || !generator.gaps.is_empty();
    if !few {
        totals.failures.push(format!("{} {name}: only {made} valid instances were found", original.vendor));
    }
}

fn is_small(original: &Original, schema: &Value) -> bool {
    let target = original.target(schema);
    target.get("enum").is_some() || target.get("const").is_some()
}

/// The same instances for a schema on every run, whatever other schemas there are.
pub(crate) fn seed(vendor: &str, name: &str) -> u64 {
    format!("{vendor}/{name}").bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
