//! `allOf`: one schema of several that all hold.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{MEMBER_NAME, distribute};
use crate::{
    context::Context,
    finding::{Cost, Rule},
    names::{self, Taken},
    pointer,
    schema::{self, Schema},
    walk,
};

pub(crate) static ALL_OF: Rule = Rule {
    id: "all-of",
    meaning: "`allOf` is merged into one schema; where two members say different things of one property, both hold",
    cost: Cost::None,
};

pub(crate) static CONFLICT: Rule =
    Rule { id: "all-of-conflict", meaning: "members of `allOf` whose types exclude each other are kept as any value", cost: Cost::Typing };

/// How many unions a variant was moved into, one after the other.
pub const NESTING: &str = "x-nesting";

/// What a variant made here would be called, were it not inline.
pub const NAME_HINT: &str = "x-name-hint";

/// Composition nested deeper than this is a cycle.
const DEEPEST: usize = 40;

/// `allOf` inside of other schemas. A component may hold a composition of itself, so each
/// distinct one becomes a component, merged once.
pub(crate) struct Compositions {
    by_meaning: BTreeMap<String, String>,
    taken: Taken,
    /// New components that no rule has seen yet, each with how many it was found inside of.
    pub(crate) pending: Vec<(String, Value, usize)>,
    /// How many compositions the schema that is looked at was found inside of.
    pub(crate) depth: usize,
}

/// Compositions found inside of compositions: a document has a few levels of them. One that is
/// composed of a union of itself has no end of them.
const DEEPEST_COMPOSITION: usize = 16;

/// The text of a composition: one that grows with each level is larger soon.
const LARGEST_COMPOSITION: usize = 1 << 18;

impl Compositions {
    /// Compositions beside the given components.
    pub(crate) fn beside(components: &Schema) -> Self {
        let mut taken = Taken::default();
        for name in components.keys() {
            taken.unique(name);
        }
        Self { by_meaning: BTreeMap::new(), taken, pending: Vec::new(), depth: 0 }
    }

    /// Puts a component in the place of a composition.
    fn replace(&mut self, schema: &mut Value, cx: &mut Context) {
        let at = walk::origin(schema);
        let meaning = bare(schema).to_string();
        if (self.depth >= DEEPEST_COMPOSITION || meaning.len() > LARGEST_COMPOSITION) && !self.by_meaning.contains_key(&meaning) {
            cx.found(&distribute::TOO_MANY, at, "composed of itself without end");
            if let Some(object) = schema.as_object_mut() {
                object.retain(|key, _| schema::is_annotation(key) || key == "nullable");
            }
            return;
        }
        let name = self.by_meaning.entry(meaning).or_insert_with(|| {
            let hint = schema.get(NAME_HINT).and_then(Value::as_str).map_or_else(|| name_of_place(&at), str::to_owned);
            let name = self.taken.unique(&names::pascal(&hint));
            self.pending.push((name.clone(), schema.clone(), self.depth + 1));
            name
        });
        let mut reference = Schema::new();
        reference.insert("allOf".to_owned(), json!([{ "$ref": pointer::join("#/components/schemas", name) }]));
        for key in ["nullable", "description", "deprecated", "x-wire-name", walk::ORIGIN] {
            if let Some(value) = schema.get(key) {
                reference.insert(key.to_owned(), value.clone());
            }
        }
        *schema = Value::Object(reference);
    }
}

/// `#/components/schemas/Pet/properties/owner` → `Pet-owner`.
fn name_of_place(at: &str) -> String {
    const NOISE: &[&str] = &["components", "schemas", "properties", "paths", "content", "schema", "application/json", "allOf"];
    pointer::steps(at).into_iter().filter(|step| !NOISE.contains(&step.as_str())).collect::<Vec<_>>().join("-")
}

/// Merges `allOf`, and moves what stands beside a union into it. `outermost`: the schema
/// stands in no other.
pub(crate) fn apply(schema: &mut Value, outermost: bool, components: &Schema, compositions: &mut Compositions, cx: &mut Context) {
    let at = walk::origin(schema);
    if cx.allows(&ALL_OF) && needs_merge(schema) {
        let refers = schema.get("allOf").and_then(Value::as_array).is_some_and(|members| members.iter().any(|m| m.get("$ref").is_some()));
        if refers && !outermost {
            compositions.replace(schema, cx);
            return;
        }
        let mut merged = Merged::default();
        merged.add(schema, components, &mut Vec::new(), 0);
        cx.found(&ALL_OF, at.clone(), "");
        merged.conflict &= cx.allows(&CONFLICT);
        if merged.conflict {
            cx.found(&CONFLICT, at.clone(), "");
        }
        *schema = merged.into_schema(schema);
    }
    if cx.allows(&distribute::UNION_SIBLINGS) {
        distribute::apply(schema, &at, components, cx);
    }
}

/// Whether `allOf` is more than a reference with words beside it.
fn needs_merge(schema: &mut Value) -> bool {
    let Some(object) = schema.as_object_mut() else { return false };
    let Some(members) = object.get_mut("allOf").and_then(Value::as_array_mut) else { return false };
    // Members that only describe: their words belong to the whole.
    let mut words = Vec::new();
    if members.len() > 1 {
        members.retain(|member| {
            let only_words = member.as_object().is_some_and(|member| schema::constraints(member).next().is_none());
            if only_words {
                words.extend(member.get("description").and_then(Value::as_str).map(str::to_owned));
            }
            !only_words
        });
    }
    let only_reference = match members.as_slice() {
        [Value::Object(member)] => member.contains_key("$ref") && member.keys().all(|key| key == "$ref" || key == walk::ORIGIN),
        _ => false,
    };
    if members.is_empty() {
        schema::take(object, "allOf");
    }
    for text in words {
        schema::add_doc(object, &text);
    }
    object.contains_key("allOf") && !(only_reference && schema::constraints(object).all(|key| key == "allOf" || key == "nullable"))
}

/// Several schemas that all hold, as one.
#[derive(Default)]
pub(super) struct Merged {
    out: Schema,
    unions: Vec<(String, Value)>,
    nullable: Option<bool>,
    pub(super) conflict: bool,
}

impl Merged {
    /// Adds what `schema` says. `inside` are the components that are being added already.
    pub(super) fn add(&mut self, schema: &Value, components: &Schema, inside: &mut Vec<String>, depth: usize) {
        let Some(object) = schema.as_object() else { return };
        if depth > DEEPEST {
            return;
        }
        if let Some(name) = object.get("$ref").and_then(Value::as_str).and_then(|r| r.strip_prefix("#/components/schemas/")) {
            // A component that is composed of itself adds nothing the second time.
            if let Some(target) = components.get(name).filter(|_| !inside.iter().any(|n| n == name)) {
                inside.push(name.to_owned());
                self.add(target, components, inside, depth + 1);
                inside.pop();
            }
            return;
        }
        for (key, value) in object {
            match key.as_str() {
                "allOf" => {
                    for member in value.as_array().into_iter().flatten() {
                        self.add(member, components, inside, depth + 1);
                    }
                }
                // A child's parent often lists its children: that union is not part of the child.
                // What is outdated about a component is not outdated about what is made of it.
                "deprecated" if !inside.is_empty() => {}
                "oneOf" | "anyOf" if refers_to(value, inside) || refers_back(value, components, inside) => {}
                "oneOf" | "anyOf" => self.unions.push((key.clone(), value.clone())),
                _ => self.keyword(key, value, depth),
            }
        }
        if schema::constraints(object).any(|key| key != "allOf") {
            let nullable = schema::is_nullable(object);
            self.nullable = Some(self.nullable.unwrap_or(true) && nullable);
        }
    }

    fn keyword(&mut self, key: &str, value: &Value, depth: usize) {
        let Some(old) = self.out.get_mut(key) else {
            if key != "nullable" && !(depth > 0 && [walk::ORIGIN, MEMBER_NAME, "discriminator"].contains(&key)) {
                self.out.insert(key.to_owned(), value.clone());
            }
            return;
        };
        match key {
            "properties" => {
                let (Some(old), Some(new)) = (old.as_object_mut(), value.as_object()) else { return };
                for (name, property) in new {
                    match old.get_mut(name) {
                        None => {
                            old.insert(name.clone(), property.clone());
                        }
                        Some(first) => both(first, property),
                    }
                }
            }
            "required" => {
                let (Some(old), Some(new)) = (old.as_array_mut(), value.as_array()) else { return };
                for name in new {
                    if !old.contains(name) {
                        old.push(name.clone());
                    }
                }
            }
            "enum" => {
                let (Some(old), Some(new)) = (old.as_array_mut(), value.as_array()) else { return };
                if old.iter().any(|value| new.contains(value)) {
                    old.retain(|value| new.contains(value));
                }
            }
            "items" => both(old, value),
            "additionalProperties" => match (&*old, value) {
                (Value::Bool(_), _) => *old = value.clone(),
                (_, Value::Bool(_)) => {}
                _ => both(old, value),
            },
            "type" if old != value => match (old.as_str(), value.as_str()) {
                (Some("number"), Some("integer")) => *old = json!("integer"),
                (Some("integer"), Some("number")) => {}
                _ => self.conflict = true,
            },
            // Of two annotations or formats, the outer one was said first.
            _ => {}
        }
    }

    pub(super) fn into_schema(self, outer: &Value) -> Value {
        let said = |key: &str| outer.get(key).cloned();
        let mut out = if self.conflict {
            let mut out = self.out;
            out.retain(|key, _| schema::is_annotation(key));
            out
        } else {
            self.out
        };
        for key in ["description", walk::ORIGIN, NAME_HINT, NESTING, MEMBER_NAME, "deprecated"] {
            if let Some(value) = said(key) {
                out.insert(key.to_owned(), value);
            }
        }
        if said("nullable") == Some(json!(true)) || self.nullable == Some(true) {
            schema::set_nullable(&mut out);
        }
        if !self.conflict {
            let mut unions = self.unions;
            match unions.len() {
                0 => {}
                1 => {
                    let (key, members) = unions.remove(0);
                    out.insert(key, members);
                }
                _ => {
                    out.insert(
                        "allOf".to_owned(),
                        Value::Array(unions.into_iter().map(|(key, members)| json!({ key: members })).collect()),
                    );
                }
            }
        }
        Value::Object(out)
    }
}

/// Whether a union, or one inside of it, lists one of the components that are being merged.
fn refers_to(union: &Value, inside: &[String]) -> bool {
    union.as_array().into_iter().flatten().any(|member| {
        schema::component_of(member).is_some_and(|name| inside.iter().any(|n| n == name))
            || ["oneOf", "anyOf", "allOf"].iter().filter_map(|key| member.get(*key)).any(|inner| refers_to(inner, inside))
    })
}

/// Whether a union found in a component lists components that are composed of that one.
fn refers_back(union: &Value, components: &Schema, inside: &[String]) -> bool {
    let Some(parent) = inside.last() else { return false };
    union.as_array().into_iter().flatten().any(|member| {
        schema::component_of(member)
            .and_then(|name| components.get(name)?.get("allOf")?.as_array())
            .is_some_and(|members| members.iter().any(|m| schema::component_of(m) == Some(parent)))
    })
}

/// Makes `first` say what it and `second` say.
fn both(first: &mut Value, second: &Value) {
    if bare(first) == bare(second) {
        return;
    }
    let origin = walk::origin(first);
    // Anything beside something is that something.
    if schema::accepts_anything(second) {
        return;
    }
    if schema::accepts_anything(first) {
        *first = second.clone();
        return;
    }
    *first = json!({ "allOf": [first.take(), second], walk::ORIGIN: origin });
}

/// A schema without its annotations, at every depth.
pub fn bare(schema: &Value) -> Value {
    let mut bare = schema.clone();
    walk::outside_in(&mut bare, &mut |schema| {
        if let Some(object) = schema.as_object_mut() {
            object.retain(|key, _| !schema::is_annotation(key));
        }
    });
    bare
}
