//! Downloads a vendor's document, and nothing else.
//!
//! It is a program of its own: it is the only one of the workspace's tools that talks to a
//! network, and the others need not be built with an HTTP client. It reads an [`Order`] and
//! writes an [`Outcome`], both as JSON; the document itself goes to a file.
#![forbid(unsafe_code)]

#[cfg(feature = "client")]
mod address;
#[cfg(feature = "client")]
mod body;
#[cfg(feature = "client")]
mod client;

use std::{path::PathBuf, time::Duration};

use serde::{Deserialize, Serialize};

#[cfg(feature = "client")]
pub use client::download;

/// What to download.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Where it is published: https, or plain http on this machine.
    pub url: String,
    /// The version that is known: the server's `ETag`.
    pub etag: Option<String>,
    /// The version that is known: the server's `Last-Modified`.
    pub last_modified: Option<String>,
    /// How much a download may take.
    pub limits: Limits,
}

/// How much a download may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Bytes, on the way and unpacked.
    pub bytes: u64,
    /// From the first connection to the last byte.
    pub time: Duration,
}

impl Default for Limits {
    /// 64 MB and 60 seconds: five times the largest document that we know.
    fn default() -> Self {
        Self { bytes: 64 * 1024 * 1024, time: Duration::from_secs(60) }
    }
}

/// A request, and where the document is to be put.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// What to download.
    pub request: Request,
    /// The file to write.
    pub out: PathBuf,
}

/// What came of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// The document is in the file.
    Downloaded(About),
    /// The server says that the known version is still the newest.
    NotModified,
    /// Nothing was downloaded.
    Failed(Failure),
}

/// What the server says about a document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// `ETag`.
    pub etag: Option<String>,
    /// `Last-Modified`.
    pub last_modified: Option<String>,
    /// `Content-Type`.
    pub content_type: Option<String>,
}

/// A document, and what the server says about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Downloaded {
    /// The document, unpacked.
    pub bytes: Vec<u8>,
    /// What the server says about it.
    pub about: About,
}

/// Why there is no document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// What is wrong: a lower-case sentence without a period.
    pub what: String,
    /// Why it matters, or what led to it.
    pub why: String,
    /// What to do about it.
    pub help: String,
}

impl Failure {
    /// A failure in words.
    pub fn new(what: impl Into<String>, why: impl Into<String>, help: impl Into<String>) -> Self {
        Self { what: what.into(), why: why.into(), help: help.into() }
    }
}
