//! From JSON into a generated type and back.
//!
//! The tables from names to types are written by `cargo xtask generate`, a file for each vendor.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use switchboard_core::json::{Member, count_unknown, number};

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

/// Numbers, as a field of a generated type holds them.
#[derive(Serialize, Deserialize)]
#[serde(bound = "T: number::Numeric")]
struct Field<T> {
    #[serde(deserialize_with = "number::read", serialize_with = "number::write")]
    field: T,
}

impl<T: number::Numeric> Member for Field<T> {
    fn unknown_members(value: &Value) -> usize {
        count_unknown(value, &["field"])
    }
}

/// Reads a value as an alias of numbers and writes it, in a field: the alias itself is `i64`, which
/// knows nothing of `5.0`.
///
/// # Errors
/// When the value is none of the type.
pub fn through_field<T: number::Numeric>(value: &Value) -> Outcome {
    through::<Field<T>>(&json!({ "field": value })).map(|mut written| written["field"].take())
}

#[cfg(test)]
mod tests {
    use super::{json, through_field};

    #[test]
    fn an_alias_of_numbers_is_read_as_the_field_that_holds_it() {
        assert_eq!(through_field::<i64>(&json!(5.0)), Ok(json!(5)));
        assert_eq!(through_field::<Vec<i64>>(&json!([1, 2.0])), Ok(json!([1, 2])));
        assert!(through_field::<i64>(&json!(5.5)).is_err());
    }
}
