//! A lowered document, as the polish asks it: which members may be null, what is sent, where
//! a type is from.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::{Map, Value};
use switchboard_spec::{fit::operation::WIRE, schema, walk};

/// A lowered document.
pub(crate) struct Model<'a> {
    pub(crate) schemas: &'a Map<String, Value>,
    /// Types that a caller may send.
    pub(crate) sent: BTreeSet<String>,
    /// Components that are lists, maps or plain values, and never come back to themselves
    /// that way: names for another type.
    pub(crate) aliases: BTreeSet<String>,
    /// Enums that tell the members of a union apart.
    pub(crate) tags: BTreeSet<String>,
    pub(crate) operations: Vec<Operation<'a>>,
}

/// One operation.
pub(crate) struct Operation<'a> {
    pub(crate) id: &'a str,
    pub(crate) http_method: &'a str,
    pub(crate) body: &'a Map<String, Value>,
    pub(crate) wire: Wire,
}

/// What progenitor has no word for.
#[derive(Deserialize)]
pub(crate) struct Wire {
    pub(crate) group: String,
    pub(crate) method: String,
    pub(crate) operation: String,
    pub(crate) path: String,
    pub(crate) pointer: String,
    #[serde(default)]
    pub(crate) parameters: BTreeMap<String, WireParameter>,
    pub(crate) body: Option<WireBody>,
    pub(crate) response: WireResponse,
    #[serde(default)]
    pub(crate) errors: Vec<WireError>,
    #[serde(default)]
    pub(crate) safe_to_retry: bool,
    #[serde(default)]
    pub(crate) agent: bool,
    pub(crate) paging: Option<WirePaging>,
}

#[derive(Default, Deserialize)]
pub(crate) struct WireParameter {
    pub(crate) name: Option<String>,
    #[serde(rename = "in")]
    pub(crate) place: Option<String>,
    pub(crate) style: Option<String>,
    pub(crate) explode: Option<bool>,
}

#[derive(Deserialize)]
pub(crate) struct WireBody {
    pub(crate) kind: String,
    pub(crate) required: bool,
    pub(crate) media_type: Option<String>,
    /// The media type of a body with files, where it is not the usual one.
    pub(crate) multipart: Option<String>,
    /// How the members of a form are written, where it is not the usual way.
    #[serde(default)]
    pub(crate) styles: BTreeMap<String, WireParameter>,
    #[serde(default)]
    pub(crate) files: Vec<WireFile>,
}

#[derive(Deserialize)]
pub(crate) struct WireFile {
    /// None if the caller says the name.
    pub(crate) name: Option<String>,
    /// The name of its method or argument.
    pub(crate) ident: String,
    pub(crate) required: bool,
    pub(crate) many: bool,
}

#[derive(Deserialize)]
pub(crate) struct WireResponse {
    pub(crate) kind: String,
    /// The enum of an answer that is told apart by status.
    pub(crate) name: Option<String>,
    /// What to ask for, where it is not JSON alone.
    pub(crate) accept: Option<String>,
    #[serde(default)]
    pub(crate) variants: Vec<WireVariant>,
    pub(crate) framing: Option<String>,
    pub(crate) flag: Option<String>,
    pub(crate) done: Option<String>,
    pub(crate) error: Option<String>,
    /// Whether the events of a stream are text.
    #[serde(default)]
    pub(crate) text: bool,
}

#[derive(Deserialize)]
pub(crate) struct WireVariant {
    pub(crate) status: String,
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) member: Option<usize>,
}

#[derive(Deserialize)]
pub(crate) struct WireError {
    pub(crate) status: String,
    pub(crate) description: String,
}

#[derive(Deserialize)]
pub(crate) struct WirePaging {
    pub(crate) items: String,
    pub(crate) page: Option<String>,
    pub(crate) size: Option<String>,
    pub(crate) start: Option<String>,
    pub(crate) limit: Option<String>,
    pub(crate) token: Option<String>,
    pub(crate) total_header: Option<String>,
    pub(crate) total: Option<String>,
    pub(crate) next: Option<String>,
}

/// One parameter of an operation.
pub(crate) struct Parameter<'a> {
    pub(crate) name: &'a str,
    pub(crate) place: &'a str,
    pub(crate) required: bool,
    pub(crate) description: &'a str,
}

impl<'a> Model<'a> {
    /// Reads a lowered document. What is not there is left out: the document was written by
    /// the stage before.
    pub(crate) fn of(document: &'a Value, empty: &'a Map<String, Value>) -> Result<Self, serde_json::Error> {
        let schemas = document.pointer("/components/schemas").and_then(Value::as_object).unwrap_or(empty);
        let mut operations = Vec::new();
        for (_, item) in document.get("paths").and_then(Value::as_object).into_iter().flatten() {
            for (http_method, operation) in item.as_object().into_iter().flatten() {
                let (Some(body), Some(id), Some(wire)) =
                    (operation.as_object(), operation.get("operationId").and_then(Value::as_str), operation.get(WIRE))
                else {
                    continue;
                };
                operations.push(Operation { id, http_method, body, wire: Wire::deserialize(wire)? });
            }
        }
        let mut model = Self { schemas, sent: BTreeSet::new(), aliases: BTreeSet::new(), tags: tags(schemas), operations };
        model.sent = model.reachable_from_requests();
        model.aliases = schemas.keys().filter(|name| model.is_alias(name)).cloned().collect();
        Ok(model)
    }

    fn reachable_from_requests(&self) -> BTreeSet<String> {
        let mut out = BTreeSet::new();
        let mut pending: Vec<String> = Vec::new();
        for operation in &self.operations {
            for part in ["parameters", "requestBody"] {
                if let Some(part) = operation.body.get(part) {
                    references(part, &mut pending);
                }
            }
        }
        while let Some(name) = pending.pop() {
            if out.insert(name.clone())
                && let Some(schema) = self.schemas.get(&name)
            {
                references(schema, &mut pending);
            }
        }
        out
    }

    /// Whether a component is no struct, enum or union, nor leads back to itself through
    /// others that are not.
    fn is_alias(&self, name: &str) -> bool {
        let mut seen = BTreeSet::new();
        let mut pending = vec![name.to_owned()];
        while let Some(next) = pending.pop() {
            let Some(schema) = self.schemas.get(&next) else { continue };
            if is_named_type(schema) {
                if next == name {
                    return false;
                }
                continue;
            }
            let mut inner = Vec::new();
            references(schema, &mut inner);
            if inner.iter().any(|n| n == name) {
                return false;
            }
            pending.extend(inner.into_iter().filter(|n| seen.insert(n.clone())));
        }
        true
    }

    /// The schema that a reference stands for, in the end.
    pub(crate) fn resolve<'s>(&'s self, schema: &'s Value) -> &'s Value {
        let mut schema = schema;
        for _ in 0..64 {
            match schema::component_of(schema).and_then(|name| self.schemas.get(name)) {
                Some(target) => schema = target,
                None => break,
            }
        }
        schema
    }

    /// Whether numbers stand in a schema, outside of types of their own.
    pub(crate) fn holds_numbers(&self, schema: &Value) -> bool {
        self.holds(&["number", "integer"], schema)
    }

    /// Whether numbers that need not be whole stand in a schema, outside of types of their own.
    pub(crate) fn holds_fractions(&self, schema: &Value) -> bool {
        self.holds(&["number"], schema)
    }

    fn holds(&self, types: &[&str], schema: &Value) -> bool {
        if let Some(name) = schema::component_of(schema) {
            return self.aliases.contains(name) && self.schemas.get(name).is_some_and(|target| self.holds(types, target));
        }
        let held = match schema.get("type").and_then(Value::as_str) {
            Some(name) if types.contains(&name) => return true,
            Some("array") => schema.get("items"),
            Some("object") if schema.get("properties").is_none() => schema.get("additionalProperties"),
            _ => None,
        };
        held.is_some_and(|held| self.holds(types, held))
    }

    /// Whether any value may stand in a place.
    pub(crate) fn is_any(&self, schema: &Value) -> bool {
        schema::accepts_anything(self.resolve(schema))
    }
}

/// Whether a component is a struct, an enum or a union of its own.
pub(crate) fn is_named_type(schema: &Value) -> bool {
    schema.get("properties").is_some()
        || schema.get("oneOf").is_some()
        || schema.get("enum").is_some()
        || schema.get("x-variants").is_some()
}

/// The enums of one value that stand in members of unions.
fn tags(schemas: &Map<String, Value>) -> BTreeSet<String> {
    let unions = schemas.values().filter_map(|schema| schema.get("oneOf")?.as_array());
    let members = unions.flatten().filter_map(|member| schemas.get(schema::component_of(member)?));
    let properties = members.filter_map(|member| member.get("properties")?.as_object()).flat_map(Map::values);
    properties.filter_map(schema::component_of).map(str::to_owned).collect()
}

fn references(value: &Value, out: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                match value.as_str().and_then(|text| text.strip_prefix("#/components/schemas/")) {
                    Some(name) if key == "$ref" => out.push(name.to_owned()),
                    _ => references(value, out),
                }
            }
        }
        Value::Array(list) => list.iter().for_each(|value| references(value, out)),
        _ => {}
    }
}

/// Where a schema is from, in the vendor's document.
pub(crate) fn origin(schema: &Value) -> Option<&str> {
    schema.get(walk::ORIGIN).and_then(Value::as_str)
}

impl<'a> Operation<'a> {
    pub(crate) fn text(&self, key: &str) -> Option<&'a str> {
        self.body.get(key).and_then(Value::as_str).filter(|text| !text.trim().is_empty())
    }

    pub(crate) fn parameters(&self) -> Vec<Parameter<'a>> {
        let list = self.body.get("parameters").and_then(Value::as_array).into_iter().flatten();
        list.filter_map(|parameter| {
            Some(Parameter {
                name: parameter.get("name")?.as_str()?,
                place: parameter.get("in")?.as_str()?,
                required: parameter.get("required") == Some(&Value::Bool(true)),
                description: parameter.get("description").and_then(Value::as_str).unwrap_or_default(),
            })
        })
        .collect()
    }

    /// The schema of a JSON success.
    pub(crate) fn success(&self) -> Option<&'a Value> {
        self.body.get("responses")?.pointer("/2XX/content/application~1json/schema")
    }
}
