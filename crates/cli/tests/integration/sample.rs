//! Arguments for an operation, made from the vendor's own document: the same on every run.
//!
//! Independent of what the command knows of the operation: that was lowered, this was not.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};
use switchboard_cli::catalogue::{BodyKind, Operation, Vendor};
use switchboard_spec::{intake, vendor};

use super::support::Folder;

/// A vendor's document, corrected by our overlay.
pub(crate) struct Document(Value);

impl Document {
    pub(crate) fn of(vendor: &Vendor) -> Self {
        Self(intake::take_in(&vendor::find(&specs(), vendor.facts.name).unwrap()).unwrap().document.value)
    }

    /// How many operations it has.
    pub(crate) fn operations(&self) -> usize {
        let methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];
        let items = self.0["paths"].as_object().unwrap().values();
        items.map(|item| item.as_object().unwrap().keys().filter(|key| methods.contains(&key.as_str())).count()).sum()
    }

    /// Arguments with every parameter, and the body with everything in it that is required.
    pub(crate) fn arguments(&self, operation: &Operation, folder: &Folder) -> Vec<String> {
        let described = self.0.pointer(&operation.facts.pointer[1..]).unwrap();
        let path_item = self.0.pointer(&operation.facts.pointer[1..operation.facts.pointer.rfind('/').unwrap()]).unwrap();
        let mut arguments = Vec::new();
        let both = [path_item, described].into_iter().filter_map(|place| place["parameters"].as_array()).flatten();
        for parameter in both.map(|parameter| self.resolved(parameter)) {
            let name = parameter["name"].as_str().unwrap();
            let value = match (self.example(parameter), name.strip_suffix("_id")) {
                (Some(value), _) => value,
                // What the sandbox has of everything that can be listed.
                (None, Some(item)) if parameter["in"] == "path" && self.sample(&parameter["schema"]) == "text" => {
                    format!("{item}_1").into()
                }
                _ => self.sample(&parameter["schema"]),
            };
            let values = match value {
                Value::Array(values) => values,
                value => vec![value],
            };
            arguments.extend(values.iter().map(|value| format!("--{name}={}", plain(value))));
        }
        let body = self.resolved(&described["requestBody"]);
        let media = |kind: &str| body["content"].as_object().and_then(|content| content.get(kind));
        let kind = operation.body.as_ref().map(|body| body.kind);
        if let (Some(BodyKind::Json(_)), Some(json)) = (kind, media("application/json")) {
            let mut value = self.example(json).unwrap_or_else(|| self.sample(&json["schema"]));
            if let (Some(flag), Some(body)) = (operation.body.as_ref().and_then(|body| body.flag), value.as_object_mut()) {
                body.remove(flag.0);
            }
            arguments.extend(["--body".to_owned(), value.to_string()]);
        } else if let Some(multipart) = media("multipart/form-data") {
            let Value::Object(mut fields) = self.sample(&multipart["schema"]) else { panic!("a multipart body is an object") };
            for file in operation.body.as_ref().unwrap().files {
                fields.remove(file.name);
                let path = folder.file("guide.txt", b"What to do, and why.");
                arguments.push(format!("--file={}=@{}", file.name, path.display()));
            }
            arguments.extend(["--body".to_owned(), Value::Object(fields).to_string()]);
        } else if let Some(BodyKind::Form(_)) = kind {
            let form = media("application/x-www-form-urlencoded").unwrap();
            arguments.extend(["--body".to_owned(), self.sample(&form["schema"]).to_string()]);
        } else if let Some(BodyKind::Text(_) | BodyKind::Bytes(_)) = kind {
            let path = folder.file("guide.txt", b"What to do, and why.");
            arguments.push(format!("--body=@{}", path.display()));
        }
        arguments
    }

    fn resolved<'a>(&'a self, value: &'a Value) -> &'a Value {
        match value["$ref"].as_str() {
            Some(reference) => self.resolved(self.0.pointer(&reference[1..]).unwrap()),
            None => value,
        }
    }

    fn example(&self, place: &Value) -> Option<Value> {
        let named = || self.resolved(place["examples"].as_object()?.values().next()?).get("value").cloned();
        place.get("example").cloned().or_else(named)
    }

    fn sample(&self, schema: &Value) -> Value {
        let schema = self.resolved(schema);
        let list = |key: &str| schema[key].as_array().filter(|list| !list.is_empty());
        for key in ["const", "example", "default"] {
            if let Some(value) = schema.get(key).filter(|value| !value.is_null()) {
                return value.clone();
            }
        }
        if let Some(values) = list("examples").or(list("enum")) {
            return values[0].clone();
        }
        if let Some(members) = list("oneOf").or(list("anyOf")) {
            return self.sample(&members[0]);
        }
        if let Some(members) = list("allOf") {
            let mut whole = Map::new();
            for member in members {
                match self.sample(member) {
                    Value::Object(part) => whole.extend(part),
                    other => return other,
                }
            }
            return whole.into();
        }
        let kind = schema["type"].as_array().map_or(&schema["type"], |kinds| &kinds[0]);
        match kind.as_str() {
            Some("object") => self.object(schema),
            Some("array") => {
                let count = schema["minItems"].as_u64().unwrap_or(1).max(1);
                (0..count).map(|_| self.sample(&schema["items"])).collect()
            }
            Some("integer") => schema["minimum"].as_i64().unwrap_or(1).into(),
            Some("number") => schema.get("minimum").cloned().unwrap_or(json!(1.5)),
            Some("boolean") => true.into(),
            Some("string") => text(schema).into(),
            None if schema.get("properties").is_some() => self.object(schema),
            _ => "anything".into(),
        }
    }

    fn object(&self, schema: &Value) -> Value {
        let required = schema["required"].as_array().into_iter().flatten();
        let members = required.map(|name| (name.as_str().unwrap().to_owned(), self.sample(&schema["properties"][name.as_str().unwrap()])));
        members.collect::<Map<_, _>>().into()
    }
}

/// A text that fits, from a few that are ordinary.
fn text(schema: &Value) -> String {
    let least = schema["minLength"].as_u64().unwrap_or(0) as usize;
    let candidates = ["text", "TEXT", "2026-01-02T03:04:05Z", "2026-01-02", "ada@example.com", "https://example.com/a"];
    let uuid = "0190163d-8694-739b-aea5-966c26f8ad91";
    let candidates = candidates.into_iter().chain([uuid]).map(|text| format!("{text:x<least$}"));
    let validator = jsonschema::options().should_validate_formats(true).build(schema).unwrap();
    candidates.into_iter().find(|text| validator.is_valid(&json!(text))).unwrap_or_else(|| panic!("no text fits {schema}"))
}

/// A value as one writes it on a command line.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The folder of the documents.
pub(crate) fn specs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../specs")
}
