//! Lines for what the document does not describe: that it does not, and what can be told anyway.

use serde_json::Value;
use switchboard_spec::{fit::schema::VARIANTS, schema};

use crate::{docs, model::Model};

/// A member of an object: what its type is, if that is described, and when it is not there.
pub(super) fn member(wire: &str, property: &Value, required: bool, model: &Model<'_>) -> String {
    let wire = docs::code(wire);
    let held = property.get("items").unwrap_or(property);
    let told = schema::component_of(held).and_then(|name| Some((name, told_of(name, model)?)));
    let mut text = match told {
        Some((name, sentence)) => {
            let whose = if property.get("items").is_some() { "Each: " } else { "" };
            format!("{whose}{sentence} (Text of {}; there is none for {wire}.)", docs::link_to(name))
        }
        None => format!("{wire}: no description."),
    };
    let nullable = property.get("nullable") == Some(&Value::Bool(true));
    text.push_str(match (required, nullable) {
        (true, false) => "",
        (true, true) => " May be null.",
        (false, false) => " May be left out.",
        (false, true) => " May be null, or left out.",
    });
    text
}

/// A member of a union; `tag` is how it is told from the others.
pub(super) fn variant(schema: &Value, tag: Option<(&str, &str)>, model: &Model<'_>) -> String {
    let mut text = match schema::component_of(schema) {
        Some(name) => told_of(name, model).unwrap_or_else(|| format!("{}.", docs::link_to(name))),
        None => plain(schema).to_owned(),
    };
    if let Some((property, value)) = tag {
        text.push_str(&format!(" Its {} is {}.", docs::code(property), docs::code(value)));
    }
    text
}

/// A type, by what kind of type it is.
pub(super) fn type_of(schema: &Value) -> &'static str {
    if schema.get("oneOf").is_some() {
        "One of several types, without a description."
    } else if schema.get("properties").is_some() {
        "An object without a description."
    } else if schema.get("enum").is_some() || schema.get(VARIANTS).is_some() {
        "One of a list of values, without a description."
    } else {
        "Another type under a name of the document, without a description."
    }
}

/// The first sentence of a component's own text.
fn told_of(name: &str, model: &Model<'_>) -> Option<String> {
    let text = model.schemas.get(name)?.get("description").and_then(Value::as_str).map(docs::first_sentence)?;
    (!text.is_empty()).then_some(text)
}

/// A schema without a name.
fn plain(schema: &Value) -> &'static str {
    match schema.get("type").and_then(Value::as_str) {
        Some("string") => "A text.",
        Some("number") => "A number.",
        Some("integer") => "A whole number.",
        Some("boolean") => "True or false.",
        Some("array") => "A list.",
        Some("object") => "An object.",
        _ => "Any value.",
    }
}
