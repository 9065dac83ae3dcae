//! OpenAPI 3.0 schemas in the words of JSON Schema 2020-12.
//!
//! Only what stands where a schema stands is changed: a property that is called `nullable`,
//! or an example that looks like a schema, stays as it is.

use serde_json::{Map, Value, json};

/// Members of a schema that are schemas, lists of schemas, and maps of schemas.
const ONE: [&str; 4] = ["items", "additionalProperties", "not", "propertyNames"];
const LISTS: [&str; 3] = ["allOf", "anyOf", "oneOf"];
const MAPS: [&str; 2] = ["properties", "patternProperties"];

/// The document with 2020-12 schemas; 3.1 has them already.
pub(super) fn upgrade(mut document: Value) -> Value {
    let version = document.get("openapi").and_then(Value::as_str).unwrap_or_default();
    if version.starts_with("3.0") {
        places(&mut document, None);
    }
    document
}

/// Finds the schemas of what is no schema itself. `key` is the member that `value` stands at.
fn places(value: &mut Value, key: Option<&str>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members.iter_mut() {
                match name.as_str() {
                    "example" | "examples" | "default" => {}
                    // `components.schemas` is a map of schemas; everywhere else `schema` is one.
                    "schemas" if key == Some("components") => members_of(member),
                    "schema" => schema(member),
                    _ => places(member, Some(name)),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| places(item, None)),
        _ => {}
    }
}

fn members_of(map: &mut Value) {
    if let Value::Object(members) = map {
        members.values_mut().for_each(schema);
    }
}

fn schema(value: &mut Value) {
    let Value::Object(members) = value else { return };
    if let Some(reference) = members.get("$ref").cloned() {
        // In 3.0 nothing beside a reference counts.
        *members = Map::from_iter([("$ref".to_owned(), reference)]);
        return;
    }
    for key in ["example", "externalDocs", "xml", "discriminator"] {
        if let (Some(example), "example") = (members.remove(key), key) {
            members.insert("examples".to_owned(), json!([example]));
        }
    }
    exclusive(members, "minimum", "exclusiveMinimum");
    exclusive(members, "maximum", "exclusiveMaximum");
    for key in ONE {
        members.get_mut(key).into_iter().for_each(schema);
    }
    for key in LISTS {
        members.get_mut(key).and_then(Value::as_array_mut).into_iter().flatten().for_each(schema);
    }
    for key in MAPS {
        members.get_mut(key).into_iter().for_each(members_of);
    }
    nullable(members);
}

/// `exclusiveMinimum: true` beside `minimum: 5` is `exclusiveMinimum: 5`.
fn exclusive(members: &mut Map<String, Value>, bound: &str, flag: &str) {
    match members.get(flag) {
        Some(Value::Bool(true)) => {
            members.remove(flag);
            if let Some(value) = members.remove(bound) {
                members.insert(flag.to_owned(), value);
            }
        }
        Some(Value::Bool(false)) => {
            members.remove(flag);
        }
        _ => {}
    }
}

/// `nullable` counts only beside a type; an enum must then name null by itself.
fn nullable(members: &mut Map<String, Value>) {
    let is_nullable = members.remove("nullable") == Some(Value::Bool(true));
    if let (true, Some(Value::String(ty))) = (is_nullable, members.get("type")) {
        let types = json!([ty, "null"]);
        members.insert("type".to_owned(), types);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::upgrade;

    #[test]
    fn schemas_of_3_0_are_rewritten_where_they_stand_and_examples_are_not() {
        let document = json!({
            "openapi": "3.0.3",
            "components": { "schemas": { "A": {
                "type": "object", "nullable": true,
                "properties": { "nullable": { "type": "integer", "minimum": 1, "exclusiveMinimum": true, "example": 2 }, "b": { "$ref": "#/x", "nullable": true } },
            } } },
            "paths": { "/a": { "get": { "parameters": [{ "example": { "schema": { "nullable": true } }, "schema": { "type": "string", "nullable": true } }] } } },
        });
        let upgraded = upgrade(document);
        assert_eq!(
            upgraded["components"]["schemas"]["A"],
            json!({
                "type": ["object", "null"],
                "properties": { "nullable": { "type": "integer", "exclusiveMinimum": 1, "examples": [2] }, "b": { "$ref": "#/x" } },
            })
        );
        let parameter = &upgraded["paths"]["/a"]["get"]["parameters"][0];
        assert_eq!(parameter["schema"], json!({ "type": ["string", "null"] }));
        assert_eq!(parameter["example"], json!({ "schema": { "nullable": true } }));
    }

    #[test]
    fn a_document_of_3_1_is_left_alone() {
        let document = json!({ "openapi": "3.1.0", "components": { "schemas": { "A": { "$ref": "#/b", "nullable": true } } } });
        assert_eq!(upgrade(document.clone()), document);
    }
}
