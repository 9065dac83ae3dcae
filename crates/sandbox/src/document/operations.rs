//! The operations of a document, as a server needs them.

use serde_json::{Map, Value};

use super::{at, join, resolve, target};
use crate::facts::{Facts, OperationFacts};

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// One operation.
#[derive(Clone, Debug)]
pub(crate) struct Operation {
    /// In capitals.
    pub(crate) method: String,
    /// `/contacts/{id}`.
    pub(crate) path: String,
    /// `#/paths/~1contacts~1{id}/get`.
    pub(crate) pointer: String,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) body: Option<Body>,
    pub(crate) responses: Vec<Response>,
    /// Pointer to the list of what proves who the caller is; `None` when nothing need.
    pub(crate) security: Option<String>,
    pub(crate) facts: OperationFacts,
}

/// Where a parameter stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Path,
    Query,
    Header,
    Cookie,
}

impl Place {
    /// The word of OpenAPI.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
        }
    }
}

/// How a value is written as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    Simple,
    Label,
    Matrix,
    Form,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
    Json,
}

/// One parameter.
#[derive(Clone, Debug)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    pub(crate) place: Place,
    pub(crate) required: bool,
    pub(crate) style: Style,
    pub(crate) explode: bool,
    pub(crate) allow_empty: bool,
    /// Pointer to its schema.
    pub(crate) schema: Option<String>,
    /// Pointer to the parameter.
    pub(crate) pointer: String,
}

/// The body of a request.
#[derive(Clone, Debug)]
pub(crate) struct Body {
    pub(crate) required: bool,
    pub(crate) content: Vec<Content>,
    pub(crate) pointer: String,
}

/// A body of one media type.
#[derive(Clone, Debug)]
pub(crate) struct Content {
    pub(crate) media_type: String,
    /// Pointer to its schema.
    pub(crate) schema: Option<String>,
    /// Pointers to its examples.
    pub(crate) examples: Vec<String>,
}

impl Content {
    /// Is it JSON, or a kind of it?
    pub(crate) fn is_json(&self) -> bool {
        is_json(&self.media_type)
    }

    /// Is it a stream of events?
    pub(crate) fn is_stream(&self) -> bool {
        essence(&self.media_type) == "text/event-stream"
    }
}

/// An answer.
#[derive(Clone, Debug)]
pub(crate) struct Response {
    /// `200`, `4XX` or `default`.
    pub(crate) status: String,
    pub(crate) content: Vec<Content>,
    /// Name → pointer to its schema, if any.
    pub(crate) headers: Vec<(String, Option<String>)>,
}

impl Operation {
    /// `GET /contacts/{id}`.
    pub(crate) fn key(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// The answer of a status: its own, that of its hundred, or the default.
    pub(crate) fn response(&self, status: u16) -> Option<&Response> {
        let wanted = [status.to_string(), format!("{}XX", status / 100), "default".to_owned()];
        wanted.iter().find_map(|wanted| self.responses.iter().find(|response| response.status.eq_ignore_ascii_case(wanted)))
    }

    /// Does the document name this very status?
    pub(crate) fn documents(&self, status: u16) -> bool {
        self.response(status).is_some()
    }
}

/// The media type without its parameters, in small letters.
pub(crate) fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Is it JSON, or a kind of it?
pub(crate) fn is_json(media_type: &str) -> bool {
    let essence = essence(media_type);
    essence == "application/json" || essence == "text/json" || essence.ends_with("+json")
}

pub(super) fn all(document: &Value, facts: &Facts) -> Vec<Operation> {
    let mut out = Vec::new();
    for (path, _) in document.get("paths").and_then(Value::as_object).into_iter().flatten() {
        let place = target(document, &join("#/paths", path));
        let item = at(document, &place);
        for method in METHODS {
            if let Some(operation) = item.get(method).filter(|operation| operation.is_object()) {
                out.push(one(document, facts, path, method, &place, item, operation));
            }
        }
    }
    out
}

fn one(document: &Value, facts: &Facts, path: &str, method: &str, place: &str, item: &Value, operation: &Value) -> Operation {
    let pointer = join(place, method);
    let mut list = parameters(document, operation, &pointer);
    for shared in parameters(document, item, place) {
        if !list.iter().any(|own| own.name == shared.name && own.place == shared.place) {
            list.push(shared);
        }
    }
    let key = format!("{} {path}", method.to_uppercase());
    let body = operation.get("requestBody").map(|_| {
        let pointer = target(document, &join(&pointer, "requestBody"));
        let body = at(document, &pointer);
        Body { required: body.get("required") == Some(&Value::Bool(true)), content: content(document, body, &pointer), pointer }
    });
    let security = operation.get("security").map(|_| join(&pointer, "security"));
    Operation {
        method: method.to_uppercase(),
        path: path.to_owned(),
        parameters: list,
        body,
        responses: responses(document, operation, &pointer),
        security: security.or_else(|| document.get("security").map(|_| "#/security".to_owned())),
        facts: facts.operations.get(&key).cloned().unwrap_or_default(),
        pointer,
    }
}

fn parameters(document: &Value, owner: &Value, pointer: &str) -> Vec<Parameter> {
    let list = owner.get("parameters").and_then(Value::as_array).into_iter().flatten().enumerate();
    list.filter_map(|(index, _)| {
        let pointer = target(document, &join(&join(pointer, "parameters"), &index.to_string()));
        parameter(at(document, &pointer), pointer)
    })
    .collect()
}

fn parameter(parameter: &Value, pointer: String) -> Option<Parameter> {
    let place = match parameter.get("in")?.as_str()? {
        "path" => Place::Path,
        "query" => Place::Query,
        "header" => Place::Header,
        "cookie" => Place::Cookie,
        _ => return None,
    };
    let is_content = parameter.get("content").is_some();
    let style = match parameter.get("style").and_then(Value::as_str) {
        _ if is_content => Style::Json,
        Some("label") => Style::Label,
        Some("matrix") => Style::Matrix,
        Some("spaceDelimited") => Style::SpaceDelimited,
        Some("pipeDelimited") => Style::PipeDelimited,
        Some("deepObject") => Style::DeepObject,
        Some("form") => Style::Form,
        Some("simple") => Style::Simple,
        _ if matches!(place, Place::Path | Place::Header) => Style::Simple,
        _ => Style::Form,
    };
    let schema = if is_content {
        let media_type = parameter.get("content").and_then(Value::as_object).and_then(|content| content.keys().next());
        media_type.map(|media_type| join(&join(&join(&pointer, "content"), media_type), "schema"))
    } else {
        parameter.get("schema").map(|_| join(&pointer, "schema"))
    };
    Some(Parameter {
        name: parameter.get("name")?.as_str()?.to_owned(),
        place,
        required: place == Place::Path || parameter.get("required") == Some(&Value::Bool(true)),
        style,
        explode: parameter.get("explode").and_then(Value::as_bool).unwrap_or(matches!(style, Style::Form | Style::DeepObject)),
        allow_empty: parameter.get("allowEmptyValue") == Some(&Value::Bool(true)),
        schema,
        pointer,
    })
}

fn responses(document: &Value, operation: &Value, pointer: &str) -> Vec<Response> {
    let empty = Map::new();
    let list = operation.get("responses").and_then(Value::as_object).unwrap_or(&empty);
    list.keys()
        .filter(|status| !status.starts_with("x-"))
        .map(|status| {
            let pointer = target(document, &join(&join(pointer, "responses"), status));
            let response = at(document, &pointer);
            let headers = response.get("headers").and_then(Value::as_object).unwrap_or(&empty);
            let headers = headers.keys().map(|name| {
                let pointer = target(document, &join(&join(&pointer, "headers"), name));
                let has_schema = at(document, &pointer).get("schema").is_some();
                (name.clone(), has_schema.then(|| join(&pointer, "schema")))
            });
            Response { status: status.clone(), content: content(document, response, &pointer), headers: headers.collect() }
        })
        .collect()
}

fn content(document: &Value, owner: &Value, pointer: &str) -> Vec<Content> {
    let list = owner.get("content").and_then(Value::as_object).into_iter().flatten();
    list.map(|(media_type, value)| {
        let pointer = join(&join(pointer, "content"), media_type);
        let mut examples: Vec<String> = value.get("example").map(|_| join(&pointer, "example")).into_iter().collect();
        for (name, example) in value.get("examples").and_then(Value::as_object).into_iter().flatten() {
            if resolve(document, example).get("value").is_some() {
                examples.push(join(&target(document, &join(&join(&pointer, "examples"), name)), "value"));
            }
        }
        Content { media_type: media_type.clone(), schema: value.get("schema").map(|_| join(&pointer, "schema")), examples }
    })
    .collect()
}
