//! A few operations of a document and what they need: real documents are large, and most of what
//! they can do to a program a small part of them does.

use std::collections::BTreeSet;

use fastrand::Rng;
use serde_json::{Map, Value, json};

/// One to three random paths of a document, and everything that they refer to.
pub fn slice(document: &Value, random: &mut Rng) -> Value {
    let empty = Map::new();
    let paths = document.get("paths").and_then(Value::as_object).unwrap_or(&empty);
    let mut kept = Map::new();
    for _ in 0..random.usize(1..=3) {
        if let Some((path, item)) = paths.iter().nth(random.usize(..paths.len().max(1))) {
            kept.insert(path.clone(), item.clone());
        }
    }
    let mut out = json!({ "openapi": document["openapi"], "info": document["info"], "paths": kept });
    let mut pending = Vec::new();
    references(&out["paths"], &mut pending);
    let mut known = BTreeSet::new();
    while let Some(reference) = pending.pop() {
        let mut steps = reference.trim_start_matches("#/").split('/');
        let (Some("components"), Some(section), Some(name)) = (steps.next(), steps.next(), steps.next()) else { continue };
        let pointer = format!("/components/{section}/{name}");
        if !known.insert(pointer.clone()) {
            continue;
        }
        let Some(target) = switchboard_instances::resolve(document, &format!("#{pointer}")) else { continue };
        references(target, &mut pending);
        let name = percent_plain(name);
        out["components"][section][name] = target.clone();
    }
    out
}

fn percent_plain(step: &str) -> String {
    step.replace("%20", " ").replace("~1", "/").replace("~0", "~")
}

fn references(value: &Value, out: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            out.extend(members.get("$ref").and_then(Value::as_str).map(str::to_owned));
            let mapping = members.get("mapping").and_then(Value::as_object).into_iter().flatten();
            out.extend(mapping.filter_map(|(_, target)| target.as_str()).map(str::to_owned));
            members.values().for_each(|member| references(member, out));
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, out)),
        _ => {}
    }
}
