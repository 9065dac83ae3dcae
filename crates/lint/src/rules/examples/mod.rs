//! Examples and defaults are what their schemas say they are.

mod schemas;

use serde_json::Value;
use switchboard_spec::{pointer, position::Kind};

use crate::{
    Level, Rule,
    rule::Findings,
    subject::{Place, Subject},
};
use schemas::Schemas;

pub(super) const RULES: &[&Rule] = &[&EXAMPLE, &DEFAULT];

static EXAMPLE: Rule = Rule {
    id: "example",
    level: Level::Warning,
    meaning: "an example is not valid under the schema of its place",
    why: "One of the two is wrong. If the example was copied from a real answer, it is the schema, and the client cannot read that answer.",
    help: "find out what the API sends, and correct the other",
    check: examples,
};

static DEFAULT: Rule = Rule {
    id: "default",
    level: Level::Warning,
    meaning: "a default is not valid under its own schema",
    why: "Whoever leaves the value out is said to send something that the server would refuse.",
    help: "correct the default or the schema",
    check: defaults,
};

/// A value, and where the schema is that it should meet.
struct Sample<'a> {
    pointer: String,
    value: &'a Value,
    schema: String,
}

fn examples(subject: &Subject<'_>, findings: &mut Findings) {
    let mut samples = Vec::new();
    for place in subject.places() {
        match place.kind {
            Kind::Schema => in_schema(place, &mut samples),
            Kind::MediaType | Kind::Parameter | Kind::Header => beside_schema(subject, place, &mut samples),
            _ => {}
        }
    }
    check(subject, &samples, findings);
}

fn defaults(subject: &Subject<'_>, findings: &mut Findings) {
    let mut samples = Vec::new();
    for place in subject.all(Kind::Schema) {
        if let Some(value) = place.value.get("default") {
            samples.push(Sample { pointer: pointer::join(&place.pointer, "default"), value, schema: place.pointer.clone() });
        }
    }
    check(subject, &samples, findings);
}

fn check(subject: &Subject<'_>, samples: &[Sample<'_>], findings: &mut Findings) {
    if samples.is_empty() {
        return;
    }
    let Some(mut schemas) = Schemas::new(subject.value) else { return };
    for sample in samples {
        if let Some(error) = schemas.first_error(&sample.schema, sample.value) {
            findings.add(&sample.pointer, error);
        }
    }
}

fn in_schema<'a>(place: &Place<'a>, samples: &mut Vec<Sample<'a>>) {
    let mut add = |pointer, value| samples.push(Sample { pointer, value, schema: place.pointer.clone() });
    if let Some(value) = place.value.get("example") {
        add(pointer::join(&place.pointer, "example"), value);
    }
    let list = place.value.get("examples").and_then(Value::as_array).into_iter().flatten();
    for (index, value) in list.enumerate() {
        add(format!("{}/examples/{index}", place.pointer), value);
    }
}

fn beside_schema<'a>(subject: &Subject<'a>, place: &Place<'a>, samples: &mut Vec<Sample<'a>>) {
    if place.value.get("schema").is_none() {
        return;
    }
    let schema = pointer::join(&place.pointer, "schema");
    // Of XML, forms and the like an example may be the text that is sent.
    let is_json = place.kind != Kind::MediaType || pointer::last(&place.pointer).contains("json");
    let mut add = |pointer, value: &'a Value| {
        if is_json || !value.is_string() {
            samples.push(Sample { pointer, value, schema: schema.clone() });
        }
    };
    if let Some(value) = place.value.get("example") {
        add(pointer::join(&place.pointer, "example"), value);
    }
    for (_, pointer, example) in subject.entries(&place.pointer, place.value, "examples") {
        if let Some(value) = example.get("value") {
            add(pointer::join(&pointer, "value"), value);
        }
    }
}

/// A message of the validator with values that are not longer than a line.
pub(super) fn shorten(message: &str) -> String {
    const MOST: usize = 160;
    let message = message.split_whitespace().collect::<Vec<_>>().join(" ");
    match message.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", message.get(..end).unwrap_or_default()),
        None => message,
    }
}
