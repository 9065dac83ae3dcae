//! What came back, beside what went in.

use serde_json::Value;
use switchboard_instances::numbers::same;

pub(crate) enum Comparison {
    /// Equal JSON: numbers by what they are worth, members in any order.
    Same,
    /// Members that were null are missing, the first at this place; nothing else changed.
    NullDropped(String),
    /// Something else is different, at this place.
    Altered(String),
}

pub(crate) fn compare(before: &Value, after: &Value) -> Comparison {
    let mut dropped = None;
    match altered(before, after, "", &mut dropped) {
        Some(place) => Comparison::Altered(place),
        None => dropped.map_or(Comparison::Same, Comparison::NullDropped),
    }
}

fn altered(before: &Value, after: &Value, at: &str, dropped: &mut Option<String>) -> Option<String> {
    match (before, after) {
        (Value::Object(before), Value::Object(after)) => {
            if let Some(new) = after.keys().find(|key| !before.contains_key(*key)) {
                return Some(format!("{at}/{new}"));
            }
            before.iter().find_map(|(key, value)| {
                let place = format!("{at}/{key}");
                match after.get(key) {
                    Some(other) => altered(value, other, &place, dropped),
                    None if value.is_null() => {
                        dropped.get_or_insert(place);
                        None
                    }
                    None => Some(place),
                }
            })
        }
        (Value::Array(before), Value::Array(after)) if before.len() == after.len() => {
            before.iter().zip(after).enumerate().find_map(|(i, (one, other))| altered(one, other, &format!("{at}/{i}"), dropped))
        }
        _ => (!same(before, after)).then(|| if at.is_empty() { "/".to_owned() } else { at.to_owned() }),
    }
}
