//! The last look at schemas: rules that came after the unions may have left less of a member than
//! there was, and of a component no more than a reference.

use serde_json::{Value, json};

use super::{alias, circles, enums, nullable_component, union};
use crate::{context::Context, schema, walk};

/// A union that loses members may be one that refers to a component, which then is the component.
/// Each round leaves fewer members, so this ends; documents need one or two.
const ROUNDS: usize = 32;

/// Leaves each schema as a second look would.
pub(super) fn apply(document: &mut Value, cx: &mut Context) {
    for _ in 0..ROUNDS {
        union::plain_references(document);
        nullable_component::apply(document, cx);
        alias::apply(document, cx);
        let mut changed = circles::apply(document, cx);
        walk::roots(document, &mut |root, _| {
            walk::inside_out(root, &mut |schema| {
                changed |= members(schema, cx);
                plain(schema);
            });
        });
        if !changed {
            break;
        }
    }
}

/// Writes what can be written in two ways in one.
fn plain(schema: &mut Value) {
    let Some(object) = schema.as_object_mut() else { return };
    if object.get("additionalProperties").is_some_and(schema::accepts_anything) {
        schema::take(object, "additionalProperties");
    }
    let alone = |object: &schema::Schema, keyword: &str| object.keys().all(|key| key == keyword || key == walk::ORIGIN);
    if object.contains_key("$ref") && !alone(object, "$ref") {
        if let Some(reference) = schema::take(object, "$ref") {
            object.insert("allOf".to_owned(), json!([{ "$ref": reference }]));
        }
    } else if object.contains_key("allOf") && alone(object, "allOf") {
        let reference = object.get("allOf").and_then(Value::as_array).filter(|members| members.len() == 1).map(|members| &members[0]);
        if let Some(reference) = reference.and_then(|member| member.get("$ref")).cloned() {
            schema::take(object, "allOf");
            object.insert("$ref".to_owned(), reference);
        }
    }
}

/// Folds the members of a union once more, when they have become what they are: some may accept
/// anything by now, or be alike. Whether the union has changed.
fn members(schema: &mut Value, cx: &mut Context) -> bool {
    if !cx.allows(&union::RULE) {
        return false;
    }
    let at = walk::origin(schema);
    let Some(object) = schema.as_object_mut() else { return false };
    let Some(Value::Array(members)) = object.get("oneOf") else { return false };
    let before = members.len();
    let mut members = members.clone();
    let mut nullable = false;
    let mut spliced = false;
    // A tag counts the members, so a union that has one stays what it is.
    if !object.contains_key(union::TAG) && members.iter().any(is_only_a_union) {
        spliced = true;
        members = members.into_iter().flat_map(|member| if is_only_a_union(&member) { inner(member) } else { vec![member] }).collect();
    }
    // A member is not null: its union is.
    for member in members.iter_mut().filter_map(Value::as_object_mut) {
        nullable |= schema::take(member, "nullable") == Some(json!(true));
    }
    let (mut kept, mut places) = union::fold(members);
    let anything = kept.iter().any(schema::accepts_anything);
    union::retain(&mut kept, &mut places, |member| !schema::accepts_anything(member));
    if kept.len() == before && before > 1 && !nullable && !spliced {
        return false;
    }
    cx.found(&union::RULE, at.clone(), "");
    if nullable {
        schema::set_nullable(object);
    }
    // Values that came together may have names that are one.
    for member in &mut kept {
        enums::apply(member, cx);
    }
    let anything = anything || schema::take(object, union::OPEN).is_some();
    let tag = schema::take(object, union::TAG);
    schema::take(object, "oneOf");
    match kept.len() {
        1 if anything && cx.allows(&union::ANYTHING) => {
            schema::take(object, "type");
            cx.found(&union::ANYTHING, at, "");
        }
        0 => {}
        1 => union::replace(object, kept.into_iter().next().unwrap_or_default()),
        _ => {
            object.insert("oneOf".to_owned(), Value::Array(kept));
            if anything {
                object.insert(union::OPEN.to_owned(), json!(true));
            }
            if let Some(tag) = tag {
                object.insert(union::TAG.to_owned(), moved(tag, &places));
            }
        }
    }
    true
}

/// Whether a member is a union that nothing is said of.
fn is_only_a_union(member: &Value) -> bool {
    let Some(object) = member.as_object() else { return false };
    object.contains_key("oneOf")
        && !object.contains_key(union::TAG)
        && !object.contains_key("description")
        && schema::constraints(object).all(|key| key == "oneOf" || key == "nullable")
}

/// The members of a union that is a member. Its null and its openness are members, too.
fn inner(mut member: Value) -> Vec<Value> {
    let mut members = match member.get_mut("oneOf").map(Value::take) {
        Some(Value::Array(members)) => members,
        _ => Vec::new(),
    };
    if let Some(first) = members.first_mut().and_then(Value::as_object_mut).filter(|_| member.get("nullable") == Some(&json!(true))) {
        schema::set_nullable(first);
    }
    if member.get(union::OPEN).is_some() {
        members.push(json!({}));
    }
    members
}

/// The tag of a union whose members have moved.
fn moved(mut tag: Value, places: &[Option<usize>]) -> Value {
    if let Some(mapping) = tag.get_mut("mapping").and_then(Value::as_object_mut) {
        let now = |place: &Value| places.get(usize::try_from(place.as_u64()?).ok()?).copied().flatten();
        mapping.retain(|_, place| now(place).is_some());
        for place in mapping.values_mut() {
            *place = json!(now(place));
        }
    }
    tag
}
