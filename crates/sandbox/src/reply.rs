//! An answer before it is sent.

use std::time::Duration;

use bytes::Bytes;
use serde_json::Value;

/// An answer.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    /// Names are unique; the media type is one of them.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) content: Payload,
    /// What was wrong with the request.
    pub(crate) violation: Option<String>,
    /// `GET /contacts/{id}`.
    pub(crate) operation: Option<String>,
    /// Pointer to the schema of a JSON answer, for what changes its values.
    pub(crate) schema: Option<String>,
}

/// What an answer carries.
#[derive(Clone, Debug, Default)]
pub(crate) enum Payload {
    /// Nothing.
    #[default]
    Empty,
    /// JSON.
    Json(Value),
    /// Bytes of another kind.
    Bytes(Bytes),
    /// One event after the other.
    Events(Vec<Event>),
}

/// One event of a stream.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    pub(crate) text: String,
    /// Is it the one that ends the stream?
    pub(crate) is_end: bool,
}

/// How an answer is sent, where that is not simply done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Delivery {
    /// Before anything is sent.
    pub(crate) wait: Duration,
    /// Between the events of a stream.
    pub(crate) pace: Duration,
    /// Where the answer is cut off.
    pub(crate) cut: Option<Cut>,
}

/// Where an answer is cut off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cut {
    /// The connection is reset before the first byte.
    Reset,
    /// The connection ends after so many bytes of the body.
    After(usize),
    /// The stream ends in order, without the event that ends it.
    NoEnd,
    /// The stream stays open after its last event but the one that ends it.
    Hang,
}

impl Reply {
    /// A JSON answer.
    pub(crate) fn json(status: u16, value: Value) -> Self {
        Self {
            status,
            headers: vec![("content-type".to_owned(), "application/json".to_owned())],
            content: Payload::Json(value),
            ..Self::default()
        }
    }

    /// Sets a header, in the place of an older one.
    pub(crate) fn set_header(&mut self, name: &str, value: impl Into<String>) {
        self.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        self.headers.push((name.to_ascii_lowercase(), value.into()));
    }
}
