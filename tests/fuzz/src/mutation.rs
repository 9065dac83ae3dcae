//! Random changes of a document that keep most of it what it was: what breaks a program is rarely
//! noise, but one value in a place where nobody expects it.

use fastrand::Rng;
use serde_json::{Map, Value, json};

use crate::{documents::Document, slice::slice};

/// One of `sources`, or a part of it where it is large, and what [`mutate`] makes of it; the
/// same for the same number.
pub fn pair(sources: &[Document], seed: u64) -> (Value, Value) {
    let mut random = Rng::with_seed(seed);
    let source = &sources[random.usize(..sources.len())].value;
    let document = if source.to_string().len() > 20_000 { slice(source, &mut random) } else { source.clone() };
    let mut mutated = document.clone();
    mutate(&mut mutated, &mut random);
    (document, mutated)
}

/// Changes up to four places of a document.
pub fn mutate(document: &mut Value, random: &mut Rng) {
    for _ in 0..random.usize(1..=4) {
        let donor = pick(document, random).clone();
        let references = references(document);
        let place = pick_mut(document, random);
        change(place, donor, &references, random);
    }
}

/// A value somewhere in the document, deep ones as likely as others.
fn pick<'a>(mut value: &'a Value, random: &mut Rng) -> &'a Value {
    loop {
        if random.u8(..7) == 0 {
            return value;
        }
        value = match value {
            Value::Array(items) if !items.is_empty() => &items[random.usize(..items.len())],
            Value::Object(members) if !members.is_empty() => match members.values().nth(random.usize(..members.len())) {
                Some(member) => member,
                None => return value,
            },
            _ => return value,
        };
    }
}

fn pick_mut<'a>(value: &'a mut Value, random: &mut Rng) -> &'a mut Value {
    let is_leaf = match &*value {
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        _ => true,
    };
    if is_leaf || random.u8(..8) == 0 {
        return value;
    }
    match value {
        Value::Array(items) => {
            let place = random.usize(..items.len());
            pick_mut(&mut items[place], random)
        }
        Value::Object(members) => {
            let place = random.usize(..members.len());
            match members.values_mut().nth(place) {
                Some(member) => pick_mut(member, random),
                // There are as many members as it says.
                None => Box::leak(Box::new(Value::Null)),
            }
        }
        _ => value,
    }
}

/// The references of a document, which may be put anywhere: they make circles.
fn references(document: &Value) -> Vec<String> {
    let schemas = document.pointer("/components/schemas").and_then(Value::as_object).into_iter().flatten();
    schemas.map(|(name, _)| format!("#/components/schemas/{}", name.replace('~', "~0").replace('/', "~1"))).take(200).collect()
}

fn change(place: &mut Value, donor: Value, references: &[String], random: &mut Rng) {
    let reference =
        |random: &mut Rng| references.get(random.usize(..references.len().max(1))).cloned().unwrap_or_else(|| "#/paths".to_owned());
    match random.u8(..20) {
        0 => *place = odd_value(random),
        1 => *place = donor,
        2 => *place = json!({ "$ref": reference(random) }),
        3 => *place = json!({ "allOf": [place.take(), { "$ref": reference(random) }] }),
        4 => *place = json!({ "oneOf": [place.take(), { "$ref": reference(random) }, donor] }),
        5 => *place = json!({ "anyOf": [place.take(), donor, { "type": "null" }] }),
        6 => *place = nest(place.take(), random),
        7 | 8 => remove(place, random),
        9 => duplicate(place, random),
        10 => rename(place, random),
        11 => add(place, donor, random),
        12 => *place = Value::String(odd_text(random)),
        13 => *place = json!([place.take()]),
        14 => {
            if let Value::Object(members) = place {
                members.insert("$ref".to_owned(), json!(reference(random)));
            }
        }
        15 => swap(place, random),
        16 => keyword(place, donor, random),
        17 => *place = json!([donor, place.take()]),
        18 => *place = json!({ odd_text(random): place.take() }),
        _ => {
            if let Value::Array(items) = place {
                random.shuffle(items);
            } else {
                *place = Value::Null;
            }
        }
    }
}

fn odd_value(random: &mut Rng) -> Value {
    match random.u8(..12) {
        0 => Value::Null,
        1 => json!(true),
        2 => json!(false),
        3 => json!(0),
        4 => json!(-1),
        5 => json!(u64::MAX),
        6 => json!(1e308),
        7 => json!(0.5),
        8 => json!([]),
        9 => json!({}),
        10 => json!("object"),
        _ => Value::String(odd_text(random)),
    }
}

fn odd_text(random: &mut Rng) -> String {
    const TEXTS: &[&str] = &[
        "",
        " ",
        "type",
        "self",
        "Self",
        "crate",
        "_",
        "1",
        "-",
        "a b",
        "a/b",
        "a~b",
        "{",
        "}",
        "{}",
        "{a}",
        "$ref",
        "x-y",
        "日本",
        "🦀",
        "\u{0}",
        "\u{feff}",
        "\n",
        "\"",
        "\\",
        "*/",
        "```",
        "Unknown",
        "extra",
        "String",
        "Option",
        "r#fn",
        "#/components/schemas/",
        "application/json",
        "text/event-stream",
        "multipart/form-data",
        "string",
        "integer",
        "number",
        "array",
        "object",
        "null",
        "boolean",
        "binary",
        "date-time",
        "int64",
        "path",
        "query",
        "header",
        "cookie",
        "deepObject",
        "form",
        "/",
        "//",
        "/{a}/{a}",
        "default",
        "200",
        "2XX",
        "4xx",
        "[",
        "(?",
    ];
    match random.u8(..12) {
        0 => "a".repeat(random.usize(..3000)),
        1 => (0..random.usize(..12)).map(|_| random.char(..)).collect(),
        _ => TEXTS[random.usize(..TEXTS.len())].to_owned(),
    }
}

fn nest(mut value: Value, random: &mut Rng) -> Value {
    let depth = if random.u8(..10) == 0 { random.usize(..200) } else { random.usize(1..4) };
    for _ in 0..depth {
        value = match random.u8(..5) {
            0 => json!({ "type": "array", "items": value }),
            1 => json!({ "type": "object", "properties": { "a": value } }),
            2 => json!({ "type": "object", "additionalProperties": value }),
            3 => json!({ "allOf": [value] }),
            _ => json!({ "oneOf": [value, { "type": "string" }] }),
        };
    }
    value
}

fn remove(place: &mut Value, random: &mut Rng) {
    match place {
        Value::Object(members) if !members.is_empty() => {
            let name = members.keys().nth(random.usize(..members.len())).cloned();
            name.map(|name| members.shift_remove(&name));
        }
        Value::Array(items) if !items.is_empty() => {
            items.remove(random.usize(..items.len()));
        }
        _ => *place = Value::Null,
    }
}

/// The same once more, under a name that is nearly the same.
fn duplicate(place: &mut Value, random: &mut Rng) {
    match place {
        Value::Object(members) if !members.is_empty() => {
            let place = random.usize(..members.len());
            let member = members.iter().nth(place).map(|(name, value)| (name.clone(), value.clone()));
            if let Some((name, value)) = member {
                let name = match random.u8(..5) {
                    0 => name.to_uppercase(),
                    1 => format!("{name}_"),
                    2 => format!("{name}2"),
                    3 => name.replace(['_', '-'], ""),
                    _ => format!("{name}-stream"),
                };
                members.insert(name, value);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            let item = items[random.usize(..items.len())].clone();
            items.push(item);
        }
        _ => {}
    }
}

fn rename(place: &mut Value, random: &mut Rng) {
    if let Value::Object(members) = place {
        let renamed: Map<String, Value> = std::mem::take(members)
            .into_iter()
            .map(|(name, value)| if random.u8(..4) == 0 { (odd_text(random), value) } else { (name, value) })
            .collect();
        *members = renamed;
    }
}

fn add(place: &mut Value, donor: Value, random: &mut Rng) {
    match place {
        Value::Object(members) => {
            members.insert(odd_text(random), donor);
        }
        Value::Array(items) => items.push(donor),
        _ => {}
    }
}

fn swap(place: &mut Value, random: &mut Rng) {
    if let Value::Object(members) = place
        && members.len() > 1
    {
        let mut values: Vec<Value> = members.values_mut().map(Value::take).collect();
        random.shuffle(&mut values);
        for (slot, value) in members.values_mut().zip(values) {
            *slot = value;
        }
    }
}

/// A keyword of JSON Schema or of OpenAPI, with a value of any kind.
fn keyword(place: &mut Value, donor: Value, random: &mut Rng) {
    const KEYWORDS: &[&str] = &[
        "type",
        "enum",
        "const",
        "properties",
        "required",
        "items",
        "allOf",
        "oneOf",
        "anyOf",
        "not",
        "additionalProperties",
        "nullable",
        "discriminator",
        "format",
        "default",
        "prefixItems",
        "if",
        "then",
        "else",
        "dependentSchemas",
        "patternProperties",
        "$defs",
        "$anchor",
        "$id",
        "$dynamicRef",
        "readOnly",
        "parameters",
        "requestBody",
        "responses",
        "content",
        "schema",
        "style",
        "explode",
        "in",
        "name",
        "encoding",
        "tags",
        "operationId",
        "headers",
        "links",
        "callbacks",
        "servers",
        "deprecated",
        "title",
        "description",
        "minimum",
    ];
    if let Value::Object(members) = place {
        let value = if random.bool() { donor } else { odd_value(random) };
        members.insert(KEYWORDS[random.usize(..KEYWORDS.len())].to_owned(), value);
    }
}
