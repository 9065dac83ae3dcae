//! Values that a schema accepts: the document's examples first, then what the keywords say.
//!
//! The same seed gives the same values.

mod pattern;
mod scalars;

use fastrand::Rng;
use serde_json::{Map, Value, json};

pub(crate) use scalars::id;

use crate::document::{Content, Document};

/// From this depth on, only what is required.
const DEEP: usize = 3;
/// From this depth on, a schema that contains itself is given up.
const TOO_DEEP: usize = 24;
/// Attempts at a value that all keywords of a schema accept together.
const ATTEMPTS: u64 = 12;

/// A schema in one piece.
type Schema = Map<String, Value>;

/// What a value is made for.
#[derive(Clone, Debug)]
pub(crate) struct Purpose {
    /// What the value is, in one word: `contact`.
    pub(crate) label: String,
    /// Which one of several, from 1.
    pub(crate) number: usize,
    /// The time that it was made at.
    pub(crate) now: String,
    /// Decides between values that are all right.
    pub(crate) seed: u64,
}

/// A value for the content of an answer.
pub(crate) fn content(document: &Document, content: &Content, purpose: &Purpose) -> Value {
    let example = content.examples.iter().map(|pointer| document.at(pointer));
    let fits = |value: &&Value| content.schema.as_deref().is_none_or(|schema| document.accepts(schema, value));
    if let Some(example) = example.into_iter().find(fits) {
        return example.clone();
    }
    match &content.schema {
        Some(schema) => value(document, schema, purpose),
        None => Value::Null,
    }
}

/// A value for the schema at `pointer`.
pub(crate) fn value(document: &Document, pointer: &str, purpose: &Purpose) -> Value {
    let mut last = Value::Null;
    for attempt in 0..ATTEMPTS {
        let mut generator = Generator {
            document,
            random: Rng::with_seed(purpose.seed.wrapping_add(attempt.wrapping_mul(0x9e37_79b9))),
            purpose,
            // Optional members are what most often spoils a value.
            bare: attempt > ATTEMPTS / 2,
            attempt: usize::try_from(attempt).unwrap_or_default(),
        };
        last = generator.of(document.at(pointer), "", 0);
        if document.accepts(pointer, &last) {
            break;
        }
    }
    last
}

struct Generator<'a> {
    document: &'a Document,
    random: Rng,
    purpose: &'a Purpose,
    bare: bool,
    attempt: usize,
}

impl Generator<'_> {
    /// A value for a schema that is the member `name` of what is around it.
    fn of(&mut self, schema: &Value, name: &str, depth: usize) -> Value {
        let schema = self.flat(schema, 0);
        if depth > TOO_DEEP || schema.get("type") == Some(&json!("null")) {
            return Value::Null;
        }
        if let Some(value) = schema.get("const") {
            return value.clone();
        }
        if let Some(values) = schema.get("enum").and_then(Value::as_array) {
            let values: Vec<&Value> = values.iter().filter(|value| !value.is_null()).collect();
            // The first is what a new thing is; the items of a list differ.
            let index = (self.purpose.number.max(1) - 1 + self.attempt).checked_rem(values.len()).unwrap_or_default();
            return values.get(index).map(|value| (*value).clone()).unwrap_or_default();
        }
        if let Some(example) = self.example(&schema, name) {
            return example;
        }
        for union in ["oneOf", "anyOf"] {
            if let Some(members) = schema.get(union).and_then(Value::as_array) {
                return self.member(&schema, union, members, name, depth);
            }
        }
        self.typed(&schema, name, depth)
    }

    fn typed(&mut self, schema: &Schema, name: &str, depth: usize) -> Value {
        let types = types(schema);
        if types.len() > 1 && types.contains(&"null") && !scalars::is_telling(name) {
            return Value::Null;
        }
        match types.into_iter().find(|ty| *ty != "null") {
            Some("boolean") => schema.get("default").filter(|value| value.is_boolean()).cloned().unwrap_or(Value::Bool(false)),
            Some("integer") => scalars::number(schema, true, &mut self.random),
            Some("number") => scalars::number(schema, false, &mut self.random),
            Some("string") => Value::String(scalars::text(schema, name, self.purpose, &mut self.random)),
            Some("array") => self.array(schema, name, depth),
            Some("object") => self.object(schema, depth),
            // Anything goes.
            _ if depth == 0 => json!({}),
            _ => Value::Null,
        }
    }

    /// An example of the schema itself; ids are made anew so that they differ.
    fn example(&self, schema: &Schema, name: &str) -> Option<Value> {
        let mut examples = schema.get("examples").and_then(Value::as_array).into_iter().flatten().chain(schema.get("example"));
        let example = examples.next()?;
        (!scalars::is_id(name) && self.attempt < 2 && !example.is_object()).then(|| example.clone())
    }

    fn member(&mut self, schema: &Schema, union: &str, members: &[Value], name: &str, depth: usize) -> Value {
        let mut base = schema.clone();
        base.remove(union);
        let mut open: Vec<Schema> = members.iter().map(|member| merge(base.clone(), self.flat(member, 0))).collect();
        let is_null = |member: &Schema| member.get("type") == Some(&json!("null"));
        if open.iter().any(is_null) {
            if depth > 0 && (depth > DEEP || !scalars::is_telling(name)) {
                return Value::Null;
            }
            open.retain(|member| !is_null(member));
        }
        let index = self.attempt.checked_rem(open.len()).unwrap_or_default();
        match open.get(index) {
            Some(member) => self.of(&Value::Object(member.clone()), name, depth + 1),
            None => Value::Null,
        }
    }

    fn array(&mut self, schema: &Schema, name: &str, depth: usize) -> Value {
        let mut items = Vec::new();
        for item in schema.get("prefixItems").and_then(Value::as_array).into_iter().flatten() {
            items.push(self.of(item, name, depth + 1));
        }
        let bound = |keyword: &str| schema.get(keyword).and_then(Value::as_u64).and_then(|bound| usize::try_from(bound).ok());
        let usual = usize::from(!self.bare && depth < DEEP);
        let wanted = bound("minItems").unwrap_or(0).max(usual).min(bound("maxItems").unwrap_or(usize::MAX));
        let unique = schema.get("uniqueItems") == Some(&Value::Bool(true));
        let singular = singular(name);
        let Some(item) = schema.get("items").filter(|item| **item != Value::Bool(false)) else {
            return Value::Array(items);
        };
        let mut misses = 0;
        while items.len() < wanted && misses < 32 {
            let value = self.of(item, &singular, depth + 1);
            if unique && items.contains(&value) {
                misses += 1;
                self.attempt += 1;
            } else {
                items.push(value);
            }
        }
        Value::Array(items)
    }

    fn object(&mut self, schema: &Schema, depth: usize) -> Value {
        let required: Vec<&str> =
            schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
        let mut members = Map::new();
        for (name, property) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
            let is_required = required.contains(&name.as_str());
            let hidden = self.document.resolve(property).get("writeOnly") == Some(&Value::Bool(true));
            if (is_required || (!self.bare && depth < DEEP)) && !hidden {
                members.insert(name.clone(), self.of(property, name, depth + 1));
            }
        }
        let free = schema.get("additionalProperties").filter(|free| free.is_object());
        for name in required {
            if !members.contains_key(name) {
                let value = free.map_or_else(|| Value::String(name.to_owned()), |free| self.of(free, name, depth + 1));
                members.insert(name.to_owned(), value);
            }
        }
        let least = schema.get("minProperties").and_then(Value::as_u64).unwrap_or(0);
        let mut number = 1;
        while (members.len() as u64) < least && number < 100 {
            let name = format!("key{number}");
            let value = free.map_or_else(|| json!(name), |free| self.of(free, &name, depth + 1));
            members.insert(name, value);
            number += 1;
        }
        Value::Object(members)
    }

    /// A schema in one piece: references followed, `allOf` merged.
    fn flat(&self, schema: &Value, depth: usize) -> Schema {
        let Value::Object(members) = schema else { return Schema::new() };
        let mut out = members.clone();
        if depth > 16 {
            return out;
        }
        if out.remove("$ref").is_some() {
            let target = self.flat(self.document.resolve(schema), depth + 1);
            out = merge(target, out);
        }
        if let Some(Value::Array(parts)) = out.remove("allOf") {
            for part in parts {
                out = merge(out, self.flat(&part, depth + 1));
            }
        }
        out
    }
}

/// Both schemas at once, as far as that can be written as one.
fn merge(mut base: Schema, more: Schema) -> Schema {
    for (keyword, value) in more {
        match (base.get_mut(&keyword), value) {
            (Some(Value::Object(known)), Value::Object(members)) if keyword == "properties" => {
                for (name, property) in members {
                    let merged = match (known.remove(&name), property) {
                        (Some(Value::Object(old)), Value::Object(new)) => Value::Object(merge(old, new)),
                        (_, property) => property,
                    };
                    known.insert(name, merged);
                }
            }
            (Some(Value::Array(known)), Value::Array(names)) if keyword == "required" => known.extend(names),
            (_, value) => {
                base.insert(keyword, value);
            }
        }
    }
    base
}

/// The types that a schema names, or the one that its keywords are about.
fn types(schema: &Schema) -> Vec<&str> {
    let has = |keywords: &[&str]| keywords.iter().any(|keyword| schema.contains_key(*keyword));
    match schema.get("type") {
        Some(Value::String(ty)) => vec![ty],
        Some(Value::Array(types)) => types.iter().filter_map(Value::as_str).collect(),
        _ if has(&["properties", "required", "additionalProperties"]) => vec!["object"],
        _ if has(&["items", "prefixItems"]) => vec!["array"],
        _ if has(&["minLength", "maxLength", "pattern", "format"]) => vec!["string"],
        _ if has(&["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]) => vec!["number"],
        _ => Vec::new(),
    }
}

/// `contacts` → `contact`, `categories` → `category`; anything else stays.
pub(crate) fn singular(name: &str) -> String {
    match name.strip_suffix("ies") {
        Some(stem) if !stem.is_empty() => format!("{stem}y"),
        _ => name.strip_suffix('s').filter(|stem| !stem.is_empty() && !stem.ends_with('s')).unwrap_or(name).to_owned(),
    }
}
