use serde_json::{Value, json};

use crate::{
    context::Context,
    finding::{Cost, Rule},
    schema, walk,
};

pub(crate) static RULE: Rule = Rule {
    id: "pattern-properties",
    meaning: "`patternProperties` becomes `additionalProperties`: names are not checked, values keep their type",
    cost: Cost::Validation,
};

pub(crate) static OPEN: Rule = Rule {
    id: "pattern-properties-open",
    meaning: "`patternProperties` beside names that may hold anything: values of all names are untyped",
    cost: Cost::Typing,
};

/// Patterns that every name matches.
const EVERY_NAME: &[&str] = &["", ".", ".*", ".+", "^", "^.*", "^.+", "^.*$", "^.+$", "^(.*)$", "^(.+)$", "[\\s\\S]*", "^[\\s\\S]*$"];

pub(crate) fn apply(schema: &mut Value, cx: &mut Context) {
    if !cx.allows(&RULE) || schema.get("patternProperties").is_none() {
        return;
    }
    let at = walk::origin(schema);
    let Some(object) = schema.as_object_mut() else { return };
    let Some(Value::Object(patterns)) = schema::take(object, "patternProperties") else { return };
    cx.found(&RULE, at.clone(), patterns.keys().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "));
    let all_names = patterns.keys().any(|name| EVERY_NAME.contains(&name.as_str()));
    let mut values: Vec<Value> = patterns.into_iter().map(|(_, value)| value).filter(|value| value != &Value::Bool(false)).collect();
    let open = match object.get("additionalProperties") {
        Some(Value::Bool(false)) => false,
        // Another name may hold what this says.
        Some(additional @ Value::Object(_)) if !all_names => {
            values.push(additional.clone());
            false
        }
        _ => !all_names,
    };
    if open && cx.allows(&OPEN) {
        cx.found(&OPEN, at.clone(), "");
        values.clear();
    }
    let additional = match values.len() {
        0 => json!({}),
        1 => values.remove(0),
        _ => json!({ "anyOf": values, walk::ORIGIN: format!("{at}/patternProperties") }),
    };
    object.insert("additionalProperties".to_owned(), additional);
}
