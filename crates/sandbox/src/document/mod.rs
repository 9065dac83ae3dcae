//! A vendor's OpenAPI document, in the words of JSON Schema 2020-12.

mod operations;
mod routes;
mod schemas;
mod upgrade;

use serde_json::Value;

pub(crate) use operations::{Content, Operation, Parameter, Place, Response, Style, essence, is_json};
pub(crate) use routes::Found;
pub(crate) use schemas::{Failure, Kinds, kinds};

use crate::facts::Facts;
use schemas::Schemas;

/// References that lead to references: more than this is a circle.
const DEEPEST: usize = 64;

/// A document that can be asked.
pub(crate) struct Document {
    /// As the vendor publishes it, with our corrections.
    published: Value,
    /// The same with its schemas in JSON Schema 2020-12.
    value: Value,
    /// Its operations, in the order of the document.
    pub(crate) operations: Vec<Operation>,
    schemas: Schemas,
}

impl Document {
    /// Reads a document whose references stay inside of it.
    pub(crate) fn read(published: Value, facts: &Facts) -> Result<Self, String> {
        let value = upgrade::upgrade(published.clone());
        let operations = operations::all(&value, facts);
        let schemas = Schemas::new(value.clone())?;
        Ok(Self { published, value, operations, schemas })
    }

    /// The document as it was given.
    pub(crate) fn published(&self) -> &Value {
        &self.published
    }

    /// What stands at a pointer (`#/components/…`), references followed.
    pub(crate) fn at(&self, pointer: &str) -> &Value {
        at(&self.value, pointer)
    }

    /// What `value` stands for, when it is a reference.
    pub(crate) fn resolve<'a>(&'a self, value: &'a Value) -> &'a Value {
        resolve(&self.value, value)
    }

    /// The operation for a request, or why there is none.
    pub(crate) fn find(&self, method: &str, path: &str) -> Found<'_> {
        routes::find(&self.operations, method, path)
    }

    /// What is wrong with a value under the schema at a pointer.
    pub(crate) fn failures(&self, pointer: &str, value: &Value) -> Vec<Failure> {
        let mut failures = self.schemas.failures(pointer, value);
        failures.retain(|failure| !self.is_emptied(failure, value));
        failures
    }

    /// A member of a body that may be null, and is an empty text without the form it should
    /// have: so callers empty it, and JSON Schema leaves open whether a form is asserted at all.
    fn is_emptied(&self, failure: &Failure, value: &Value) -> bool {
        let Some(schema) = failure.keyword.strip_suffix("/format") else { return false };
        !failure.at.is_empty() && value.pointer(&failure.at).and_then(Value::as_str) == Some("") && kinds(self, self.at(schema)).null
    }

    /// Is the value valid under the schema at a pointer?
    pub(crate) fn accepts(&self, pointer: &str, value: &Value) -> bool {
        self.schemas.accepts(pointer, value)
    }

    /// The pointer to the schema itself, when the schema at `pointer` is a reference.
    pub(crate) fn target(&self, pointer: &str) -> String {
        target(&self.value, pointer)
    }
}

/// One step more.
pub(crate) fn join(pointer: &str, step: &str) -> String {
    format!("{pointer}/{}", step.replace('~', "~0").replace('/', "~1"))
}

fn at<'a>(document: &'a Value, pointer: &str) -> &'a Value {
    let value = document.pointer(pointer.trim_start_matches('#')).unwrap_or(&Value::Null);
    resolve(document, value)
}

fn target(document: &Value, pointer: &str) -> String {
    let mut pointer = pointer.to_owned();
    for _ in 0..DEEPEST {
        let here = document.pointer(pointer.trim_start_matches('#'));
        match here.and_then(|here| here.get("$ref")).and_then(Value::as_str) {
            Some(next) if next.starts_with("#/") && document.pointer(next.trim_start_matches('#')).is_some() => {
                next.clone_into(&mut pointer)
            }
            _ => break,
        }
    }
    pointer
}

fn resolve<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    let mut value = value;
    for _ in 0..DEEPEST {
        let target = value.get("$ref").and_then(Value::as_str).and_then(|to| document.pointer(to.strip_prefix('#')?));
        match target {
            Some(target) => value = target,
            None => break,
        }
    }
    value
}
