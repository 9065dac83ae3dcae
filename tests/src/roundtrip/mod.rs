//! From JSON into a generated type and back.
//!
//! The tables from names to types are written by `cargo xtask generate`, a file for each vendor.

use serde_json::Value;
use switchboard_core::json::Member;

use switchboard_instances::numbers::same;

/// What comes back, or why the value was not taken.
pub type Outcome = Result<Value, String>;

macro_rules! tables {
    ($(($name:literal, $module:ident, $krate:ident))*) => {
        // Formatted by prettyplease.
        $(#[rustfmt::skip] mod $module;)*

        /// A value through the type of a component schema, by the name that the vendor's document gives it.
        ///
        /// `None` if the vendor has no such schema.
        pub fn schema(vendor: &str, name: &str, value: &Value) -> Option<Outcome> {
            match vendor {
                $($name => $module::schema(name, value),)*
                _ => None,
            }
        }

        /// A value through the type of a place of an operation: the operation's pointer, a blank, and
        /// `request`, `success`, `error` or `event`.
        ///
        /// `None` if no type stands there.
        pub fn place(vendor: &str, name: &str, value: &Value) -> Option<Outcome> {
            match vendor {
                $($name => $module::place(name, value),)*
                _ => None,
            }
        }
    };
}
crate::for_each_vendor!(tables);

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
