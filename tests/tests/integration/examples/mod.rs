//! Every example in the vendors' documents goes into the type that was made for its place,
//! and comes back.

use std::collections::BTreeSet;

use serde_json::Value;
use switchboard_tests::roundtrip::{self, Outcome};

use crate::{
    instances::compare::{Comparison, compare},
    original::{Original, join},
};

mod bodies;
mod inside_schemas;
mod parameters;

/// An example, and where it is written down.
struct Example<'a> {
    pointer: String,
    value: &'a Value,
}

/// What was tried of a vendor's examples.
#[derive(Default)]
struct Tried {
    /// Pointers of the examples: one that many operations share is one.
    pointers: BTreeSet<String>,
    /// Those of bodies for which no type stands in the table: no JSON, or another type for each status.
    untyped: BTreeSet<String>,
    /// Whether somebody has counted the examples, so that none may be without a type.
    counted: bool,
    /// How often an example went through a type.
    times: usize,
    /// How often a null of an optional member was left out, which is the same to a reader.
    nulls: usize,
    failures: Vec<String>,
}

impl Tried {
    /// An example of a body.
    fn record_place(&mut self, pointer: &str, value: &Value, outcome: Option<Outcome>) {
        if outcome.is_none() && !self.counted {
            self.untyped.insert(pointer.to_owned());
        } else {
            self.record(pointer, value, outcome);
        }
    }

    fn record(&mut self, pointer: &str, value: &Value, outcome: Option<Outcome>) {
        self.pointers.insert(pointer.to_owned());
        self.times += 1;
        let wrong = match outcome {
            None => "there is no type for it".to_owned(),
            Some(Err(error)) => error,
            Some(Ok(back)) => match compare(value, &back) {
                Comparison::Same => return,
                Comparison::NullDropped(_) => {
                    self.nulls += 1;
                    return;
                }
                Comparison::Altered(place) => format!("at {place} something else comes back: {back}"),
            },
        };
        self.failures.push(format!("{pointer}: {value}\n    {wrong}"));
    }
}

macro_rules! tests {
    ($(($name:literal, $vendor:ident, $krate:ident))*) => {
        mod every_example_comes_back_from_its_type {
            $(#[test] fn $vendor() { super::check($name, super::written($name)); })*
        }
    };
}
switchboard_tests::for_each_vendor!(tests);

/// As many examples as a document had when it was written, where somebody has counted.
fn written(vendor: &str) -> usize {
    match vendor {
        "fifth-element" => 34,
        "invent" => 48,
        "invicta" | "lucidsense" => 7,
        "selcora" => 22,
        _ => 0,
    }
}

fn check(vendor: &'static str, floor: usize) {
    let original = Original::of(vendor);
    let mut tried = Tried { counted: floor > 0, ..Tried::default() };
    bodies::try_all(&original, &mut tried);
    parameters::try_all(&original, &mut tried);
    inside_schemas::try_all(&original, &mut tried);
    println!(
        "{vendor}: {} examples, {} times through a type, {} of bodies that have no single type, {} failures",
        tried.pointers.len(),
        tried.times,
        tried.untyped.len(),
        tried.failures.len()
    );
    let written: BTreeSet<String> = all_examples(&original.document).into_iter().collect();
    let missed: Vec<&String> = written.difference(&tried.pointers).filter(|pointer| !tried.untyped.contains(*pointer)).collect();
    assert!(missed.is_empty(), "{vendor} has examples that no type was found for: {missed:#?}");
    assert!(tried.failures.is_empty(), "{vendor}:\n{}", tried.failures.join("\n"));
    assert!(floor == 0 || tried.nulls == 0, "{vendor}: a null of an example is left out {} times", tried.nulls);
    assert!(tried.pointers.len() >= floor, "{vendor} had {floor} examples and has {}", tried.pointers.len());
}

/// The examples that something holds in `example` and `examples`.
fn examples_of<'a>(original: &'a Original, holder: &'a Value, pointer: &str) -> Vec<Example<'a>> {
    let mut out = Vec::new();
    if let Some(value) = holder.get("example") {
        out.push(Example { pointer: join(pointer, "example"), value });
    }
    let several = join(pointer, "examples");
    match holder.get("examples") {
        Some(Value::Array(values)) => {
            out.extend(values.iter().enumerate().map(|(i, value)| Example { pointer: format!("{several}/{i}"), value }));
        }
        Some(Value::Object(named)) => {
            for (name, example) in named {
                let (pointer, example) = original.follow(example, &join(&several, name));
                out.extend(example.get("value").map(|value| Example { pointer: join(&pointer, "value"), value }));
            }
        }
        _ => {}
    }
    out
}

/// The pointers of all examples of a document, found without regard to what they belong to.
fn all_examples(document: &Value) -> Vec<String> {
    let mut out = Vec::new();
    collect(document, "#", &mut out);
    out
}

fn collect(value: &Value, pointer: &str, out: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            let names_properties = pointer.ends_with("/properties");
            for (key, member) in members {
                let place = join(pointer, key);
                match (key.as_str(), member) {
                    ("example", _) if !names_properties => out.push(place),
                    ("examples", Value::Array(values)) if !names_properties => {
                        out.extend((0..values.len()).map(|i| format!("{place}/{i}")));
                    }
                    ("examples", Value::Object(named)) if !names_properties => {
                        let own = named.iter().filter(|(_, example)| example.get("value").is_some());
                        out.extend(own.map(|(name, _)| join(&join(&place, name), "value")));
                    }
                    _ => collect(member, &place, out),
                }
            }
        }
        Value::Array(items) => items.iter().enumerate().for_each(|(i, item)| collect(item, &format!("{pointer}/{i}"), out)),
        _ => {}
    }
}

/// An example through the type of a component schema, where the schema of its place is one.
fn through_component(original: &Original, schema: &Value, value: &Value) -> Option<Outcome> {
    let name = schema.get("$ref")?.as_str()?.strip_prefix("#/components/schemas/")?;
    roundtrip::schema(original.vendor, name, value)
}
