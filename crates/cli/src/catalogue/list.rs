//! Where a page has its items.

use serde_json::Value;

/// The items of a page: the list at a JSON pointer.
pub(super) fn items(mut page: Value, pointer: &str) -> Vec<Value> {
    match page.pointer_mut(pointer).map(Value::take) {
        Some(Value::Array(items)) => items,
        _ => Vec::new(),
    }
}

/// How many items a page has.
pub(super) fn count(page: &Value, pointer: &str) -> usize {
    page.pointer(pointer).and_then(Value::as_array).map_or(0, Vec::len)
}
