//! `allOf`: one schema of several that all hold.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{MEMBER_NAME, compositions::Compositions, distribute};
use crate::{
    context::Context,
    finding::{Cost, Rule},
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

/// Components composed of components composed of …: nobody has more of them.
const DEEPEST: usize = 500;

/// Where a schema stands that the rules look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// In no other schema.
    Outermost,
    /// Inside of the schema in which the vendor wrote it.
    Written,
    /// Inside of one that merging has copied it into, maybe one of many.
    Copied,
}

/// Merges `allOf`, and moves what stands beside a union into it.
///
/// A copy that is composed in its turn becomes a component: what is composed of itself has as
/// many copies as one looks for, but only so many meanings.
pub(crate) fn apply(schema: &mut Value, place: Place, components: &Schema, compositions: &mut Compositions, cx: &mut Context) {
    let at = walk::origin(schema);
    if cx.allows(&ALL_OF) && needs_merge(schema) {
        if place != Place::Outermost && refers(schema) {
            compositions.replace(schema, cx);
            return;
        }
        if compositions.give_up(schema, cx) {
            return;
        }
        let mut merged = Merged::default();
        merged.add(schema, components, &mut Vec::new(), 0);
        compositions.written += merged.written;
        cx.found(&ALL_OF, at.clone(), "");
        merged.conflict &= cx.allows(&CONFLICT);
        if merged.cut && cx.allows(&distribute::TOO_MANY) {
            cx.found(&distribute::TOO_MANY, at.clone(), "composed of too much");
            merged.conflict = true;
        } else if merged.conflict {
            cx.found(&CONFLICT, at.clone(), "");
        }
        *schema = merged.into_schema(schema);
    }
    if cx.allows(&distribute::UNION_SIBLINGS) && distribute::is_mixed(schema) {
        let nested = distribute::nesting(schema) >= MOST_IN_PLACE;
        if place == Place::Copied || (place == Place::Written && (nested || lists_its_own(schema, &at))) {
            compositions.replace(schema, cx);
        } else if !compositions.give_up(schema, cx) {
            distribute::apply(schema, &at, components, &mut compositions.written, cx);
        }
    }
}

/// Whether a union inside of a component lists that component: it is inside of each copy, too.
fn lists_its_own(schema: &Value, at: &str) -> bool {
    let Some(own) = at.strip_prefix("#/components/schemas/").and_then(|rest| rest.split('/').next()) else { return false };
    let own = [own.to_owned()];
    ["oneOf", "anyOf"].iter().filter_map(|key| schema.get(*key)).any(|union| refers_to(union, &own))
}

/// Whether a schema is composed of a component.
fn refers(schema: &Value) -> bool {
    schema.get("allOf").and_then(Value::as_array).is_some_and(|members| members.iter().any(|m| m.get("$ref").is_some() || refers(m)))
}

/// Unions in a member of a union with members beside it: more than these are components.
const MOST_IN_PLACE: u64 = 2;

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
    /// Whether something is missing, because there was too much of it.
    pub(super) cut: bool,
    /// The values that were copied.
    pub(super) written: usize,
    /// The components that were added: each says nothing new the second time.
    added: BTreeSet<String>,
}

/// One schema is not made of more values than this.
const MOST_WRITTEN: usize = 500_000;

impl Merged {
    /// Adds what `schema` says. `inside` are the components that are being added already.
    pub(super) fn add(&mut self, schema: &Value, components: &Schema, inside: &mut Vec<String>, depth: usize) {
        let Some(object) = schema.as_object() else { return };
        if depth > DEEPEST || self.written > MOST_WRITTEN {
            self.cut = true;
            return;
        }
        self.written += 1;
        if let Some(name) = object.get("$ref").and_then(Value::as_str).and_then(|r| r.strip_prefix("#/components/schemas/")) {
            if let Some(target) = components.get(name).filter(|_| self.added.insert(name.to_owned())) {
                inside.push(name.to_owned());
                self.add(target, components, inside, depth + 1);
                inside.pop();
            }
            return;
        }
        for (key, value) in object {
            if key != "allOf" {
                self.written += values(value);
            }
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
        // `properties` and `required` without a type say nothing of null.
        let says = |key: &String| !["allOf", "properties", "required", "additionalProperties"].contains(&key.as_str());
        if schema::constraints(object).any(says) {
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

    /// Whether nothing was added to the component that `member` refers to.
    pub(super) fn says_no_more_than(&self, member: &Value, components: &Schema) -> bool {
        let Some(component) = schema::component_of(member).and_then(|name| components.get(name)?.as_object()) else { return false };
        let same = |key: &String| match (self.out.get(key), component.get(key)) {
            (Some(one), Some(other)) => key == "required" && same_set(one, other) || bare_of(key, one) == bare_of(key, other),
            (one, other) => one.is_none() && other.is_none(),
        };
        let keys = schema::constraints(&self.out).chain(schema::constraints(component));
        !self.conflict && self.unions.is_empty() && self.nullable == Some(schema::is_nullable(component)) && keys.into_iter().all(same)
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

fn same_set(one: &Value, other: &Value) -> bool {
    let (Some(one), Some(other)) = (one.as_array(), other.as_array()) else { return false };
    one.iter().all(|name| other.contains(name)) && other.iter().all(|name| one.contains(name))
}

/// The value of a keyword without annotations.
fn bare_of(key: &str, value: &Value) -> Value {
    bare(&json!({ key: value }))
}

/// How many values a value holds.
pub(super) fn values(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(values).sum::<usize>(),
        Value::Object(members) => 1 + members.values().map(values).sum::<usize>(),
        _ => 1,
    }
}

/// Whether a union, or one inside of it, lists one of the components that are being merged.
fn refers_to(union: &Value, inside: &[String]) -> bool {
    union.as_array().into_iter().flatten().any(|member| {
        schema::component_of(member).is_some_and(|name| inside.iter().any(|n| n == name))
            || ["oneOf", "anyOf", "allOf"].iter().filter_map(|key| member.get(*key)).any(|inner| refers_to(inner, inside))
    })
}

/// Whether a union found in a component, or one inside of it, lists components that are composed of
/// that one.
fn refers_back(union: &Value, components: &Schema, inside: &[String]) -> bool {
    let Some(parent) = inside.last() else { return false };
    union.as_array().into_iter().flatten().any(|member| {
        schema::component_of(member)
            .and_then(|name| components.get(name)?.get("allOf")?.as_array())
            .is_some_and(|members| members.iter().any(|m| schema::component_of(m) == Some(parent)))
            || ["oneOf", "anyOf", "allOf"].iter().filter_map(|key| member.get(*key)).any(|inner| refers_back(inner, components, inside))
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
    // What all holds is a set: said in one way, it is merged once.
    let mut members = parts_of(first.take());
    for part in parts_of(second.clone()) {
        if !members.iter().any(|known| bare(known) == bare(&part)) {
            members.push(part);
        }
    }
    *first = json!({ "allOf": members, walk::ORIGIN: origin });
}

/// The members of an `allOf` that has nothing else, or the schema.
fn parts_of(mut schema: Value) -> Vec<Value> {
    let only = schema.as_object().is_some_and(|object| object.keys().all(|key| key == "allOf" || key == walk::ORIGIN));
    match schema.get_mut("allOf").map(Value::take) {
        Some(Value::Array(parts)) if only => parts,
        Some(other) => {
            schema["allOf"] = other;
            vec![schema]
        }
        None => vec![schema],
    }
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
