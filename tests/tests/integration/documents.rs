//! The vendors' documents against the official JSON Schemas of OpenAPI.

use std::fs;

use jsonschema::Validator;
use serde_json::Value;
use switchboard_tests::{VENDORS, documents};

use crate::original::Original;

/// The official schema of a version of OpenAPI; see the note beside them for where they are from.
fn official(version: &str) -> Validator {
    let minor = version.rsplit_once('.').map_or(version, |(minor, _)| minor);
    let path = documents::workspace().join(format!("tests/data/openapi-schemas/openapi-{minor}.json"));
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("OpenAPI {version}: {}: {error}", path.display()));
    jsonschema::validator_for(&serde_json::from_str(&text).unwrap()).unwrap()
}

fn errors(validator: &Validator, value: &Value) -> Vec<String> {
    validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

#[test]
fn every_document_is_valid_under_the_official_schema_of_its_version() {
    for vendor in VENDORS {
        let original = Original::of(vendor);
        let version = original.document["openapi"].as_str().expect("`openapi` is a text");
        let errors = errors(&official(version), &original.document);
        println!("{vendor}: OpenAPI {version}, {} errors", errors.len());
        assert!(errors.is_empty(), "{vendor}: {errors:#?}");
    }
}

/// The schema of 3.1 leaves the schemas within a document to JSON Schema.
#[test]
fn every_component_schema_is_valid_json_schema_2020_12() {
    for vendor in VENDORS {
        for (name, schema) in Original::of(vendor).schemas() {
            if let Err(error) = jsonschema::draft202012::meta::validate(schema) {
                panic!("{vendor} {name}: {}: {error}", error.instance_path());
            }
        }
    }
}

/// A validator that finds nothing wrong with anything would pass the tests above.
#[test]
fn the_official_schemas_refuse_what_is_not_openapi() {
    for (version, broken) in [
        ("3.0.3", serde_json::json!({ "openapi": "3.0.3", "info": { "title": "no paths", "version": "1" } })),
        ("3.1.0", serde_json::json!({ "openapi": "3.1.0", "info": { "title": "neither paths nor components", "version": "1" } })),
        (
            "3.1.0",
            serde_json::json!({
                "openapi": "3.1.0",
                "info": { "title": "a parameter without a place", "version": "1" },
                "paths": { "/a": { "get": { "parameters": [{ "name": "b", "schema": true }] } } },
            }),
        ),
    ] {
        assert!(!errors(&official(version), &broken).is_empty(), "{broken} passes");
    }
}
