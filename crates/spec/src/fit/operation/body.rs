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
    MEDIA_TYPES "request-media-types" Docs "of several request media types that say the same, one is sent: JSON before form, multipart, text and bytes, but multipart where it alone can carry a file that must be there; files are offered as parts";
    MEDIA_TYPES_DIFFER "request-media-types-differ" Typing "of several request media types with different schemas one is sent, as of those that say the same: what another says of the body is not typed";
    MULTIPART "multipart-body" None "the files of a multipart body are parts of the call; its other members are typed";
    RAW "raw-body" None "a body that is no JSON and no form is sent as it is: text or bytes";
    STRUCTURE "raw-structure" Typing "what a document says of the structure of text or bytes (of XML, say) is not typed";
    FORM "form-body" None "a form body is typed as an object and sent as a form";
    NO_OBJECT "form-without-members" Typing "a form or multipart body that is no object is text or bytes, which the caller writes";
    STYLES "form-encoding" None "the styles that `encoding` gives to members of a form are kept for the call, which writes them so";
    ENCODING "member-encoding" Typing "what else `encoding` says of members is not read: objects are `name[member]` in a form, and JSON in multipart, where lists repeat their name and parts have no headers of their own";
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

fn kind(media_type: &str, entry: &Value, whole: &Whole<'_>, cx: &Context) -> &'static str {
    let essence = essence(media_type);
    let has_members = || !cx.allows(&NO_OBJECT) || !entry.get("schema").is_some_and(|schema| is_no_object(schema, whole, 0));
    // `*/*` of a file is the file, whatever its type.
    if is_json(media_type) && !is_binary(entry) {
        "json"
    } else if essence == "application/x-www-form-urlencoded" {
        if has_members() { "form" } else { "text" }
    } else if essence.starts_with("multipart/") {
        if has_members() { "multipart" } else { "bytes" }
    } else if essence.starts_with("text/") {
        "text"
    } else {
        "bytes"
    }
}

/// How deep a composition is looked into: one of itself has no end.
const DEEPEST: usize = 4;

/// Whether no object can be what a schema says.
fn is_no_object(schema: &Value, whole: &Whole<'_>, depth: usize) -> bool {
    let target = whole.component(schema);
    let schema = target.as_ref().unwrap_or(schema);
    // What is composed of itself says nothing of its type.
    if depth > DEEPEST {
        return false;
    }
    if let Some(named) = schema.get("type").and_then(Value::as_str) {
        return named != "object";
    }
    let list = |key: &str| schema.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    list("allOf").iter().any(|part| is_no_object(part, whole, depth + 1))
        || ["anyOf", "oneOf"].iter().any(|key| !list(key).is_empty() && list(key).iter().all(|one| is_no_object(one, whole, depth + 1)))
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
        json if json == "*/*" || (json.contains('*') && json.ends_with("+json")) => "application/json",
        parts if parts.starts_with("multipart/") && parts.contains('*') => "multipart/form-data",
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
    let rank = |media_type: &str, entry: &Value| match kind(media_type, entry, whole, cx) {
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
            order.sort_by_key(|(media_type, entry)| kind(media_type, entry, whole, cx) != "multipart");
        }
    }
    let (media_type, entry) = *order.first()?;
    others(media_type, entry, &order[1..], files.as_ref(), whole, &at, cx);
    let mut kind = kind(media_type, entry, whole, cx);
    if (matches!(kind, "text" | "bytes") && !cx.allows(&RAW)) || (kind == "form" && !cx.allows(&FORM)) {
        kind = "json";
    }
    let mut wire = json!({ "kind": kind, "required": body.get("required") == Some(&json!(true)) });
    // Only a file needs another media type than JSON's where every type is welcome.
    let media_type = if kind == "bytes" && essence(media_type) == "*/*" { "application/octet-stream" } else { one_of(media_type) };
    if kind != "json" || media_type != "application/json" {
        wire["media_type"] = json!(media_type);
    }
    let carries_files = |(_, entry): &(&String, &Value)| entry.get(crate::resolve::FILES).is_some();
    let parts = if kind == "multipart" { Some(media_type) } else { content.iter().find(carries_files).map(|(name, _)| one_of(name)) };
    if let Some(parts) = parts.map(essence).filter(|parts| parts != "multipart/form-data") {
        wire["multipart"] = json!(parts);
    }
    let mut schema = entry.get("schema").cloned();
    match kind {
        "text" | "bytes" => {
            let of_members = ["application/x-www-form-urlencoded", "multipart/"].iter().any(|start| media_type.starts_with(start));
            if of_members && cx.allows(&NO_OBJECT) {
                cx.found(&NO_OBJECT, at.clone(), media_type);
            } else if has_structure(entry, whole) && cx.allows(&STRUCTURE) {
                cx.found(&STRUCTURE, at.clone(), media_type);
            }
            cx.found(&RAW, at, media_type);
            return Some(Body { schema: None, wire });
        }
        "form" => cx.found(&FORM, at.clone(), ""),
        _ => {}
    }
    let styles = if kind == "form" && cx.allows(&STYLES) { styles(entry) } else { Map::new() };
    if !styles.is_empty() {
        cx.found(&STYLES, at.clone(), styles.keys().cloned().collect::<Vec<_>>().join(", "));
    }
    encoding(kind, entry, &styles, &at, cx);
    if !styles.is_empty() {
        wire["styles"] = Value::Object(styles);
    }
    if let Some(files) = files.filter(|_| cx.allows(&MULTIPART)) {
        cx.found(
            &MULTIPART,
            at.clone(),
            files
                .as_array()
                .into_iter()
                .flatten()
                .map(|f| f.get("name").map_or_else(|| "any other".to_owned(), schema::show))
                .collect::<Vec<_>>()
                .join(", "),
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

/// Says what is not sent: what says the same as what is, and what does not.
fn others(taken: &str, entry: &Value, others: &[(&String, &Value)], files: Option<&Value>, whole: &Whole<'_>, at: &str, cx: &mut Context) {
    let files: Vec<&str> = files.and_then(Value::as_array).into_iter().flatten().filter_map(|file| file["name"].as_str()).collect();
    // What is offered as a part is not lost.
    let said = |entry: &Value| entry.get("schema").map(|schema| comparable(whole.component(schema).as_ref().unwrap_or(schema), &files));
    let (same, different): (Vec<_>, Vec<_>) = others.iter().partition(|(_, other)| said(other) == said(entry));
    for (rule, left_out) in [(&MEDIA_TYPES, same), (&MEDIA_TYPES_DIFFER, different)] {
        if !left_out.is_empty() && cx.allows(rule) {
            let left_out: Vec<&str> = left_out.iter().map(|(media_type, _)| media_type.as_str()).collect();
            cx.found(rule, at, format!("{taken}; not {}", left_out.join(", ")));
        }
    }
}

/// What a schema says of a body but for texts, and for the members named `files`.
fn comparable(schema: &Value, files: &[&str]) -> Value {
    let mut schema = bare(schema);
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        properties.retain(|name, _| !files.contains(&name.as_str()));
    }
    if let Some(required) = schema.get_mut("required").and_then(Value::as_array_mut) {
        required.retain(|name| !files.iter().any(|file| name == file));
    }
    if schema.get("required") == Some(&json!([])) {
        schema.as_object_mut().and_then(|schema| schema::take(schema, "required"));
    }
    schema
}

/// A schema without its texts: a member may be called `title`, but is no text.
fn bare(schema: &Value) -> Value {
    match schema {
        Value::Object(schema) => {
            let text = |key: &str, value: &Value| value.is_string() && (key == ORIGIN || schema::is_annotation(key));
            Value::Object(schema.iter().filter(|(key, value)| !text(key, value)).map(|(key, value)| (key.clone(), bare(value))).collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(bare).collect()),
        other => other.clone(),
    }
}

/// By name, the members of a form whose style `encoding` says, in the words of a parameter.
fn styles(entry: &Value) -> Map<String, Value> {
    let mut out = Map::new();
    for (name, encoding) in entry.get("encoding").and_then(Value::as_object).into_iter().flatten() {
        let style = encoding.get("style").and_then(Value::as_str).unwrap_or("form");
        let explode = encoding.get("explode").and_then(Value::as_bool).unwrap_or(style == "form");
        let special = match style {
            "deepObject" => true,
            "form" | "spaceDelimited" | "pipeDelimited" => !explode,
            _ => false,
        };
        if special {
            out.insert(name.clone(), json!({ "style": style, "explode": explode }));
        }
    }
    out
}

/// Says where `encoding` asks for something else than what is sent.
fn encoding(kind: &str, entry: &Value, styles: &Map<String, Value>, at: &str, cx: &mut Context) {
    if !cx.allows(&ENCODING) {
        return;
    }
    let property = |name: &str| entry.get("schema").and_then(|schema| schema.get("properties")?.get(name));
    for (name, encoding) in entry.get("encoding").and_then(Value::as_object).into_iter().flatten() {
        let text = |key: &str| encoding.get(key).and_then(Value::as_str);
        let composed = property(name)
            .is_none_or(|p| !matches!(p.get("type").and_then(Value::as_str), Some("string" | "number" | "integer" | "boolean")));
        let differs = match kind {
            "form" => !styles.contains_key(name) && text("style").is_some_and(|style| style != "form"),
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
    let open = files.as_array().into_iter().flatten().any(|file| file["any"] == json!(true));
    without(schema, &only, open, whole, 0)
}

/// `open`: members that are not named are files too.
fn without(schema: Value, files: &[&str], open: bool, whole: &Whole<'_>, depth: usize) -> Option<Value> {
    if depth > DEEPEST {
        return Some(schema);
    }
    let mut found = whole.component(&schema).unwrap_or_else(|| schema.clone());
    let object = found.as_object_mut()?;
    let mut changed = false;
    for key in ["anyOf", "oneOf"] {
        let alternatives = object.get(key).and_then(Value::as_array).filter(|_| !object.contains_key("discriminator"));
        let Some(alternatives) = alternatives.cloned() else { continue };
        let stripped: Vec<Option<Value>> = alternatives.iter().map(|one| without(one.clone(), files, open, whole, depth + 1)).collect();
        if stripped.iter().all(Option::is_none) {
            return None;
        }
        // One that is nothing but files stays as it is: without them it would be any object.
        let stripped: Vec<Value> =
            stripped.into_iter().zip(&alternatives).map(|(after, before)| after.unwrap_or_else(|| before.clone())).collect();
        if stripped != alternatives {
            object.insert(key.to_owned(), Value::Array(stripped));
            changed = true;
        }
    }
    if let Some(properties) = object.get_mut("properties").and_then(Value::as_object_mut)
        && properties.keys().any(|name| files.contains(&name.as_str()))
    {
        properties.retain(|name, _| !files.contains(&name.as_str()));
        if properties.is_empty() && !changed {
            return None;
        }
        changed = true;
        if let Some(Value::Array(required)) = object.get_mut("required") {
            required.retain(|name| !files.iter().any(|file| name == file));
            if required.is_empty() {
                schema::take(object, "required");
            }
        }
    }
    if open && object.get("additionalProperties").is_some_and(Value::is_object) {
        schema::take(object, "additionalProperties");
        let named = object.get("properties").and_then(Value::as_object).map_or(0, Map::len);
        if !changed && named == 0 {
            return None;
        }
        changed = true;
    }
    // What has no file keeps its name.
    Some(if changed { found } else { schema })
}
