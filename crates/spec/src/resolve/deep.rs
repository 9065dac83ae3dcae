//! References into the inside of things: `$defs`, anchors, properties of other schemas.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::{
    context::Context,
    finding::{Cost, Rule},
    names::Taken,
    pointer, schema, walk,
};

pub(crate) static RULE: Rule = Rule {
    id: "deep-ref",
    meaning: "a `$ref` to something that is no component (`$defs`, an anchor, a property of another schema) gets a component of its own",
    cost: Cost::None,
};

pub(crate) static DANGLING: Rule =
    Rule { id: "dangling-ref", meaning: "a `$dynamicRef` that leads nowhere accepts any value", cost: Cost::Typing };

pub(crate) fn to_components(document: &mut Value, cx: &mut Context) {
    if !cx.allows(&RULE) {
        return;
    }
    let original = document.clone();
    let anchors = anchors(document);
    let mut new: BTreeMap<String, Value> = BTreeMap::new();
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    let mut taken = Taken::default();
    for name in original.pointer("/components/schemas").and_then(Value::as_object).into_iter().flat_map(|s| s.keys()) {
        taken.unique(name);
    }
    let mut pending: Vec<String> = Vec::new();
    walk::roots(document, &mut |root, _| {
        rewrite(root, &original, &anchors, &mut names, &mut taken, &mut pending, cx);
    });
    while let Some(target) = pending.pop() {
        let Some(found) = find(&original, &target) else { continue };
        let mut copy = found.clone();
        walk::mark(&mut copy, &target);
        rewrite(&mut copy, &original, &anchors, &mut names, &mut taken, &mut pending, cx);
        if let Some(name) = names.get(&target) {
            new.insert(name.clone(), copy);
        }
    }
    if new.is_empty() {
        return;
    }
    let Some(root) = document.as_object_mut() else { return };
    let components = root.entry("components").or_insert_with(|| json!({}));
    let Some(components) = components.as_object_mut() else { return };
    let schemas = components.entry("schemas").or_insert_with(|| json!({}));
    if let Some(schemas) = schemas.as_object_mut() {
        schemas.extend(new);
    }
}

fn find<'a>(document: &'a Value, target: &str) -> Option<&'a Value> {
    document.pointer(&percent_decode(target.trim_start_matches('#')))
}

fn rewrite(
    root: &mut Value,
    original: &Value,
    anchors: &BTreeMap<String, String>,
    names: &mut BTreeMap<String, String>,
    taken: &mut Taken,
    pending: &mut Vec<String>,
    cx: &mut Context,
) {
    walk::outside_in(root, &mut |schema| {
        let at = walk::origin(schema);
        let Some(object) = schema.as_object_mut() else { return };
        for key in ["$dynamicRef", "$recursiveRef"] {
            if let Some(value) = schema::take(object, key) {
                object.entry("$ref").or_insert(value);
            }
        }
        let Some(reference) = schema::text(object, "$ref").map(str::to_owned) else { return };
        let target =
            if reference.starts_with("#/") { Some(reference.clone()) } else { anchors.get(reference.trim_start_matches('#')).cloned() };
        let Some(target) = target.filter(|target| find(original, target).is_some()) else {
            schema::take(object, "$ref");
            cx.found(&DANGLING, at, reference);
            return;
        };
        if is_component(&target) {
            object.insert("$ref".to_owned(), json!(target));
            return;
        }
        let name = names.entry(target.clone()).or_insert_with(|| {
            pending.push(target.clone());
            cx.found(&RULE, at, target.clone());
            taken.unique(&component_name(&target))
        });
        object.insert("$ref".to_owned(), json!(pointer::join("#/components/schemas", name)));
    });
}

fn is_component(target: &str) -> bool {
    target.strip_prefix("#/components/schemas/").is_some_and(|rest| !rest.contains('/'))
}

/// `#/components/schemas/Pet/properties/owner` → `Pet-owner`.
fn component_name(target: &str) -> String {
    const NOISE: &[&str] =
        &["components", "schemas", "properties", "$defs", "definitions", "paths", "content", "schema", "application/json"];
    let steps: Vec<String> = pointer::steps(&percent_decode(target)).into_iter().filter(|step| !NOISE.contains(&step.as_str())).collect();
    if steps.is_empty() { "Root".to_owned() } else { steps.join("-") }
}

/// Every `$anchor`, `$dynamicAnchor` and `$id` of a schema, with the schema's pointer.
fn anchors(document: &mut Value) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    walk::roots(document, &mut |root, _| {
        walk::outside_in(root, &mut |schema| {
            for key in ["$anchor", "$dynamicAnchor", "$id"] {
                if let Some(name) = schema.get(key).and_then(Value::as_str) {
                    out.entry(name.trim_end_matches('#').to_owned()).or_insert_with(|| walk::origin(schema));
                }
            }
        });
    });
    out
}

fn percent_decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut i = 0;
    while i < bytes.len() {
        let hex = |b: u8| char::from(b).to_digit(16);
        match (bytes[i], bytes.get(i + 1).copied().and_then(hex), bytes.get(i + 2).copied().and_then(hex)) {
            (b'%', Some(high), Some(low)) => {
                out.push((high * 16 + low) as u8);
                i += 3;
            }
            (byte, ..) => {
                out.push(byte);
                i += 1;
            }
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| text.to_owned())
}
