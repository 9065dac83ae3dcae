//! What has to occur among random instances, or they prove little.

use std::collections::BTreeSet;

use serde_json::Value;

/// Everything that [`note`] looks for.
pub(crate) const ALL: [&str; 9] = [
    "a deep value",
    "a negative number",
    "a null",
    "a text beyond ASCII",
    "a whole number written with a point",
    "an empty array",
    "an empty object",
    "an empty text",
    "an integer that no double holds",
];

/// Adds what an instance has of these.
pub(crate) fn note(value: &Value, depth: usize, seen: &mut BTreeSet<&'static str>) {
    match value {
        Value::Null => {
            seen.insert("a null");
        }
        Value::Bool(_) => {}
        Value::Number(number) => {
            let float = number.as_f64().unwrap_or_default();
            if float < 0.0 {
                seen.insert("a negative number");
            }
            if number.is_f64() && float.fract() == 0.0 {
                seen.insert("a whole number written with a point");
            }
            if number.as_i64().is_some_and(|integer| integer.unsigned_abs() > 1 << 53) {
                seen.insert("an integer that no double holds");
            }
        }
        Value::String(text) if text.is_empty() => {
            seen.insert("an empty text");
        }
        Value::String(text) => {
            if !text.is_ascii() {
                seen.insert("a text beyond ASCII");
            }
        }
        Value::Array(items) => {
            if items.is_empty() {
                seen.insert("an empty array");
            }
            items.iter().for_each(|item| note(item, depth + 1, seen));
        }
        Value::Object(members) => {
            if members.is_empty() {
                seen.insert("an empty object");
            }
            members.values().for_each(|member| note(member, depth + 1, seen));
        }
    }
    if depth == 4 {
        seen.insert("a deep value");
    }
}
