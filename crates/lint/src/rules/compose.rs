//! Schemas that are made of others.

use std::collections::BTreeSet;

use serde_json::{Map, Value};
use switchboard_spec::{
    nearest, pointer,
    reference::{Target, at},
};

use crate::{Level, Rule, rule::Findings, subject::Subject};

pub(super) const RULES: &[&Rule] = &[&CIRCULAR, &PROPERTY, &MAPPING];

static CIRCULAR: Rule = Rule {
    id: "all-of-circular",
    level: Level::Error,
    meaning: "a schema is part of itself",
    why: "What it consists of has no end; no type can be made of it.",
    help: "take one of the references out of the circle",
    check: circular,
};

static PROPERTY: Rule = Rule {
    id: "discriminator-property",
    level: Level::Warning,
    meaning: "a member of a union does not have the property that tells the members apart",
    why: "A value of this member cannot be told from the others by its tag.",
    help: "describe the property in the member, and require it",
    check: property,
};

static MAPPING: Rule = Rule {
    id: "discriminator-mapping",
    level: Level::Error,
    meaning: "a tag of a union leads to a schema that does not exist",
    why: "Values with this tag cannot be typed.",
    help: "correct the value of `mapping`: the name of a component schema, or a reference",
    check: mapping,
};

fn parts<'a>(schema: &'a Map<String, Value>, keywords: &[&str]) -> Vec<&'a Value> {
    keywords.iter().filter_map(|key| schema.get(*key)?.as_array()).flatten().collect()
}

fn target(value: &Value) -> Option<String> {
    match Target::parse(value.get("$ref")?.as_str()?) {
        Target::Pointer(pointer) => Some(pointer),
        _ => None,
    }
}

fn circular(subject: &Subject<'_>, findings: &mut Findings) {
    for (pointer, schema) in subject.schemas() {
        let mut pending: Vec<String> = parts(schema, &["allOf"]).into_iter().filter_map(target).collect();
        let mut seen = BTreeSet::new();
        while let Some(next) = pending.pop() {
            if next == pointer {
                findings.add(pointer::join(pointer, "allOf"), "following `allOf` leads back here");
                break;
            }
            if seen.insert(next.clone())
                && let Some(Value::Object(schema)) = at(subject.value, &next)
            {
                pending.extend(parts(schema, &["allOf"]).into_iter().filter_map(target));
            }
        }
    }
}

fn property(subject: &Subject<'_>, findings: &mut Findings) {
    for (pointer, schema) in subject.schemas() {
        let Some(name) = schema.get("discriminator").and_then(|found| found.get("propertyName")?.as_str()) else { continue };
        // What stands beside the union holds for each of its members.
        if schema.get("properties").is_some_and(|properties| properties.get(name).is_some()) {
            continue;
        }
        for keyword in ["oneOf", "anyOf"] {
            let members = schema.get(keyword).and_then(Value::as_array).into_iter().flatten();
            for (index, member) in members.enumerate() {
                let Some(resolved) = subject.resolve(member) else { continue };
                if lacks(subject, resolved, name, 0) {
                    findings.add(format!("{pointer}/{keyword}/{index}"), format!("it has no property `{name}`"));
                }
            }
        }
    }
}

/// Whether an object is described that surely does not have the property.
fn lacks<'a>(subject: &Subject<'a>, schema: &'a Value, name: &str, depth: usize) -> bool {
    let Some(schema) = schema.as_object() else { return false };
    let has = schema.get("properties").is_some_and(|properties| properties.get(name).is_some());
    // `null` among the members is how 3.1 writes nullable.
    if has || depth > 16 || schema.get("type").is_some_and(|kind| kind == "null") {
        return false;
    }
    let members = parts(schema, &["allOf", "oneOf", "anyOf"]);
    if members.is_empty() {
        return schema.contains_key("properties");
    }
    members.into_iter().all(|member| subject.resolve(member).is_some_and(|member| lacks(subject, member, name, depth + 1)))
}

fn mapping(subject: &Subject<'_>, findings: &mut Findings) {
    let names = subject.value.pointer("/components/schemas").and_then(Value::as_object);
    for (pointer, schema) in subject.schemas() {
        let mapping = schema.get("discriminator").and_then(|found| found.get("mapping")?.as_object()).into_iter().flatten();
        for (tag, target) in mapping {
            let place = pointer::join(&format!("{pointer}/discriminator/mapping"), tag);
            let Some(target) = target.as_str() else { continue };
            let exists = match Target::parse(target) {
                _ if names.is_some_and(|names| names.contains_key(target)) => true,
                Target::Pointer(pointer) => at(subject.value, &pointer).is_some(),
                Target::File { .. } => false,
                Target::Anchor(_) | Target::Url => true,
            };
            if !exists {
                let name = pointer::last(target);
                let known = names.into_iter().flat_map(Map::keys).map(String::as_str);
                let hint = nearest::hint(&name, known).map_or_else(String::new, |hint| format!("; {hint}"));
                findings.add(place, format!("`{target}`{hint}"));
            }
        }
    }
}
