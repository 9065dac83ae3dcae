//! The last look before progenitor: at each schema position, only keywords that it reads.
//!
//! `openapiv3` drops what it does not know without a word. Whatever would be lost there is
//! found here instead, with its pointer.

use serde_json::{Value, json};

use crate::{
    context::Context,
    finding::{Cost, Rule},
    fit::schema::{MEMBER_NAME, NAME_HINT, NESTING, OPEN, TAG, VARIANTS, WIRE_NAME},
    schema, walk,
};

static UNKNOWN: Rule = Rule { id: "unknown-keyword", meaning: "a keyword that no rule knows is left out", cost: Cost::Validation };

/// Found at the beginning and at the end of the way.
pub(crate) static UNREADABLE: Rule = Rule {
    id: "unreadable-keyword",
    meaning: "a member or a keyword whose value is not what OpenAPI says it is, is left out",
    cost: Cost::Typing,
};

/// The rules of this stage.
pub const RULES: &[&Rule] = &[&UNKNOWN, &UNREADABLE];

/// Extensions that the generator reads.
const EXTENSIONS: &[&str] = &[walk::ORIGIN, OPEN, TAG, VARIANTS, WIRE_NAME, "x-by-status", "x-statuses", "x-variant-names"];

/// Takes every keyword out that would be lost later, and says so.
pub fn check(document: &mut Value, cx: &mut Context) {
    walk::roots(document, &mut |root, at| {
        if !root.is_object() && !root.is_boolean() {
            cx.found(&UNREADABLE, at, schema::show(root));
            *root = json!({});
        }
        walk::outside_in(root, &mut |schema| one(schema, cx));
    });
}

fn one(schema: &mut Value, cx: &mut Context) {
    let at = walk::origin(schema);
    if !schema.is_object() {
        if schema.is_boolean() {
            return;
        }
        cx.found(&UNREADABLE, at, schema::show(schema));
        *schema = json!({});
        return;
    }
    let Some(object) = schema.as_object_mut() else { return };
    schema::take(object, NAME_HINT);
    for key in [NESTING, MEMBER_NAME] {
        schema::take(object, key);
    }
    let mut unknown = Vec::new();
    let mut unreadable = Vec::new();
    for (key, value) in object.iter() {
        let readable = match key.as_str() {
            "$ref" => value.as_str().is_some_and(|r| r.starts_with("#/components/schemas/")),
            "type" => value.as_str().is_some_and(|t| ["object", "array", "string", "number", "integer", "boolean"].contains(&t)),
            "format" => value.as_str().is_some_and(|f| ["date-time", "binary", "uint64"].contains(&f)),
            "description" => value.is_string(),
            "nullable" | "deprecated" => value.is_boolean(),
            "properties" => value.as_object().is_some_and(|p| p.values().all(Value::is_object)),
            "required" => value.as_array().is_some_and(|r| r.iter().all(Value::is_string)),
            "items" => value.is_object(),
            "additionalProperties" => value.is_object() || value.is_boolean(),
            "minItems" | "maxItems" => value.is_u64(),
            "enum" => value.as_array().is_some_and(|e| !e.is_empty() && e.iter().all(Value::is_string)),
            "oneOf" => value.as_array().is_some_and(|m| m.iter().all(Value::is_object)),
            "allOf" => value.as_array().is_some_and(|m| m.len() == 1 && m[0].get("$ref").is_some()),
            key if EXTENSIONS.contains(&key) => true,
            _ => {
                unknown.push(key.clone());
                continue;
            }
        };
        if !readable {
            unreadable.push(key.clone());
        }
    }
    for (rule, keys) in [(&UNKNOWN, unknown), (&UNREADABLE, unreadable)] {
        if !cx.allows(rule) {
            continue;
        }
        for key in &keys {
            schema::take(object, key);
        }
        if !keys.is_empty() {
            cx.found(rule, at.clone(), keys.join(", "));
        }
    }
    if schema::type_of(object) == Some("array") && !object.contains_key("items") {
        object.insert("items".to_owned(), json!({}));
    }
}
