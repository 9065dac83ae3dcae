use serde_json::{Value, json};

use crate::{
    context::Context,
    finding::{Cost, Rule},
    walk,
};

pub(crate) static RULE: Rule =
    Rule { id: "infer-type", meaning: "a schema without `type` gets the one that its keywords speak of", cost: Cost::Typing };

pub(crate) fn apply(schema: &mut Value, cx: &mut Context) {
    let at = walk::origin(schema);
    let Some(object) = schema.as_object_mut() else { return };
    let composed = ["$ref", "allOf", "anyOf", "oneOf"].iter().any(|key| object.contains_key(*key));
    if !cx.allows(&RULE) || object.contains_key("type") || composed {
        return;
    }
    let kind = if ["properties", "additionalProperties", "required"].iter().any(|key| object.contains_key(*key)) {
        "object"
    } else if object.contains_key("items") {
        "array"
    } else if let Some(Value::Array(values)) = object.get("enum") {
        // Values carry their type.
        match values.as_slice() {
            [_, ..] if values.iter().all(Value::is_string) => {
                object.insert("type".to_owned(), json!("string"));
            }
            _ => {}
        }
        return;
    } else {
        return;
    };
    object.insert("type".to_owned(), json!(kind));
    cx.found(&RULE, at, kind);
}
