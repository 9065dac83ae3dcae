//! LucidSense's document has no enum, no union, and nothing that may be null.

use serde_json::{Map, Value, json};
use switchboard_lucidsense::types;

use super::{read, written};

#[test]
fn lucidsense_a_member_that_is_new_is_kept_and_written_back() {
    let value = json!({ "chat_id": "chat_1", "reply": "720", "usage": { "tokens": 5, "cached": null } });
    let answer: types::ExecuteResult = read(&value);
    assert_eq!(answer.extra.get("usage"), Some(&value["usage"]));
    assert_eq!(written(&answer), value);
}

#[test]
fn lucidsense_a_context_may_hold_anything_also_null() {
    let value = json!({ "message": "Hello", "context": { "name": null, "tags": [], "level": 3.5, "": {} } });
    let request: types::ExecuteRequest = read(&value);
    assert_eq!(request.context.as_ref().and_then(|context| context.get("name")), Some(&Value::Null));
    assert_eq!(written(&request), value);
}

#[test]
fn lucidsense_what_is_left_out_is_not_sent_and_what_is_empty_is() {
    let request = types::ExecuteRequest::new("Hello");
    assert_eq!(written(&request), json!({ "message": "Hello" }));
    assert_eq!(written(&request.with_context(Map::new())), json!({ "message": "Hello", "context": {} }));
}
