//! How the generated types behave where a vendor sends what its document does not say, or a
//! caller means one of several kinds of nothing. A vendor's file leaves out what its document
//! has no case of.

use serde_json::Value;
use switchboard_core::json::Member;

mod fifth_element;
mod invent;
mod invicta;
mod lucidsense;
mod selcora;

/// Reads a value as a caller would get it.
fn read<T: Member>(value: &Value) -> T {
    serde_json::from_str(&value.to_string()).unwrap_or_else(|error| panic!("{value}: {error}"))
}

/// Writes a value as it is sent.
fn written<T: Member>(value: &T) -> Value {
    serde_json::from_str(&serde_json::to_string(value).expect("it can be written")).expect("it is JSON")
}
