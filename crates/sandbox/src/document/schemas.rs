//! Validation by the document's schemas.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use jsonschema::{Draft, Registry, Validator};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

/// The name of the document among the schemas.
const DOCUMENT: &str = "urn:switchboard:document";
/// What stays as it is in the fragment of an address.
const FRAGMENT: AsciiSet = NON_ALPHANUMERIC.remove(b'/').remove(b'~').remove(b'-').remove(b'_').remove(b'.');
/// More problems of one value do not help.
const MOST: usize = 8;

/// One thing that is wrong with a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    /// JSON pointer into the value.
    pub(crate) at: String,
    /// What is wrong, without the value.
    pub(crate) what: String,
    /// Pointer to the keyword in the document.
    pub(crate) keyword: String,
}

/// The validators of a document, compiled when they are first needed.
pub(super) struct Schemas {
    registry: Registry<'static>,
    compiled: Mutex<HashMap<String, Option<Arc<Validator>>>>,
}

impl Schemas {
    pub(super) fn new(document: Value) -> Result<Self, String> {
        let registry = Registry::new()
            .draft(Draft::Draft202012)
            .add(DOCUMENT, document)
            .and_then(jsonschema::RegistryBuilder::prepare)
            .map_err(|error| error.to_string())?;
        Ok(Self { registry, compiled: Mutex::default() })
    }

    pub(super) fn failures(&self, pointer: &str, value: &Value) -> Vec<Failure> {
        let Some(validator) = self.validator(pointer) else { return Vec::new() };
        let errors = validator.iter_errors(value).take(MOST);
        errors
            .map(|error| Failure {
                at: error.instance_path().to_string(),
                what: error.masked().to_string(),
                keyword: error
                    .absolute_keyword_location()
                    .and_then(|uri| uri.fragment().map(|fragment| format!("#{}", fragment.decode().to_string_lossy())))
                    .unwrap_or_else(|| pointer.to_owned()),
            })
            .collect()
    }

    pub(super) fn accepts(&self, pointer: &str, value: &Value) -> bool {
        self.validator(pointer).is_none_or(|validator| validator.is_valid(value))
    }

    /// `None` where the schema cannot be compiled: then nothing is known to be wrong.
    fn validator(&self, pointer: &str) -> Option<Arc<Validator>> {
        let mut compiled = self.compiled.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(validator) = compiled.get(pointer) {
            return validator.clone();
        }
        let fragment = utf8_percent_encode(pointer.trim_start_matches('#'), &FRAGMENT);
        let options = jsonschema::options().with_draft(Draft::Draft202012).with_registry(&self.registry).should_validate_formats(true);
        let validator = options.build(&json!({ "$ref": format!("{DOCUMENT}#{fragment}") })).ok().map(Arc::new);
        compiled.insert(pointer.to_owned(), validator.clone());
        validator
    }
}

/// The types that a schema allows; none named means all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Kinds {
    pub(crate) null: bool,
    pub(crate) boolean: bool,
    pub(crate) number: bool,
    pub(crate) string: bool,
    pub(crate) array: bool,
    pub(crate) object: bool,
}

impl Kinds {
    /// Does the schema say nothing about types?
    pub(crate) fn is_open(self) -> bool {
        self == Self::default()
    }

    fn add(&mut self, ty: &str) {
        match ty {
            "null" => self.null = true,
            "boolean" => self.boolean = true,
            "number" | "integer" => self.number = true,
            "string" => self.string = true,
            "array" => self.array = true,
            "object" => self.object = true,
            _ => {}
        }
    }

    fn of_value(&mut self, value: &Value) {
        self.add(match value {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Number(_) => "number",
            Value::String(_) => "string",
            Value::Array(_) => "array",
            Value::Object(_) => "object",
        });
    }

    fn or(&mut self, other: Self) {
        self.null |= other.null;
        self.boolean |= other.boolean;
        self.number |= other.number;
        self.string |= other.string;
        self.array |= other.array;
        self.object |= other.object;
    }
}

/// The types that a schema allows, by its `type`, values and unions.
pub(crate) fn kinds(document: &super::Document, schema: &Value) -> Kinds {
    kinds_within(document, schema, 0)
}

fn kinds_within(document: &super::Document, schema: &Value, depth: usize) -> Kinds {
    let schema = document.resolve(schema);
    let mut kinds = Kinds::default();
    if depth > 16 {
        return kinds;
    }
    match schema.get("type") {
        Some(Value::String(ty)) => kinds.add(ty),
        Some(Value::Array(types)) => types.iter().filter_map(Value::as_str).for_each(|ty| kinds.add(ty)),
        _ => {}
    }
    if kinds.is_open() {
        schema
            .get("enum")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .chain(schema.get("const"))
            .for_each(|value| kinds.of_value(value));
    }
    for key in ["oneOf", "anyOf", "allOf"] {
        let members = schema.get(key).and_then(Value::as_array).into_iter().flatten();
        if kinds.is_open() {
            members.for_each(|member| kinds.or(kinds_within(document, member, depth + 1)));
        }
    }
    if kinds.is_open() {
        if schema.get("properties").is_some() {
            kinds.object = true;
        } else if schema.get("items").is_some() {
            kinds.array = true;
        }
    }
    kinds
}
