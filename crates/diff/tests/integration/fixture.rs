//! The pairs of documents in `fixtures/<rule>.yaml`.

use std::{fs, path::PathBuf};

use serde_json::{Map, Value, json};
use switchboard_diff::{Rule, rules};

/// Two documents that show a rule.
pub(crate) struct Pair {
    /// The number of the case, and the side where it makes a difference.
    pub(crate) name: String,
    pub(crate) base: Value,
    pub(crate) revision: Value,
    pub(crate) extensions: Vec<String>,
}

/// The file of a rule.
pub(crate) struct Fixture {
    pub(crate) rule: &'static Rule,
    pub(crate) pairs: Vec<Pair>,
    /// A line for each pair.
    pub(crate) expected: Vec<String>,
}

pub(crate) fn path(rule: &Rule) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(format!("{}.yaml", rule.id))
}

/// The fixtures of all rules.
pub(crate) fn all() -> Vec<Fixture> {
    rules::all().into_iter().map(of).collect()
}

fn of(rule: &'static Rule) -> Fixture {
    let text = fs::read_to_string(path(rule)).unwrap_or_else(|error| panic!("{}: {error}", rule.id));
    let file: Value = serde_saphyr::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", rule.id));
    let cases = file["cases"].as_array().unwrap_or_else(|| panic!("{} has no cases", rule.id));
    let pairs = cases.iter().enumerate().flat_map(|(index, case)| pairs(index + 1, case)).collect();
    let expected = file["expected"].as_array().into_iter().flatten().map(|line| line.as_str().unwrap().to_owned()).collect();
    Fixture { rule, pairs, expected }
}

/// A schema is shown where a client sends it and where it reads it.
fn pairs(number: usize, case: &Value) -> Vec<Pair> {
    let both = |name: String, document: &dyn Fn(&str) -> Value| Pair {
        name,
        base: document("base"),
        revision: document("revision"),
        extensions: case["extensions"].as_array().into_iter().flatten().map(|name| name.as_str().unwrap().to_owned()).collect(),
    };
    let version = case["openapi"].as_str().unwrap_or("3.1.0");
    for kind in ["member", "schema"] {
        let Some(schemas) = case.get(kind) else { continue };
        let thing = |side: &str| match kind {
            "member" => json!({ "type": "object", "required": ["value"], "properties": { "value": schemas[side] } }),
            _ => schemas[side].clone(),
        };
        let components = |side: &str| {
            let mut all = Map::from_iter([("Thing".to_owned(), thing(side))]);
            for more in [&case["schemas"], &case[format!("schemas_{side}")]] {
                all.extend(more.as_object().cloned().unwrap_or_default());
            }
            json!({ "schemas": all })
        };
        let content = json!({ "application/json": { "schema": { "$ref": "#/components/schemas/Thing" } } });
        let request = |side: &str| {
            let body = json!({ "required": true, "content": content });
            let operation =
                json!({ "operationId": "createThing", "requestBody": body, "responses": { "204": { "description": "Done." } } });
            document(version, &json!({ "paths": { "/things": { "post": operation } }, "components": components(side) }))
        };
        let response = |side: &str| {
            let operation = json!({ "operationId": "getThing", "responses": { "200": { "description": "It.", "content": content } } });
            document(version, &json!({ "paths": { "/things": { "get": operation } }, "components": components(side) }))
        };
        return vec![both(format!("{number} request"), &request), both(format!("{number} response"), &response)];
    }
    if let Some(operations) = case.get("operation") {
        let whole = |side: &str| {
            let mut operation = json!({ "operationId": "callThings", "responses": { "204": { "description": "Done." } } });
            operation.as_object_mut().unwrap().extend(operations[side].as_object().cloned().unwrap());
            document(version, &json!({ "paths": { "/things": { "post": operation } } }))
        };
        return vec![both(number.to_string(), &whole)];
    }
    let documents = case.get("document").unwrap_or_else(|| panic!("case {number} is of no kind"));
    vec![both(number.to_string(), &|side| document(version, &documents[side]))]
}

fn document(version: &str, members: &Value) -> Value {
    let operation = json!({ "operationId": "listThings", "responses": { "204": { "description": "Done." } } });
    let mut document = json!({
        "openapi": version,
        "info": { "title": "Things", "version": "1" },
        "paths": { "/things": { "get": operation } },
    });
    document.as_object_mut().unwrap().extend(members.as_object().cloned().unwrap());
    document
}
