//! What looks odd and is read all the same.

use std::{fs, path::Path};

use proptest::prelude::*;
use serde_json::{Value, json};
use switchboard_spec::{check, load, pointer};

fn read(text: &str) -> load::Document {
    let document = load::parse("openapi.yaml", text.as_bytes()).unwrap();
    check::check(&document).unwrap();
    document
}

#[test]
fn the_format_is_seen_in_the_text_and_not_in_the_name() {
    let json = r#"{"openapi": "3.0.3", "info": {}, "paths": {"/a": {"get": {}}}}"#;
    let yaml = "openapi: 3.0.3\ninfo: {}\npaths: {/a: {get: {}}}\n";
    let flow = "{openapi: 3.0.3, info: {}, paths: {/a: {get: {}}}}";
    let expected = load::parse("openapi.json", json.as_bytes()).unwrap().value;
    for (file, text) in [("a.yaml", json), ("a.json", yaml), ("a", yaml), ("a.yml", flow)] {
        assert_eq!(load::parse(file, text.as_bytes()).unwrap().value, expected, "{file}");
    }
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_do_no_harm() {
    for text in [
        "\u{feff}{\r\n \"openapi\": \"3.1.0\",\r\n \"paths\": {\"/a\": {\"get\": {}}}\r\n}",
        "\u{feff}openapi: 3.1.0\r\npaths:\r\n  /a:\r\n    get: {}\r\n",
    ] {
        let document = read(text);
        assert_eq!(document.version, load::Version::V3_1);
        let line = document.line_of("#/paths").unwrap();
        assert!(text.lines().nth(line - 1).unwrap().contains("paths"), "{text}");
    }
}

#[test]
fn a_version_is_what_the_text_shows_and_not_a_number() {
    let yaml = read("openapi: 3.1\ninfo: {title: A, version: 1.10}\npaths: {/a: {get: {}}}\n");
    assert_eq!(yaml.value["openapi"], json!("3.1"));
    assert_eq!(yaml.value["info"]["version"], json!("1.10"));
    let json = read(r#"{"openapi": 3.0, "info": {"version": 2.0 }, "paths": {"/a": {"get": {}}}}"#);
    assert_eq!(json.value["info"]["version"], json!("2.0"));
    assert_eq!(json.version, load::Version::V3_0);
}

#[test]
fn only_true_and_false_are_booleans_and_odd_numbers_survive() {
    let document = read(
        "openapi: 3.1.0
paths: {/a: {get: {}}}
x-values: [yes, No, on, y, true, 017, 1_000, -9223372036854776000, 18446744073709551615, 1.5, 2026-11-22]
x-keys: {200: a, on: b, 0x1: c}
",
    );
    assert_eq!(
        document.value["x-values"],
        json!(["yes", "No", "on", "y", true, "017", "1_000", -9223372036854776000.0, 18446744073709551615_u64, 1.5, "2026-11-22"])
    );
    let keys: Vec<_> = document.value["x-keys"].as_object().unwrap().keys().collect();
    assert_eq!(keys, ["200", "on", "0x1"]);
}

#[test]
fn members_keep_the_order_of_the_file() {
    for text in [
        "openapi: 3.1.0\npaths: {/z: {get: {}}, /a: {get: {}}}\ninfo: {}\n",
        r#"{"openapi": "3.1.0", "paths": {"/z": {"get": {}}, "/a": {"get": {}}}, "info": {}}"#,
    ] {
        let document = read(text);
        let keys: Vec<_> = document.value.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["openapi", "paths", "info"]);
        let paths: Vec<_> = document.value["paths"].as_object().unwrap().keys().collect();
        assert_eq!(paths, ["/z", "/a"]);
    }
}

#[test]
fn references_of_json_schema_by_anchor_and_id_are_known() {
    read(
        "
openapi: 3.1.0
paths:
  /a/{undeclared}: {get: {}}
components:
  schemas:
    Node:
      $anchor: node
      properties:
        next: {$ref: '#node'}
        other: {$ref: 'https://example.com/tree'}
        item: {$ref: 'https://example.com/tree#/$defs/item'}
    Tree:
      $id: https://example.com/tree
      $defs: {item: {type: string}}
      properties:
        item: {$ref: '#/$defs/item'}
        loop: {$ref: '#/components/schemas/Tree'}
",
    );
}

#[test]
fn a_hash_names_the_bytes_of_the_file() {
    let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!(load::sha256(b"abc"), expected);
}

/// Every member of every object below `value`, by pointer.
fn members(value: &Value, at: &str, found: &mut Vec<(String, String)>) {
    match value {
        Value::Object(object) => {
            for (name, member) in object {
                let at = pointer::join(at, name);
                found.push((at.clone(), name.clone()));
                members(member, &at, found);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                members(item, &format!("{at}/{index}"), found);
            }
        }
        _ => {}
    }
}

#[test]
fn a_member_of_a_vendors_document_is_named_on_the_line_that_is_given_for_it() {
    let mut seen = 0;
    for folder in fs::read_dir("../../specs").unwrap() {
        for file in ["openapi.json", "openapi.yaml"] {
            let path = folder.as_ref().unwrap().path().join(file);
            let Ok(text) = fs::read_to_string(&path) else { continue };
            let document = load::load(Path::new(&path)).unwrap();
            let mut found = Vec::new();
            members(&document.value, "#", &mut found);
            // Each look-up reads the file up to its place; a sample is enough.
            for (pointer, name) in found.iter().step_by(11) {
                let line = document.line_of(pointer).unwrap_or_else(|| panic!("{pointer}"));
                let line = text.lines().nth(line - 1).unwrap();
                assert!(line.contains(name), "{}: {pointer}: {line}", path.display());
                seen += 1;
            }
        }
    }
    assert!(seen > 500, "only {seen} members were looked at");
}

proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(text in "(openapi: 3.1.0\n)?[ -~\n\u{e9}]{0,200}") {
        let _ = load::parse("openapi.yaml", text.as_bytes());
    }

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = load::parse("openapi.json", &bytes);
    }

    #[test]
    fn json_is_read_as_serde_json_reads_it(names in proptest::collection::hash_set("[a-z\"\\\\{}\u{e9}]{1,6}", 1..8)) {
        let members: serde_json::Map<_, _> =
            names.iter().map(|name| (name.clone(), json!([name, 1, -2.5, null, {"a": true}]))).collect();
        let value = json!({"openapi": "3.1.0", "paths": {"/a": {"get": {}}}, "x": members});
        let text = serde_json::to_string_pretty(&value).unwrap();
        let document = load::parse("openapi.json", text.as_bytes()).unwrap();
        prop_assert_eq!(&document.value, &value);
        for name in &names {
            let line = document.line_of(&pointer::join("#/x", name)).unwrap();
            let spelled = serde_json::to_string(name).unwrap();
            prop_assert!(text.lines().nth(line - 1).unwrap().contains(&spelled));
        }
    }
}

#[test]
fn methods_beside_the_reference_of_a_path_item_are_kept_and_a_missing_example_costs_nothing() {
    let text = r##"{
        "openapi": "3.1.0", "info": {"title": "t", "version": "1"},
        "paths": {"/a": {
            "$ref": "#/components/pathItems/A",
            "post": {"operationId": "own", "responses": {"204": {"description": ""}}}
        }},
        "components": {"pathItems": {"A": {"get": {"operationId": "shared", "responses": {"200": {"description": "", "content": {
            "application/json": {"schema": {"type": "string"}, "examples": {"one": {"$ref": "#/components/examples/Gone"}}}
        }}}}}}}
    }"##;
    let document = switchboard_spec::load::parse("a.json", text.as_bytes()).unwrap();
    switchboard_spec::check::check(&document).unwrap();
    let settings = switchboard_spec::vendor::Settings::for_document("a.json");
    let lowered = switchboard_spec::pipeline::lower(&document.value, &settings);
    let methods: Vec<&String> = lowered.document["paths"]["/a"].as_object().unwrap().keys().collect();
    assert_eq!(methods.len(), 2, "{methods:?}");
}
