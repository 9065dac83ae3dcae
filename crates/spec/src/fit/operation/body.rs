use serde_json::{Map, Value, json};

use super::Whole;
use crate::{
    context::Context,
    finding::{Cost, Rule},
    schema,
    walk::{self, ORIGIN},
};

macro_rules! rules {
    ($($name:ident $id:literal $cost:ident $meaning:literal;)*) => {
        $(pub(crate) static $name: Rule = Rule { id: $id, meaning: $meaning, cost: Cost::$cost };)*
    };
}

rules! {
    MEDIA_TYPES "request-media-types" Docs "of several request media types one is sent: JSON before form, multipart, text and bytes; files are offered as parts";
    MULTIPART "multipart-body" None "the files of a multipart body are parts of the call; its other members are typed";
    RAW "raw-body" None "a body that is no JSON and no form is sent as it is: text or bytes";
    STRUCTURE "raw-structure" Typing "what a document says of the structure of text or bytes (of XML, say) is not typed";
    FORM "form-body" None "a form body is typed as an object and sent as a form";
    ENCODING "member-encoding" Typing "members of a form or multipart body are written in one way, whatever `encoding` says of them: lists repeat their name, objects become `name[member]` in a form and JSON in multipart";
    NO_SCHEMA "body-without-schema" Typing "a body without a schema may be any JSON value";
}

/// The body of a request.
pub(super) struct Body {
    /// What progenitor reads, if it is something that JSON can say.
    pub(super) schema: Option<Value>,
    /// How the call sends it.
    pub(super) wire: Value,
}

/// Whether a media type is JSON.
pub(super) fn is_json(media_type: &str) -> bool {
    let essence = essence(media_type);
    essence == "application/json" || essence == "text/json" || essence.ends_with("+json") || essence == "*/*"
}

/// A media type without its parameters.
pub(super) fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

fn kind(media_type: &str, entry: &Value) -> &'static str {
    let essence = essence(media_type);
    // `*/*` of a file is the file, whatever its type.
    if is_json(media_type) && !is_binary(entry) {
        "json"
    } else if essence == "application/x-www-form-urlencoded" {
        "form"
    } else if essence.starts_with("multipart/") {
        "multipart"
    } else if essence.starts_with("text/") {
        "text"
    } else {
        "bytes"
    }
}

/// Whether a media type's schema is raw bytes.
pub(super) fn is_binary(entry: &Value) -> bool {
    entry.pointer("/schema/format") == Some(&json!("binary"))
}

/// Whether a media type's schema says more than text or bytes can.
pub(super) fn has_structure(entry: &Value, whole: &Whole<'_>) -> bool {
    let Some(schema) = entry.get("schema") else { return false };
    let target = whole.component(schema);
    let schema = target.as_ref().unwrap_or(schema);
    !schema::accepts_anything(schema) && schema.get("type") != Some(&json!("string"))
}

/// The media type to send: one that stands for many is made one.
fn one_of(media_type: &str) -> &str {
    match essence(media_type).as_str() {
        "*/*" => "application/json",
        text if text.starts_with("text/") && text.contains('*') => "text/plain",
        other if other.contains('*') => "application/octet-stream",
        _ => media_type,
    }
}

pub(super) fn fit(whole: &Whole<'_>, cx: &mut Context) -> Option<Body> {
    let body = whole.operation.get("requestBody")?;
    let at = walk::origin(body);
    let empty = Map::new();
    let content = body.get("content").and_then(Value::as_object).unwrap_or(&empty);
    if content.is_empty() {
        cx.found(&NO_SCHEMA, at, "no media type is given, so nothing is sent");
        return None;
    }
    let rank = |media_type: &str, entry: &Value| match kind(media_type, entry) {
        "json" if essence(media_type) == "application/json" => 0,
        "json" => 1,
        "form" => 2,
        "multipart" => 3,
        "text" => 4,
        _ => 5,
    };
    let files = Some(whole.files()).filter(|files| !files.is_empty()).map(Value::Array);
    let must_be_multipart =
        files.as_ref().and_then(Value::as_array).is_some_and(|files| files.iter().any(|file| file["required"] == json!(true)));
    let mut order: Vec<(&String, &Value)> = content.iter().collect();
    if cx.allows(&MEDIA_TYPES) {
        order.sort_by_key(|(media_type, entry)| rank(media_type, entry));
        if must_be_multipart {
            // What only a file can say, JSON cannot.
            order.sort_by_key(|(media_type, entry)| kind(media_type, entry) != "multipart");
        }
    }
    let (media_type, entry) = *order.first()?;
    if order.len() > 1 && cx.allows(&MEDIA_TYPES) {
        let others: Vec<&str> = order[1..].iter().map(|(media_type, _)| media_type.as_str()).collect();
        cx.found(&MEDIA_TYPES, at.clone(), format!("{media_type}; not {}", others.join(", ")));
    }
    let mut kind = kind(media_type, entry);
    if (matches!(kind, "text" | "bytes") && !cx.allows(&RAW)) || (kind == "form" && !cx.allows(&FORM)) {
        kind = "json";
    }
    let mut wire = json!({ "kind": kind, "required": body.get("required") == Some(&json!(true)) });
    // Only a file needs another media type than JSON's where every type is welcome.
    let media_type = if kind == "bytes" && essence(media_type) == "*/*" { "application/octet-stream" } else { one_of(media_type) };
    if media_type != "application/json" {
        wire["media_type"] = json!(media_type);
    }
    let mut schema = entry.get("schema").cloned();
    match kind {
        "text" | "bytes" => {
            if has_structure(entry, whole) && cx.allows(&STRUCTURE) {
                cx.found(&STRUCTURE, at.clone(), media_type);
            }
            cx.found(&RAW, at, media_type);
            return Some(Body { schema: None, wire });
        }
        "form" => cx.found(&FORM, at.clone(), ""),
        _ => {}
    }
    encoding(kind, entry, &at, cx);
    if let Some(files) = files.filter(|_| cx.allows(&MULTIPART)) {
        cx.found(
            &MULTIPART,
            at.clone(),
            files.as_array().into_iter().flatten().map(|f| schema::show(&f["name"])).collect::<Vec<_>>().join(", "),
        );
        if kind == "multipart" {
            schema = schema.and_then(|schema| without_files(schema, &files, whole));
        }
        wire["files"] = files;
    } else if kind == "multipart" && cx.allows(&MULTIPART) {
        cx.found(&MULTIPART, at.clone(), "no files");
    }
    if schema.is_none() && kind != "multipart" && cx.allows(&NO_SCHEMA) {
        cx.found(&NO_SCHEMA, at.clone(), "");
        schema = Some(json!({ ORIGIN: at }));
    }
    Some(Body { schema, wire })
}

/// Says where `encoding` asks for something else than what is sent.
fn encoding(kind: &str, entry: &Value, at: &str, cx: &mut Context) {
    if !cx.allows(&ENCODING) {
        return;
    }
    let property = |name: &str| entry.get("schema").and_then(|schema| schema.get("properties")?.get(name));
    for (name, encoding) in entry.get("encoding").and_then(Value::as_object).into_iter().flatten() {
        let text = |key: &str| encoding.get(key).and_then(Value::as_str);
        let flag = |key: &str| encoding.get(key).and_then(Value::as_bool);
        let composed = property(name)
            .is_none_or(|p| !matches!(p.get("type").and_then(Value::as_str), Some("string" | "number" | "integer" | "boolean")));
        let differs = match kind {
            "form" => {
                text("style").is_some_and(|style| style != "form" && style != "deepObject")
                    || (flag("explode") == Some(false) && text("style") != Some("deepObject") && composed)
            }
            // The media type of a file is the caller's to say.
            "multipart" => {
                encoding.get("headers").is_some() || (composed && text("contentType").is_some_and(|kind| kind.starts_with("text/")))
            }
            _ => true,
        };
        if differs {
            cx.found(&ENCODING, at, name.clone());
        }
    }
}

/// The members of a multipart body that are no files; none when all are.
fn without_files(schema: Value, files: &Value, whole: &Whole<'_>) -> Option<Value> {
    let only: Vec<&str> = files
        .as_array()
        .into_iter()
        .flatten()
        .filter(|file| file["only"] == json!(true))
        .filter_map(|file| file["name"].as_str())
        .collect();
    if only.is_empty() {
        return Some(schema);
    }
    let mut whole_schema = whole.component(&schema).unwrap_or(schema);
    let object = whole_schema.as_object_mut()?;
    let properties = object.get_mut("properties").and_then(Value::as_object_mut)?;
    properties.retain(|name, _| !only.contains(&name.as_str()));
    if properties.is_empty() {
        return None;
    }
    if let Some(Value::Array(required)) = object.get_mut("required") {
        required.retain(|name| !only.iter().any(|file| name == file));
        if required.is_empty() {
            schema::take(object, "required");
        }
    }
    Some(whole_schema)
}
