//! What the server answered: raw, and decoded.

use std::fmt;
use std::time::SystemTime;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::rate_limit::{PageNumbers, RateLimit};
use crate::vendor::RateLimitHeaders;

/// Headers under which servers give a request a name, most telling first.
pub(crate) const REQUEST_ID_HEADERS: [&str; 5] = ["x-request-id", "request-id", "x-correlation-id", "x-amzn-requestid", "cf-ray"];

/// The name that the server gave the request, if it looks like one. For the caller; what is shown
/// elsewhere goes through [`Secrets::request_id`](crate::error::Secrets::request_id).
pub(crate) fn request_id(headers: &HeaderMap) -> Option<&str> {
    REQUEST_ID_HEADERS
        .iter()
        .filter_map(|name| headers.get(*name)?.to_str().ok())
        .find(|value| !value.is_empty() && value.len() <= 128 && value.bytes().all(|b| b.is_ascii_graphic()))
}

/// An answer as it came: status, headers, bytes. If it was gzip it is unpacked already, and
/// `content-encoding` and `content-length`, which were about the packed bytes, are gone.
#[derive(Clone)]
pub struct RawResponse {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    /// The body is only the beginning of what the server sent.
    cut: bool,
    /// It came from where a redirect led; what was asked for may have been done before.
    moved: bool,
    meta: Meta,
}

/// What the run time knows beside the answer.
#[derive(Clone, Copy)]
struct Meta {
    attempts: u32,
    rate_limit: Option<&'static RateLimitHeaders>,
    /// Only if somebody may ask.
    arrived: Option<SystemTime>,
}

impl Meta {
    fn read_rate_limit(&self, headers: &HeaderMap) -> Option<RateLimit> {
        RateLimit::read(headers, self.rate_limit?, self.arrived?)
    }
}

impl RawResponse {
    /// An answer made by hand, for tests.
    pub fn new(status: StatusCode, headers: HeaderMap, body: impl Into<Bytes>) -> Self {
        let meta = Meta { attempts: 1, rate_limit: None, arrived: None };
        Self { status, headers, body: body.into(), cut: false, moved: false, meta }
    }

    pub(crate) fn with_moved(mut self, moved: bool) -> Self {
        self.moved = moved;
        self
    }

    pub(crate) fn is_moved(&self) -> bool {
        self.moved
    }

    pub(crate) fn cut(mut self) -> Self {
        self.cut = true;
        self
    }

    /// Whether [`Self::body`] is only the beginning of what the server sent; can only be so for an
    /// answer that is not a success.
    pub fn is_truncated(&self) -> bool {
        self.cut
    }

    pub(crate) fn with_call(mut self, attempts: u32, rate_limit: Option<&'static RateLimitHeaders>) -> Self {
        self.meta = Meta { attempts, rate_limit, arrived: rate_limit.map(|_| SystemTime::now()) };
        self
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The body.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The body, without a copy.
    pub fn into_body(self) -> Bytes {
        self.body
    }

    /// The media type, in lower case and without parameters.
    pub fn media_type(&self) -> Option<String> {
        media_type(&self.headers)
    }

    /// The name that the server gave this request.
    pub fn request_id(&self) -> Option<&str> {
        request_id(&self.headers)
    }

    /// The rate limit, if the vendor sends one.
    pub fn rate_limit(&self) -> Option<RateLimit> {
        self.meta.read_rate_limit(&self.headers)
    }

    /// Where this page stands in its list, if the vendor says so in headers.
    pub fn page_numbers(&self) -> Option<PageNumbers> {
        PageNumbers::read(&self.headers)
    }

    /// How often the request was sent.
    pub fn attempts(&self) -> u32 {
        self.meta.attempts
    }

    pub(crate) fn into_parts(self) -> (StatusCode, HeaderMap, Bytes) {
        (self.status, self.headers, self.body)
    }
}

pub(crate) fn media_type(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(http::header::CONTENT_TYPE)?.to_str().ok()?;
    let name = value.split(';').next()?.trim();
    (!name.is_empty()).then(|| name.to_ascii_lowercase())
}

/// The media types that are shown. What else stands in that header is the server's text, and may be
/// what the caller sent.
const KNOWN_MEDIA_TYPES: [&str; 14] = [
    "application/javascript",
    "application/json",
    "application/octet-stream",
    "application/pdf",
    "application/problem+json",
    "application/x-ndjson",
    "application/x-www-form-urlencoded",
    "application/xml",
    "multipart/form-data",
    "text/csv",
    "text/event-stream",
    "text/html",
    "text/plain",
    "text/xml",
];

/// The media type if it is one that can be shown to anybody.
pub(crate) fn known_media_type(headers: &HeaderMap) -> Option<&'static str> {
    let found = media_type(headers)?;
    KNOWN_MEDIA_TYPES.into_iter().find(|known| *known == found)
}

/// Whether a media type says that the body is one JSON document. Not so the types of many
/// documents, one a line (`application/x-ndjson`, `application/jsonl`, `application/json-seq`).
#[cfg(feature = "stream")]
pub(crate) fn is_json_document(media_type: &str) -> bool {
    let Some((_, name)) = media_type.split_once('/') else { return false };
    name == "json" || name.ends_with("+json") || name.ends_with(".json")
}

// Headers and body may hold what must not be logged.
impl fmt::Debug for RawResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawResponse")
            .field("status", &self.status)
            .field("media_type", &known_media_type(&self.headers))
            .field("body_bytes", &self.body.len())
            .field("attempts", &self.meta.attempts)
            .finish_non_exhaustive()
    }
}

/// A decoded answer with what stood beside it.
pub struct Response<T> {
    value: T,
    status: StatusCode,
    headers: HeaderMap,
    meta: Meta,
}

impl<T> Response<T> {
    pub(crate) fn new(value: T, raw: RawResponse) -> Self {
        let RawResponse { status, headers, meta, .. } = raw;
        Self { value, status, headers, meta }
    }

    /// The decoded body.
    pub fn value(&self) -> &T {
        &self.value
    }

    /// The decoded body, without the rest.
    pub fn into_value(self) -> T {
        self.value
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The name that the server gave this request.
    pub fn request_id(&self) -> Option<&str> {
        request_id(&self.headers)
    }

    /// The rate limit, if the vendor sends one.
    pub fn rate_limit(&self) -> Option<RateLimit> {
        self.meta.read_rate_limit(&self.headers)
    }

    /// Where this page stands in its list, if the vendor says so in headers.
    pub fn page_numbers(&self) -> Option<PageNumbers> {
        PageNumbers::read(&self.headers)
    }

    /// How often the request was sent.
    pub fn attempts(&self) -> u32 {
        self.meta.attempts
    }

    /// The same answer with another value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Response<U> {
        let Self { value, status, headers, meta } = self;
        Response { value: change(value), status, headers, meta }
    }
}

// The headers may hold what must not be logged; the value is the caller's own type.
impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("attempts", &self.meta.attempts)
            .field("value", &self.value)
            .finish_non_exhaustive()
    }
}
