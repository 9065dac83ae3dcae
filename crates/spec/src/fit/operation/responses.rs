use serde_json::{Value, json};

use super::{
    Whole,
    body::{STRUCTURE, essence, has_structure, is_binary, is_json},
    status::{self, Class},
};
use crate::{
    context::Context,
    finding::{Cost, Rule},
    fit::schema::bare,
    walk::{self, ORIGIN},
};

macro_rules! rules {
    ($($name:ident $id:literal $cost:ident $meaning:literal;)*) => {
        $(pub(crate) static $name: Rule = Rule { id: $id, meaning: $meaning, cost: Cost::$cost };)*
    };
}

rules! {
    UNION "success-types" None "several success types become one enum, chosen by status";
    MEDIA_TYPE "response-media-type" Docs "of several response media types one is asked for: JSON before text and bytes";
    EVENT_STREAM "event-stream" None "`text/event-stream` becomes a method of its own, beside the one that waits for the whole answer";
    NONE "no-success-response" Typing "an operation without a success response answers with bytes";
    NOT_FINAL "interim-response" Docs "1xx and 3xx answers are handled by the transport";
    HEAD "head-response" None "what is described as the body of an answer to `HEAD` is what `GET` answers: here there is none";
    NO_SCHEMA "response-without-schema" Typing "a JSON answer without a schema may be any JSON value";
}

/// What an operation answers.
pub(super) struct Answers {
    /// What progenitor reads, if the answer is JSON.
    pub(super) schema: Option<Value>,
    /// How the call reads it.
    pub(super) wire: Value,
    /// The same answer as a stream of events.
    pub(super) stream: Option<Stream>,
    /// Whether there is nothing but the stream.
    pub(super) only_stream: bool,
}

pub(super) struct Stream {
    pub(super) schema: Option<Value>,
    pub(super) wire: Value,
}

impl Answers {
    pub(super) fn returns_list(&self) -> bool {
        self.schema.as_ref().and_then(|schema| schema.get("type")) == Some(&json!("array"))
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Kind {
    Json(Value),
    Text,
    Bytes,
    Empty,
}

impl Kind {
    fn word(&self) -> &'static str {
        match self {
            Self::Json(_) => "json",
            Self::Text => "text",
            Self::Bytes => "bytes",
            Self::Empty => "empty",
        }
    }

    fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Json(a), Self::Json(b)) => bare(a) == bare(b),
            (a, b) => a.word() == b.word(),
        }
    }
}

pub(super) fn fit(whole: &Whole<'_>, at: &str, cx: &mut Context) -> Answers {
    let responses = status::responses(whole.operation, cx);
    let mut stream = None;
    let mut kinds: Vec<(&str, Kind)> = Vec::new();
    let mut accepted: Vec<String> = Vec::new();
    let has_success = responses.iter().any(|(status, _)| status::class(status) == Class::Success);
    for (status, response) in &responses {
        match status::class(status) {
            Class::Success => {}
            // The only description of success there is.
            Class::Default if !has_success => {}
            Class::Other if !status.starts_with("x-") => {
                if cx.allows(&NOT_FINAL) {
                    cx.found(&NOT_FINAL, walk::origin(response), status.as_str());
                }
                continue;
            }
            _ => continue,
        }
        if whole.method == "head" && content(response).next().is_some() && cx.allows(&HEAD) {
            cx.found(&HEAD, walk::origin(response), status.as_str());
            kinds.push((status, Kind::Empty));
            continue;
        }
        let mut only_stream = false;
        if let Some((media_type, entry)) = content(response).find(|(media_type, _)| essence(media_type) == "text/event-stream")
            && cx.allows(&EVENT_STREAM)
        {
            cx.found(&EVENT_STREAM, walk::origin(response), "");
            only_stream = content(response).all(|(other, _)| other == media_type);
            if stream.is_none() {
                stream = Some(event_stream(whole, entry, &walk::origin(response), cx));
            }
        }
        if !only_stream {
            let (kind, accept) = kind(whole, response, cx);
            accepted.extend(accept.filter(|media_type| !accepted.contains(media_type)));
            kinds.push((status, kind));
        }
    }
    let only_stream = stream.is_some() && kinds.is_empty();
    if kinds.is_empty() && !only_stream {
        if cx.allows(&NONE) {
            cx.found(&NONE, at, "");
            kinds.push(("2XX", Kind::Bytes));
            accepted.push("*/*".to_owned());
        } else {
            kinds.push(("2XX", Kind::Empty));
        }
    }
    // A status says more than a range, and a range more than `default`.
    kinds.sort_by_key(|(status, _)| (*status == "default", status.parse::<u16>().is_err()));
    let (schema, mut wire) = one_answer(kinds, at, cx);
    if accepted.iter().any(|media_type| media_type != "application/json") {
        wire["accept"] = json!(accepted.join(", "));
    }
    Answers { schema, wire, stream, only_stream }
}

/// Whether a schema is text and nothing else.
fn is_text(schema: &Value, whole: &Whole<'_>) -> bool {
    let target = whole.component(schema);
    let schema = target.as_ref().unwrap_or(schema);
    schema.get("type") == Some(&json!("string")) && schema.get("format") != Some(&json!("binary")) && schema.get("enum").is_none()
}

fn content(response: &Value) -> impl Iterator<Item = (&String, &Value)> {
    response.get("content").and_then(Value::as_object).into_iter().flatten()
}

fn event_stream(whole: &Whole<'_>, entry: &Value, at: &str, cx: &mut Context) -> Stream {
    let facts = whole.facts.stream.clone().unwrap_or_default();
    let framing = match facts.framing {
        crate::vendor::Framing::Standard => "standard",
        crate::vendor::Framing::Line => "line",
    };
    let mut wire = json!({ "kind": "stream", "framing": framing });
    for (key, value) in [("flag", facts.flag), ("done", facts.done), ("error", facts.error)] {
        if let Some(value) = value {
            wire[key] = json!(value);
        }
    }
    let schema = entry.get("schema").cloned().unwrap_or_else(|| {
        cx.found(&NO_SCHEMA, at, "");
        json!({ ORIGIN: at })
    });
    // By the letter the data of an event is the value where the value is text.
    if is_text(&schema, whole) {
        wire["text"] = json!(true);
    }
    Stream { schema: Some(schema), wire }
}

/// How a response is read, and what to ask for.
fn kind(whole: &Whole<'_>, response: &Value, cx: &mut Context) -> (Kind, Option<String>) {
    let mut offered: Vec<(&String, &Value)> =
        content(response).filter(|(media_type, _)| essence(media_type) != "text/event-stream").collect();
    if offered.is_empty() {
        return (Kind::Empty, None);
    }
    let rank = |media_type: &str, entry: &Value| match () {
        // Frameworks write `*/*` where they answer with plain text.
        () if essence(media_type) == "*/*" && entry.get("schema").is_some_and(|schema| is_text(schema, whole)) => 2,
        () if is_json(media_type) && !is_binary(entry) => usize::from(essence(media_type) != "application/json"),
        () if essence(media_type).starts_with("text/") => 2,
        () => 3,
    };
    if cx.allows(&MEDIA_TYPE) {
        offered.sort_by_key(|(media_type, entry)| rank(media_type, entry));
    }
    let (media_type, entry) = offered[0];
    if offered.len() > 1 && cx.allows(&MEDIA_TYPE) {
        let others: Vec<&str> = offered[1..].iter().map(|(media_type, _)| media_type.as_str()).collect();
        cx.found(&MEDIA_TYPE, walk::origin(response), format!("{media_type}; not {}", others.join(", ")));
    }
    let kind = match (rank(media_type, entry), entry.get("schema")) {
        (0 | 1, Some(schema)) => Kind::Json(schema.clone()),
        (0 | 1, None) if cx.allows(&NO_SCHEMA) => {
            cx.found(&NO_SCHEMA, walk::origin(response), "");
            Kind::Json(json!({ ORIGIN: walk::origin(response) }))
        }
        (2, _) => Kind::Text,
        _ => Kind::Bytes,
    };
    if matches!(kind, Kind::Text | Kind::Bytes) && has_structure(entry, whole) && cx.allows(&STRUCTURE) {
        cx.found(&STRUCTURE, walk::origin(response), media_type.as_str());
    }
    (kind, Some(essence(media_type)))
}

fn one_answer(kinds: Vec<(&str, Kind)>, at: &str, cx: &mut Context) -> (Option<Value>, Value) {
    let alike = kinds.windows(2).all(|pair| pair[0].1.same(&pair[1].1));
    if alike || !cx.allows(&UNION) {
        let kind = kinds.into_iter().next().map_or(Kind::Empty, |(_, kind)| kind);
        let wire = json!({ "kind": kind.word() });
        return match kind {
            Kind::Json(schema) => (Some(schema), wire),
            _ => (None, wire),
        };
    }
    cx.found(&UNION, at, kinds.iter().map(|(status, kind)| format!("{status}: {}", kind.word())).collect::<Vec<_>>().join(", "));
    let mut members: Vec<Value> = Vec::new();
    let mut variants = Vec::new();
    for (status, kind) in &kinds {
        let mut variant = json!({ "status": status, "name": status::variant(status), "kind": kind.word() });
        if let Kind::Json(schema) = kind {
            let place = members.iter().position(|member| bare(member) == bare(schema)).unwrap_or_else(|| {
                members.push(schema.clone());
                members.len() - 1
            });
            variant["member"] = json!(place);
        }
        variants.push(variant);
    }
    let schema = match members.len() {
        0 => None,
        1 => members.pop(),
        // A union whose members Rust tells apart by status, not by shape.
        _ => Some(json!({ "oneOf": members, ORIGIN: at, "x-by-status": true })),
    };
    (schema, json!({ "kind": "by-status", "variants": variants }))
}
