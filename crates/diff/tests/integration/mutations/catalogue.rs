//! The edits: what each needs, what it does, and what must be reported.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};
use switchboard_diff::Report;
use switchboard_spec::pointer;

use super::places::{get, get_mut, inside, operations, schemas, up};

/// A way to edit a document.
pub(crate) struct Mutation {
    pub(crate) name: &'static str,
    kind: Kind,
    /// Whether the thing at a place can be edited so.
    fits: fn(&Value, &str) -> bool,
    edit: fn(&mut Value, &str) -> Option<Expected>,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Schema,
    Property,
    Operation,
    Parameter,
    Response,
    Document,
}

/// What a report must say, and all that it may say.
pub(crate) struct Expected {
    pub(crate) rule: &'static str,
    base: String,
    revision: String,
    /// Rules that follow from the edit elsewhere.
    also: &'static [&'static str],
}

impl Expected {
    pub(crate) fn check(&self, report: &Report) -> Result<(), String> {
        let seen: Vec<String> = report
            .changes
            .iter()
            .map(|change| format!("{} {} → {}", change.rule.id, change.base_pointer, change.revision_pointer))
            .collect();
        let found = report
            .changes
            .iter()
            .any(|change| change.rule.id == self.rule && change.base_pointer == self.base && change.revision_pointer == self.revision);
        if !found {
            return Err(format!("{} {} → {} is not among {seen:#?}", self.rule, self.base, self.revision));
        }
        let others: BTreeSet<&str> =
            report.changes.iter().map(|change| change.rule.id).filter(|id| *id != self.rule && !self.also.contains(id)).collect();
        let twice = report.changes.iter().filter(|change| change.rule.id == self.rule).count() > 1;
        if !others.is_empty() || twice {
            return Err(format!("beside {} there is {seen:#?}", self.rule));
        }
        Ok(())
    }
}

impl Mutation {
    /// The places of a document where the edit can be made.
    pub(crate) fn places(&self, document: &Value) -> Vec<String> {
        let mut places = match self.kind {
            Kind::Document => vec!["#".to_owned()],
            Kind::Schema => schemas(document),
            Kind::Property => inside(document, &schemas(document), "properties"),
            Kind::Operation => operations(document),
            Kind::Parameter => inside(document, &operations(document), "parameters"),
            Kind::Response => inside(document, &operations(document), "responses"),
        };
        if matches!(self.kind, Kind::Schema | Kind::Property) {
            // What is a part of other schemas has effects in all of them.
            let parts = parts(document);
            places.retain(|place| !parts.iter().any(|part| place == part || place.starts_with(&format!("{part}/"))));
        }
        places.retain(|place| (self.fits)(document, place));
        places
    }

    /// Makes the edit; gives what must be reported.
    pub(crate) fn apply(&self, document: &mut Value, place: &str) -> Option<Expected> {
        (self.edit)(document, place)
    }
}

fn at(document: &Value, place: &str) -> Map<String, Value> {
    get(document, place).and_then(Value::as_object).cloned().unwrap_or_default()
}

fn object<'a>(document: &'a mut Value, place: &str) -> Option<&'a mut Map<String, Value>> {
    get_mut(document, place)?.as_object_mut()
}

/// Whether the schema at a place has this type and nothing that composes it.
fn is(document: &Value, place: &str, kind: &str) -> bool {
    let map = at(document, place);
    map.get("type").is_some_and(|found| found == kind)
        && ["$ref", "allOf", "oneOf", "anyOf", "enum", "const"].iter().all(|key| !map.contains_key(*key))
}

fn is_open(document: &Value, place: &str) -> bool {
    // Nothing composes it: then an edit has one effect in one place.
    !place.contains("/allOf/") && !place.contains("/oneOf/") && !place.contains("/anyOf/") && is(document, place, "object")
}

/// The schemas that others are composed of.
fn parts(document: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for place in schemas(document) {
        let map = at(document, &place);
        for key in ["allOf", "oneOf", "anyOf"] {
            let members = map.get(key).and_then(Value::as_array).into_iter().flatten();
            found.extend(members.filter_map(|member| Some(member.get("$ref")?.as_str()?.to_owned())));
        }
    }
    found
}

/// Adds a member to the schema at a place.
fn gain(document: &mut Value, place: &str, key: &'static str, value: Value, rule: &'static str) -> Option<Expected> {
    let map = object(document, place)?;
    if map.contains_key(key) {
        return None;
    }
    map.insert(key.to_owned(), value);
    Some(Expected { rule, base: place.to_owned(), revision: pointer::join(place, key), also: &[] })
}

/// Exchanges a member of the schema at a place.
fn exchange(document: &mut Value, place: &str, key: &'static str, value: Value, rule: &'static str) -> Option<Expected> {
    let map = object(document, place)?;
    if map.insert(key.to_owned(), value.clone()).is_none_or(|old| old == value) {
        return None;
    }
    let at = pointer::join(place, key);
    Some(Expected { rule, base: at.clone(), revision: at, also: &[] })
}

/// Removes a member of the schema at a place.
fn lose(document: &mut Value, place: &str, key: &'static str, rule: &'static str) -> Option<Expected> {
    object(document, place)?.shift_remove(key)?;
    Some(Expected { rule, base: pointer::join(place, key), revision: place.to_owned(), also: &[] })
}

fn required_names(document: &Value, place: &str) -> Vec<String> {
    at(document, place)
        .get("required")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}

fn is_inline(document: &Value, place: &str) -> bool {
    !at(document, place).contains_key("$ref")
}

/// All edits.
pub(crate) fn all() -> Vec<Mutation> {
    let schema = |name, fits, edit| Mutation { name, kind: Kind::Schema, fits, edit };
    let property = |name, fits, edit| Mutation { name, kind: Kind::Property, fits, edit };
    let operation = |name, fits, edit| Mutation { name, kind: Kind::Operation, fits, edit };
    let parameter = |name, fits, edit| Mutation { name, kind: Kind::Parameter, fits, edit };
    vec![
        schema("bound a text", |d, p| is(d, p, "string"), |d, p| gain(d, p, "maxLength", json!(7), "max-length-lowered")),
        schema("match a text", |d, p| is(d, p, "string"), |d, p| gain(d, p, "pattern", json!("^x"), "pattern-added")),
        schema("format a text", |d, p| is(d, p, "string"), |d, p| gain(d, p, "format", json!("hostname"), "format-added")),
        schema(
            "free a text of its format",
            |d, p| {
                is(d, p, "string")
                    && at(d, p)
                        .get("format")
                        .and_then(Value::as_str)
                        .is_some_and(|format| !["binary", "byte", "base64", "password"].contains(&format))
            },
            |d, p| lose(d, p, "format", "format-removed"),
        ),
        schema("list the values of a text", |d, p| is(d, p, "string"), |d, p| gain(d, p, "enum", json!(["x", "y"]), "enum-added")),
        schema("bound a whole number", |d, p| is(d, p, "integer"), |d, p| gain(d, p, "maximum", json!(7), "maximum-lowered")),
        schema("widen a whole number", |d, p| is(d, p, "integer"), |d, p| exchange(d, p, "type", json!("number"), "type-widened")),
        schema(
            "raise a minimum",
            |d, p| at(d, p).get("minimum").is_some(),
            |d, p| {
                let more = at(d, p)["minimum"].as_i64()? + 1;
                exchange(d, p, "minimum", json!(more), "minimum-raised")
            },
        ),
        schema("drop a maximum", |d, p| at(d, p).get("maximum").is_some(), |d, p| lose(d, p, "maximum", "maximum-raised")),
        schema("exchange a type", |d, p| is(d, p, "boolean"), |d, p| exchange(d, p, "type", json!("string"), "type-changed")),
        schema(
            "allow null",
            |d, p| is(d, p, "boolean") || is(d, p, "string"),
            |d, p| {
                let old = at(d, p)["type"].clone();
                object(d, p)?.insert("type".to_owned(), json!([old, "null"]));
                Some(Expected { rule: "null-allowed", base: p.to_owned(), revision: pointer::join(p, "type"), also: &[] })
            },
        ),
        schema("count items", |d, p| is(d, p, "array"), |d, p| gain(d, p, "minItems", json!(1), "min-items-raised")),
        schema("make items unique", |d, p| is(d, p, "array"), |d, p| gain(d, p, "uniqueItems", json!(true), "unique-items-added")),
        schema(
            "free items",
            |d, p| is(d, p, "array") && at(d, p).get("items").is_some_and(|items| items != &json!({})),
            |d, p| lose(d, p, "items", "items-removed"),
        ),
        schema("count members", |d, p| is(d, p, "object"), |d, p| gain(d, p, "maxProperties", json!(99), "max-properties-lowered")),
        schema("close an object", is_open, |d, p| gain(d, p, "additionalProperties", json!(false), "additional-properties-closed")),
        schema(
            "add a value",
            |d, p| at(d, p).get("enum").is_some_and(Value::is_array),
            |d, p| {
                object(d, p)?.get_mut("enum")?.as_array_mut()?.push(json!("brand-new"));
                let at = pointer::join(p, "enum");
                Some(Expected { rule: "enum-value-added", base: at.clone(), revision: at, also: &[] })
            },
        ),
        schema(
            "remove a value",
            |d, p| {
                at(d, p).get("enum").and_then(Value::as_array).is_some_and(|all| all.iter().filter(|value| !value.is_null()).count() > 2)
            },
            |d, p| {
                object(d, p)?.get_mut("enum")?.as_array_mut()?.remove(0);
                let at = pointer::join(p, "enum");
                Some(Expected { rule: "enum-value-removed", base: at.clone(), revision: at, also: &[] })
            },
        ),
        schema(
            "describe",
            |d, p| ["string", "object", "array", "integer"].iter().any(|kind| is(d, p, kind)),
            |d, p| {
                let had = object(d, p)?.insert("description".to_owned(), json!("A text that nobody has read yet."));
                let at = pointer::join(p, "description");
                Some(Expected {
                    rule: "documentation-changed",
                    base: if had.is_some() { at.clone() } else { p.to_owned() },
                    revision: at,
                    also: &[],
                })
            },
        ),
        schema("add a member", is_open, |d, p| {
            let map = object(d, p)?;
            map.get("properties")?;
            map.get_mut("properties")?.as_object_mut()?.insert("brand_new".to_owned(), json!({ "type": "string" }));
            Some(Expected { rule: "property-added", base: p.to_owned(), revision: format!("{p}/properties/brand_new"), also: &[] })
        }),
        schema(
            "add a required member",
            |d, p| is_open(d, p) && at(d, p).contains_key("required"),
            |d, p| {
                let map = object(d, p)?;
                map.get_mut("properties")?.as_object_mut()?.insert("brand_new".to_owned(), json!({ "type": "string" }));
                map.get_mut("required")?.as_array_mut()?.push(json!("brand_new"));
                Some(Expected {
                    rule: "required-property-added",
                    base: p.to_owned(),
                    revision: format!("{p}/properties/brand_new"),
                    also: &[],
                })
            },
        ),
        property(
            "require a member",
            |d, p| {
                let (properties, name) = up(p);
                let (owner, word) = up(&properties);
                word == "properties"
                    && is_open(d, &owner)
                    && at(d, &owner).contains_key("required")
                    && !required_names(d, &owner).contains(&name)
            },
            |d, p| {
                let (owner, name) = {
                    let (properties, name) = up(p);
                    (up(&properties).0, name)
                };
                object(d, &owner)?.get_mut("required")?.as_array_mut()?.push(json!(name));
                let at = pointer::join(&owner, "required");
                Some(Expected { rule: "property-became-required", base: at.clone(), revision: at, also: &[] })
            },
        ),
        property(
            "free a member",
            |d, p| {
                let (properties, name) = up(p);
                let owner = up(&properties).0;
                is_open(d, &owner) && required_names(d, &owner).contains(&name) && required_names(d, &owner).len() > 1
            },
            |d, p| {
                let (owner, name) = {
                    let (properties, name) = up(p);
                    (up(&properties).0, name)
                };
                object(d, &owner)?.get_mut("required")?.as_array_mut()?.retain(|known| *known != json!(name));
                let at = pointer::join(&owner, "required");
                Some(Expected { rule: "property-became-optional", base: at.clone(), revision: at, also: &[] })
            },
        ),
        property(
            "remove a member",
            |d, p| {
                let (properties, name) = up(p);
                let owner = up(&properties).0;
                is_open(d, &owner) && !required_names(d, &owner).contains(&name) && at(d, &properties).len() > 1
            },
            |d, p| {
                let (properties, name) = up(p);
                object(d, &properties)?.shift_remove(&name)?;
                Some(Expected { rule: "property-removed", base: p.to_owned(), revision: up(&properties).0, also: &[] })
            },
        ),
        property(
            "deprecate a member",
            |d, p| is_inline(d, p) && !at(d, p).contains_key("allOf") && !at(d, p).contains_key("anyOf"),
            |d, p| gain(d, p, "deprecated", json!(true), "schema-deprecated"),
        ),
        operation(
            "remove an operation",
            |_, _| true,
            |d, p| {
                let (item, method) = up(p);
                object(d, &item)?.shift_remove(&method)?;
                Some(Expected { rule: "operation-removed", base: p.to_owned(), revision: "#/paths".to_owned(), also: &[] })
            },
        ),
        operation("deprecate an operation", |_, _| true, |d, p| gain(d, p, "deprecated", json!(true), "operation-deprecated")),
        operation(
            "rename an operation",
            |d, p| at(d, p).contains_key("operationId"),
            |d, p| exchange(d, p, "operationId", json!("brandNewName"), "operation-id-changed"),
        ),
        operation(
            "add a parameter",
            |d, p| at(d, p).contains_key("parameters"),
            |d, p| {
                let list = object(d, p)?.get_mut("parameters")?.as_array_mut()?;
                list.push(json!({ "name": "brand_new", "in": "query", "schema": { "type": "string" } }));
                let last = list.len() - 1;
                Some(Expected {
                    rule: "parameter-added",
                    base: format!("{p}/parameters"),
                    revision: format!("{p}/parameters/{last}"),
                    also: &[],
                })
            },
        ),
        operation(
            "need a parameter",
            |d, p| at(d, p).contains_key("parameters"),
            |d, p| {
                let list = object(d, p)?.get_mut("parameters")?.as_array_mut()?;
                list.push(json!({ "name": "brand_new", "in": "header", "required": true, "schema": { "type": "string" } }));
                let last = list.len() - 1;
                Some(Expected {
                    rule: "required-parameter-added",
                    base: format!("{p}/parameters"),
                    revision: format!("{p}/parameters/{last}"),
                    also: &[],
                })
            },
        ),
        operation(
            "need a body",
            |d, p| at(d, p).get("requestBody").is_some_and(|body| body.get("required").is_none() && body.get("$ref").is_none()),
            |d, p| {
                object(d, p)?.get_mut("requestBody")?.as_object_mut()?.insert("required".to_owned(), json!(true));
                let body = pointer::join(p, "requestBody");
                Some(Expected {
                    rule: "request-body-became-required",
                    base: body.clone(),
                    revision: pointer::join(&body, "required"),
                    also: &[],
                })
            },
        ),
        parameter(
            "remove a parameter",
            |d, p| at(d, p).get("in").is_some_and(|place| place != "path") && !at(d, p).get("required").is_some_and(|word| word == true),
            |d, p| {
                let (list, index) = up(p);
                get_mut(d, &list)?.as_array_mut()?.remove(index.parse().ok()?);
                Some(Expected { rule: "parameter-removed", base: p.to_owned(), revision: list, also: &[] })
            },
        ),
        parameter(
            "move a parameter",
            |d, p| at(d, p).get("in").is_some_and(|place| place == "query"),
            |d, p| exchange(d, p, "in", json!("header"), "parameter-moved"),
        ),
        Mutation {
            name: "remove an error",
            kind: Kind::Response,
            fits: |_, p| p.ends_with("/404") || p.ends_with("/401") || p.ends_with("/400"),
            edit: |d, p| {
                let (responses, status) = up(p);
                object(d, &responses)?.shift_remove(&status)?;
                let at = |place: &str| place.to_owned();
                Some(Expected { rule: "error-status-removed", base: at(p), revision: responses, also: &[] })
            },
        },
        Mutation {
            name: "need credentials",
            kind: Kind::Document,
            fits: |d, _| d.get("security").is_some(),
            edit: |d, _| {
                let schemes = d.get_mut("components")?.get_mut("securitySchemes")?.as_object_mut()?;
                schemes.insert("brand-new".to_owned(), json!({ "type": "http", "scheme": "digest" }));
                d.as_object_mut()?.insert("security".to_owned(), json!([{ "brand-new": [] }]));
                Some(Expected {
                    rule: "security-alternative-removed",
                    base: "#/security".to_owned(),
                    revision: "#/security".to_owned(),
                    also: &["security-alternative-added", "security-scheme-added"],
                })
            },
        },
        Mutation {
            name: "move the API",
            kind: Kind::Document,
            fits: |d, _| d.get("servers").and_then(Value::as_array).is_some_and(|all| all.len() == 1),
            edit: |d, _| {
                d.as_object_mut()?.insert("servers".to_owned(), json!([{ "url": "https://elsewhere.example" }]));
                Some(Expected { rule: "server-changed", base: "#/servers/0".to_owned(), revision: "#/servers/0".to_owned(), also: &[] })
            },
        },
    ]
}
