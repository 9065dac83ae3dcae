use serde_json::{Value, json};

use crate::{
    context::Context,
    finding::{Cost, Rule},
    fit::schema::bare,
    schema, walk,
};

pub(crate) static RULE: Rule = Rule {
    id: "tuple",
    meaning: "`prefixItems` of one type becomes an array of that type (of fixed length, where the document fixes it); of several types an array of their union",
    cost: Cost::Validation,
};

pub(crate) static OPEN: Rule =
    Rule { id: "tuple-open", meaning: "`prefixItems` whose list may go on with anything: all its items are untyped", cost: Cost::Typing };

pub(crate) fn apply(schema: &mut Value, cx: &mut Context) {
    let old_form = schema.get("items").is_some_and(Value::is_array);
    if !cx.allows(&RULE) || !(old_form || schema.get("prefixItems").is_some()) {
        return;
    }
    let at = walk::origin(schema);
    let Some(object) = schema.as_object_mut() else { return };
    let prefix = if old_form { schema::take(object, "items") } else { schema::take(object, "prefixItems") };
    let Some(Value::Array(prefix)) = prefix else { return };
    let rest = if old_form { None } else { schema::take(object, "items") };

    let size = |key: &str| object.get(key).and_then(Value::as_u64);
    let length = prefix.len() as u64;
    let fixed = size("minItems") == Some(length) && size("maxItems") == Some(length);
    let mut kinds: Vec<Value> = Vec::new();
    for member in prefix.iter().chain(&rest) {
        if !kinds.iter().any(|kind| bare(kind) == bare(member)) {
            kinds.push(member.clone());
        }
    }
    // A longer list may hold anything behind the prefix, unless the document forbids it.
    let open = rest.is_none() && size("maxItems").is_none_or(|max| max > length);
    cx.found(&RULE, at.clone(), "");
    if open && cx.allows(&OPEN) {
        cx.found(&OPEN, at.clone(), "");
        kinds.clear();
    }
    let items = match kinds.len() {
        0 => json!({}),
        1 => kinds.remove(0),
        _ => json!({ "anyOf": kinds, walk::ORIGIN: format!("{at}/prefixItems") }),
    };
    for key in ["minItems", "maxItems", "uniqueItems"] {
        // Only a length that never varies is part of a type.
        if !fixed || key == "uniqueItems" {
            schema::take(object, key);
        }
    }
    object.insert("items".to_owned(), items);
}
