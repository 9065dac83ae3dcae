//! A vendor's document, and what is valid under it.

use std::{
    collections::{BTreeSet, HashMap},
    sync::LazyLock,
};

use jsonschema::{Draft, Validator};
use serde_json::{Map, Value, json};
use switchboard_tests::documents;

/// A vendor's document as the vendor wrote it.
pub(crate) struct Original {
    pub(crate) vendor: &'static str,
    pub(crate) document: Value,
}

/// The methods that an operation may have.
pub(crate) const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// One operation of a document.
pub(crate) struct Operation<'a> {
    /// `#/paths/~1contacts/get`.
    pub(crate) pointer: String,
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
    pub(crate) body: &'a Value,
    /// Parameters that it shares with the others of its path.
    pub(crate) shared: Option<&'a Value>,
}

/// A pointer, and one step more.
pub(crate) fn join(pointer: &str, step: &str) -> String {
    format!("{pointer}/{}", step.replace('~', "~0").replace('/', "~1"))
}

impl Original {
    pub(crate) fn of(vendor: &'static str) -> Self {
        let document = documents::read(vendor).unwrap_or_else(|error| panic!("the document of {vendor}: {error}"));
        Self { vendor, document }
    }

    pub(crate) fn schemas(&self) -> &Map<String, Value> {
        static NONE: LazyLock<Map<String, Value>> = LazyLock::new(Map::new);
        self.document.pointer("/components/schemas").and_then(Value::as_object).unwrap_or(&NONE)
    }

    pub(crate) fn operations(&self) -> Vec<Operation<'_>> {
        let mut out = Vec::new();
        for (path, item) in self.document["paths"].as_object().expect("paths") {
            for (method, body) in self.target(item).as_object().expect("a path item") {
                if METHODS.contains(&method.as_str()) {
                    let pointer = join(&join("#/paths", path), method);
                    out.push(Operation { pointer, method, path, body, shared: item.get("parameters") });
                }
            }
        }
        out
    }

    /// A value, or what it refers to.
    pub(crate) fn target<'a>(&'a self, value: &'a Value) -> &'a Value {
        self.follow(value, "").1
    }

    /// A value, or what it refers to, and where that is.
    pub(crate) fn follow<'a>(&'a self, value: &'a Value, pointer: &str) -> (String, &'a Value) {
        let (mut value, mut pointer) = (value, pointer.to_owned());
        while let Some(reference) = value.get("$ref").and_then(Value::as_str) {
            value = documents::resolve(&self.document, reference).unwrap_or_else(|| panic!("{reference} resolves to nothing"));
            reference.clone_into(&mut pointer);
        }
        (pointer, value)
    }

    /// A validator for a schema of the document.
    ///
    /// `format` is not asserted: JSON Schema 2020-12 makes it an annotation.
    pub(crate) fn validator(&self, schema: &Value) -> Validator {
        let root = json!({ "allOf": [schema], "components": { "schemas": self.needed_by(schema) } });
        let options = jsonschema::options().with_draft(Draft::Draft202012).should_validate_formats(false);
        options.build(&root).unwrap_or_else(|error| panic!("{} of {}: {error}", schema, self.vendor))
    }

    /// The component schemas that a schema leads to.
    fn needed_by(&self, schema: &Value) -> HashMap<String, &Value> {
        self.reachable([schema]).into_iter().filter_map(|name| Some((name.to_owned(), self.schemas().get(name)?))).collect()
    }

    /// The names of the component schemas that the values lead to.
    pub(crate) fn reachable<'a>(&'a self, from: impl IntoIterator<Item = &'a Value>) -> BTreeSet<&'a str> {
        let mut names = BTreeSet::new();
        let mut pending: Vec<&Value> = from.into_iter().collect();
        while let Some(value) = pending.pop() {
            match value {
                Value::Array(items) => pending.extend(items),
                Value::Object(members) => {
                    let reference = members.get("$ref").and_then(Value::as_str);
                    if let Some(target) = reference.and_then(|reference| documents::resolve(&self.document, reference)) {
                        let name = reference.and_then(|reference| reference.strip_prefix("#/components/schemas/"));
                        if name.is_none_or(|name| names.insert(name)) {
                            pending.push(target);
                        }
                    }
                    pending.extend(members.values());
                }
                _ => {}
            }
        }
        names
    }

    /// The names of the component schemas that a caller may send.
    pub(crate) fn sent(&self) -> BTreeSet<&str> {
        let operations = self.operations();
        let parts = operations.iter().flat_map(|operation| {
            [operation.body.get("parameters"), operation.body.get("requestBody"), operation.shared].into_iter().flatten()
        });
        self.reachable(parts)
    }
}
