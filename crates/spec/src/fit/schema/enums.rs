use serde_json::{Value, json};

use crate::{
    context::Context,
    finding::{Cost, Rule},
    names,
    schema::{self, Schema, show},
    walk,
};

pub(crate) static RULE: Rule = Rule {
    id: "enum-values",
    meaning: "an enum of numbers, of mixed types or of no values becomes its type; its values are documented",
    cost: Cost::Validation,
};

pub(crate) static NAMES: Rule = Rule {
    id: "enum-names",
    meaning: "enum values whose names are one in Rust get names of their own; repeated values are folded",
    cost: Cost::None,
};

/// Names of the values of an enum that progenitor cannot name: `[{"value", "name"}]`.
pub const VARIANTS: &str = "x-variants";

/// Whether the schema has become a union, which no rule has seen yet.
pub(crate) fn apply(schema: &mut Value, cx: &mut Context) -> bool {
    let at = walk::origin(schema);
    let Some(object) = schema.as_object_mut() else { return false };
    let Some(Value::Array(values)) = object.get("enum").cloned() else {
        return false;
    };
    if cx.allows(&RULE) && !only_strings(object, &values) {
        let note = values.iter().take(12).map(show).collect::<Vec<_>>().join(", ");
        as_types(object, &values, &at);
        if !values.is_empty() {
            schema::add_doc(object, &format!("One of {note}{}.", if values.len() > 12 { ", …" } else { "" }));
        }
        cx.found(&RULE, at, note);
        return object.contains_key("oneOf");
    }
    object.insert("type".to_owned(), json!("string"));
    schema::take(object, "format");
    let mut distinct: Vec<Value> = Vec::new();
    for value in &values {
        if !distinct.contains(value) {
            distinct.push(value.clone());
        }
    }
    let texts: Vec<&str> = distinct.iter().filter_map(Value::as_str).collect();
    let plain: Vec<String> = texts.iter().map(|text| names::pascal(text)).collect();
    let clash = plain.iter().enumerate().any(|(i, name)| plain[..i].contains(name)) || texts.iter().any(|text| !names::is_plain(text));
    if !cx.allows(&NAMES) || (!clash && distinct.len() == values.len()) {
        return false;
    }
    cx.found(&NAMES, at, if clash { "named by number" } else { "a value was repeated" });
    if clash {
        let named: Vec<Value> =
            names::variants(&texts).into_iter().zip(&texts).map(|(name, value)| json!({ "value": value, "name": name })).collect();
        schema::take(object, "enum");
        object.insert(VARIANTS.to_owned(), Value::Array(named));
    } else {
        object.insert("enum".to_owned(), Value::Array(distinct));
    }
    false
}

/// Whether this is an enum of strings (after reading numbers that stand for strings as such).
fn only_strings(object: &mut Schema, values: &[Value]) -> bool {
    if values.is_empty() {
        return false;
    }
    if schema::type_of(object).is_some_and(|kind| kind != "string") {
        return false;
    }
    values.iter().all(Value::is_string)
}

fn as_types(object: &mut Schema, values: &[Value], at: &str) {
    schema::take(object, "enum");
    if object.contains_key("type") {
        return;
    }
    let mut kinds: Vec<&str> = values
        .iter()
        .filter_map(|value| match value {
            Value::String(_) => Some("string"),
            Value::Bool(_) => Some("boolean"),
            Value::Number(number) if number.is_f64() => Some("number"),
            Value::Number(_) => Some("integer"),
            Value::Array(_) => Some("array"),
            Value::Object(_) => Some("object"),
            Value::Null => None,
        })
        .collect();
    kinds.sort_unstable();
    kinds.dedup();
    if kinds.contains(&"number") {
        kinds.retain(|kind| *kind != "integer");
    }
    match kinds.as_slice() {
        [] | ["array", ..] => {}
        [one] => {
            object.insert("type".to_owned(), json!(one));
        }
        several => {
            let members: Vec<Value> =
                several.iter().enumerate().map(|(i, kind)| json!({ "type": kind, walk::ORIGIN: format!("{at}/enum/{i}") })).collect();
            object.insert("oneOf".to_owned(), Value::Array(members));
        }
    }
}
