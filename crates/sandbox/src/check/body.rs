//! The body of a request: read by its media type, checked by its schema.

use std::collections::HashMap;

use bytes::Bytes;
use serde_json::Value;

use super::{Violation, multipart, text};
use crate::{
    document::{Content, Document, Operation, essence, is_json, kinds},
    request::Request,
};

/// One field of a form.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) text: String,
    pub(super) media_type: Option<String>,
}

/// The media type of the body is none of the document's.
pub(super) struct OtherMediaType;

pub(super) fn check(
    document: &Document,
    operation: &Operation,
    request: &Request,
    violations: &mut Vec<Violation>,
) -> Result<Option<Value>, OtherMediaType> {
    let Some(body) = &operation.body else {
        if !request.body.is_empty() {
            violations.push(Violation::new("body", "the operation takes none", &operation.pointer));
        }
        return Ok(None);
    };
    if request.body.is_empty() {
        if body.required {
            violations.push(Violation::new("body", "it is required", &body.pointer));
        }
        return Ok(None);
    }
    let Some(media_type) = request.header("content-type") else {
        violations.push(Violation::new("header content-type", "it is required with a body", &body.pointer));
        return Err(OtherMediaType);
    };
    let Some(content) = chosen(&body.content, media_type) else {
        let known: Vec<&str> = body.content.iter().map(|content| content.media_type.as_str()).collect();
        let what = format!("the operation takes `{}`", known.join("`, `"));
        violations.push(Violation::new("header content-type", what, &body.pointer));
        return Err(OtherMediaType);
    };
    let schema = content.schema.as_deref();
    let value = match read(document, schema, media_type, &request.body) {
        Ok(Some(value)) => value,
        Ok(None) => return Ok(None),
        Err(what) => {
            violations.push(Violation::new("body", what, &body.pointer));
            return Ok(None);
        }
    };
    for failure in schema.map(|schema| document.failures(schema, &value)).unwrap_or_default() {
        let place = if failure.at.is_empty() { "body".to_owned() } else { format!("body {}", failure.at) };
        violations.push(Violation::new(place, failure.what, failure.keyword));
    }
    Ok(Some(value))
}

/// The media type itself, or a range that it is in.
fn chosen<'a>(content: &'a [Content], media_type: &str) -> Option<&'a Content> {
    let sent = essence(media_type);
    let group = sent.split('/').next().unwrap_or_default();
    let wanted = [sent.clone(), format!("{group}/*"), "*/*".to_owned()];
    wanted.iter().find_map(|wanted| content.iter().find(|content| essence(&content.media_type) == *wanted))
}

/// The value of a body; `None` for what only its bytes describe.
fn read(document: &Document, schema: Option<&str>, media_type: &str, body: &Bytes) -> Result<Option<Value>, String> {
    if is_json(media_type) {
        return serde_json::from_slice(body).map(Some).map_err(|error| format!("it is not JSON: {error}"));
    }
    match essence(media_type).as_str() {
        "application/x-www-form-urlencoded" => {
            let pairs = form_urlencoded::parse(body);
            let fields = pairs.map(|(name, text)| Field { name: name.into_owned(), text: text.into_owned(), media_type: None });
            Ok(Some(form(document, schema, fields.collect())))
        }
        "multipart/form-data" => multipart::read(media_type, body).map(|fields| Some(form(document, schema, fields))),
        other if other.starts_with("text/") => match std::str::from_utf8(body) {
            Ok(text) => Ok(Some(Value::String(text.to_owned()))),
            Err(_) => Err("it is not text in UTF-8".to_owned()),
        },
        _ => Ok(None),
    }
}

/// The fields of a form as the members of the schema are meant.
fn form(document: &Document, schema: Option<&str>, fields: Vec<Field>) -> Value {
    let mut names: Vec<String> = Vec::new();
    let mut by_name: HashMap<String, Vec<Field>> = HashMap::new();
    for field in fields {
        if !by_name.contains_key(&field.name) {
            names.push(field.name.clone());
        }
        by_name.entry(field.name.clone()).or_default().push(field);
    }
    let member = |name: String| {
        let fields = by_name.remove(&name).unwrap_or_default();
        let pointer = schema.and_then(|schema| text::member(document, schema, &name));
        (name, values(document, pointer.as_deref(), &fields))
    };
    Value::Object(names.into_iter().map(member).collect())
}

/// The fields of one name as the schema at `pointer` means them.
fn values(document: &Document, pointer: Option<&str>, fields: &[Field]) -> Value {
    let kinds = pointer.map(|pointer| kinds(document, document.at(pointer))).unwrap_or_default();
    // A list is one field for each item, or one that is JSON; what looks like JSON may be a text
    // all the same.
    let is_list = kinds.array;
    if let [only] = fields {
        let json = serde_json::from_str::<Value>(&only.text).ok();
        let says_so = only.media_type.as_deref().is_some_and(is_json);
        let is_whole = json.as_ref().is_some_and(|value| {
            let is_nested = value.is_array() || value.is_object();
            let fits = pointer.is_none_or(|pointer| document.accepts(pointer, value));
            (says_so && (!is_list || value.is_array())) || (is_nested && (kinds.array || kinds.object || kinds.is_open()) && fits)
        });
        if let Some(value) = json.filter(|_| is_whole) {
            return value;
        }
        if !is_list {
            return text::scalar(document, pointer, &only.text);
        }
    }
    text::list(document, pointer, fields.iter().map(|field| field.text.as_str()))
}
