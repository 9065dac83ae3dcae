//! Fifth Element's document has no union.

use serde_json::{Value, json};
use switchboard_core::json::Nullable;
use switchboard_fifth_element::types;

use super::{read, written};

#[test]
fn fifth_element_a_status_that_is_new_is_kept_and_written_back() {
    let value = json!({ "id": "job_1", "status": "queued" });
    let job: types::Job = read(&value);
    assert_eq!(job.status, types::JobStatus::Unknown("queued".to_owned()));
    assert_eq!(written(&job), value);
}

#[test]
fn fifth_element_a_member_that_is_new_is_kept_and_written_back() {
    let value = json!({ "chunk": "Hello", "finish": { "reason": null } });
    let chunk: types::ChatChunk = read(&value);
    assert_eq!(chunk.extra.get("finish"), Some(&value["finish"]));
    assert_eq!(written(&chunk), value);
}

#[test]
fn fifth_element_a_conversation_may_be_null_or_left_out_or_empty_in_a_question() {
    let question = types::ChatRequest::new("Hello");
    assert_eq!(written(&question), json!({ "message": "Hello" }));
    assert_eq!(written(&question.clone().with_conversation_id(Nullable::Null)), json!({ "message": "Hello", "conversationId": null }));
    assert_eq!(written(&question.with_conversation_id("")), json!({ "message": "Hello", "conversationId": "" }));
}

#[test]
fn fifth_element_an_envelope_is_written_with_its_null_and_read_without_it() {
    let value = json!({ "data": { "response": "Hi" }, "error": null });
    let envelope: types::ChatEnvelope = read(&value);
    assert_eq!(written(&envelope), value);
    let envelope: types::ChatEnvelope = read(&json!({ "data": { "response": "Hi" } }));
    assert_eq!(envelope.error, None);
    let failure: types::ErrorEnvelope = read(&json!({ "data": null, "error": { "message": "no" } }));
    assert_eq!(written(&failure).get("data"), Some(&Value::Null));
}
