//! Small questions about, and edits of, one schema object.

use serde_json::{Map, Value};

use crate::walk::ORIGIN;

/// A schema object.
pub type Schema = Map<String, Value>;

/// Keywords that say something to a reader and nothing to a validator.
const ANNOTATIONS: &[&str] = &[
    "description",
    "title",
    "summary",
    "example",
    "examples",
    "deprecated",
    "readOnly",
    "writeOnly",
    "externalDocs",
    "default",
    "$comment",
    "xml",
    ORIGIN,
];

/// Whether `key` only annotates.
pub fn is_annotation(key: &str) -> bool {
    ANNOTATIONS.contains(&key) || key.starts_with("x-")
}

/// The keywords of `schema` that constrain, that is, all but annotations.
pub fn constraints(schema: &Schema) -> impl Iterator<Item = &String> {
    schema.keys().filter(|key| !is_annotation(key))
}

/// Whether `schema` accepts every value.
pub fn accepts_anything(schema: &Value) -> bool {
    match schema {
        Value::Bool(accepts) => *accepts,
        Value::Object(schema) => constraints(schema).all(|key| key == "nullable"),
        _ => false,
    }
}

/// The text under `key`.
pub fn text<'a>(schema: &'a Schema, key: &str) -> Option<&'a str> {
    schema.get(key).and_then(Value::as_str)
}

/// The schema's type, where it is one word.
pub fn type_of(schema: &Schema) -> Option<&str> {
    text(schema, "type")
}

/// Whether `schema` may be null.
pub fn is_nullable(schema: &Schema) -> bool {
    schema.get("nullable") == Some(&Value::Bool(true))
}

/// Says that `schema` may be null.
pub fn set_nullable(schema: &mut Schema) {
    schema.insert("nullable".to_owned(), Value::Bool(true));
}

/// Adds a paragraph to the description.
pub fn add_doc(schema: &mut Schema, paragraph: &str) {
    let description = match text(schema, "description") {
        Some(old) if old.contains(paragraph) => return,
        Some(old) if !old.trim().is_empty() => format!("{}\n\n{paragraph}", old.trim_end()),
        _ => paragraph.to_owned(),
    };
    schema.insert("description".to_owned(), Value::String(description));
}

/// Removes `key` without disturbing the order of the others.
pub fn take(schema: &mut Schema, key: &str) -> Option<Value> {
    schema.shift_remove(key)
}

/// The component a schema refers to, if it is a reference to one (alone, or as the only
/// member of `allOf`).
pub fn component_of(schema: &Value) -> Option<&str> {
    let reference = schema.get("$ref").or_else(|| {
        let members = schema.get("allOf")?.as_array()?;
        (members.len() == 1).then(|| members[0].get("$ref")).flatten()
    })?;
    reference.as_str()?.strip_prefix("#/components/schemas/")
}

/// A JSON value as documentation shows it.
pub fn show(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let one_line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if one_line.chars().count() > 200 {
        let short: String = one_line.chars().take(200).collect();
        return format!("`{}…`", short.replace('`', "'"));
    }
    format!("`{}`", one_line.replace('`', "'"))
}
