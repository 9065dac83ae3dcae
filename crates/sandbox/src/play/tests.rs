//! Whatever a player answers is valid under its vendor's document.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Player, concrete, shapes};
use crate::{
    check::Checked,
    document::{Operation, Place},
    fault::Plan,
    generate::{self, Purpose},
    reply::{Payload, Reply},
    settings::Settings,
    vendor::Vendor,
};

/// A request with everything that the document lists, or with only what it requires.
fn request(player: &Player, operation: &Operation, with_all: bool) -> Checked {
    let purpose = |label: &str| Purpose { label: label.to_owned(), number: 1, now: "2025-01-01T00:00:00Z".to_owned(), seed: 7 };
    let mut request = Checked::default();
    for (list, parameter) in player.shapes.items_of(&operation.path) {
        let path = concrete(&list, &request, None);
        let store = &mut *player.store.lock().unwrap();
        player.fill(store, &list, &path);
        let schema = player.shapes.item_schema(&list).unwrap_or_default();
        let known = store.list(&path).values().next().and_then(|item| player.id_of(schema, None, item));
        let id = known.unwrap_or_else(|| {
            let item = player.make(store, &list, schema, None, &serde_json::Map::new());
            store.list(&path).put("id-1", item);
            "id-1".to_owned()
        });
        request.path.insert(parameter, id);
    }
    for parameter in operation.parameters.iter().filter(|parameter| parameter.place == Place::Query && (with_all || parameter.required)) {
        if let Some(schema) = &parameter.schema {
            request.query.insert(parameter.name.clone(), generate::value(&player.document, schema, &purpose(&parameter.name)));
        }
    }
    let content = operation.body.as_ref().filter(|body| with_all || body.required).and_then(|body| body.content.first());
    request.body = content.map(|content| generate::content(&player.document, content, &purpose("body")));
    // A conversation that nobody began is not continued.
    if let (Some(chat), Some(Value::Object(members))) = (&operation.facts.play.chat, &mut request.body)
        && let Some(thread) = chat.thread.as_deref().filter(|_| chat.must_exist)
    {
        members.remove(thread.trim_start_matches('/'));
    }
    request
}

fn check(player: &Player, operation: &Operation, reply: &Reply, what: &str) {
    let key = operation.key();
    let response = operation.response(reply.status).unwrap_or_else(|| panic!("{key}: {what}: {} is not documented", reply.status));
    for (name, schema) in &response.headers {
        let text = reply.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.clone());
        let text = text.unwrap_or_else(|| panic!("{key}: {what}: no header {name}"));
        let value = serde_json::from_str(&text).unwrap_or(Value::String(text));
        assert!(schema.as_ref().is_none_or(|schema| player.document.accepts(schema, &value)), "{key}: {what}: {name} is {value}");
    }
    if let (Payload::Json(value), Some(schema)) = (&reply.content, &reply.schema) {
        assert_eq!(player.document.failures(schema, value), [], "{key}: {what}: {value}");
        assert!(player.document.accepts(schema, value), "{key}: {what}: {value}");
    }
}

#[test]
fn every_answer_of_every_operation_is_valid_under_its_document() {
    let mut counts = BTreeMap::new();
    for seed in 0..2 {
        for vendor in Vendor::embedded(&Settings { seed, items: 3, ..Settings::default() }).unwrap() {
            let player = vendor.player().unwrap();
            for operation in &player.document.operations {
                for with_all in [false, true] {
                    let request = request(player, operation, with_all);
                    let reply = player.finish(operation, player.play(operation, &request, &Plan::default()));
                    assert!(reply.status < 300, "{}: {reply:?}", operation.key());
                    check(player, operation, &reply, "success");
                }
                for response in &operation.responses {
                    let Some(status) = response.status.parse::<u16>().ok().filter(|status| *status >= 400) else { continue };
                    let reply = player.finish(operation, player.error(Some(operation), status, &super::Wrong::Fault(status)));
                    assert!(matches!(reply.content, Payload::Json(_)), "{reply:?}");
                    check(player, operation, &reply, "error");
                }
                *counts.entry(vendor.facts.name.clone()).or_insert(0) += 1;
            }
        }
    }
    for (vendor, count) in [("fifth-element", 5), ("invent", 81), ("invicta", 1), ("lucidsense", 1), ("selcora", 12)] {
        assert_eq!(counts[vendor], 2 * count, "{vendor}");
    }
}

#[test]
fn a_label_is_one_word_for_an_item() {
    for (list, label) in
        [("/orgs/{org_id}/contacts", "contact"), ("/chats/{chat_id}/memories", "memory"), ("/rotate-secret-key", "rotate_secret_key")]
    {
        assert_eq!(shapes::label(list), label);
    }
}
