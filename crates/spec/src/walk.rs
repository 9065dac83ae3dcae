//! Visits the places of a document where a schema stands, and no others.
//!
//! A property called `const`, an example with a `type` list or an extension that looks
//! like a schema is never touched: what counts is the position, not the look.

use serde_json::{Map, Value};

use crate::pointer;

/// Where the pointer into the vendor's document is kept while rules move schemas about.
pub const ORIGIN: &str = "x-origin";

/// Keywords whose value is one schema.
const SINGLE: &[&str] = &[
    "items",
    "additionalProperties",
    "not",
    "if",
    "then",
    "else",
    "propertyNames",
    "contains",
    "unevaluatedItems",
    "unevaluatedProperties",
    "contentSchema",
    "additionalItems",
];
/// Keywords whose value is a list of schemas.
const LIST: &[&str] = &["allOf", "anyOf", "oneOf", "prefixItems"];
/// Keywords whose value is a map of schemas.
const MAP: &[&str] = &["properties", "patternProperties", "dependentSchemas", "$defs", "definitions"];

/// The methods of a path item, in OpenAPI's order.
pub const METHODS: &[&str] = &["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// A schema directly inside another one.
pub struct Child<'a> {
    /// The keyword it stands under.
    pub keyword: &'static str,
    /// Its pointer, relative to the parent (`/properties/name`).
    pub steps: String,
    /// The schema (an object, or a boolean).
    pub schema: &'a mut Value,
}

/// The schemas directly inside `schema`.
pub fn children(schema: &mut Map<String, Value>) -> Vec<Child<'_>> {
    let mut out = Vec::new();
    for (key, value) in schema.iter_mut() {
        let find = |list: &'static [&'static str]| list.iter().copied().find(|k| k == key);
        if let Some(keyword) = find(SINGLE) {
            match value {
                Value::Array(list) => {
                    // `items` as a list is JSON Schema's old tuple form.
                    for (i, schema) in list.iter_mut().enumerate() {
                        out.push(Child { keyword, steps: format!("/{keyword}/{i}"), schema });
                    }
                }
                _ => out.push(Child { keyword, steps: format!("/{keyword}"), schema: value }),
            }
        } else if let Some(keyword) = find(LIST) {
            for (i, schema) in value.as_array_mut().into_iter().flatten().enumerate() {
                out.push(Child { keyword, steps: format!("/{keyword}/{i}"), schema });
            }
        } else if let Some(keyword) = find(MAP) {
            for (name, schema) in value.as_object_mut().into_iter().flatten() {
                let steps = pointer::join(&format!("/{keyword}"), name);
                out.push(Child { keyword, steps, schema });
            }
        }
    }
    out
}

/// Calls `visit` for `schema` and every schema inside it, innermost first.
pub fn inside_out(schema: &mut Value, visit: &mut dyn FnMut(&mut Value)) {
    if let Some(object) = schema.as_object_mut() {
        for child in children(object) {
            inside_out(child.schema, visit);
        }
    }
    visit(schema);
}

/// Calls `visit` for `schema` and every schema inside it, outermost first.
pub fn outside_in(schema: &mut Value, visit: &mut dyn FnMut(&mut Value)) {
    visit(schema);
    if let Some(object) = schema.as_object_mut() {
        for child in children(object) {
            outside_in(child.schema, visit);
        }
    }
}

/// Calls `visit` with every outermost schema of a document and its pointer.
pub fn roots(document: &mut Value, visit: &mut dyn FnMut(&mut Value, &str)) {
    let Some(root) = document.as_object_mut() else { return };
    if let Some(components) = root.get_mut("components").and_then(Value::as_object_mut) {
        for (section, entries) in components.iter_mut() {
            let base = pointer::join("#/components", section);
            for (name, entry) in entries.as_object_mut().into_iter().flatten() {
                let at = pointer::join(&base, name);
                match section.as_str() {
                    "schemas" => visit(entry, &at),
                    "parameters" | "headers" => parameter(entry, &at, visit),
                    "requestBodies" => content(entry, &at, visit),
                    "responses" => response(entry, &at, visit),
                    "pathItems" => path_item(entry, &at, visit),
                    "callbacks" => callback(entry, &at, visit),
                    _ => {}
                }
            }
        }
    }
    for section in ["paths", "webhooks"] {
        if let Some(paths) = root.get_mut(section).and_then(Value::as_object_mut) {
            let base = format!("#/{section}");
            for (path, item) in paths.iter_mut() {
                path_item(item, &pointer::join(&base, path), visit);
            }
        }
    }
}

/// Marks every schema of the document with its own pointer, under [`ORIGIN`].
pub fn mark_origins(document: &mut Value) {
    roots(document, &mut |schema, at| mark(schema, at));
}

/// Marks `schema` and the schemas inside it, unless they are marked already.
pub fn mark(schema: &mut Value, at: &str) {
    if let Some(object) = schema.as_object_mut() {
        if !object.contains_key(ORIGIN) {
            object.insert(ORIGIN.to_owned(), Value::String(at.to_owned()));
        }
        for child in children(object) {
            let at = format!("{at}{}", child.steps);
            mark(child.schema, &at);
        }
    }
}

/// The pointer a schema was marked with.
pub fn origin(schema: &Value) -> String {
    schema.get(ORIGIN).and_then(Value::as_str).unwrap_or("#").to_owned()
}

fn path_item(item: &mut Value, at: &str, visit: &mut dyn FnMut(&mut Value, &str)) {
    parameters(item, at, visit);
    for method in METHODS {
        if let Some(operation) = item.get_mut(*method) {
            self::operation(operation, &pointer::join(at, method), visit);
        }
    }
}

/// Calls `visit` with every outermost schema of one operation.
pub fn operation(operation: &mut Value, at: &str, visit: &mut dyn FnMut(&mut Value, &str)) {
    parameters(operation, at, visit);
    if let Some(body) = operation.get_mut("requestBody") {
        content(body, &format!("{at}/requestBody"), visit);
    }
    if let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) {
        for (status, entry) in responses.iter_mut() {
            response(entry, &pointer::join(&format!("{at}/responses"), status), visit);
        }
    }
    if let Some(callbacks) = operation.get_mut("callbacks").and_then(Value::as_object_mut) {
        for (name, entry) in callbacks.iter_mut() {
            callback(entry, &pointer::join(&format!("{at}/callbacks"), name), visit);
        }
    }
}

fn callback(entry: &mut Value, at: &str, visit: &mut dyn FnMut(&mut Value, &str)) {
    for (expression, item) in entry.as_object_mut().into_iter().flatten() {
        path_item(item, &pointer::join(at, expression), visit);
    }
}

fn parameters(holder: &mut Value, at: &str, visit: &mut dyn FnMut(&mut Value, &str)) {
    for (i, entry) in holder.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten().enumerate() {
        parameter(entry, &format!("{at}/parameters/{i}"), visit);
    }
}

fn parameter(entry: &mut Value, at: &str, visit: &mut dyn FnMut(&mut Value, &str)) {
    if let Some(schema) = entry.get_mut("schema") {
        visit(schema, &format!("{at}/schema"));
    }
    content(entry, at, visit);
}

fn response(entry: &mut Value, at: &str, visit: &mut dyn FnMut(&mut Value, &str)) {
    if let Some(headers) = entry.get_mut("headers").and_then(Value::as_object_mut) {
        for (name, header) in headers.iter_mut() {
            parameter(header, &pointer::join(&format!("{at}/headers"), name), visit);
        }
    }
    content(entry, at, visit);
}

fn content(holder: &mut Value, at: &str, visit: &mut dyn FnMut(&mut Value, &str)) {
    for (media_type, entry) in holder.get_mut("content").and_then(Value::as_object_mut).into_iter().flatten() {
        if let Some(schema) = entry.get_mut("schema") {
            visit(schema, &format!("{}/schema", pointer::join(&format!("{at}/content"), media_type)));
        }
    }
}
