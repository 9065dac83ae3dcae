//! The last look at schemas: rules that came after the unions may have left less of a member than
//! there was, and of a component no more than a reference.

use serde_json::{Value, json};

use super::{alias, circles, nullable_component, union};
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
                changed |= union::settle(schema, cx);
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
