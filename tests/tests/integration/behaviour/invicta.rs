//! Invicta's document has no enum, and no member of a request that may be null.

use serde_json::{Value, json};
use switchboard_invicta::types;

use super::{read, written};

fn result() -> Value {
    json!({
        "id": 1234.0, "prompt": "a", "response": "b", "communityId": null, "userId": null, "liked": null, "totalTokens": 7, "cp_cost": 3,
        "savedToMemory": false, "csv_request_id": null, "ai_agent_request_id": null, "modelName": "gpt-4", "threadId": "t",
        "createdAt": "2025-01-20T12:00:00Z", "updatedAt": "2025-01-20T12:00:00Z",
    })
}

#[test]
fn invicta_a_value_that_is_neither_text_nor_number_is_kept_and_written_back() {
    let value = json!({ "key": "colours", "value": ["red", { "shade": 5 }] });
    let variable: types::PromptVariable = read(&value);
    assert_eq!(variable.value, types::PromptVariableValue::Unknown(json!(["red", { "shade": 5 }])));
    assert_eq!(written(&variable), value);
}

#[test]
fn invicta_a_member_that_is_new_is_kept_and_written_back() {
    let mut value = result();
    value["sources"] = json!([{ "page": 3 }]);
    let answer: types::PromptResult = read(&value);
    assert_eq!(answer.extra.get("sources"), Some(&json!([{ "page": 3 }])));
    assert_eq!(answer.id, 1234.0);
    assert_eq!(written(&answer)["sources"], value["sources"]);
}

#[test]
fn invicta_a_member_that_is_always_there_is_written_as_null_and_may_be_missing() {
    let answer: types::PromptResult = read(&result());
    assert_eq!(written(&answer).get("communityId"), Some(&Value::Null));
    let mut shorter = result();
    shorter.as_object_mut().unwrap().remove("communityId");
    let answer: types::PromptResult = read(&shorter);
    assert_eq!(answer.community_id, None);
}

#[test]
fn invicta_what_is_left_out_of_a_prompt_is_not_sent_and_what_is_empty_is() {
    let prompt = types::PromptRequest::new("Hello", Vec::new());
    assert_eq!(written(&prompt), json!({ "userInput": "Hello", "variables": [] }));
    assert_eq!(written(&prompt.with_thread_id(""))["threadId"], json!(""));
}
