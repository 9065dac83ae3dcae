//! Unions that are members of each other.
//!
//! `A: [B, x]` and `B: [A, y]` accept the same values: x and y. A client that tries the members of
//! one after the other would never come to an end.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{components_mut, union};
use crate::{
    context::Context,
    schema::{self, Schema},
    walk,
};

/// Gives each union of a circle the members of all. Whether there was a circle.
pub(super) fn apply(document: &mut Value, cx: &mut Context) -> bool {
    if !cx.allows(&union::RULE) {
        return false;
    }
    let Some(components) = components_mut(document) else { return false };
    let circular = circular(components);
    if circular.is_empty() {
        return false;
    }
    let mut changed: Vec<(String, Vec<Value>)> = Vec::new();
    for name in &circular {
        let mut members = Vec::new();
        collect(name, components, &circular, &mut BTreeSet::new(), &mut members);
        changed.push((name.clone(), members));
    }
    for (name, members) in changed {
        let Some(component) = components.get_mut(&name) else { continue };
        cx.found(&union::RULE, walk::origin(component), "unions that are members of each other have the same members");
        let Some(object) = component.as_object_mut() else { continue };
        schema::take(object, union::TAG);
        schema::take(object, "oneOf");
        if !members.is_empty() {
            object.insert("oneOf".to_owned(), Value::Array(members));
        }
    }
    true
}

/// The unions that lead back to themselves by nothing but unions.
fn circular(components: &Schema) -> BTreeSet<String> {
    let mut edges: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, component) in components {
        if component.get("oneOf").is_some() {
            let mut found = Vec::new();
            listed(component, &mut found);
            edges.insert(name, found);
        }
    }
    // Most unions lead to none: what is left leads to a circle.
    loop {
        let open: BTreeSet<&str> = edges.keys().copied().collect();
        let before = edges.len();
        edges.retain(|_, to| to.iter().any(|name| open.contains(name)));
        if edges.len() == before {
            break;
        }
    }
    let leads_back = |name: &str| {
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let mut pending: Vec<&str> = edges.get(name).cloned().unwrap_or_default();
        while let Some(next) = pending.pop() {
            if next == name {
                return true;
            }
            if seen.insert(next) {
                pending.extend(edges.get(next).into_iter().flatten());
            }
        }
        false
    };
    edges.keys().filter(|name| leads_back(name)).map(|name| (*name).to_owned()).collect()
}

/// The components that a union lists, itself or by a union inside of it.
fn listed<'a>(union: &'a Value, out: &mut Vec<&'a str>) {
    for member in union.get("oneOf").and_then(Value::as_array).into_iter().flatten() {
        out.extend(schema::component_of(member));
        listed(member, out);
    }
}

/// The members of a union and of those of its circle that it leads to, without these.
fn collect(name: &str, components: &Schema, circular: &BTreeSet<String>, seen: &mut BTreeSet<String>, out: &mut Vec<Value>) {
    if !seen.insert(name.to_owned()) {
        return;
    }
    let Some(component) = components.get(name) else { return };
    members(component, components, circular, seen, out);
}

fn members(union: &Value, components: &Schema, circular: &BTreeSet<String>, seen: &mut BTreeSet<String>, out: &mut Vec<Value>) {
    for member in union.get("oneOf").and_then(Value::as_array).into_iter().flatten() {
        match schema::component_of(member) {
            Some(name) if circular.contains(name) => collect(name, components, circular, seen, out),
            None if member.get("oneOf").is_some() => members(member, components, circular, seen, out),
            _ => out.push(member.clone()),
        }
    }
    if let Some(open) = union.get(union::OPEN) {
        // Any of them accepts anything.
        out.push(json!({ union::OPEN: open }));
    }
}
