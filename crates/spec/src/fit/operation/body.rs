use serde_json::{Value, json};

use super::Whole;
use crate::{
    context::Context,
    finding::{Cost, Rule},
    resolve::FILES,
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
    RAW "raw-body" Typing "a body that is no JSON and no form is sent as it is: text or bytes";
    FORM "form-body" None "a form body is typed as an object and sent as a form";
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

fn kind(media_type: &str) -> &'static str {
    let essence = essence(media_type);
    if is_json(media_type) {
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

pub(super) fn fit(whole: &Whole<'_>, cx: &mut Context) -> Option<Body> {
    let body = whole.operation.get("requestBody")?;
    let at = walk::origin(body);
    let content = body.get("content")?.as_object()?;
    let rank = |media_type: &str| match kind(media_type) {
        "json" if essence(media_type) == "application/json" => 0,
        "json" => 1,
        "form" => 2,
        "multipart" => 3,
        "text" => 4,
        _ => 5,
    };
    let files = content.values().find_map(|entry| entry.get(FILES)).cloned();
    let must_be_multipart =
        files.as_ref().and_then(Value::as_array).is_some_and(|files| files.iter().any(|file| file["required"] == json!(true)));
    let mut order: Vec<(&String, &Value)> = content.iter().collect();
    order.sort_by_key(|(media_type, _)| rank(media_type));
    if must_be_multipart {
        // What only a file can say, JSON cannot.
        order.sort_by_key(|(media_type, _)| kind(media_type) != "multipart");
    }
    let (media_type, entry) = *order.first()?;
    if order.len() > 1 {
        let others: Vec<&str> = order[1..].iter().map(|(media_type, _)| media_type.as_str()).collect();
        cx.found(&MEDIA_TYPES, at.clone(), format!("{media_type}; not {}", others.join(", ")));
    }
    let kind = kind(media_type);
    let mut wire = json!({ "kind": kind, "required": body.get("required") == Some(&json!(true)) });
    let media_type = if essence(media_type) == "*/*" { "application/json" } else { media_type };
    if media_type != "application/json" {
        wire["media_type"] = json!(media_type);
    }
    let mut schema = entry.get("schema").cloned();
    match kind {
        "text" | "bytes" => {
            cx.found(&RAW, at, media_type);
            return Some(Body { schema: None, wire });
        }
        "form" => cx.found(&FORM, at.clone(), ""),
        _ => {}
    }
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
    } else if kind == "multipart" {
        cx.found(&MULTIPART, at.clone(), "no files");
    }
    if schema.is_none() && kind != "multipart" && cx.allows(&NO_SCHEMA) {
        cx.found(&NO_SCHEMA, at.clone(), "");
        schema = Some(json!({ ORIGIN: at }));
    }
    Some(Body { schema, wire })
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
