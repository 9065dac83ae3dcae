//! A request as it came in.

use bytes::Bytes;
use http::HeaderMap;

/// A request to one vendor.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    /// In capitals.
    pub(crate) method: String,
    /// The path after the vendor's own, as it was sent.
    pub(crate) path: String,
    /// What follows the question mark, as it was sent.
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Request {
    /// The value of a header, when it is text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}
