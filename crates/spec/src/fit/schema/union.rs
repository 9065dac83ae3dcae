//! `oneOf` and `anyOf`: one list of members that differ, and the tag that tells them apart.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value, json};

use super::{
    compose::{NAME_HINT, bare},
    enums::VARIANTS,
};
use crate::{
    context::Context,
    finding::{Cost, Rule},
    pointer,
    schema::{self, Schema},
    walk,
};

pub(crate) static RULE: Rule = Rule {
    id: "union",
    meaning: "`anyOf` becomes `oneOf`; equal, null and nested members are folded; the client chooses the member that knows most of a value and keeps what none knows",
    cost: Cost::None,
};

pub(crate) static DISCRIMINATOR: Rule =
    Rule { id: "discriminator", meaning: "the discriminator chooses the member of a union by its tag", cost: Cost::None };

pub(crate) static ANYTHING: Rule =
    Rule { id: "union-of-anything", meaning: "a union of one type and a member that accepts anything is any value", cost: Cost::Typing };

pub(crate) static UNUSED: Rule = Rule {
    id: "discriminator-unused",
    meaning: "a discriminator that names no member of its own schema is not read: what the children of a parent add is kept, untyped",
    cost: Cost::Typing,
};

/// Where a union keeps its tag: `{"property": "type", "mapping": {"a": 0}}`, by place in `oneOf`.
pub const TAG: &str = "x-tag";

/// Says of a union that the document lists a member that accepts anything: what is none of the
/// others is that one. A client keeps it as an unknown value.
pub const OPEN: &str = "x-open";

/// Whether the schema has become the one member of its union, which no rule has seen yet.
pub(crate) fn apply(schema: &mut Value, components: &Schema, cx: &mut Context) -> bool {
    let at = walk::origin(schema);
    let Some(object) = schema.as_object_mut() else { return false };
    if !cx.allows(&RULE) {
        return false;
    }
    let any_of = schema::take(object, "anyOf");
    let one_of = schema::take(object, "oneOf");
    let was_any_of = any_of.is_some();
    let discriminator = schema::take(object, "discriminator");
    let members: Vec<Value> = match (one_of, any_of) {
        (Some(Value::Array(members)), _) | (None, Some(Value::Array(members))) => members,
        _ => {
            unused(discriminator.as_ref(), &at, cx);
            return false;
        }
    };
    let before = members.len();
    let nullable = schema::is_nullable(object);
    let own = at.strip_prefix("#/components/schemas/").filter(|rest| !rest.contains('/'));
    let mut flat = Flat { components, own, members: Vec::new(), nullable, anything: false, docs: Vec::new() };
    flat.add(members, 0);
    let Flat { members, nullable, anything, docs, .. } = flat;
    let (flat, _) = fold(members);
    if nullable {
        schema::set_nullable(object);
    }
    for line in docs {
        schema::add_doc(object, &line);
    }
    if was_any_of || flat.len() != before {
        cx.found(&RULE, at.clone(), "");
    }
    match flat.len() {
        // A union of several keeps what is none of them. One type alone would refuse what
        // a member that accepts anything accepts.
        1 if anything && cx.allows(&ANYTHING) => {
            schema::take(object, "type");
            cx.found(&ANYTHING, at, "");
        }
        // Every member accepts anything: so does the union.
        0 => {}
        1 => {
            replace(object, flat.into_iter().next().unwrap_or_default());
            return true;
        }
        _ => {
            match discriminator.as_ref().and_then(|discriminator| tag(discriminator, &flat, components)) {
                Some(tag) if cx.allows(&DISCRIMINATOR) => {
                    cx.found(&DISCRIMINATOR, at, schema::show(&tag["property"]));
                    object.insert(TAG.to_owned(), tag);
                }
                Some(_) => {}
                None => unused(discriminator.as_ref(), &at, cx),
            }
            if anything {
                object.insert(OPEN.to_owned(), json!(true));
            }
            object.insert("oneOf".to_owned(), Value::Array(flat));
        }
    }
    false
}

/// Members that have become components since their union was looked at are references.
pub(crate) fn plain_references(document: &mut Value) {
    walk::roots(document, &mut |root, _| {
        walk::outside_in(root, &mut |schema| {
            let Some(Value::Array(members)) = schema.get_mut("oneOf") else { return };
            let mut nullable = false;
            for member in members {
                if let Some(name) = schema::component_of(member) {
                    let reference = json!({ "$ref": format!("#/components/schemas/{name}") });
                    nullable |= member.as_object().is_some_and(schema::is_nullable);
                    *member = reference;
                }
            }
            if let (true, Some(object)) = (nullable, schema.as_object_mut()) {
                schema::set_nullable(object);
            }
        });
    });
}

fn unused(discriminator: Option<&Value>, at: &str, cx: &mut Context) {
    if let Some(discriminator) = discriminator.filter(|_| cx.allows(&UNUSED)) {
        cx.found(&UNUSED, at, discriminator.get("propertyName").map(schema::show).unwrap_or_default());
    }
}

/// Members of a union, without unions in unions, null and empty ones.
struct Flat<'a> {
    components: &'a Schema,
    /// The component that the union is: as a member of itself it adds nothing.
    own: Option<&'a str>,
    members: Vec<Value>,
    nullable: bool,
    /// Whether there was a member that accepts anything.
    anything: bool,
    /// What is said of references: it has no place at a variant.
    docs: Vec<String>,
}

impl Flat<'_> {
    fn add(&mut self, members: Vec<Value>, depth: usize) {
        for mut member in members {
            // `{nullable: true}` alone is how some generators of documents write null in 3.0.
            if member.as_object().is_some_and(|m| schema::is_nullable(m) && schema::constraints(m).count() == 1) {
                self.nullable = true;
                continue;
            }
            if let Some(object) = member.as_object_mut() {
                self.nullable |= schema::is_nullable(object);
                schema::take(object, "nullable");
                let inner = schema::take(object, "oneOf").or_else(|| schema::take(object, "anyOf"));
                if let Some(Value::Array(inner)) = inner {
                    // A union that has a tag stays one: the tag tells its own members apart.
                    if depth < 8 && schema::constraints(object).all(|key| key == "type") {
                        self.add(inner, depth + 1);
                        continue;
                    }
                    object.insert("oneOf".to_owned(), Value::Array(inner));
                }
            }
            if let Some(name) = schema::component_of(&member) {
                if self.own == Some(name) {
                    continue;
                }
                let null_only =
                    self.components.get(name).is_some_and(|c| schema::accepts_anything(c) && c.get("nullable") == Some(&json!(true)));
                if null_only {
                    self.nullable = true;
                    continue;
                }
                if let Some(text) = member.get("description").and_then(Value::as_str) {
                    self.docs.push(format!("`{name}`: {text}"));
                }
                self.members.push(json!({ "$ref": format!("#/components/schemas/{name}") }));
            } else if schema::accepts_anything(&member) {
                self.anything = true;
            } else {
                self.members.push(member);
            }
        }
    }
}

/// Leaves one of several members that decode alike. Also gives the place that each member has now.
pub(super) fn fold(members: Vec<Value>) -> (Vec<Value>, Vec<Option<usize>>) {
    let mut out: Vec<Value> = Vec::new();
    let mut meanings: HashMap<String, usize> = HashMap::new();
    let mut places = Vec::new();
    for member in members {
        let meaning = bare(&member).to_string();
        let same = meanings.get(&meaning).copied().or_else(|| out.iter().position(|known| alike(known, &member)));
        let place = match same {
            None => {
                out.push(member);
                out.len() - 1
            }
            Some(place) => {
                join(&mut out[place], &member);
                place
            }
        };
        meanings.insert(meaning, place);
        places.push(Some(place));
    }
    if out.iter().any(|member| schema_type(member) == Some("number")) {
        retain(&mut out, &mut places, |member| schema_type(member) != Some("integer"));
    }
    (out, places)
}

/// Keeps some of the members; the places of the others follow.
pub(super) fn retain(members: &mut Vec<Value>, places: &mut [Option<usize>], keep: impl Fn(&Value) -> bool) {
    let mut moved: Vec<Option<usize>> = Vec::with_capacity(members.len());
    let mut count = 0;
    for member in members.iter() {
        moved.push(keep(member).then_some(count));
        count += usize::from(keep(member));
    }
    members.retain(keep);
    for place in places {
        *place = place.and_then(|old| moved[old]);
    }
}

fn schema_type(member: &Value) -> Option<&str> {
    member.get("type").and_then(Value::as_str)
}

/// Inline strings are one member, whatever their values or formats; so are other scalars.
fn alike(one: &Value, other: &Value) -> bool {
    match (schema_type(one), schema_type(other)) {
        (Some(a @ ("string" | "boolean" | "number" | "integer")), Some(b)) => a == b,
        // Two free-form objects are both any object.
        (Some("object"), Some("object")) => [one, other].into_iter().filter_map(Value::as_object).all(is_free_form),
        _ => false,
    }
}

/// Whether an object may have any members.
fn is_free_form(object: &Schema) -> bool {
    let free = object.get("additionalProperties").is_none_or(schema::accepts_anything);
    free && schema::constraints(object).all(|key| ["type", "additionalProperties", "required", "nullable"].contains(&key.as_str()))
}

/// The values of an enum, whether it is named already or not.
fn values(schema: &Value) -> Option<Vec<Value>> {
    let named = || schema.get(VARIANTS)?.as_array().map(|named| named.iter().filter_map(|variant| variant.get("value").cloned()).collect());
    schema.get("enum").and_then(Value::as_array).cloned().or_else(named)
}

fn join(known: &mut Value, member: &Value) {
    let joined = match (values(known), values(member)) {
        (Some(mut a), Some(b)) => {
            let seen: HashSet<String> = a.iter().map(Value::to_string).collect();
            a.extend(b.into_iter().filter(|value| !seen.contains(&value.to_string())));
            Some(a)
        }
        // An open enum accepts any string: the named values are worth keeping.
        (Some(a), None) | (None, Some(a)) if a.len() > 1 => Some(a),
        _ => None,
    };
    let Some(object) = known.as_object_mut() else { return };
    match joined {
        Some(values) => {
            schema::take(object, VARIANTS);
            object.insert("enum".to_owned(), Value::Array(values));
        }
        None if values(member).is_none() => {
            schema::take(object, VARIANTS);
            schema::take(object, "enum");
        }
        None => {}
    }
    if object.get("format") != member.get("format") {
        schema::take(object, "format");
    }
    if let Some(description) = member.get("description").and_then(Value::as_str) {
        schema::add_doc(object, description);
    }
}

/// Puts the only member of a union in its place.
pub(super) fn replace(object: &mut Schema, member: Value) {
    if member.get("$ref").is_some() {
        object.insert("allOf".to_owned(), json!([member]));
        return;
    }
    if let Value::Object(member) = member {
        for (key, value) in member {
            object.entry(key).or_insert(value);
        }
    }
}

/// The component that a member is, or was before its union's siblings were added to it.
fn called(member: &Value) -> Option<&str> {
    schema::component_of(member).or_else(|| member.get(NAME_HINT)?.as_str())
}

/// The values that `property` can have in `member`. `seen` are the components that were asked.
fn constants_of<'a>(member: &'a Value, property: &str, components: &'a Schema, seen: &mut HashSet<&'a str>) -> Vec<String> {
    let mut member = member;
    if let Some(name) = schema::component_of(member) {
        if !seen.insert(name) {
            return Vec::new();
        }
        member = components.get(name).unwrap_or(member);
    }
    let values = member.get("properties").and_then(|properties| properties.get(property)?.get("enum")?.as_array());
    let values: Vec<String> = values.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect();
    if !values.is_empty() {
        return values;
    }
    let parts = ["allOf", "oneOf", "anyOf"].into_iter().filter_map(|key| member.get(key)?.as_array()).flatten();
    parts.flat_map(|part| constants_of(part, property, components, seen)).collect()
}

fn tag(discriminator: &Value, members: &[Value], components: &Schema) -> Option<Value> {
    let property = discriminator.get("propertyName")?.as_str()?;
    let place = |target: &str| {
        let name = pointer::last(target);
        members.iter().position(|member| called(member) == Some(name.as_str()))
    };
    let mut mapping = Map::new();
    for (value, target) in discriminator.get("mapping").and_then(Value::as_object).into_iter().flatten() {
        if let Some(place) = target.as_str().and_then(place) {
            mapping.insert(value.clone(), json!(place));
        }
    }
    // A member that the mapping does not name is named by its constants, or else by itself.
    for (i, member) in members.iter().enumerate() {
        let is_mapped = mapping.values().any(|place| place == i);
        let constants = constants_of(member, property, components, &mut HashSet::new());
        let own = called(member).filter(|_| !is_mapped && constants.is_empty()).map(str::to_owned);
        for value in constants.into_iter().chain(own) {
            mapping.entry(value).or_insert(json!(i));
        }
    }
    (!mapping.is_empty()).then(|| json!({ "property": property, "mapping": mapping }))
}
