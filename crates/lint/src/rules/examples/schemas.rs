//! The schemas of a document as a validator can use them.
//!
//! Where the letter of OpenAPI and what authors mean differ (`nullable` beside a `$ref`, members
//! that only one direction has), a value that either reading accepts is accepted.

use std::collections::HashMap;

use jsonschema::{Draft, Registry, Resource, Validator};
use serde_json::{Map, Value, json};
use switchboard_spec::walk;

use super::{super::schemas::not_a_pattern, shorten};

/// The address of the document for its own references.
const BASE: &str = "urn:openapi";

/// Validators of the schemas of one document, each made when it is first needed.
pub(super) struct Schemas {
    registry: Registry<'static>,
    document: Value,
    made: HashMap<String, Option<Validator>>,
}

impl Schemas {
    /// `None` if the document's references cannot be followed at all.
    pub(super) fn new(document: &Value) -> Option<Self> {
        let mut document = document.clone();
        let original = document.clone();
        walk::roots(&mut document, &mut |root, _| walk::inside_out(root, &mut |schema| adapt(schema, &original)));
        let resource = Resource::from_contents(document.clone());
        let registry = Registry::new().draft(Draft::Draft202012).add(BASE, resource).ok()?.prepare().ok()?;
        Some(Self { registry, document, made: HashMap::new() })
    }

    /// The first thing that is wrong with a value under the schema at `pointer`.
    ///
    /// Of a schema that is no schema, or whose references lead nowhere, other rules tell.
    pub(super) fn first_error(&mut self, pointer: &str, value: &Value) -> Option<String> {
        let pointer = self.target(pointer);
        let registry = &self.registry;
        let validator = self.made.entry(pointer).or_insert_with_key(|pointer| {
            let schema = json!({ "$ref": format!("{BASE}#{}", encode(pointer.trim_start_matches('#'))) });
            jsonschema::options().with_draft(Draft::Draft202012).should_validate_formats(false).with_registry(registry).build(&schema).ok()
        });
        let validator = validator.as_ref()?;
        if validator.is_valid(value) {
            return None;
        }
        let error = validator.iter_errors(value).next()?;
        let place = error.instance_path().as_str();
        let text = shorten(&error.to_string());
        Some(if place.is_empty() { text } else { format!("at {place}: {text}") })
    }

    /// Many places refer to few schemas.
    fn target(&self, pointer: &str) -> String {
        let mut pointer = pointer.to_owned();
        for _ in 0..32 {
            let schema = self.document.pointer(pointer.trim_start_matches('#')).and_then(Value::as_object);
            match schema.filter(|schema| schema.len() == 1).and_then(|schema| schema.get("$ref")?.as_str()) {
                Some(next) if next.starts_with("#/") && !next.contains('%') => next.clone_into(&mut pointer),
                _ => break,
            }
        }
        pointer
    }
}

/// A pointer as the fragment of an address.
fn encode(pointer: &str) -> String {
    let mut out = String::with_capacity(pointer.len());
    for byte in pointer.bytes() {
        match byte {
            b'A'..=b'Z'
            | b'a'..=b'z'
            | b'0'..=b'9'
            | b'-'
            | b'.'
            | b'_'
            | b'~'
            | b'/'
            | b'$'
            | b'!'
            | b'*'
            | b'+'
            | b','
            | b';'
            | b'='
            | b':'
            | b'@' => {
                out.push(char::from(byte));
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// Makes a schema of 3.0 or 3.1 one of JSON Schema 2020-12 that accepts what its author meant.
fn adapt(schema: &mut Value, document: &Value) {
    let Some(object) = schema.as_object_mut() else { return };
    object.retain(|key, _| !IGNORED.contains(&key.as_str()) && !key.starts_with("x-"));
    patterns(object);
    exclusive(object, "minimum", "exclusiveMinimum");
    exclusive(object, "maximum", "exclusiveMaximum");
    one_direction(object, document);
    if object.remove("nullable") == Some(Value::Bool(true)) {
        let inner = Value::Object(std::mem::take(object));
        object.insert("anyOf".to_owned(), json!([{ "type": "null" }, inner]));
    }
}

/// Keywords that assert nothing, or name the schema in another way than by its place.
const IGNORED: &[&str] = &[
    "$schema",
    "$id",
    "id",
    "example",
    "examples",
    "default",
    "description",
    "title",
    "xml",
    "externalDocs",
    "discriminator",
    "deprecated",
    "format",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
];

fn patterns(schema: &mut Map<String, Value>) {
    if schema.get("pattern").and_then(Value::as_str).is_some_and(|pattern| not_a_pattern(pattern).is_some()) {
        schema.remove("pattern");
    }
    let names = schema.get("patternProperties").and_then(Value::as_object).into_iter().flat_map(Map::keys);
    if names.into_iter().any(|pattern| not_a_pattern(pattern).is_some()) {
        schema.remove("patternProperties");
    }
}

/// In 3.0 `exclusiveMinimum` says of `minimum` what in JSON Schema is a bound of its own.
fn exclusive(schema: &mut Map<String, Value>, bound: &str, exclusive: &str) {
    match schema.get(exclusive) {
        Some(Value::Bool(true)) => {
            schema.remove(exclusive);
            if let Some(bound) = schema.remove(bound) {
                schema.insert(exclusive.to_owned(), bound);
            }
        }
        Some(Value::Bool(false)) => {
            schema.remove(exclusive);
        }
        _ => {}
    }
}

/// What only answers or only requests have is not required of an example, which may be either.
fn one_direction(schema: &mut Map<String, Value>, document: &Value) {
    let Some(properties) = schema.get("properties").and_then(Value::as_object) else { return };
    let is_one_way = |property: &Value| {
        let target = property.get("$ref").and_then(Value::as_str).and_then(|target| document.pointer(target.trim_start_matches('#')));
        [Some(property), target]
            .into_iter()
            .flatten()
            .any(|property| ["readOnly", "writeOnly"].iter().any(|key| property.get(*key) == Some(&Value::Bool(true))))
    };
    let one_way: Vec<String> = properties.iter().filter(|(_, property)| is_one_way(property)).map(|(name, _)| name.clone()).collect();
    if let Some(required) = schema.get_mut("required").and_then(Value::as_array_mut) {
        required.retain(|name| !one_way.iter().any(|one_way| name == one_way));
    }
}
