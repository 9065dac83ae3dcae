use serde_json::{Value, json};

use crate::{
    context::Context,
    finding::{Cost, Rule},
    schema, walk,
};

pub(crate) static RULE: Rule =
    Rule { id: "stray-keywords", meaning: "keywords that mean nothing for the declared type are left out", cost: Cost::None };

pub(crate) static UNKNOWN_TYPE: Rule =
    Rule { id: "unknown-type", meaning: "a type that JSON does not have may be any value", cost: Cost::Typing };

const OBJECT: &[&str] = &["properties", "required", "additionalProperties"];
const ARRAY: &[&str] = &["items", "minItems", "maxItems", "uniqueItems"];

pub(crate) fn apply(schema: &mut Value, cx: &mut Context) {
    if !cx.allows(&RULE) {
        return;
    }
    let at = walk::origin(schema);
    let Some(object) = schema.as_object_mut() else { return };
    let Some(kind) = object.get("type").map(|kind| kind.as_str().unwrap_or_default().to_owned()) else { return };
    let mut stray: Vec<String> = Vec::new();
    match kind.as_str() {
        "object" => stray.extend(ARRAY.iter().chain(&["format"]).map(|k| (*k).to_owned())),
        "array" => stray.extend(OBJECT.iter().chain(&["format", "enum"]).map(|k| (*k).to_owned())),
        "string" | "number" | "integer" | "boolean" => stray.extend(OBJECT.iter().chain(ARRAY).map(|k| (*k).to_owned())),
        "file" => {
            object.insert("type".to_owned(), json!("string"));
            object.insert("format".to_owned(), json!("binary"));
            cx.found(&RULE, at.clone(), "type file");
        }
        other => {
            if cx.allows(&UNKNOWN_TYPE) {
                let note = other.to_owned();
                schema::take(object, "type");
                cx.found(&UNKNOWN_TYPE, at.clone(), note);
            }
        }
    }
    stray.retain(|key| object.contains_key(key));
    for key in &stray {
        schema::take(object, key);
    }
    if kind == "array" && !object.contains_key("items") {
        object.insert("items".to_owned(), json!({ walk::ORIGIN: at.clone() }));
    }
    if !stray.is_empty() {
        cx.found(&RULE, at, stray.join(", "));
    }
}
