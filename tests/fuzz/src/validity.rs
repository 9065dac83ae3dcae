//! What is valid under a schema of a document, by a library that knows nothing of us.
//!
//! JSON Schema 2020-12 is what 3.1 uses. A 3.0 document is translated first, and so is a lowered
//! one, in one of two readings.

use std::collections::{BTreeMap, BTreeSet};

use jsonschema::{Draft, Validator};
use serde_json::{Map, Value, json};
use switchboard_spec::{schema, walk};

/// How a schema of OpenAPI 3.0 is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// As OpenAPI 3.0 says.
    Published,
    /// As ours: a member of `oneOf` may share values with another. What is not valid so is kept, at
    /// best, as a value of unknown type.
    Typed,
    /// As a generated type decodes it: enums are open, and a union keeps what none of its members is.
    Decoded,
}

/// A document whose schemas are JSON Schema 2020-12.
#[derive(Debug)]
pub struct Schemas {
    document: Value,
}

/// Where the whole document is found.
const ADDRESS: &str = "json-schema:///document";

impl Schemas {
    /// Reads the schemas of a document; those of 3.1 are what they are.
    pub fn of(document: &Value, reading: Reading) -> Self {
        let mut document = document.clone();
        let is_3_0 = document.get("openapi").and_then(Value::as_str).is_some_and(|version| version.starts_with("3.0"));
        if is_3_0 {
            walk::roots(&mut document, &mut |root, _| {
                walk::outside_in(root, &mut null_members);
                walk::inside_out(root, &mut |schema| translate(schema, reading));
            });
        }
        part_parents(&mut document);
        encode_references(&mut document);
        Self { document }
    }

    /// The document.
    pub fn document(&self) -> &Value {
        &self.document
    }

    /// A validator for the schema at `pointer` (`#/…`).
    ///
    /// # Errors
    /// Why it is no JSON Schema.
    pub fn validator(&self, pointer: &str) -> Result<Validator, String> {
        let mut root = json!({ "$ref": encoded(pointer) });
        // Only what the schema leads to: to read a large document for each schema takes too long.
        for reference in self.behind(pointer) {
            let target = switchboard_instances::resolve(&self.document, &reference).ok_or_else(|| format!("there is no {reference}"))?;
            put(&mut root, &reference, target);
        }
        let options = jsonschema::options().with_draft(Draft::Draft202012).should_validate_formats(false).with_base_uri(ADDRESS);
        options.build(&root).map_err(|error| error.to_string())
    }

    /// The schema at `pointer` and all that it refers to.
    fn behind(&self, pointer: &str) -> BTreeSet<String> {
        let mut pending = vec![pointer.to_owned()];
        let mut known = BTreeSet::new();
        while let Some(reference) = pending.pop() {
            if let Some(target) = switchboard_instances::resolve(&self.document, &reference).filter(|_| !known.contains(&reference)) {
                references(target, &mut pending);
            }
            known.insert(reference);
        }
        known
    }

    /// Whether one of the places is inside of the schema at `pointer`, or of what it refers to.
    pub fn leads_to(&self, pointer: &str, places: &[&str]) -> bool {
        self.behind(pointer).iter().any(|schema| {
            places.iter().any(|place| place.strip_prefix(schema.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
        })
    }
}

/// Copies a value to its place, making the objects around it.
fn put(root: &mut Value, reference: &str, target: &Value) {
    let mut place = root;
    let steps = switchboard_spec::pointer::steps(&switchboard_instances::percent_decoded(reference));
    for (i, step) in steps.iter().enumerate() {
        if place.is_null() {
            *place = json!({});
        }
        place = match place {
            Value::Object(object) => object.entry(step.clone()).or_insert(Value::Null),
            // Inside of something that was copied as a whole.
            _ => return,
        };
        if i + 1 == steps.len() && (place.is_null() || place.is_object()) {
            *place = target.clone();
        }
    }
}

/// A parent that lists its children, each of which is composed of the parent, is a circle that no
/// validator leaves: what the children are composed of is the parent without its list.
fn part_parents(document: &mut Value) {
    let Some(schemas) = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut) else { return };
    let mut bases = Map::new();
    for (name, schema) in schemas.iter() {
        let Some(object) = schema.as_object() else { continue };
        if ["oneOf", "anyOf"].iter().any(|key| object.contains_key(*key)) {
            let base: Map<String, Value> =
                object.iter().filter(|(key, _)| *key != "oneOf" && *key != "anyOf").map(|(k, v)| (k.clone(), v.clone())).collect();
            bases.insert(format!("{name} alone"), Value::Object(base));
        }
    }
    let lists: BTreeMap<String, Value> =
        bases.keys().filter_map(|alone| Some((alone.clone(), schemas.get(alone.strip_suffix(" alone")?)?.clone()))).collect();
    for (own, schema) in schemas.iter_mut() {
        let own = format!("#/components/schemas/{own}");
        for part in schema.get_mut("allOf").and_then(Value::as_array_mut).into_iter().flatten() {
            let name = part
                .get("$ref")
                .and_then(Value::as_str)
                .and_then(|r| r.strip_prefix("#/components/schemas/"))
                .map(|name| format!("{name} alone"));
            let lists_it = |name: &String| {
                lists.get(name).is_some_and(|parent| {
                    let mut found = Vec::new();
                    references(parent, &mut found);
                    found.contains(&own)
                })
            };
            if let Some(name) = name.filter(lists_it) {
                part["$ref"] = json!(format!("#/components/schemas/{name}"));
            }
        }
    }
    schemas.extend(bases);
}

/// A reference as a URI may be: documents are not that strict.
fn encoded(reference: &str) -> String {
    let mut out = String::with_capacity(reference.len());
    for (place, c) in reference.char_indices() {
        let plain = c.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:@/?%".contains(c) || (c == '#' && !reference[..place].contains('#'));
        if plain {
            out.push(c);
        } else {
            out.extend(c.encode_utf8(&mut [0; 4]).bytes().map(|byte| format!("%{byte:02X}")));
        }
    }
    out
}

fn encode_references(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                match member {
                    Value::String(reference) if name == "$ref" => *reference = encoded(reference),
                    member => encode_references(member),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(encode_references),
        _ => {}
    }
}

fn references(value: &Value, out: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            out.extend(members.get("$ref").and_then(Value::as_str).map(str::to_owned));
            members.values().for_each(|member| references(member, out));
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, out)),
        _ => {}
    }
}

/// `{nullable: true}` alone is how some generators of documents write null as a member of a union.
fn null_members(schema: &mut Value) {
    for key in ["oneOf", "anyOf"] {
        for member in schema.get_mut(key).and_then(Value::as_array_mut).into_iter().flatten() {
            if member.as_object().is_some_and(|m| schema::is_nullable(m) && schema::constraints(m).count() == 1) {
                *member = json!({ "type": "null" });
            }
        }
    }
}

/// One schema of OpenAPI 3.0, whose inner schemas are translated already.
fn translate(value: &mut Value, reading: Reading) {
    let Some(object) = value.as_object_mut() else { return };
    for (bound, exclusive) in [("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")] {
        match object.remove(exclusive) {
            Some(Value::Bool(true)) => {
                if let Some(limit) = object.remove(bound) {
                    object.insert(exclusive.to_owned(), limit);
                }
            }
            Some(limit @ Value::Number(_)) => {
                object.insert(exclusive.to_owned(), limit);
            }
            _ => {}
        }
    }
    if reading != Reading::Published {
        typed(object, reading);
    }
    let nullable = object.remove("nullable") == Some(Value::Bool(true));
    if nullable {
        let inner = Value::Object(std::mem::take(object));
        object.insert("anyOf".to_owned(), json!([inner, { "type": "null" }]));
    }
}

fn typed(object: &mut Map<String, Value>, reading: Reading) {
    // Enums are open; the values of a tag choose a member of a union, which may be any here.
    object.remove("enum");
    if object.remove("x-variants").is_some() {
        object.insert("type".to_owned(), json!("string"));
    }
    if let Some(members) = object.remove("oneOf") {
        // An open union has a member that accepts anything.
        if reading == Reading::Typed && !object.contains_key("x-open") {
            object.insert("anyOf".to_owned(), members);
        }
        if reading == Reading::Decoded {
            object.clear();
            return;
        }
    }
    // Members that have a number in Rust have their own name on the wire.
    let mut renamed: Vec<(String, String)> = Vec::new();
    if let Some(Value::Object(properties)) = object.remove("properties") {
        let mut plain = Map::new();
        for (name, mut property) in properties {
            let wire = property.as_object_mut().and_then(|property| property.remove("x-wire-name"));
            let wire = wire
                .or_else(|| property.pointer_mut("/anyOf/0").and_then(Value::as_object_mut).and_then(|inner| inner.remove("x-wire-name")));
            match wire.as_ref().and_then(Value::as_str) {
                Some(wire) => {
                    renamed.push((name, wire.to_owned()));
                    plain.insert(wire.to_owned(), property);
                }
                None => {
                    plain.insert(name, property);
                }
            }
        }
        object.insert("properties".to_owned(), Value::Object(plain));
    }
    if let Some(Value::Array(required)) = object.get_mut("required") {
        for name in required.iter_mut() {
            if let Some((_, wire)) = renamed.iter().find(|(known, _)| name == known) {
                *name = json!(wire);
            }
        }
    }
    if reading == Reading::Decoded {
        decoded_object(object);
    }
}

/// A member that is required and nullable may be missing, and one that is optional may be null.
fn decoded_object(object: &mut Map<String, Value>) {
    let Some(Value::Object(properties)) = object.get("properties").cloned() else { return };
    let is_nullable = |name: &str| {
        properties.get(name).is_some_and(|property| {
            schema::accepts_anything(property) || property.pointer("/anyOf/1/type").is_some_and(|kind| kind == "null")
        })
    };
    if let Some(Value::Array(required)) = object.get_mut("required") {
        required.retain(|name| name.as_str().is_none_or(|name| !is_nullable(name)));
    }
}
