use serde_json::{Map, json};
use switchboard_core::json::{Nullable, Timestamp};
use switchboard_invent::types;

use super::{read, written};

#[test]
fn invent_a_status_that_is_new_is_kept_and_written_back() {
    let value = json!({ "id": "msg_1", "status": "PAUSED" });
    let message: types::ChatMessage = read(&value);
    assert_eq!(message.status, Some(types::RunStatus::Unknown("PAUSED".to_owned())));
    assert_eq!(written(&message), value);
    assert_eq!(types::RunStatus::from("PAUSED").as_str(), "PAUSED");
    assert_eq!(types::RunStatus::from("RUNNING"), types::RunStatus::Running);
}

#[test]
fn invent_a_kind_of_content_that_is_new_is_kept_and_written_back() {
    let new = json!({ "role": "robot", "content": [{ "type": "gesture", "angle": 5.5 }] });
    let value = json!({ "id": "msg_1", "messages": [{ "role": "system", "content": "Be kind." }, new] });
    let message: types::ChatMessage = read(&value);
    let contents = message.messages.as_deref().unwrap_or_default();
    assert!(
        matches!(contents, [types::MessageContent::SystemMessage(_), types::MessageContent::Unknown(kept)] if *kept == new),
        "{contents:?}"
    );
    assert_eq!(written(&message), value);
}

#[test]
fn invent_a_known_kind_in_a_new_shape_is_kept_and_written_back() {
    let value = json!({ "role": "system", "content": { "blocks": [] } });
    let content: types::MessageContent = read(&value);
    assert_eq!(written(&content), value);
}

#[test]
fn invent_a_member_that_is_new_is_kept_and_written_back() {
    let value = json!({
        "id": "con_1", "name": null, "blocked": false, "is_admin": false, "channels": [], "segments": [],
        "created_at": "2025-01-20T12:00:00", "updated_at": "2025-01-20T12:00:00Z", "vip": { "since": 2024, "note": null },
    });
    let contact: types::Contact = read(&value);
    assert_eq!(contact.extra.get("vip"), Some(&json!({ "since": 2024, "note": null })));
    assert_eq!(written(&contact), value);
}

#[test]
fn invent_a_time_without_a_zone_does_not_cost_the_answer() {
    let time: Timestamp = read(&json!("2025-01-20T12:00:00"));
    assert_eq!(time.to_utc().map(|time| time.to_rfc3339()), Some("2025-01-20T12:00:00+00:00".to_owned()));
    assert_eq!(written(&time), json!("2025-01-20T12:00:00"));
}

#[test]
fn invent_null_and_absent_differ_in_what_is_sent_and_not_in_what_is_answered() {
    for value in [json!({ "name": null }), json!({})] {
        let update: types::UpdateContact = read(&value);
        assert_eq!(written(&update), value);
    }
    for value in [json!({ "id": "msg_1", "error": null }), json!({ "id": "msg_1" })] {
        let message: types::ChatMessage = read(&value);
        assert_eq!(message.error, None, "{value}");
    }
}

#[test]
fn invent_a_patch_sets_to_null_sets_to_empty_and_leaves_alone() {
    let alone = types::UpdateContact::new();
    assert_eq!(written(&alone), json!({}));
    assert_eq!(written(&alone.clone().with_name(Nullable::Null)), json!({ "name": null }));
    assert_eq!(written(&alone.clone().with_name("")), json!({ "name": "" }));
    assert_eq!(written(&alone.with_name("Ada").with_blocked(false)), json!({ "name": "Ada", "blocked": false }));

    let unmute = types::UpdateChatState::new().with_muted_until(None::<Timestamp>);
    assert_eq!(written(&unmute), json!({ "muted_until": null }));
    let mute = types::UpdateChatState::new().with_muted_until(Timestamp::from("2025-01-20T12:00:00Z"));
    assert_eq!(written(&mute), json!({ "muted_until": "2025-01-20T12:00:00Z" }));

    let no_boards = types::UpdateAssistant::new().with_boards(Vec::new());
    assert_eq!(written(&no_boards), json!({ "boards": [] }));
    let no_config = types::UpdateTableField::new().with_config(Map::new());
    assert_eq!(written(&no_config), json!({ "config": {} }));
}

#[test]
fn invent_a_setting_within_a_patch_is_set_to_null_or_left_alone_too() {
    let silent = types::AssistantConversation::new().with_welcome_banner(Nullable::Null).with_suggested_messages(Vec::new());
    let update = types::UpdateAssistant::new().with_config(types::AssistantConfig::new().with_conversation(silent));
    assert_eq!(written(&update), json!({ "config": { "conversation": { "welcome_banner": null, "suggested_messages": [] } } }));
}
