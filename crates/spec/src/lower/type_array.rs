use serde_json::{Value, json};

use crate::{
    context::Context,
    finding::{Cost, Rule},
    schema::{self, Schema},
    walk,
};

pub(crate) static RULE: Rule = Rule {
    id: "type-array",
    meaning: "a list of types becomes `nullable` for its null and `anyOf` for the rest, each with the keywords of its type",
    cost: Cost::None,
};

pub(crate) fn apply(schema: &mut Value, cx: &mut Context) {
    if !cx.allows(&RULE) {
        return;
    }
    let at = walk::origin(schema);
    let Some(object) = schema.as_object_mut() else { return };
    let Some(Value::Array(types)) = object.get("type") else { return };
    let mut distinct: Vec<String> = Vec::new();
    for kind in types.iter().filter_map(Value::as_str) {
        if !distinct.iter().any(|known| known == kind) {
            distinct.push(kind.to_owned());
        }
    }
    let mut types = distinct;
    let empty = types.is_empty();
    if types.iter().any(|t| t == "null") {
        types.retain(|t| t != "null");
        schema::set_nullable(object);
    }
    if types.iter().any(|t| t == "number") {
        types.retain(|t| t != "integer");
    }
    cx.found(&RULE, at.clone(), types.join(", "));
    match types.as_slice() {
        [] if empty => {
            schema::take(object, "type");
        }
        [] => {
            object.insert("type".to_owned(), json!("null"));
        }
        [one] => {
            let one = one.clone();
            object.insert("type".to_owned(), json!(one));
        }
        several => {
            // An enum says it all: its values carry their types. So do the members of a
            // composition, which must not be lost beside the types.
            if ["enum", "$ref", "allOf", "anyOf", "oneOf"].iter().any(|key| object.contains_key(*key)) {
                schema::take(object, "type");
                // Members of an object beside it would speak for the one type that they belong to.
                if ["properties", "items", "additionalProperties", "required"].iter().any(|key| object.contains_key(*key)) {
                    beside_compositions(object, several, &at);
                }
                return;
            }
            let members: Vec<Value> = several.iter().enumerate().map(|(i, t)| member(object, t, &format!("{at}/type/{i}"))).collect();
            object.retain(|key, _| schema::is_annotation(key) || key == "nullable");
            object.insert("anyOf".to_owned(), Value::Array(members));
        }
    }
}

/// The types as a union of their own, beside whatever else the schema is composed of.
fn beside_compositions(object: &mut Schema, types: &[String], at: &str) {
    let members: Vec<Value> = types.iter().enumerate().map(|(i, t)| member(object, t, &format!("{at}/type/{i}"))).collect();
    let mut parts = match schema::take(object, "allOf") {
        Some(Value::Array(parts)) => parts,
        _ => Vec::new(),
    };
    let mut own = Schema::new();
    for key in ["enum", "$ref", "anyOf", "oneOf", "discriminator"] {
        if let Some(value) = schema::take(object, key) {
            own.insert(key.to_owned(), value);
        }
    }
    if !own.is_empty() {
        parts.push(Value::Object(own));
    }
    parts.push(json!({ "anyOf": members, walk::ORIGIN: format!("{at}/type") }));
    object.retain(|key, _| schema::is_annotation(key) || key == "nullable");
    object.insert("allOf".to_owned(), Value::Array(parts));
}

/// The keywords of `schema` that mean something for values of type `kind`.
fn member(schema: &Schema, kind: &str, at: &str) -> Value {
    let keywords: &[&str] = match kind {
        "object" => &["properties", "required", "additionalProperties"],
        "array" => &["items", "minItems", "maxItems"],
        "string" | "number" | "integer" => &["format"],
        _ => &[],
    };
    let mut out = Schema::new();
    out.insert("type".to_owned(), json!(kind));
    for key in keywords {
        if let Some(value) = schema.get(*key) {
            out.insert((*key).to_owned(), value.clone());
        }
    }
    out.insert(walk::ORIGIN.to_owned(), json!(at));
    Value::Object(out)
}
