//! `oneOf` and `anyOf`: one list of members that differ, and the tag that tells them apart.

use serde_json::{Map, Value, json};

use super::compose::bare;
use crate::{
    context::Context,
    finding::{Cost, Rule},
    pointer,
    schema::{self, Schema},
    walk,
};

pub(crate) static RULE: Rule = Rule {
    id: "union",
    meaning: "`anyOf` becomes `oneOf`; equal, null and nested members are folded; the client chooses the member that knows most of a value and keeps what none knows",
    cost: Cost::None,
};

pub(crate) static DISCRIMINATOR: Rule =
    Rule { id: "discriminator", meaning: "the discriminator chooses the member of a union by its tag", cost: Cost::None };

/// Where a union keeps its tag: `{"property": "type", "mapping": {"a": 0}}`, by place in `oneOf`.
pub const TAG: &str = "x-tag";

pub(crate) fn apply(schema: &mut Value, components: &Schema, cx: &mut Context) {
    let at = walk::origin(schema);
    let Some(object) = schema.as_object_mut() else { return };
    if !cx.allows(&RULE) {
        return;
    }
    let any_of = schema::take(object, "anyOf");
    let one_of = schema::take(object, "oneOf");
    let was_any_of = any_of.is_some();
    let discriminator = schema::take(object, "discriminator");
    let members: Vec<Value> = match (one_of, any_of) {
        (Some(Value::Array(members)), _) | (None, Some(Value::Array(members))) => members,
        _ => return,
    };
    let before = members.len();
    let mut nullable = schema::is_nullable(object);
    let mut flat = Vec::new();
    flatten(members, components, &mut flat, &mut nullable, 0);
    let flat = fold(flat);
    if nullable {
        schema::set_nullable(object);
    }
    if was_any_of || flat.len() != before {
        cx.found(&RULE, at.clone(), "");
    }
    match flat.len() {
        // Whatever is left out of a union accepts anything: so does the union.
        0 => {}
        1 => replace(object, flat.into_iter().next().unwrap_or_default()),
        _ => {
            if let Some(tag) = discriminator.and_then(|discriminator| tag(&discriminator, &flat)) {
                if cx.allows(&DISCRIMINATOR) {
                    cx.found(&DISCRIMINATOR, at, schema::show(&tag["property"]));
                    object.insert(TAG.to_owned(), tag);
                }
            }
            object.insert("oneOf".to_owned(), Value::Array(flat));
        }
    }
}

/// Takes unions in unions apart, and null and empty members out.
fn flatten(members: Vec<Value>, components: &Schema, out: &mut Vec<Value>, nullable: &mut bool, depth: usize) {
    for mut member in members {
        if let Some(object) = member.as_object_mut() {
            if schema::component_of(&Value::Object(object.clone())).is_none() || schema::is_nullable(object) {
                *nullable |= schema::is_nullable(object);
                schema::take(object, "nullable");
            }
            let inner = schema::take(object, "oneOf").or_else(|| schema::take(object, "anyOf"));
            if let Some(Value::Array(inner)) = inner {
                if depth < 8 && schema::constraints(object).all(|key| key == "discriminator" || key == "type") {
                    flatten(inner, components, out, nullable, depth + 1);
                    continue;
                }
                object.insert("oneOf".to_owned(), Value::Array(inner));
            }
        }
        if let Some(name) = schema::component_of(&member) {
            // Words beside a reference inside a union have no place in Rust.
            let reference = json!({ "$ref": format!("#/components/schemas/{name}") });
            let null_only = components.get(name).is_some_and(|c| schema::accepts_anything(c) && c.get("nullable") == Some(&json!(true)));
            if null_only {
                *nullable = true;
                continue;
            }
            out.push(reference);
        } else if !schema::accepts_anything(&member) {
            out.push(member);
        }
    }
}

/// Leaves one of several members that decode alike.
fn fold(members: Vec<Value>) -> Vec<Value> {
    let mut out: Vec<Value> = Vec::new();
    for member in members {
        let same = out.iter_mut().find(|known| bare(known) == bare(&member) || alike(known, &member));
        match same {
            None => out.push(member),
            Some(known) => join(known, &member),
        }
    }
    let kind = |member: &Value| schema_type(member).map(str::to_owned);
    if out.iter().any(|member| kind(member).as_deref() == Some("number")) {
        out.retain(|member| kind(member).as_deref() != Some("integer"));
    }
    out
}

fn schema_type(member: &Value) -> Option<&str> {
    member.get("type").and_then(Value::as_str)
}

/// Inline strings are one member, whatever their values or formats; so are other scalars.
fn alike(one: &Value, other: &Value) -> bool {
    match (schema_type(one), schema_type(other)) {
        (Some(a @ ("string" | "boolean" | "number" | "integer")), Some(b)) => a == b,
        // Two free-form objects are both any object.
        (Some("object"), Some("object")) => {
            [one, other].iter().all(|m| m.get("properties").is_none() && m.get("additionalProperties").is_none_or(schema::accepts_anything))
        }
        _ => false,
    }
}

fn join(known: &mut Value, member: &Value) {
    let values = |schema: &Value| schema.get("enum").and_then(Value::as_array).cloned();
    let joined = match (values(known), values(member)) {
        (Some(mut a), Some(b)) => {
            a.extend(b);
            a.dedup();
            Some(a)
        }
        // An open enum accepts any string: the named values are worth keeping.
        (Some(a), None) | (None, Some(a)) if a.len() > 1 => Some(a),
        _ => None,
    };
    let Some(object) = known.as_object_mut() else { return };
    match joined {
        Some(values) => {
            object.insert("enum".to_owned(), Value::Array(values));
        }
        None if values(member).is_none() => {
            schema::take(object, "enum");
        }
        None => {}
    }
    if object.get("format") != member.get("format") {
        schema::take(object, "format");
    }
    if let Some(description) = member.get("description").and_then(Value::as_str) {
        schema::add_doc(object, description);
    }
}

/// Puts the only member of a union in its place.
fn replace(object: &mut Schema, member: Value) {
    if member.get("$ref").is_some() {
        object.insert("allOf".to_owned(), json!([member]));
        return;
    }
    if let Value::Object(member) = member {
        for (key, value) in member {
            object.entry(key).or_insert(value);
        }
    }
}

fn tag(discriminator: &Value, members: &[Value]) -> Option<Value> {
    let property = discriminator.get("propertyName")?.as_str()?;
    let place = |target: &str| {
        let name = pointer::last(target);
        members.iter().position(|member| schema::component_of(member) == Some(name.as_str()))
    };
    let mut mapping = Map::new();
    for (value, target) in discriminator.get("mapping").and_then(Value::as_object).into_iter().flatten() {
        if let Some(place) = target.as_str().and_then(place) {
            mapping.insert(value.clone(), json!(place));
        }
    }
    // A member that the mapping does not name is named by itself.
    for (i, member) in members.iter().enumerate() {
        if !mapping.values().any(|place| place == i) {
            if let Some(name) = schema::component_of(member) {
                mapping.entry(name.to_owned()).or_insert(json!(i));
            }
        }
    }
    (!mapping.is_empty()).then(|| json!({ "property": property, "mapping": mapping }))
}
