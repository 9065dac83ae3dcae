//! The body of a request: read by its media type, checked by its schema.

use std::collections::HashMap;

use bytes::Bytes;
use futures_util::{FutureExt as _, stream};
use serde_json::Value;

use super::{Violation, text};
use crate::{
    document::{Content, Document, Operation, essence, is_json, kinds},
    request::Request,
};

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
            let pairs = form_urlencoded::parse(body).map(|(name, value)| (name.into_owned(), value.into_owned()));
            Ok(Some(form(document, schema, pairs)))
        }
        "multipart/form-data" => multipart(media_type, body).map(|parts| Some(form(document, schema, parts))),
        other if other.starts_with("text/") => match std::str::from_utf8(body) {
            Ok(text) => Ok(Some(Value::String(text.to_owned()))),
            Err(_) => Err("it is not text in UTF-8".to_owned()),
        },
        _ => Ok(None),
    }
}

/// The fields of a form as the members of the schema are meant.
fn form(document: &Document, schema: Option<&str>, fields: impl IntoIterator<Item = (String, String)>) -> Value {
    let mut names: Vec<String> = Vec::new();
    let mut texts: HashMap<String, Vec<String>> = HashMap::new();
    for (name, value) in fields {
        if !texts.contains_key(&name) {
            names.push(name.clone());
        }
        texts.entry(name).or_default().push(value);
    }
    let member = |name: String| {
        let texts = texts.remove(&name).unwrap_or_default();
        let pointer = schema.and_then(|schema| text::member(document, schema, &name));
        (name, field(document, pointer.as_deref(), &texts))
    };
    Value::Object(names.into_iter().map(member).collect())
}

/// The texts of one name as the schema at `pointer` means them.
fn field(document: &Document, pointer: Option<&str>, texts: &[String]) -> Value {
    let kinds = pointer.map(|pointer| kinds(document, document.at(pointer))).unwrap_or_default();
    let [only] = texts else { return text::list(document, pointer, texts.iter().map(String::as_str)) };
    // A list is one field for each item, or JSON; what looks like JSON may be a text all the same.
    let json = serde_json::from_str::<Value>(only).ok().filter(|value| value.is_array() || value.is_object());
    let fits = |value: &Value| pointer.is_none_or(|pointer| document.accepts(pointer, value));
    match json.filter(|value| (kinds.array || kinds.object || kinds.is_open()) && fits(value)) {
        Some(value) => value,
        None if kinds.array => text::list(document, pointer, [only.as_str()]),
        None => text::scalar(document, pointer, only),
    }
}

fn multipart(media_type: &str, body: &Bytes) -> Result<Vec<(String, String)>, String> {
    let broken = |error: multer::Error| format!("it is not multipart/form-data: {error}");
    let boundary = multer::parse_boundary(media_type).map_err(broken)?;
    let whole = stream::iter([Ok::<_, std::convert::Infallible>(body.clone())]);
    let mut parts = multer::Multipart::new(whole, boundary);
    let all = async {
        let mut out = Vec::new();
        while let Some(field) = parts.next_field().await.map_err(broken)? {
            let Some(name) = field.name().map(str::to_owned) else {
                return Err("a part has no name".to_owned());
            };
            let bytes = field.bytes().await.map_err(broken)?;
            out.push((name, String::from_utf8_lossy(&bytes).into_owned()));
        }
        Ok(out)
    };
    // The whole body is there: nothing is ever waited for.
    all.now_or_never().unwrap_or_else(|| Err("it ends too early".to_owned()))
}
