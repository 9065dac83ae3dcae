//! Random JSON that is valid under a schema of JSON Schema 2020-12. What is met and not known here
//! is noted, so that a document is not tested less than it looks.

use std::collections::BTreeSet;

use fastrand::Rng;
use serde_json::{Map, Value, json};

use crate::{
    merge::{GAP, Schema, flat, merge, types},
    pattern, scalars,
};

/// Marks the schema that was replaced by a value which has to go into the instance.
pub const PLANTED: &str = "x-planted";

/// Names that other members of the union give to their properties.
const NEIGHBOURS: &str = "x-neighbours";

/// From this depth on, only what is required.
const DEEP: usize = 5;

/// From this depth on, nothing.
const HOPELESS: usize = 14;

/// Names for members that the document does not name.
const EXTRA_NAMES: &[&str] = &[
    "x_new",
    "extra",
    "additional",
    "Unknown",
    "",
    " ",
    "ключ",
    "\u{1f980}",
    "a.b/c~d",
    "$ref",
    "0",
    "__proto__",
    "self",
    "serde_flatten",
];

const UNDERSTOOD: &[&str] = &[
    "type",
    "enum",
    "const",
    "oneOf",
    "anyOf",
    "not",
    "properties",
    "required",
    "additionalProperties",
    "items",
    "prefixItems",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minLength",
    "maxLength",
    "pattern",
    "format",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "contentEncoding",
    "patternProperties",
    "unevaluatedProperties",
    "multipleOf",
    PLANTED,
    NEIGHBOURS,
    // These say nothing about what is valid.
    "title",
    "description",
    "default",
    "example",
    "examples",
    "deprecated",
    "readOnly",
    "writeOnly",
    "discriminator",
    "contentMediaType",
    "externalDocs",
];

/// How many values a value holds.
fn size(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(size).sum::<usize>(),
        Value::Object(members) => 1 + members.values().map(size).sum::<usize>(),
        _ => 1,
    }
}

/// What kind of instance is made: the extremes are worth having for certain.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// Only what is required.
    Bare,
    /// Everything, and nothing null that need not be.
    Full,
    /// Everything, and null wherever it is allowed.
    Null,
    /// Whatever comes.
    Mixed,
}

/// Makes instances of the schemas of a document.
pub struct Generator<'a> {
    document: &'a Value,
    random: Rng,
    mood: Mood,
    /// Whether the value of the schema marked [`PLANTED`] is in the last instance.
    pub planted: bool,
    /// What was met and not understood.
    pub gaps: BTreeSet<String>,
    /// Values that may still be made for this instance.
    left: usize,
    /// Values of schemas that may still be copied for this instance.
    work: usize,
    /// Unions of unions of … that led to the value that is being made.
    unions: usize,
}

/// A union that lists itself has no end of members.
const MOST_UNIONS: usize = 24;

/// Values in one instance.
const MOST_VALUES: usize = 3000;

/// Values of schemas that are copied for one instance: a union that lists itself, or schemas that
/// grow as they are merged, take any number.
const MOST_WORK: usize = 200_000;

impl<'a> Generator<'a> {
    /// A generator for the schemas of `document`; the same seed makes the same instances.
    pub fn new(document: &'a Value, seed: u64) -> Self {
        let random = Rng::with_seed(seed);
        Self { document, random, mood: Mood::Mixed, planted: false, gaps: BTreeSet::new(), left: MOST_VALUES, work: MOST_WORK, unions: 0 }
    }

    /// Whether the last instance was given up, because there was no end of it.
    pub fn gave_up(&self) -> bool {
        self.left == 0 || self.work == 0
    }

    /// A random instance. It may be invalid where keywords act together: check it.
    pub fn instance(&mut self, schema: &Value, mood: Mood) -> Value {
        self.mood = mood;
        self.planted = false;
        self.left = MOST_VALUES;
        self.work = MOST_WORK;
        self.value(schema, 0)
    }

    /// A schema without references at its top, unless too much was copied already.
    fn flat(&mut self, schema: &Value) -> Option<Schema> {
        if self.work == 0 {
            return None;
        }
        let flat = flat(self.document, schema)?;
        self.work = self.work.saturating_sub(flat.values().map(size).sum());
        Some(flat)
    }

    fn value(&mut self, schema: &Value, depth: usize) -> Value {
        self.left = self.left.saturating_sub(1);
        self.unions = 0;
        match self.flat(schema) {
            // What must hold itself has no finite instance.
            Some(schema) if depth < HOPELESS && self.left > 0 => self.of(schema, depth),
            _ => Value::Null,
        }
    }

    fn of(&mut self, mut schema: Schema, depth: usize) -> Value {
        if let Some(Value::String(keyword)) = schema.remove(GAP) {
            self.gaps.insert(format!("`{keyword}` twice in one place"));
        }
        // An extension says nothing about what is valid.
        let unknown = schema.keys().filter(|keyword| !UNDERSTOOD.contains(&keyword.as_str()) && !keyword.starts_with("x-"));
        self.gaps.extend(unknown.map(|keyword| format!("the keyword `{keyword}`")));
        if schema.remove(PLANTED).is_some() {
            self.planted = true;
        }
        if let Some(value) = schema.remove("const") {
            return value;
        }
        if let Some(Value::Array(values)) = schema.get("enum") {
            let null = values.iter().find(|value| value.is_null() && self.mood == Mood::Null);
            return null.or_else(|| values.get(self.random.usize(..values.len().max(1)))).cloned().unwrap_or_default();
        }
        for keyword in ["oneOf", "anyOf"] {
            if let Some(Value::Array(members)) = schema.remove(keyword) {
                return self.member(schema, &members, keyword == "anyOf", depth);
            }
        }
        match self.kind(&schema).as_deref() {
            Some("null") => Value::Null,
            Some("boolean") => Value::Bool(self.random.bool()),
            Some("integer") => self.number(&schema, true),
            Some("number") => self.number(&schema, false),
            Some("string") => Value::String(scalars::text(&schema, &mut self.random)),
            Some("array") => self.array(&schema, depth),
            Some("object") => self.object(&schema, depth),
            _ => self.anything(depth),
        }
    }

    fn number(&mut self, schema: &Schema, integer: bool) -> Value {
        match scalars::number(schema, integer, &mut self.random) {
            Some(number) => Value::Number(number),
            None => {
                self.gaps.insert(format!("a number under {schema:?}"));
                json!(0)
            }
        }
    }

    /// A value of one member of a union; of `anyOf`, now and then of two at once.
    fn member(&mut self, base: Schema, members: &[Value], several: bool, depth: usize) -> Value {
        self.unions += 1;
        if self.unions > MOST_UNIONS {
            return Value::Null;
        }
        let size_of_base: usize = base.values().map(size).sum();
        let mut open: Vec<Schema> = Vec::new();
        for member in members {
            self.work = self.work.saturating_sub(size_of_base);
            open.extend(self.flat(member).and_then(|member| merge(base.clone(), member)));
        }
        let is_null = |schema: &Schema| schema.get("type").is_some_and(|ty| ty == "null");
        let wants_null = self.mood == Mood::Null || depth > DEEP;
        let refuses_null = matches!(self.mood, Mood::Bare | Mood::Full) && !wants_null;
        if wants_null && open.iter().any(is_null) {
            return Value::Null;
        }
        if refuses_null && open.iter().any(|schema| !is_null(schema)) {
            open.retain(|schema| !is_null(schema));
        }
        if open.is_empty() {
            return Value::Null;
        }
        let mut chosen = open.swap_remove(self.random.usize(..open.len()));
        if several && !open.is_empty() && self.random.u8(..4) == 0 {
            let second = open.swap_remove(self.random.usize(..open.len()));
            chosen = merge(chosen.clone(), second).unwrap_or(chosen);
        }
        let neighbours: Vec<String> =
            open.iter().filter_map(|schema| schema.get("properties")?.as_object()).flat_map(|p| p.keys().cloned()).collect();
        chosen.insert(NEIGHBOURS.to_owned(), json!(neighbours));
        self.of(chosen, depth)
    }

    /// Which type the value has.
    fn kind(&mut self, schema: &Schema) -> Option<String> {
        let has = |keywords: &[&str]| keywords.iter().any(|keyword| schema.contains_key(*keyword));
        let Some(ty) = schema.get("type") else {
            let meant = match () {
                () if has(&["properties", "required", "additionalProperties"]) => "object",
                () if has(&["items", "prefixItems"]) => "array",
                () if has(&["minLength", "maxLength", "pattern", "format", "contentEncoding"]) => "string",
                () if has(&["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"]) => "number",
                () => return None,
            };
            return Some(meant.to_owned());
        };
        let mut kinds = types(ty);
        if let Some(null) = kinds.iter().position(|kind| kind == "null") {
            let is_null = match self.mood {
                Mood::Null => true,
                Mood::Bare | Mood::Full => false,
                Mood::Mixed => self.random.u8(..3) == 0,
            };
            let null = kinds.remove(null);
            if is_null || kinds.is_empty() {
                return Some(null);
            }
        }
        Some(kinds.swap_remove(self.random.usize(..kinds.len())))
    }

    fn array(&mut self, schema: &Schema, depth: usize) -> Value {
        let bound = |keyword: &str| schema.get(keyword).and_then(Value::as_u64).and_then(|bound| usize::try_from(bound).ok());
        let (least, most) = (bound("minItems").unwrap_or(0), bound("maxItems").unwrap_or(usize::MAX));
        let wanted = match self.mood {
            _ if depth > DEEP => 0,
            Mood::Bare => 0,
            Mood::Full => self.random.usize(1..=2),
            Mood::Null | Mood::Mixed => self.random.usize(..=3),
        };
        let free = Value::Bool(true);
        let prefix = schema.get("prefixItems").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let rest = schema.get("items").unwrap_or(&free);
        let items = (0..wanted.clamp(least.min(200), most.max(least.min(200))))
            .map(|place| self.value(prefix.get(place).unwrap_or(rest), depth + 1));
        let mut items: Vec<Value> = items.collect();
        if schema.get("uniqueItems") == Some(&free) {
            items.dedup();
        }
        Value::Array(items)
    }

    fn object(&mut self, schema: &Schema, depth: usize) -> Value {
        let none = Map::new();
        let properties = schema.get("properties").and_then(Value::as_object).unwrap_or(&none);
        let required: Vec<&str> =
            schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
        let mut members: Vec<(String, Value)> = Vec::new();
        for (name, property) in properties {
            let present = required.contains(&name.as_str())
                || depth <= DEEP
                    && match self.mood {
                        Mood::Bare => false,
                        Mood::Full | Mood::Null => true,
                        Mood::Mixed => self.random.bool(),
                    };
            if present {
                members.push((name.clone(), self.value(property, depth + 1)));
            }
        }
        for name in required.into_iter().filter(|name| !properties.contains_key(*name)) {
            members.push((name.to_owned(), self.anything(depth + 1)));
        }
        for (pattern, value) in schema.get("patternProperties").and_then(Value::as_object).into_iter().flatten() {
            let name = pattern::text(pattern, &mut self.random).filter(|_| self.mood != Mood::Bare && depth <= DEEP && self.random.bool());
            if let Some(name) = name.filter(|name| members.iter().all(|(known, _)| known != name)) {
                members.push((name, self.value(value, depth + 1)));
            }
        }
        let additional = schema.get("additionalProperties").or_else(|| schema.get("unevaluatedProperties"));
        if additional != Some(&Value::Bool(false)) && depth <= DEEP {
            for name in self.extra_names(schema, properties, additional.is_some()) {
                members.push((name, self.value(additional.unwrap_or(&Value::Bool(true)), depth + 1)));
            }
        }
        // A reader may not count on an order: a tag can come last.
        if self.random.bool() {
            self.random.shuffle(&mut members);
        }
        Value::Object(members.into_iter().collect())
    }

    /// Names for members that the schema does not name; more where it speaks of such members.
    fn extra_names(&mut self, schema: &Schema, properties: &Map<String, Value>, expected: bool) -> Vec<String> {
        let count = match self.mood {
            Mood::Bare => 0,
            Mood::Full => self.random.usize(1..=2),
            Mood::Null | Mood::Mixed if expected => self.random.usize(..=3),
            Mood::Null | Mood::Mixed => self.random.usize(..=4).saturating_sub(2),
        };
        let neighbours = schema.get(NEIGHBOURS).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
        let mut names: Vec<&str> = EXTRA_NAMES.iter().copied().chain(neighbours).filter(|name| !properties.contains_key(*name)).collect();
        self.random.shuffle(&mut names);
        names.into_iter().take(count).map(str::to_owned).collect()
    }

    /// Any JSON at all.
    fn anything(&mut self, depth: usize) -> Value {
        let free = Schema::new();
        match self.random.u8(..if depth > DEEP { 5 } else { 7 }) {
            0 => Value::Null,
            1 => Value::Bool(self.random.bool()),
            2 => {
                let integer = self.random.bool();
                self.number(&free, integer)
            }
            3 | 4 => Value::String(scalars::text(&free, &mut self.random)),
            5 => self.array(&free, depth + 2),
            _ => self.object(&free, depth + 2),
        }
    }
}
