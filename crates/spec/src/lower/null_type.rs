use serde_json::{Value, json};

use crate::{
    context::Context,
    finding::{Cost, Rule},
    schema, walk,
};

pub(crate) static RULE: Rule = Rule {
    id: "null-type",
    meaning: "null as a member of a union, a value of an enum or a type of its own becomes `nullable`",
    cost: Cost::None,
};

pub(crate) fn apply(schema: &mut Value, cx: &mut Context) {
    if !cx.allows(&RULE) {
        return;
    }
    let at = walk::origin(schema);
    let Some(object) = schema.as_object_mut() else { return };
    let mut found = false;

    if object.get("type") == Some(&json!("null")) {
        schema::take(object, "type");
        schema::take(object, "enum");
        found = true;
    }
    for key in ["anyOf", "oneOf"] {
        let Some(members) = object.get_mut(key).and_then(Value::as_array_mut) else { continue };
        let before = members.len();
        members.retain(|member| !is_null(member));
        if members.len() == before {
            continue;
        }
        found = true;
        match members.len() {
            0 => {
                schema::take(object, key);
            }
            1 if object.keys().all(|k| k == key || schema::is_annotation(k) || k == "nullable") => replace_by_member(object, key),
            _ => {}
        }
    }
    if let Some(Value::Array(values)) = object.get_mut("enum")
        && values.iter().any(Value::is_null)
    {
        values.retain(|value| !value.is_null());
        found = true;
        if values.is_empty() {
            schema::take(object, "enum");
        }
    }
    if found {
        schema::set_nullable(object);
        cx.found(&RULE, at, "");
    }
}

fn is_null(member: &Value) -> bool {
    member.get("type") == Some(&json!("null"))
        || member.get("enum").and_then(Value::as_array).is_some_and(|values| !values.is_empty() && values.iter().all(Value::is_null))
}

/// `anyOf: [X]` is X. Its own words come second to those of the schema it stands in.
fn replace_by_member(object: &mut schema::Schema, key: &str) {
    let Some(Value::Array(mut members)) = schema::take(object, key) else { return };
    let Some(Value::Object(member)) = members.pop() else { return };
    if member.contains_key("$ref") {
        object.insert("allOf".to_owned(), json!([{ "$ref": member["$ref"] }]));
        return;
    }
    for (key, value) in member {
        if key == walk::ORIGIN {
            object.insert(key, value);
        } else {
            object.entry(key).or_insert(value);
        }
    }
}
