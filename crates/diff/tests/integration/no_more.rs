//! One edit is one change: nothing else is reported beside it.

use serde_json::{Value, json};
use switchboard_diff::{Level, Side, compare};

/// The rules that a report names, with the level of each.
fn rules(base: &Value, revision: &Value) -> Vec<(&'static str, Level)> {
    let report = compare(&Side::plain(base), &Side::plain(revision), &[]);
    report.changes.iter().map(|change| (change.rule.id, change.level)).collect()
}

fn document(members: &Value) -> Value {
    let mut document = json!({ "openapi": "3.0.3", "info": { "title": "Things", "version": "1" } });
    document.as_object_mut().unwrap().extend(members.as_object().cloned().unwrap());
    document
}

fn operation(id: &str) -> Value {
    json!({ "operationId": id, "responses": { "204": { "description": "Done." } } })
}

#[test]
fn a_part_of_a_form_that_is_new_is_not_written_in_another_way() {
    let form = |properties: Value, encoding: Value| {
        let body = json!({ "application/x-www-form-urlencoded": {
            "schema": { "type": "object", "properties": properties }, "encoding": encoding,
        } });
        let operation = json!({ "requestBody": { "content": body }, "responses": { "204": { "description": "Done." } } });
        document(&json!({ "paths": { "/things": { "post": operation } } }))
    };
    let tags = json!({ "type": "array", "items": { "type": "string" } });
    let deep = json!({ "style": "deepObject", "explode": true });
    let one = form(json!({ "name": { "type": "string" } }), json!({}));
    let two = form(json!({ "name": { "type": "string" }, "tags": tags }), json!({ "tags": deep }));
    assert_eq!(rules(&one, &two), [("property-added", Level::Info)]);
    assert_eq!(rules(&two, &one), [("property-removed", Level::Warning)]);
}

#[test]
fn what_goes_from_the_server_into_the_paths_stays_where_it_is() {
    let api = |server: &str, start: &str, id: &str| {
        let paths = json!({ format!("{start}/things"): { "get": operation(id), "post": operation("create") } });
        document(&json!({ "servers": [{ "url": server }, { "url": server.replace("//", "//eu.") }], "paths": paths }))
    };
    let one = api("https://a.example/v1", "", "list");
    assert_eq!(rules(&one, &api("https://a.example/", "/v1", "list"))[..], [] as [(&str, Level); 0]);
    let renamed = rules(&one, &api("https://a.example", "/v1", "listThings"));
    assert_eq!(renamed, [("operation-id-changed", Level::Info)]);
    let elsewhere = rules(&one, &api("https://b.example", "/v1", "list"));
    assert!(elsewhere.contains(&("server-changed", Level::Breaking)), "{elsewhere:?}");
    assert!(elsewhere.contains(&("operation-moved", Level::Breaking)), "{elsewhere:?}");
}

#[test]
fn a_schema_that_is_two_from_now_on_is_not_renamed_in_one_of_the_documents_only() {
    let text = json!({ "type": "object", "properties": { "message": { "type": "string" }, "code": { "type": "string" } } });
    let answer = |name: &str| {
        let schema = json!({ "$ref": format!("#/components/schemas/{name}") });
        json!({ "responses": { "200": { "description": "It.", "content": { "application/json": { "schema": schema } } } } })
    };
    let api = |first: &str, second: &str| {
        let schemas = json!({ first: text, second: text });
        let paths = json!({ "/a": { "get": answer(first) }, "/b": { "get": answer(second) } });
        document(&json!({ "paths": paths, "components": { "schemas": schemas } }))
    };
    let (one, two) = (api("Text", "Text"), api("TextOfA", "TextOfB"));
    let ids = |changes: Vec<(&'static str, Level)>| changes.into_iter().map(|(rule, _)| rule).collect::<Vec<_>>();
    assert_eq!(ids(rules(&one, &two)), ["schema-removed", "schema-added", "schema-added"]);
    assert_eq!(ids(rules(&two, &one)), ["schema-removed", "schema-removed", "schema-added"]);
}

#[test]
fn a_media_type_beside_its_range_is_compared_with_the_range_in_both_directions() {
    let api = |content: Value| {
        let operation = json!({ "responses": { "200": { "description": "It.", "content": content } } });
        document(&json!({ "paths": { "/things": { "get": operation } } }))
    };
    let range = || json!({ "schema": { "type": "string" } });
    let one = api(json!({ "*/*": range() }));
    let two = api(json!({ "*/*": range(), "application/json": { "schema": { "type": "integer" } } }));
    assert_eq!(rules(&one, &two), [("type-changed", Level::Breaking)]);
    assert_eq!(rules(&two, &one), [("type-changed", Level::Breaking)]);
}
