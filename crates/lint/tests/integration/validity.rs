//! The official schemas, and how what they find is told.

use serde_json::{Value, json};
use switchboard_lint::lint;
use switchboard_spec::load;

/// Place and message of what the official schema finds.
fn invalid(document: &Value) -> Vec<(String, String)> {
    let document = load::parse("openapi.json", document.to_string().as_bytes()).unwrap();
    let found = lint(&document, None).into_iter().filter(|finding| finding.rule.id == "official-schema");
    found.map(|finding| (finding.pointer, finding.message)).collect()
}

fn document(version: &str, operation: &Value) -> Value {
    json!({
        "openapi": version,
        "info": { "title": "Pets", "version": "1" },
        "paths": { "/pets": { "get": operation } },
    })
}

#[test]
fn a_valid_document_of_either_version_passes() {
    for version in ["3.0.3", "3.1.0"] {
        let operation = json!({ "responses": { "200": { "description": "Fine." } } });
        assert_eq!(invalid(&document(version, &operation)), [], "{version}");
    }
}

#[test]
fn only_what_is_wrong_is_told_and_not_everything_around_it() {
    for version in ["3.0.3", "3.1.0"] {
        let operation = json!({
            "parameters": [
                { "name": "limit", "in": "querry", "schema": { "type": "integer" } },
                { "name": "id", "in": "path", "schema": { "type": "string" } },
                { "$ref": "#/components/parameters/Fine" },
            ],
            "responses": { "200": { "description": "Fine." }, "20X": { "description": "Fine?" } },
            "sumary": "A typing mistake.",
        });
        let found: Vec<String> = invalid(&document(version, &operation)).into_iter().map(|(pointer, _)| pointer).collect();
        let get = "#/paths/~1pets/get";
        for place in ["parameters/0/in", "parameters/1", "responses/20X", "sumary"] {
            assert!(found.contains(&format!("{get}/{place}")), "{version}: {place} is not in {found:?}");
        }
        assert_eq!(found.len(), 4, "{version}: {found:?}");
    }
}

#[test]
fn the_branch_that_was_meant_is_the_one_that_is_told() {
    let operation = json!({ "responses": { "200": { "description": "Fine.", "content": { "application/json": {
        "schema": { "type": "object", "properties": { "name": { "type": "string", "maxLength": "long" } } },
    } } } } });
    let found = invalid(&document("3.0.3", &operation));
    let [(pointer, message)] = found.as_slice() else { panic!("{found:?}") };
    assert!(pointer.ends_with("/schema/properties/name/maxLength"), "{pointer}");
    assert_eq!(message, "the value is not of type \"integer\"");
}
