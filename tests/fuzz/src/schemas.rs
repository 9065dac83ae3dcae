//! Random documents of OpenAPI 3.1 with random schemas: every keyword of JSON Schema 2020-12, also
//! beside each other.

use fastrand::Rng;
use serde_json::{Map, Value, json};

/// Components in a document.
const COMPONENTS: usize = 5;

/// Schemas in each other.
const DEEPEST: usize = 3;

/// Names of members: few, so that they meet.
const NAMES: &[&str] = &["a", "b", "kind", "a-b", "A", "type", "list", "next"];

/// A document with one operation and a few components.
pub fn document(random: &mut Rng) -> Value {
    let mut components = Map::new();
    for place in 0..COMPONENTS {
        components.insert(format!("C{place}"), schema(random, 0));
    }
    let place = |random: &mut Rng| json!({ "application/json": { "schema": schema(random, 1) } });
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Random", "version": "1" },
        "paths": { "/a": { "post": {
            "operationId": "send",
            "requestBody": { "required": true, "content": place(random) },
            "responses": { "200": { "description": "An answer.", "content": place(random) } },
        } } },
        "components": { "schemas": components },
    })
}

fn choose<'a, T>(random: &mut Rng, among: &'a [T]) -> &'a T {
    &among[random.usize(..among.len())]
}

/// A random schema.
fn schema(random: &mut Rng, depth: usize) -> Value {
    if depth > 0 && random.u8(..30) == 0 {
        return json!(random.u8(..4) > 0);
    }
    let mut out = Map::new();
    match random.u8(..if depth > DEEPEST { 5 } else { 13 }) {
        0 | 1 => string(random, &mut out),
        2 => number(random, &mut out),
        3 => {
            out.insert("type".to_owned(), json!("boolean"));
        }
        4 => return reference(random),
        5..=7 => object(random, &mut out, depth),
        8 => array(random, &mut out, depth),
        9 => {
            let keyword = if random.bool() { "oneOf" } else { "anyOf" };
            out.insert(keyword.to_owned(), members(random, depth));
        }
        10 => {
            out.insert("allOf".to_owned(), members(random, depth));
            if random.bool() {
                object(random, &mut out, depth);
            }
        }
        11 => several_types(random, &mut out, depth),
        _ => values(random, &mut out),
    }
    rarely(random, &mut out, depth);
    Value::Object(out)
}

fn reference(random: &mut Rng) -> Value {
    let mut out = Map::new();
    out.insert("$ref".to_owned(), json!(format!("#/components/schemas/C{}", random.usize(..COMPONENTS))));
    if random.u8(..6) == 0 {
        object(random, &mut out, DEEPEST + 1);
    }
    Value::Object(out)
}

fn members(random: &mut Rng, depth: usize) -> Value {
    (0..random.usize(1..=3)).map(|_| schema(random, depth + 1)).collect()
}

fn string(random: &mut Rng, out: &mut Map<String, Value>) {
    out.insert("type".to_owned(), json!("string"));
    match random.u8(..8) {
        0 => out.insert("minLength".to_owned(), json!(random.u8(..4))),
        1 => out.insert("maxLength".to_owned(), json!(random.u8(4..20))),
        2 => out.insert("format".to_owned(), json!(*choose(random, &["date-time", "date", "uuid", "binary", "byte", "odd"]))),
        3 => out.insert("pattern".to_owned(), json!(*choose(random, &["^[a-z]+$", "^x", "[0-9]{2}"]))),
        4 => out.insert("enum".to_owned(), json!(["a", "b", "A"])),
        5 => out.insert("const".to_owned(), json!(*choose(random, NAMES))),
        6 => out.insert("contentEncoding".to_owned(), json!("base64")),
        _ => None,
    };
}

fn number(random: &mut Rng, out: &mut Map<String, Value>) {
    out.insert("type".to_owned(), json!(*choose(random, &["integer", "number"])));
    match random.u8(..5) {
        0 => out.insert("minimum".to_owned(), json!(random.i8(..))),
        1 => out.insert("exclusiveMaximum".to_owned(), json!(random.i8(..))),
        2 => out.insert("multipleOf".to_owned(), json!(2)),
        3 => out.insert("enum".to_owned(), json!([1, 2, 3])),
        _ => None,
    };
}

fn object(random: &mut Rng, out: &mut Map<String, Value>, depth: usize) {
    if random.u8(..5) > 0 {
        out.insert("type".to_owned(), json!("object"));
    }
    let mut properties = Map::new();
    for _ in 0..random.usize(..4) {
        let name = *choose(random, NAMES);
        let value = if name == "kind" { json!({ "const": *choose(random, &["x", "y"]) }) } else { schema(random, depth + 1) };
        properties.insert(name.to_owned(), value);
    }
    let required: Vec<&String> = properties.keys().filter(|_| random.bool()).collect();
    if !required.is_empty() || random.u8(..8) == 0 {
        out.insert("required".to_owned(), json!(required));
    }
    if !properties.is_empty() {
        out.insert("properties".to_owned(), Value::Object(properties));
    }
    match random.u8(..8) {
        0 => out.insert("additionalProperties".to_owned(), json!(false)),
        1 => out.insert("additionalProperties".to_owned(), schema(random, depth + 1)),
        2 => out.insert("patternProperties".to_owned(), json!({ "^p": schema(random, depth + 1) })),
        3 => out.insert("unevaluatedProperties".to_owned(), json!(random.bool())),
        4 => out.insert("dependentRequired".to_owned(), json!({ "a": ["b"] })),
        5 => out.insert("dependentSchemas".to_owned(), json!({ "a": schema(random, depth + 1) })),
        6 => out.insert("minProperties".to_owned(), json!(1)),
        _ => None,
    };
}

fn array(random: &mut Rng, out: &mut Map<String, Value>, depth: usize) {
    out.insert("type".to_owned(), json!("array"));
    if random.u8(..3) > 0 {
        out.insert("items".to_owned(), schema(random, depth + 1));
    }
    match random.u8(..6) {
        0 => out.insert("prefixItems".to_owned(), members(random, depth)),
        1 => out.insert("contains".to_owned(), schema(random, depth + 1)),
        2 => out.insert("minItems".to_owned(), json!(1)),
        3 => out.insert("uniqueItems".to_owned(), json!(true)),
        4 => {
            let length = random.usize(1..=3);
            out.insert("minItems".to_owned(), json!(length));
            out.insert("maxItems".to_owned(), json!(length));
            out.insert("prefixItems".to_owned(), (0..length).map(|_| schema(random, depth + 1)).collect())
        }
        _ => None,
    };
}

fn several_types(random: &mut Rng, out: &mut Map<String, Value>, depth: usize) {
    let mut types = vec!["string", "integer", "number", "boolean", "object", "array", "null"];
    random.shuffle(&mut types);
    types.truncate(random.usize(1..=3));
    if types.contains(&"object") {
        object(random, out, depth);
    }
    if types.contains(&"array") {
        out.insert("items".to_owned(), schema(random, depth + 1));
    }
    out.insert("type".to_owned(), json!(types));
}

/// An enum or a constant of any values.
fn values(random: &mut Rng, out: &mut Map<String, Value>) {
    let mut values = vec![json!("a"), json!("b"), json!(""), json!(1), json!(1.5), json!(null), json!(true), json!({ "a": 1 }), json!([1])];
    random.shuffle(&mut values);
    if random.bool() {
        out.insert("const".to_owned(), values.remove(0));
    } else {
        values.truncate(random.usize(1..=4));
        out.insert("enum".to_owned(), Value::Array(values));
    }
}

/// What may stand beside anything.
fn rarely(random: &mut Rng, out: &mut Map<String, Value>, depth: usize) {
    if depth > DEEPEST {
        return;
    }
    match random.u8(..40) {
        0 => out.insert("not".to_owned(), schema(random, DEEPEST + 1)),
        1 => {
            out.insert("if".to_owned(), json!({ "properties": { "a": { "const": "a" } }, "required": ["a"] }));
            out.insert("then".to_owned(), schema(random, depth + 1));
            out.insert("else".to_owned(), schema(random, depth + 1))
        }
        2 => out.insert("anyOf".to_owned(), members(random, depth)),
        3 => out.insert("oneOf".to_owned(), members(random, depth)),
        4 => out.insert("default".to_owned(), json!("a")),
        5 => out.insert("description".to_owned(), json!("A description.")),
        6 => out.insert("title".to_owned(), json!("A title")),
        7 => out.insert("propertyNames".to_owned(), json!({ "maxLength": 4 })),
        8 => out.insert("discriminator".to_owned(), json!({ "propertyName": "kind" })),
        9 => out.insert("readOnly".to_owned(), json!(true)),
        10 => out.insert("unevaluatedItems".to_owned(), json!(false)),
        _ => None,
    };
}
