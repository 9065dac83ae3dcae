//! JSON's numbers: `5`, `5.0` and `5e0` are one.

use serde_json::{Number, Value};

/// Whether two values are the same JSON: members in any order, numbers by what they are worth.
pub fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => same_number(one, other),
        (Value::Array(one), Value::Array(other)) => one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other)),
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len() && one.iter().all(|(key, one)| other.get(key).is_some_and(|other| same(one, other)))
        }
        _ => one == other,
    }
}

/// Whether two numbers are worth the same, exactly: no digit may be lost.
pub fn same_number(one: &Number, other: &Number) -> bool {
    match (whole(one), whole(other)) {
        (Some(one), Some(other)) => one == other,
        (None, None) => one.as_f64() == other.as_f64(),
        _ => false,
    }
}

/// A whole number, however it is written.
pub fn whole(number: &Number) -> Option<i128> {
    if let Some(integer) = number.as_i128() {
        return Some(integer);
    }
    // Every f64 from 2^53 on is whole, and up to 2^126 it fits.
    let float = number.as_f64().filter(|float| float.fract() == 0.0 && float.abs() < 2f64.powi(126))?;
    #[allow(clippy::cast_possible_truncation, reason = "whole and within 126 bits, as just checked")]
    Some(float as i128)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::same;

    #[test]
    fn numbers_are_compared_by_what_they_are_worth() {
        assert!(same(&json!({"a": 5, "b": [1]}), &json!({"b": [1.0], "a": 5.0})));
        assert!(same(&json!(0), &json!(-0.0)));
        assert!(same(&json!(1e20), &json!(100_000_000_000_000_000_000.0)));
    }

    #[test]
    fn a_lost_digit_is_noticed() {
        assert!(!same(&json!(9_007_199_254_740_993_u64), &json!(9_007_199_254_740_992.0)));
        assert!(!same(&json!(0.1), &json!(0.1 + 1e-17 + 2e-17)));
        assert!(!same(&json!(null), &json!({})));
    }
}
