//! From an answer to a value.

mod locate;
mod reason;

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use serde::de::DeserializeOwned;

use crate::error::Secrets;
use crate::response::RawResponse;

/// Why an answer is not what was promised.
///
/// Says where (a JSON pointer) and what was expected, never what stood there: answers hold other
/// people's data, and errors end up in logs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeError {
    reason: Cow<'static, str>,
    path: Option<String>,
    offset: Option<usize>,
}

impl DecodeError {
    /// An error of the caller's own decode function. The reason must not quote the answer.
    pub fn new(reason: impl Into<Cow<'static, str>>) -> Self {
        Self { reason: reason.into(), path: None, offset: None }
    }

    /// For decode functions that choose by status: this one is not in the vendor's document.
    pub fn unexpected_status(raw: &RawResponse) -> Self {
        Self::new(format!("status {} is not in the vendor's document", raw.status().as_u16()))
    }

    /// Where decoding stopped, as a JSON pointer; empty for the whole document. A name that is no
    /// plain word, as in maps that are keyed by data, or that holds what the caller sent, is `…`.
    pub fn path(&self) -> Option<&str> {
        self.path.as_deref()
    }

    /// How many bytes into the body decoding stopped.
    pub fn offset(&self) -> Option<usize> {
        self.offset
    }

    /// Takes out of the path what must not be shown.
    pub(crate) fn without(mut self, secrets: &Secrets) -> Self {
        self.path = self.path.map(|path| secrets.take_out_of_pointer(&path));
        self
    }

    pub(crate) fn from_json(body: &[u8], error: &serde_json::Error) -> Self {
        let offset = locate::offset(body, error.line(), error.column());
        Self { reason: reason::of(error), path: Some(locate::path(body, offset)), offset: Some(offset) }
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.path {
            Some(path) if !path.is_empty() => write!(f, "at {path}: {}", self.reason),
            _ => f.write_str(&self.reason),
        }
    }
}

impl std::error::Error for DecodeError {}

/// A JSON body. The content type is not insisted on: many servers get it wrong.
pub fn json<T: DeserializeOwned>(raw: &RawResponse) -> Result<T, DecodeError> {
    let body = json_text(raw)?;
    // The path costs a second look at the text, but only when there is an error; following it
    // while decoding would cost every call, and compile every type twice.
    serde_json::from_slice(body).map_err(|error| explain(raw, body, &error))
}

/// A text body; must be UTF-8. A text that is declared as JSON, and is one, is given without its
/// quotes: documents that say only `*/*` mean both.
pub fn text(raw: &RawResponse) -> Result<String, DecodeError> {
    if raw.media_type().is_some_and(|name| name.contains("json"))
        && let Ok(text) = serde_json::from_slice(without_mark(raw.body()))
    {
        return Ok(text);
    }
    match std::str::from_utf8(raw.body()) {
        Ok(text) => Ok(text.to_owned()),
        Err(error) => {
            let offset = Some(error.valid_up_to());
            Err(DecodeError { reason: Cow::Borrowed("the text is not UTF-8"), path: None, offset })
        }
    }
}

/// The body as it came. Shares the memory of the answer.
pub fn bytes(raw: &RawResponse) -> Result<Bytes, DecodeError> {
    Ok(raw.body().clone())
}

/// Nothing. Whatever the server sent is accepted and left alone.
pub fn empty(_raw: &RawResponse) -> Result<(), DecodeError> {
    Ok(())
}

/// The body without a byte-order mark; an error if there is nothing in it.
pub(crate) fn json_text(raw: &RawResponse) -> Result<&[u8], DecodeError> {
    let body = without_mark(raw.body());
    if body.iter().all(u8::is_ascii_whitespace) {
        return Err(DecodeError::new("the body is empty where JSON is due"));
    }
    Ok(body)
}

/// The text without a byte-order mark, which JSON must not have and some servers send.
pub(crate) fn without_mark(text: &[u8]) -> &[u8] {
    text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text)
}

fn explain(raw: &RawResponse, body: &[u8], error: &serde_json::Error) -> DecodeError {
    let starts_as_markup = body.trim_ascii_start().first() == Some(&b'<');
    if !error.is_data() && starts_as_markup {
        return DecodeError::new("the body is a web page where JSON is due, as proxies send it");
    }
    if !error.is_data() && !raw.media_type().is_some_and(|name| name.contains("json")) {
        let mut other = DecodeError::from_json(body, error);
        other.reason = Cow::Owned(format!("the body is not JSON, nor declared to be ({})", other.reason));
        return other;
    }
    DecodeError::from_json(body, error)
}
