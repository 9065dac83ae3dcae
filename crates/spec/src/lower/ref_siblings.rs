use serde_json::{Value, json};

use crate::{
    context::Context,
    finding::{Cost, Rule},
    schema, walk,
};

pub(crate) static RULE: Rule =
    Rule { id: "ref-siblings", meaning: "what stands beside a `$ref` is kept: the reference moves into `allOf`", cost: Cost::None };

pub(crate) fn apply(schema: &mut Value, cx: &mut Context) {
    if !cx.allows(&RULE) || !schema.get("$ref").is_some_and(Value::is_string) {
        return;
    }
    let at = walk::origin(schema);
    let Some(object) = schema.as_object_mut() else { return };
    let siblings: Vec<&String> = object.keys().filter(|key| *key != "$ref" && *key != walk::ORIGIN).collect();
    if siblings.is_empty() {
        return;
    }
    let note = siblings.iter().map(|key| key.as_str()).collect::<Vec<_>>().join(", ");
    if let Some(reference) = schema::take(object, "$ref") {
        let member = json!({ "$ref": reference });
        match object.get_mut("allOf").and_then(Value::as_array_mut) {
            Some(members) => members.insert(0, member),
            None => {
                object.insert("allOf".to_owned(), json!([member]));
            }
        }
    }
    cx.found(&RULE, at, note);
}
