//! Selcora's document has no union, and no member of a request that may be null.

use serde_json::{Value, json};
use switchboard_selcora::types;

use super::{read, written};

#[test]
fn selcora_a_role_that_is_new_is_kept_and_written_back() {
    let value = json!({ "id": "msg_1", "role": "narrator" });
    let message: types::Message = read(&value);
    assert_eq!(message.role, types::Role::Unknown("narrator".to_owned()));
    assert_eq!(written(&message), value);
    assert_eq!(types::ListModelsType::from("llm"), types::ListModelsType::Llm);
    assert_eq!(types::ListModelsType::from("voice").as_str(), "voice");
}

#[test]
fn selcora_a_member_that_is_new_is_kept_and_written_back() {
    let value = json!({ "id": "model_1", "name": "GPT-4", "max_context": 8192, "licence": null });
    let model: types::Model = read(&value);
    assert_eq!(model.extra.get("licence"), Some(&Value::Null));
    assert_eq!(written(&model), value);
}

#[test]
fn selcora_the_page_before_the_first_is_null_whether_it_is_sent_or_not() {
    let sent = json!({ "next_page": 2, "prev_page": null });
    let pagination: types::Pagination = read(&sent);
    assert_eq!(written(&pagination), sent);
    let pagination: types::Pagination = read(&json!({ "next_page": 2 }));
    assert_eq!(pagination.prev_page, None);
}

#[test]
fn selcora_what_is_left_out_is_not_sent_and_what_is_empty_is() {
    let request = types::CreateConversationRequest::new("Title", "", "model_1");
    assert_eq!(written(&request), json!({ "title": "Title", "system_prompt": "", "llm_id": "model_1" }));
    assert_eq!(written(&request.with_messages(Vec::new()))["messages"], json!([]));
}
