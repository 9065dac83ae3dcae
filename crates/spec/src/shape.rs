//! Members whose value is not what OpenAPI says it is.
//!
//! Documents are written by hand and by programs, and both leave things half done: `parameters:`
//! with nothing behind it, a text where a list belongs. What was meant is clear more often than
//! not; what is not clear must not cost the rest of the document.

use serde_json::{Map, Value, json};

use crate::{
    allow_list::UNREADABLE,
    context::Context,
    finding::{Cost, Rule},
    load::Version,
    pointer,
    position::{Holds, Kind},
    schema::show,
};

static NULL: Rule = Rule { id: "null-member", meaning: "a member that is null is one that is not there", cost: Cost::None };

static SPELLING: Rule = Rule {
    id: "spelled-value",
    meaning: "`\"true\"` for a flag, `\"3\"` for a number, one text for a list of texts: what is meant is read",
    cost: Cost::None,
};

/// The rules of this stage.
pub const RULES: &[&Rule] = &[&NULL, &SPELLING];

/// What the value of a member is.
#[derive(Clone, Copy, PartialEq)]
enum Form {
    Text,
    Texts,
    Flag,
    Number,
    NumberOrFlag,
    List,
    /// `required`, which in an old draft is a flag of the property.
    TextsOrFlag,
    Object,
    Schema,
    /// The old form of a tuple is a list in the place of a schema.
    SchemaOrList,
    TypeNames,
}

fn form(kind: Kind, name: &str) -> Option<Form> {
    use Form::{Flag, List, Number, NumberOrFlag, Object, Schema, SchemaOrList, Text, Texts, TextsOrFlag, TypeNames};
    Some(match (kind, name) {
        (_, "$ref") if kind.can_be_reference() => Text,
        (Kind::Document, "info" | "paths" | "webhooks" | "components") => Object,
        (Kind::Components, name) if !name.starts_with("x-") => Object,
        (Kind::PathItem | Kind::Operation, "summary" | "description" | "operationId") => Text,
        (Kind::PathItem | Kind::Operation, "parameters") => List,
        (Kind::PathItem, "get" | "put" | "post" | "delete" | "options" | "head" | "patch" | "trace") => Object,
        (Kind::Operation, "tags") => Texts,
        (Kind::Operation, "requestBody" | "responses" | "callbacks") => Object,
        (Kind::Operation | Kind::Schema, "deprecated") => Flag,
        (Kind::Parameter | Kind::Header, "name" | "in" | "description" | "style") => Text,
        (Kind::Parameter | Kind::Header, "required" | "deprecated" | "explode" | "allowReserved" | "allowEmptyValue") => Flag,
        (Kind::Parameter | Kind::Header | Kind::MediaType, "schema") => Schema,
        (Kind::Parameter | Kind::Header | Kind::MediaType, "examples") => Object,
        (Kind::Parameter | Kind::Header | Kind::RequestBody | Kind::Response, "content") => Object,
        (Kind::RequestBody, "required") => Flag,
        (Kind::RequestBody | Kind::Response, "description") => Text,
        (Kind::Response | Kind::Encoding, "headers") => Object,
        (Kind::Response, "links") => Object,
        (Kind::MediaType, "encoding") => Object,
        (Kind::Encoding, "contentType" | "style") => Text,
        (Kind::Encoding, "explode" | "allowReserved") => Flag,
        (Kind::Schema, "type") => TypeNames,
        (
            Kind::Schema,
            "format" | "title" | "description" | "pattern" | "$id" | "$anchor" | "$dynamicAnchor" | "$dynamicRef" | "$recursiveRef"
            | "$comment" | "contentEncoding" | "contentMediaType",
        ) => Text,
        (Kind::Schema, "nullable" | "readOnly" | "writeOnly" | "uniqueItems") => Flag,
        (Kind::Schema, "properties" | "patternProperties" | "$defs" | "definitions" | "dependentSchemas" | "dependentRequired") => Object,
        (Kind::Schema, "discriminator") => Object,
        (Kind::Schema, "allOf" | "anyOf" | "oneOf" | "prefixItems" | "enum") => List,
        (Kind::Schema, "required") => TextsOrFlag,
        (Kind::Schema, "items") => SchemaOrList,
        (
            Kind::Schema,
            "additionalItems"
            | "additionalProperties"
            | "not"
            | "if"
            | "then"
            | "else"
            | "contains"
            | "propertyNames"
            | "unevaluatedItems"
            | "unevaluatedProperties"
            | "contentSchema",
        ) => Schema,
        (
            Kind::Schema,
            "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties" | "maxProperties" | "minContains" | "maxContains"
            | "multipleOf" | "minimum" | "maximum",
        ) => Number,
        (Kind::Schema, "exclusiveMinimum" | "exclusiveMaximum") => NumberOrFlag,
        _ => return None,
    })
}

/// What becomes of a value that may have the wrong form.
enum Repair {
    Fine,
    Read(Value),
    Drop,
}

impl Form {
    fn check(self, value: &Value) -> Repair {
        let right = match self {
            Self::Text => value.is_string(),
            Self::Texts => value.as_array().is_some_and(|list| list.iter().all(Value::is_string)),
            Self::Flag => value.is_boolean(),
            Self::Number => value.is_number(),
            Self::NumberOrFlag => value.is_number() || value.is_boolean(),
            Self::List => value.is_array(),
            Self::TextsOrFlag => value.is_boolean() || value.as_array().is_some_and(|list| list.iter().all(Value::is_string)),
            Self::Object => value.is_object(),
            Self::Schema => value.is_object() || value.is_boolean(),
            Self::SchemaOrList => value.is_object() || value.is_boolean() || value.is_array(),
            Self::TypeNames => value.is_string() || value.as_array().is_some_and(|list| list.iter().all(Value::is_string)),
        };
        if right {
            return Repair::Fine;
        }
        let texts = |list: &[Value]| list.iter().filter_map(spelled).map(Value::from).collect::<Vec<_>>();
        let read = match (self, value) {
            (Self::Text, value) => spelled(value).map(Value::from),
            (Self::Flag | Self::NumberOrFlag | Self::TextsOrFlag, Value::String(text)) if text.parse::<bool>().is_ok() => {
                text.parse::<bool>().ok().map(Value::from)
            }
            (Self::Number | Self::NumberOrFlag, Value::String(text)) => text.trim().parse::<serde_json::Number>().ok().map(Value::Number),
            (Self::Texts | Self::TextsOrFlag, Value::Array(list)) => Some(Value::Array(texts(list))),
            (Self::Texts | Self::TextsOrFlag, value) => spelled(value).map(|text| json!([text])),
            // YAML reads `[string, null]` as a text and a null.
            (Self::TypeNames, Value::Array(list)) => {
                Some(list.iter().map(|name| if name.is_null() { json!("null") } else { name.clone() }).filter(Value::is_string).collect())
            }
            _ => None,
        };
        read.map_or(Repair::Drop, Repair::Read)
    }
}

/// A text, or a scalar that a reader of YAML takes for something else than the text it is.
fn spelled(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        _ => None,
    }
}

/// Puts right, or leaves out, what is not what OpenAPI says it is.
pub fn repair(document: &mut Value, cx: &mut Context) {
    if !(cx.allows(&NULL) && cx.allows(&SPELLING) && cx.allows(&UNREADABLE)) {
        return;
    }
    let version = match document.get("openapi").and_then(Value::as_str) {
        Some(version) if version.starts_with("3.0") => Version::V3_0,
        _ => Version::V3_1,
    };
    Repairer { version, cx }.visit(document, Kind::Document, "#");
}

struct Repairer<'a> {
    version: Version,
    cx: &'a mut Context,
}

impl Repairer<'_> {
    fn visit(&mut self, value: &mut Value, kind: Kind, at: &str) {
        let Some(object) = value.as_object_mut() else { return };
        self.members(object, kind, at);
        for (name, member) in object.iter_mut() {
            match kind.member(name) {
                Holds::Nothing => {}
                Holds::One(kind) => {
                    let at = pointer::join(at, name);
                    // The old form of a tuple.
                    if let (Kind::Schema, Value::Array(items)) = (kind, &mut *member) {
                        self.list(items, kind, &at, "items");
                    } else {
                        self.entry(member, kind, &at);
                    }
                }
                Holds::List(kind) => {
                    let at = pointer::join(at, name);
                    let name = name.clone();
                    if let Value::Array(items) = member {
                        self.list(items, kind, &at, &name);
                    }
                }
                Holds::Map(kind) => {
                    let at = pointer::join(at, name);
                    for (name, entry) in member.as_object_mut().into_iter().flatten() {
                        self.entry(entry, kind, &pointer::join(&at, name));
                    }
                }
            }
        }
    }

    /// The items keep their places: pointers count them.
    fn list(&mut self, items: &mut [Value], kind: Kind, at: &str, keyword: &str) {
        for (place, item) in items.iter_mut().enumerate() {
            let at = format!("{at}/{place}");
            if item.is_null() && ["anyOf", "oneOf"].contains(&keyword) {
                self.cx.found(&SPELLING, &at, "null");
                *item = json!({ "type": "null" });
            }
            // A parameter that is none is left out where parameters are read.
            if kind != Kind::Parameter || item.is_object() {
                self.entry(item, kind, &at);
            }
        }
    }

    /// An object that must be there: one of a map, or of a list.
    fn entry(&mut self, value: &mut Value, kind: Kind, at: &str) {
        let fine = value.is_object() || (kind == Kind::Schema && value.is_boolean());
        if !fine {
            let rule = if value.is_null() { &NULL } else { &UNREADABLE };
            self.cx.found(rule, at, if value.is_null() { String::new() } else { show(value) });
            *value = json!({});
        }
        self.visit(value, kind, at);
    }

    fn members(&mut self, object: &mut Map<String, Value>, kind: Kind, at: &str) {
        let mut dropped = Vec::new();
        for (name, value) in object.iter_mut() {
            let Some(form) = form(kind, name) else { continue };
            if value.is_null() && form == Form::TypeNames && self.version == Version::V3_1 {
                *value = json!("null");
                self.cx.found(&SPELLING, at, "type: null");
                continue;
            }
            match form.check(value) {
                Repair::Fine => {}
                Repair::Read(read) => {
                    self.cx.found(&SPELLING, at, format!("{name}: {}", show(value)));
                    *value = read;
                }
                Repair::Drop => {
                    if value.is_null() {
                        self.cx.found(&NULL, at, name.clone());
                    } else {
                        self.cx.found(&UNREADABLE, at, format!("{name}: {}", show(value)));
                    }
                    dropped.push(name.clone());
                }
            }
        }
        for name in &dropped {
            object.shift_remove(name);
        }
    }
}
