//! One meaning in many spellings: none of them is a change.

use serde_json::{Map, Value, json};
use switchboard_diff::{Side, compare};
use switchboard_spec::{pointer, walk};

use crate::vendors;

/// The sentences of a report.
fn changes(base: &Value, revision: &Value) -> Vec<String> {
    let report = compare(&Side::plain(base), &Side::plain(revision), &[]);
    report.changes.iter().map(|change| format!("{}: {}", change.rule.id, change.text)).collect()
}

fn document(schema: &Value, schemas: &Value) -> Value {
    let content = json!({ "application/json": { "schema": { "type": "object", "properties": { "value": schema } } } });
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Things", "version": "1" },
        "paths": { "/things": { "post": {
            "requestBody": { "content": content },
            "responses": { "200": { "description": "It.", "content": content } },
        } } },
        "components": { "schemas": schemas },
    })
}

#[test]
fn two_spellings_of_a_schema_are_one() {
    let schemas = json!({
        "Pet": { "type": "object", "required": ["name"], "properties": { "name": { "type": "string" } } },
        "Tree": { "type": "object", "properties": { "left": { "$ref": "#/components/schemas/Tree" }, "size": { "type": "integer" } } },
    });
    let pet = || json!({ "$ref": "#/components/schemas/Pet" });
    let number = || json!({ "type": "number" });
    let with = |base: Value, more: Value| {
        let mut base = base.as_object().cloned().unwrap();
        base.extend(more.as_object().cloned().unwrap());
        Value::Object(base)
    };
    let pairs = [
        ("null in 3.0 and 3.1", json!({ "type": "string", "nullable": true }), json!({ "type": ["string", "null"] })),
        ("null in a union", json!({ "type": "string", "nullable": true }), json!({ "oneOf": [{ "type": "null" }, { "type": "string" }] })),
        ("null beside a reference", json!({ "nullable": true, "allOf": [pet()] }), json!({ "anyOf": [pet(), { "type": "null" }] })),
        (
            "null in an enum",
            json!({ "type": "string", "nullable": true, "enum": ["a", null] }),
            json!({ "type": ["string", "null"], "enum": ["a", null] }),
        ),
        ("null that is refused", json!({ "type": "string", "nullable": false }), json!({ "type": "string" })),
        (
            "an exclusive bound",
            with(number(), json!({ "minimum": 1, "exclusiveMinimum": true })),
            with(number(), json!({ "exclusiveMinimum": 1 })),
        ),
        (
            "a bound that is not exclusive",
            with(number(), json!({ "maximum": 1, "exclusiveMaximum": false })),
            with(number(), json!({ "maximum": 1.0 })),
        ),
        (
            "an exclusive bound of an integer",
            json!({ "type": "integer", "exclusiveMinimum": 0 }),
            json!({ "type": "integer", "minimum": 1 }),
        ),
        (
            "a fraction that bounds an integer",
            json!({ "type": "integer", "maximum": 9.5 }),
            json!({ "type": "integer", "exclusiveMaximum": 10 }),
        ),
        ("a constant", json!({ "type": "string", "enum": ["a"] }), json!({ "const": "a" })),
        ("constants in a union", json!({ "type": "string", "enum": ["a", "b"] }), json!({ "oneOf": [{ "const": "b" }, { "const": "a" }] })),
        ("types in a union", json!({ "type": ["string", "integer"] }), json!({ "anyOf": [{ "type": "integer" }, { "type": "string" }] })),
        ("bytes", json!({ "type": "string", "format": "byte" }), json!({ "type": "string", "contentEncoding": "base64" })),
        (
            "a file",
            json!({ "type": "string", "format": "binary" }),
            json!({ "type": "string", "contentMediaType": "application/octet-stream" }),
        ),
        ("a composition of one", pet(), json!({ "allOf": [pet()] })),
        ("a union of one", pet(), json!({ "oneOf": [pet()] })),
        (
            "a composition written out",
            json!({ "allOf": [pet(), { "type": "object", "required": ["age"], "properties": { "age": { "type": "integer" } } }] }),
            json!({ "type": "object", "required": ["age", "name"], "properties": { "age": { "type": "integer" }, "name": { "type": "string" } } }),
        ),
        ("a schema written out", pet(), json!({ "type": "object", "required": ["name"], "properties": { "name": { "type": "string" } } })),
        (
            "a type that goes without saying",
            json!({ "type": "object", "properties": { "a": { "type": "string" } } }),
            json!({ "properties": { "a": { "type": "string" } } }),
        ),
        ("what accepts everything", json!({}), json!(true)),
        ("a limit that is none", json!({ "type": "string", "minLength": 0 }), json!({ "type": "string" })),
        (
            "items that need not differ",
            json!({ "type": "array", "items": number(), "uniqueItems": false }),
            json!({ "type": "array", "items": number() }),
        ),
        (
            "an open object",
            json!({ "type": "object", "additionalProperties": true }),
            json!({ "type": "object", "additionalProperties": {} }),
        ),
        ("a length of a number", number(), with(number(), json!({ "maxLength": 3 }))),
        ("a pattern", json!({ "type": "string", "pattern": "^[0-9]{2}$" }), json!({ "type": "string", "pattern": "^\\d\\d$" })),
        ("examples", json!({ "type": "string", "example": "a" }), json!({ "type": "string", "examples": ["a"] })),
        ("a list of items", json!({ "type": "array", "items": [number()] }), json!({ "type": "array", "prefixItems": [number()] })),
        (
            "what depends",
            json!({ "type": "object", "dependencies": { "a": ["b"] } }),
            json!({ "type": "object", "dependentRequired": { "a": ["b"] } }),
        ),
        (
            "white space in a text",
            json!({ "type": "string", "description": "One\ntwo. " }),
            json!({ "type": "string", "description": "One two." }),
        ),
        (
            "an order of required members",
            json!({ "type": "object", "required": ["a", "b"] }),
            json!({ "type": "object", "required": ["b", "a"] }),
        ),
        (
            "a circle",
            json!({ "$ref": "#/components/schemas/Tree" }),
            json!({ "type": "object", "properties": { "size": { "type": "integer" }, "left": { "$ref": "#/components/schemas/Tree" } } }),
        ),
    ];
    for (name, one, other) in pairs {
        for (one, other) in [(&one, &other), (&other, &one)] {
            let found = changes(&document(one, &schemas), &document(other, &schemas));
            assert!(found.is_empty(), "{name}: {found:#?}");
        }
    }
}

#[test]
fn two_spellings_of_an_operation_are_one() {
    let text = |name: &str| json!({ "name": name, "in": "query", "schema": { "type": "string" } });
    let document = |item: Value, more: Value| {
        let mut document = json!({ "openapi": "3.1.0", "info": { "title": "Things", "version": "1" }, "paths": { "/things/{id}": item } });
        document.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap());
        document
    };
    let get = |more: Value| {
        let mut operation = json!({ "responses": { "200": { "description": "It." } } });
        operation.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap());
        operation
    };
    let key = json!({ "securitySchemes": { "key": { "type": "apiKey", "in": "header", "name": "X-Key" } } });
    let other = json!({ "securitySchemes": { "secret": { "type": "apiKey", "in": "header", "name": "x-key" } } });
    let response = json!({ "200": { "description": "It.", "content": { "application/json": { "schema": { "type": "string" } } } } });
    let pairs = [
        (
            "a parameter of the path item",
            document(json!({ "parameters": [text("a")], "get": get(json!({})) }), json!({})),
            document(json!({ "get": get(json!({ "parameters": [text("a")] })) }), json!({})),
        ),
        (
            "a shared parameter",
            document(
                json!({ "get": get(json!({ "parameters": [{ "$ref": "#/components/parameters/A" }] })) }),
                json!({ "components": { "parameters": { "A": text("a") } } }),
            ),
            document(json!({ "get": get(json!({ "parameters": [text("a")] })) }), json!({})),
        ),
        (
            "an order of parameters",
            document(json!({ "get": get(json!({ "parameters": [text("a"), text("b")] })) }), json!({})),
            document(json!({ "get": get(json!({ "parameters": [text("b"), text("a")] })) }), json!({})),
        ),
        (
            "letters of a header",
            document(json!({ "get": get(json!({ "parameters": [{ "name": "X-A", "in": "header" }] })) }), json!({})),
            document(json!({ "get": get(json!({ "parameters": [{ "name": "x-a", "in": "header" }] })) }), json!({})),
        ),
        (
            "a style that is the usual one",
            document(
                json!({ "get": get(json!({ "parameters": [{ "name": "a", "in": "query", "style": "form", "explode": true, "schema": { "type": "array" } }] })) }),
                json!({}),
            ),
            document(
                json!({ "get": get(json!({ "parameters": [{ "name": "a", "in": "query", "schema": { "type": "array" } }] })) }),
                json!({}),
            ),
        ),
        (
            "a style of a plain value",
            document(
                json!({ "get": get(json!({ "parameters": [{ "name": "a", "in": "query", "explode": false, "schema": { "type": "string" } }] })) }),
                json!({}),
            ),
            document(
                json!({ "get": get(json!({ "parameters": [{ "name": "a", "in": "query", "schema": { "type": "string" } }] })) }),
                json!({}),
            ),
        ),
        (
            "a character set",
            document(json!({ "get": get(json!({ "responses": response })) }), json!({})),
            document(
                json!({ "get": get(json!({ "responses": { "200": { "description": "It.", "content": { "application/json; charset=utf-8": { "schema": { "type": "string" } } } } } })) }),
                json!({}),
            ),
        ),
        (
            "credentials of the document and of each operation",
            document(json!({ "get": get(json!({})) }), json!({ "components": key, "security": [{ "key": [] }] })),
            document(json!({ "get": get(json!({ "security": [{ "key": [] }] })) }), json!({ "components": key })),
        ),
        (
            "the name of a scheme",
            document(json!({ "get": get(json!({})) }), json!({ "components": key, "security": [{ "key": [] }] })),
            document(json!({ "get": get(json!({})) }), json!({ "components": other, "security": [{ "secret": [] }] })),
        ),
        (
            "a slash at the end of an address",
            document(json!({ "get": get(json!({})) }), json!({ "servers": [{ "url": "https://A.example/v1/" }] })),
            document(json!({ "get": get(json!({})) }), json!({ "servers": [{ "url": "https://a.example/v1" }] })),
        ),
        (
            "a path item elsewhere",
            document(
                json!({ "$ref": "#/components/pathItems/Thing" }),
                json!({ "components": { "pathItems": { "Thing": { "get": get(json!({})) } } } }),
            ),
            document(json!({ "get": get(json!({})) }), json!({})),
        ),
    ];
    for (name, one, other) in pairs {
        for (one, other) in [(&one, &other), (&other, &one)] {
            let found = changes(one, other);
            assert!(found.is_empty(), "{name}: {found:#?}");
        }
    }
}

/// The schemas of a document in the words of the other version of OpenAPI.
fn respelled(document: &Value) -> Value {
    let mut document = document.clone();
    let old = document["openapi"].as_str().is_some_and(|version| version.starts_with("3.0"));
    document["openapi"] = if old { "3.1.0" } else { "3.0.3" }.into();
    walk::roots(&mut document, &mut |root, _| walk::inside_out(root, &mut |schema| respell(schema, old)));
    document
}

fn respell(schema: &mut Value, old: bool) {
    let Some(map) = schema.as_object_mut() else { return };
    if old && map.get("nullable") == Some(&json!(true)) && map.get("type").is_some_and(Value::is_string) {
        map.remove("nullable");
        let kind = map.remove("type").unwrap();
        map.insert("type".to_owned(), json!([kind, "null"]));
    }
    let types = map.get("type").and_then(Value::as_array).cloned().unwrap_or_default();
    if let ([kind, null], false) = (types.as_slice(), old)
        && null == "null"
    {
        map.insert("type".to_owned(), kind.clone());
        map.insert("nullable".to_owned(), json!(true));
    }
    match (map.remove("example"), map.remove("examples")) {
        (Some(example), _) => map.insert("examples".to_owned(), json!([example])),
        (None, Some(examples)) => map.insert("examples".to_owned(), examples),
        (None, None) => None,
    };
    if let Some(value) = map.remove("const") {
        map.insert("enum".to_owned(), json!([value]));
    }
    if map.len() == 1 && map.contains_key("$ref") {
        let reference = Value::Object(std::mem::take(map));
        map.insert("allOf".to_owned(), json!([reference]));
    }
    // In another order.
    let mut members: Vec<(String, Value)> = std::mem::take(map).into_iter().collect();
    members.reverse();
    map.extend(members);
}

#[test]
fn a_vendor_that_goes_to_another_version_of_openapi_changes_nothing() {
    for vendor in vendors::ALL {
        let document = vendors::document(vendor);
        let found = changes(&document, &respelled(&document));
        assert!(found.is_empty(), "{vendor}: {found:#?}");
    }
}

#[test]
fn references_that_are_written_out_change_nothing_but_names() {
    for vendor in vendors::ALL {
        let document = vendors::document(vendor);
        let mut revision = document.clone();
        let original = document.clone();
        // Each answer has its schema written out, one level deep.
        for (path, item) in revision["paths"].as_object_mut().unwrap() {
            let at = pointer::join("#/paths", path);
            for (_, operation) in item.as_object_mut().into_iter().flatten() {
                if operation.is_object() {
                    walk::operation(operation, &at, &mut |schema, _| {
                        if let Some(target) = schema.get("$ref").and_then(Value::as_str)
                            && let Some(found) = original.pointer(target.trim_start_matches('#'))
                        {
                            *schema = found.clone();
                        }
                    });
                }
            }
        }
        let found = changes(&document, &revision);
        assert!(found.is_empty(), "{vendor}: {found:#?}");
    }
}

#[test]
fn an_empty_document_is_compared() {
    let nothing = json!({ "openapi": "3.1.0", "info": { "title": "Nothing", "version": "1" } });
    let with_paths = json!({ "openapi": "3.1.0", "info": { "title": "Nothing", "version": "1" }, "paths": Map::new() });
    assert!(changes(&nothing, &with_paths).is_empty());
}
