//! Schemas that say too little, or what nothing can meet.

use std::collections::BTreeSet;

use serde_json::{Map, Value};
use switchboard_spec::{load::Version, nearest, pointer, schema::show};

use super::says_something;
use crate::{Level, Rule, rule::Findings, subject::Subject};

pub(super) const RULES: &[&Rule] = &[&DESCRIPTION, &BOUNDS, &ENUM, &PATTERN, &ITEMS, &REQUIRED];

static DESCRIPTION: Rule = Rule {
    id: "schema-description",
    level: Level::Warning,
    meaning: "a component schema has no description",
    why: "It becomes a type with nothing but its name.",
    help: "say in one sentence what it is",
    check: description,
};

static BOUNDS: Rule = Rule {
    id: "bounds",
    level: Level::Error,
    meaning: "a lower bound is above the upper one",
    why: "No value meets both, so nothing can be sent or answered there.",
    help: "correct one of the two",
    check: bounds,
};

static ENUM: Rule = Rule {
    id: "enum-values",
    level: Level::Error,
    meaning: "an enum has no values, has one twice, or has one that is not of its type",
    why: "No value meets an empty enum, and a value of another type can never occur.",
    help: "correct the list of values, or the type",
    check: enum_values,
};

static PATTERN: Rule = Rule {
    id: "pattern",
    level: Level::Warning,
    meaning: "a pattern is no regular expression of ECMA-262",
    why: "OpenAPI takes its patterns from JavaScript. Another dialect fails to compile in most tools, or means something else.",
    help: "rewrite the pattern: there are no inline flags such as `(?i)`, no possessive quantifiers, no POSIX classes",
    check: pattern,
};

static ITEMS: Rule = Rule {
    id: "array-items",
    level: Level::Error,
    meaning: "a list does not say what its items are, which OpenAPI 3.0 demands",
    why: "Its items are untyped.",
    help: "add `items`; `items: {}` if they can be anything",
    check: items,
};

static REQUIRED: Rule = Rule {
    id: "required-undeclared",
    level: Level::Warning,
    meaning: "a member is required that the schema does not describe",
    why: "Most often a name is misspelt: then the member that is meant is optional in the client, and another one is demanded.",
    help: "correct the name, or describe the member under `properties`",
    check: required,
};

fn description(subject: &Subject<'_>, findings: &mut Findings) {
    for (pointer, schema) in subject.schemas().filter(|(pointer, _)| is_component(pointer)) {
        if !schema.contains_key("$ref") && !says_something(schema.get("description")) && !says_something(schema.get("title")) {
            findings.add(pointer, "neither `description` nor `title`");
        }
    }
}

fn is_component(pointer: &str) -> bool {
    pointer.strip_prefix("#/components/schemas/").is_some_and(|rest| !rest.contains('/'))
}

fn bounds(subject: &Subject<'_>, findings: &mut Findings) {
    let pairs = [
        ("minLength", "maxLength"),
        ("minItems", "maxItems"),
        ("minProperties", "maxProperties"),
        ("minContains", "maxContains"),
        ("minimum", "maximum"),
        ("exclusiveMinimum", "exclusiveMaximum"),
    ];
    for (pointer, schema) in subject.schemas() {
        let number = |key: &str| schema.get(key).and_then(Value::as_f64);
        for (low, high) in pairs {
            if let (Some(lowest), Some(highest)) = (number(low), number(high))
                && lowest > highest
            {
                findings.add(pointer, format!("`{low}` is {lowest}, `{high}` is {highest}"));
            }
        }
    }
}

fn enum_values(subject: &Subject<'_>, findings: &mut Findings) {
    for (pointer, schema) in subject.schemas() {
        let Some(values) = schema.get("enum").and_then(Value::as_array) else { continue };
        let at = pointer::join(pointer, "enum");
        if values.is_empty() {
            findings.add(&at, "there is no value");
        }
        let mut seen = BTreeSet::new();
        for (index, value) in values.iter().enumerate() {
            let at = format!("{at}/{index}");
            if !seen.insert(value.to_string()) {
                findings.add(&at, format!("{} is there before", show(value)));
            } else if !is_of_type(value, schema) {
                let wanted = schema.get("type").map(show).unwrap_or_default();
                findings.add(&at, format!("{} is not of type {wanted}", show(value)));
            }
        }
    }
}

fn is_of_type(value: &Value, schema: &Map<String, Value>) -> bool {
    let nullable = schema.get("nullable") == Some(&Value::Bool(true));
    let is = |kind: &Value| match kind.as_str() {
        Some("string") => value.is_string(),
        Some("integer") => value.is_i64() || value.is_u64() || value.as_f64().is_some_and(|number| number.fract() == 0.0),
        Some("number") => value.is_number(),
        Some("boolean") => value.is_boolean(),
        Some("array") => value.is_array(),
        Some("object") => value.is_object(),
        Some("null") => value.is_null(),
        // Another rule says that this is no type.
        _ => true,
    };
    match schema.get("type") {
        None => true,
        Some(_) if nullable && value.is_null() => true,
        Some(Value::Array(kinds)) => kinds.iter().any(is),
        Some(kind) => is(kind),
    }
}

fn pattern(subject: &Subject<'_>, findings: &mut Findings) {
    for (pointer, schema) in subject.schemas() {
        let own = schema.get("pattern").and_then(Value::as_str).map(|pattern| (pointer::join(pointer, "pattern"), pattern));
        let names = schema.get("patternProperties").and_then(Value::as_object).into_iter().flat_map(Map::keys);
        let base = pointer::join(pointer, "patternProperties");
        let names = names.map(|pattern| (pointer::join(&base, pattern), pattern.as_str()));
        for (at, pattern) in own.into_iter().chain(names) {
            if let Some(error) = not_a_pattern(pattern) {
                findings.add(at, format!("{}: {error}", show(&Value::String(pattern.to_owned()))));
            }
        }
    }
}

/// Why a text is no regular expression of ECMA-262, in either of its modes.
pub(super) fn not_a_pattern(pattern: &str) -> Option<String> {
    let error = regress::Regex::with_flags(pattern, "u").err()?;
    regress::Regex::new(pattern).err().map(|_| error.text)
}

fn items(subject: &Subject<'_>, findings: &mut Findings) {
    if subject.version != Version::V3_0 {
        return;
    }
    for (pointer, schema) in subject.schemas() {
        if schema.get("type").and_then(Value::as_str) == Some("array") && !schema.contains_key("items") {
            findings.add(pointer, "`type: array` without `items`");
        }
    }
}

fn required(subject: &Subject<'_>, findings: &mut Findings) {
    for (pointer, schema) in subject.schemas() {
        let Some(required) = schema.get("required").and_then(Value::as_array) else { continue };
        // A part of a composition may demand what another part describes.
        let has_properties = schema.get("properties").and_then(Value::as_object).is_some_and(|properties| !properties.is_empty());
        if !has_properties || is_part(pointer) {
            continue;
        }
        let mut known = BTreeSet::new();
        let complete = describe(subject, schema, &mut known, 0);
        for (index, name) in required.iter().enumerate() {
            let Some(name) = name.as_str().filter(|name| complete && !known.contains(*name)) else { continue };
            let hint = nearest::hint(name, known.iter().copied()).map_or_else(String::new, |hint| format!("; {hint}"));
            findings.add(format!("{pointer}/required/{index}"), format!("`{name}` is not described{hint}"));
        }
    }
}

/// Whether the schema at `pointer` is only a part of the one around it.
fn is_part(pointer: &str) -> bool {
    let mut steps = pointer.rsplit('/');
    let (last, before) = (steps.next().unwrap_or_default(), steps.next().unwrap_or_default());
    let is_index = last.bytes().all(|byte| byte.is_ascii_digit());
    (is_index && ["allOf", "anyOf", "oneOf"].contains(&before))
        || ["not", "if", "then", "else"].contains(&last)
        || before == "dependentSchemas"
}

/// Collects the names that a schema and its parts describe; false if a part cannot be found.
fn describe<'a>(subject: &Subject<'a>, schema: &'a Map<String, Value>, known: &mut BTreeSet<&'a str>, depth: usize) -> bool {
    if depth > 16 || schema.contains_key("patternProperties") || schema.contains_key("$dynamicRef") {
        return false;
    }
    known.extend(schema.get("properties").and_then(Value::as_object).into_iter().flat_map(Map::keys).map(String::as_str));
    let lists = ["allOf", "anyOf", "oneOf"].iter().filter_map(|key| schema.get(*key)?.as_array()).flatten();
    let single = ["then", "else", "if"].iter().filter_map(|key| schema.get(*key));
    let reference = schema.get("$ref").and_then(Value::as_str).map(|target| subject.value.pointer(target.trim_start_matches('#')));
    let parts = lists.chain(single).map(|part| subject.resolve(part)).chain(reference);
    parts.into_iter().all(|part| match part {
        Some(Value::Object(part)) => describe(subject, part, known, depth + 1),
        Some(_) => true,
        None => false,
    })
}
