//! From JSON into a generated type and back.
//!
//! The tables from names to types are written by `cargo xtask generate`, a file for each vendor.

use serde_json::Value;
use switchboard_core::json::Member;

use crate::numbers::same;

// Formatted by prettyplease.
#[rustfmt::skip]
mod fifth_element;
#[rustfmt::skip]
mod invent;
#[rustfmt::skip]
mod invicta;
#[rustfmt::skip]
mod lucidsense;
#[rustfmt::skip]
mod selcora;

/// What comes back, or why the value was not taken.
pub type Outcome = Result<Value, String>;

/// A value through the type of a component schema, by the name that the vendor's document gives it.
///
/// `None` if the vendor has no such schema.
pub fn schema(vendor: &str, name: &str, value: &Value) -> Option<Outcome> {
    match vendor {
        "fifth-element" => fifth_element::schema(name, value),
        "invent" => invent::schema(name, value),
        "invicta" => invicta::schema(name, value),
        "lucidsense" => lucidsense::schema(name, value),
        "selcora" => selcora::schema(name, value),
        _ => None,
    }
}

/// A value through the type of a place of an operation: the operation's pointer, a blank, and
/// `request`, `success`, `error` or `event`.
///
/// `None` if no type stands there.
pub fn place(vendor: &str, name: &str, value: &Value) -> Option<Outcome> {
    match vendor {
        "fifth-element" => fifth_element::place(name, value),
        "invent" => invent::place(name, value),
        "invicta" => invicta::place(name, value),
        "lucidsense" => lucidsense::place(name, value),
        "selcora" => selcora::place(name, value),
        _ => None,
    }
}

/// Reads a value as `T` and writes it.
///
/// Members of unions are read from values, answers from text: both ways must come to the same.
fn through<T: Member>(value: &Value) -> Outcome {
    let read = T::read(value).map_err(|error| error.to_string())?;
    let written = read.write(serde_json::value::Serializer).map_err(|error| error.to_string())?;
    let from_text: T = serde_json::from_str(&value.to_string()).map_err(|error| format!("as text: {error}"))?;
    let text = serde_json::to_string(&from_text).map_err(|error| format!("to text: {error}"))?;
    let reread: Value = serde_json::from_str(&text).map_err(|error| format!("what was written is no JSON: {error}"))?;
    if same(&reread, &written) { Ok(written) } else { Err(format!("as a value it comes back as {written}, as text as {reread}")) }
}
