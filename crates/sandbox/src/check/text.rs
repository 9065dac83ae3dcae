//! Values that are written as text: in a path, a query, a header, a cookie, a form.

use percent_encoding::percent_decode_str;
use serde_json::{Map, Number, Value};

use crate::document::{Document, Kinds, kinds};

/// Percent signs decoded.
pub(crate) fn decoded(raw: &str) -> String {
    percent_decode_str(raw).decode_utf8_lossy().into_owned()
}

/// Percent signs decoded, and a plus is a blank.
pub(super) fn decoded_form(raw: &str) -> String {
    decoded(&raw.replace('+', " "))
}

/// A text as the schema at `pointer` means it: a number where it may be one. Of several
/// meanings, the first that is valid.
pub(super) fn scalar(document: &Document, pointer: Option<&str>, text: &str) -> Value {
    let kinds = pointer.map(|pointer| kinds(document, document.at(pointer))).unwrap_or_default();
    let mut meanings = meanings(kinds, text);
    let valid = pointer.and_then(|pointer| meanings.iter().position(|meaning| document.accepts(pointer, meaning)));
    meanings.swap_remove(valid.unwrap_or(0))
}

/// What a text may mean, the likeliest first.
fn meanings(kinds: Kinds, text: &str) -> Vec<Value> {
    let mut out = Vec::new();
    if kinds.number
        && let Ok(number) = serde_json::from_str::<Number>(text)
    {
        out.push(Value::Number(number));
    }
    match text {
        "true" if kinds.boolean => out.push(Value::Bool(true)),
        "false" if kinds.boolean => out.push(Value::Bool(false)),
        _ => {}
    }
    if kinds.array || kinds.object {
        out.extend(serde_json::from_str(text).ok().filter(|value: &Value| value.is_array() || value.is_object()));
    }
    if kinds.null && (text.is_empty() || text == "null") && !kinds.string {
        out.push(Value::Null);
    }
    out.push(Value::String(text.to_owned()));
    if kinds.null && (text.is_empty() || text == "null") && kinds.string {
        out.push(Value::Null);
    }
    out
}

/// The texts of a list, as its items are meant.
pub(super) fn list<'a>(document: &Document, pointer: Option<&str>, texts: impl IntoIterator<Item = &'a str>) -> Value {
    let items = pointer.and_then(|pointer| below(document, pointer, "items"));
    texts.into_iter().map(|text| scalar(document, items.as_deref(), text)).collect()
}

/// Names and texts of an object, as its members are meant.
pub(super) fn object<'a>(document: &Document, pointer: Option<&str>, pairs: impl IntoIterator<Item = (&'a str, String)>) -> Value {
    let mut members = Map::new();
    for (name, text) in pairs {
        let schema = pointer.and_then(|pointer| member(document, pointer, name));
        members.insert(name.to_owned(), scalar(document, schema.as_deref(), &text));
    }
    Value::Object(members)
}

/// Pointer to the schema of a member.
pub(super) fn member(document: &Document, pointer: &str, name: &str) -> Option<String> {
    let properties = below(document, pointer, "properties").map(|pointer| crate::document::join(&pointer, name));
    let known = properties.filter(|pointer| !document.at(pointer).is_null());
    known.or_else(|| below(document, pointer, "additionalProperties"))
}

fn below(document: &Document, pointer: &str, keyword: &str) -> Option<String> {
    let target = document.target(pointer);
    document.at(&target).get(keyword).map(|_| crate::document::join(&target, keyword))
}

/// The names of the members that a schema lists.
pub(super) fn names(document: &Document, pointer: &str) -> Vec<String> {
    let properties = document.at(pointer).get("properties").and_then(Value::as_object);
    properties.into_iter().flat_map(Map::keys).cloned().collect()
}
