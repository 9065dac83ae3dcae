//! One call: what generated code fills in, and how it is sent.

mod attempt;
mod body;
mod headers;
mod multipart;
mod options;
mod path;
mod prepare;
mod query;
mod redirect;
mod send;
#[cfg(feature = "stream")]
mod send_stream;

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::HeaderMap;
use serde::Serialize;
use serde_json::Value;

use crate::client::Transport;
use crate::error::{Error, ErrorByStatus, ErrorReader};
use crate::response::request_id;
use crate::telemetry::CallSpan;
use crate::vendor::Operation;

pub use headers::HeaderStyle;
pub use multipart::Part;
pub use path::PathStyle;
pub use query::QueryStyle;

use body::Payload;
use options::Options;

pub(crate) use headers::pair as header_pair;

/// One call, not yet sent.
///
/// Not generic, so that hundreds of operations cost little to compile. Setters consume and return
/// it; what they find wrong is kept and comes out when the call is sent.
#[derive(Clone)]
#[must_use = "a call does nothing until it is sent"]
pub struct Call(Box<Draft>);

/// What a call is made of. In a box, because setters hand it on and on.
#[derive(Clone)]
struct Draft {
    transport: Transport,
    operation: &'static Operation,
    /// The path template, with the parameters that were given already in place.
    path: String,
    query: String,
    headers: HeaderMap,
    cookies: String,
    payload: Payload,
    parts: Vec<(String, Part)>,
    /// The media type of a body with parts.
    multipart: &'static str,
    accept: &'static str,
    errors: Option<ErrorReader>,
    options: Options,
    /// The first thing wrong with the call: our words, no data.
    problem: Option<String>,
}

impl Call {
    /// A call of the given operation without parameters.
    pub fn new(transport: &Transport, operation: &'static Operation) -> Self {
        Self(Box::new(Draft {
            transport: transport.clone(),
            operation,
            path: operation.path.to_owned(),
            query: String::new(),
            headers: HeaderMap::new(),
            cookies: String::new(),
            payload: Payload::None,
            parts: Vec::new(),
            multipart: "multipart/form-data",
            accept: "application/json",
            errors: None,
            options: Options::default(),
            problem: None,
        }))
    }

    /// Fills a parameter of the path. The value stays within its segment whatever it is: reserved
    /// characters, `/` among them, are encoded, and what no encoding can tame (an empty value, `..`)
    /// makes the call fail before it is sent. Lists and objects are written with commas.
    pub fn path(self, name: &str, value: impl Serialize) -> Self {
        self.path_as(name, PathStyle::SIMPLE, value)
    }

    /// Fills a parameter of the path in another style.
    pub fn path_as(mut self, name: &str, style: PathStyle, value: impl Serialize) -> Self {
        if let Some(value) = self.value_of("path parameter", name, &value) {
            let filled = path::fill(&mut self.0.path, name, style, &value);
            self.note(filled.map_err(|reason| format!("path parameter `{name}` {reason}")));
        }
        self
    }

    /// Adds a parameter to the query. Null is left out.
    pub fn query<T: Serialize + ?Sized>(mut self, name: &str, style: QueryStyle, value: &T) -> Self {
        if let Some(value) = self.value_of("query parameter", name, value) {
            query::append(&mut self.0.query, name, style, &value);
        }
        self
    }

    /// Adds a header. Null is left out; control characters make the call fail before it is sent.
    /// Lists and objects are written with commas.
    pub fn header<T: Serialize + ?Sized>(self, name: &str, value: &T) -> Self {
        self.header_as(name, HeaderStyle::SIMPLE, value)
    }

    /// Adds a header in another style.
    pub fn header_as<T: Serialize + ?Sized>(mut self, name: &str, style: HeaderStyle, value: &T) -> Self {
        if let Some(text) = self.value_of("header", name, value).and_then(|value| headers::write(style, &value)) {
            self.insert_header(name, &text);
        }
        self
    }

    /// Adds a cookie. Null is left out. Lists and objects are written with commas, which are encoded
    /// like all that a cookie cannot hold.
    pub fn cookie<T: Serialize + ?Sized>(mut self, name: &str, value: &T) -> Self {
        if let Some(text) = self.value_of("cookie", name, value).and_then(|value| headers::write(HeaderStyle::SIMPLE, &value)) {
            headers::append_cookie(&mut self.0.cookies, name, &text);
        }
        self
    }

    /// A JSON body.
    pub fn json<T: Serialize + ?Sized>(self, value: &T) -> Self {
        self.json_as("application/json", value)
    }

    /// A JSON body with one member set to `value`, whatever the body says of it: how a vendor is
    /// asked for a stream.
    pub fn json_with<T: Serialize + ?Sized>(self, member: &str, value: bool, body: &T) -> Self {
        match serde_json::to_value(body) {
            Ok(serde_json::Value::Object(mut object)) => {
                object.insert(member.to_owned(), serde_json::Value::Bool(value));
                self.json(&object)
            }
            _ => self.json(body),
        }
    }

    /// A JSON body of another media type, such as `application/merge-patch+json`.
    pub fn json_as<T: Serialize + ?Sized>(mut self, content_type: &'static str, value: &T) -> Self {
        match serde_json::to_vec(value) {
            Ok(text) => self.0.payload = Payload::Json { content_type, text: text.into() },
            Err(_) => self.note(Err("the body has no JSON form".to_owned())),
        }
        self
    }

    /// A form (`application/x-www-form-urlencoded`): lists repeat their name, objects become
    /// `name[member]`. Null is left out.
    pub fn form<T: Serialize + ?Sized>(self, value: &T) -> Self {
        self.form_as(&[], value)
    }

    /// A form some of whose members, by name, are written in another way.
    pub fn form_as<T: Serialize + ?Sized>(mut self, styles: &[(&str, QueryStyle)], value: &T) -> Self {
        if let Some(fields) = self.object_of("form", value) {
            self.0.payload = Payload::Form { text: query::form(&fields, styles).into(), fields };
        }
        self
    }

    /// A text body.
    pub fn text(self, content_type: &'static str, text: impl Into<String>) -> Self {
        self.bytes(content_type, text.into())
    }

    /// A body of bytes.
    pub fn bytes(mut self, content_type: &'static str, bytes: impl Into<Bytes>) -> Self {
        self.0.payload = Payload::Bytes { content_type, bytes: bytes.into() };
        self
    }

    /// A `multipart/form-data` body with one part per member: texts and numbers as they are, objects
    /// as JSON. A list is one part of the same name per element. Null and empty lists are left out.
    pub fn multipart<T: Serialize + ?Sized>(mut self, fields: &T) -> Self {
        if let Some(value) = self.object_of("multipart body", fields) {
            self.0.payload = Payload::Multipart(value);
        }
        self
    }

    /// The media type of a body with parts, such as `multipart/mixed`. `multipart/form-data` if not
    /// set.
    pub fn multipart_type(mut self, media_type: &'static str) -> Self {
        self.0.multipart = media_type;
        self
    }

    /// Adds a file. A JSON body and a form become `multipart/form-data` by this, with the members of
    /// the object as the other parts; the file wins over a member of the same name.
    pub fn part(mut self, name: impl Into<String>, part: Part) -> Self {
        self.0.parts.push((name.into(), part));
        self
    }

    /// The media type to ask for. `application/json` if not set.
    pub fn accept(mut self, media_type: &'static str) -> Self {
        self.0.accept = media_type;
        self
    }

    /// The documented error bodies, where the status says which it is; for
    /// [`Error::typed`](crate::Error::typed).
    pub fn errors<E: ErrorByStatus>(mut self) -> Self {
        self.0.errors = Some(ErrorReader::of::<E>());
        self
    }

    /// The limit for this call, all attempts and waits together; see
    /// [`ClientBuilder::with_timeout`](crate::ClientBuilder::with_timeout).
    pub fn with_timeout(mut self, limit: Duration) -> Self {
        self.0.options.call_timeout = Some(limit);
        self
    }

    /// The limit for each attempt of this call; see
    /// [`ClientBuilder::with_attempt_timeout`](crate::ClientBuilder::with_attempt_timeout).
    pub fn with_attempt_timeout(mut self, limit: Duration) -> Self {
        self.0.options.attempt_timeout = Some(limit);
        self
    }

    /// How long to wait for the first event of this stream; see
    /// [`ClientBuilder::with_first_event_timeout`](crate::ClientBuilder::with_first_event_timeout).
    pub fn with_first_event_timeout(mut self, limit: Duration) -> Self {
        self.0.options.first_event_timeout = Some(limit);
        self
    }

    /// How long this stream may be silent; see
    /// [`ClientBuilder::with_idle_timeout`](crate::ClientBuilder::with_idle_timeout).
    pub fn with_idle_timeout(mut self, limit: Duration) -> Self {
        self.0.options.idle_timeout = Some(limit);
        self
    }

    /// How many attempts follow the first.
    pub fn with_retries(mut self, retries: u32) -> Self {
        self.0.options.retries = Some(retries);
        self
    }

    /// A header for this call only. It replaces one of the same name, and is never shown.
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        self.insert_header(name, value);
        self
    }

    /// A name for this call under which the server can recognise a repetition. The same is sent
    /// with each attempt, and the call is then repeated even if it may have been processed.
    ///
    /// An empty one makes the call fail before it is sent: no server recognises anything under it.
    pub fn with_idempotency_key(mut self, key: &str) -> Self {
        if key.trim().is_empty() {
            self.note(Err("the idempotency key is empty".to_owned()));
        }
        self.insert_header("idempotency-key", key);
        self.0.options.has_idempotency_key = true;
        self
    }

    /// Puts a plain query parameter in the place of all of that name.
    pub(crate) fn replace_query(mut self, name: &str, value: &str) -> Self {
        query::remove(&mut self.0.query, name);
        self.query(name, QueryStyle::Form { explode: true }, value)
    }

    /// The value of a plain query parameter.
    pub(crate) fn find_query(&self, name: &str) -> Option<String> {
        query::find(&self.0.query, name)
    }

    /// The name that the server gave the request, as far as it may be shown.
    fn request_id(&self, headers: &HeaderMap) -> Option<String> {
        // Most answers have none, and to know what must not be shown takes the whole request.
        request_id(headers)?;
        self.secrets().request_id(headers)
    }

    /// A span for the call.
    pub(crate) fn span(&self) -> CallSpan {
        let shared = self.0.transport.shared();
        CallSpan::new(shared.vendor, self.0.operation, &shared.base_url)
    }

    /// Attaches to an error what call it is about.
    pub(crate) fn mark(&self, error: Error) -> Error {
        error
            .with_vendor(self.0.transport.vendor())
            .with_operation(self.0.operation)
            .with_reader(self.0.errors)
            .with_request_id(|headers| self.request_id(headers))
    }

    fn insert_header(&mut self, name: &str, value: &str) {
        match header_pair(name, value) {
            Ok((name, value)) => {
                self.0.headers.insert(name, value);
            }
            Err(problem) => self.note(Err(problem)),
        }
    }

    /// The value as JSON; null and failures give nothing.
    fn value_of<T: Serialize + ?Sized>(&mut self, what: &str, name: &str, value: &T) -> Option<Value> {
        match serde_json::to_value(value) {
            Ok(Value::Null) => None,
            Ok(value) => Some(value),
            Err(_) => {
                self.note(Err(format!("{what} `{name}` has no JSON form")));
                None
            }
        }
    }

    fn object_of<T: Serialize + ?Sized>(&mut self, what: &str, value: &T) -> Option<serde_json::Map<String, Value>> {
        match serde_json::to_value(value) {
            Ok(Value::Object(object)) => Some(object),
            _ => {
                self.note(Err(format!("the {what} is not an object")));
                None
            }
        }
    }

    fn note(&mut self, outcome: Result<(), String>) {
        if let Err(problem) = outcome {
            self.0.problem.get_or_insert(problem);
        }
    }
}

// The template instead of the path, and no values at all.
impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("vendor", &self.0.transport.vendor().name)
            .field("operation", &self.0.operation.id)
            .field("method", &self.0.operation.method.as_str())
            .field("path", &self.0.operation.path)
            .field("options", &self.0.options)
            .field("problem", &self.0.problem)
            .finish_non_exhaustive()
    }
}
