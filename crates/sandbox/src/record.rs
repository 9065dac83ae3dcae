//! What is noted of a request: never a key, a query or a body.

use std::time::Duration;

/// A request and its answer, as noted.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Record {
    /// The vendor; none when the path names none.
    pub vendor: Option<String>,
    /// The method, in capitals.
    pub method: String,
    /// The path, without the query.
    pub path: String,
    /// The operation, as `METHOD /path` of the document; none when there is none.
    pub operation: Option<String>,
    /// The status of the answer; none when the connection was reset instead.
    pub status: Option<u16>,
    /// What was wrong with the request.
    pub violation: Option<String>,
    /// How long it took to find the answer, without delays that were asked for.
    pub time: Duration,
}
