//! What `vendor.toml` can say.
//!
//! A member that is not listed here is refused: a misspelt setting must not be ignored.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Play, Sandbox};

/// The contents of `vendor.toml`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The name of the folder, once more, so that a copied file is noticed.
    pub name: Option<String>,
    /// The vendor's name as people write it.
    pub title: Option<String>,
    /// Where the document comes from.
    pub document: DocumentFacts,
    /// Where the API is.
    #[serde(default)]
    pub server: Server,
    /// How a caller proves who it is.
    pub auth: Auth,
    /// Where error bodies keep what a person wants to read.
    #[serde(default)]
    pub errors: Errors,
    /// The headers that tell how much of a rate limit is left.
    pub rate_limit: Option<RateLimit>,
    /// How names are made where the document's own do not serve.
    #[serde(default)]
    pub names: Names,
    /// Facts about single operations, by `METHOD /path`.
    #[serde(default)]
    pub operations: BTreeMap<String, Operation>,
    /// Ways of paging, by a name that operations refer to.
    #[serde(default)]
    pub paging: BTreeMap<String, Paging>,
    /// How the sandbox plays the vendor.
    #[serde(default)]
    pub sandbox: Sandbox,
    /// What is known about the document's quality, and accepted.
    #[serde(default)]
    pub lint: Lint,
}

/// Where a document comes from and how far it can be trusted.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentFacts {
    /// The file beside `vendor.toml`.
    pub file: String,
    /// Who wrote it.
    pub status: Status,
    /// Where the vendor publishes it.
    pub url: Option<String>,
    /// The day it was taken from there, or from the sources.
    pub retrieved: String,
    /// SHA-256 of the file as it was fetched, in hexadecimal.
    pub sha256: Option<String>,
    /// The version of the fetched file, as the server names it: its `ETag`.
    pub etag: Option<String>,
    /// When the server says that the fetched file was last changed: its `Last-Modified`.
    pub last_modified: Option<String>,
    /// The pages it was written from.
    #[serde(default)]
    pub sources: Vec<String>,
    /// What a reader should know about it.
    #[serde(default)]
    pub notes: Vec<String>,
    /// What nobody outside the vendor can know.
    #[serde(default)]
    pub unknown: Vec<String>,
}

/// Who wrote a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// The vendor; kept as published.
    Published,
    /// We did, from reference pages that were made from the vendor's own document.
    Reconstructed,
    /// We did, from prose.
    HandWritten,
}

impl Status {
    /// The word used in `vendor.toml`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Reconstructed => "reconstructed",
            Self::HandWritten => "hand-written",
        }
    }
}

/// Where an API is.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    /// The address that paths are added to; none when it differs from caller to caller.
    pub base_url: Option<String>,
    /// The environment variable that overrides it.
    pub base_url_env: Option<String>,
}

/// How a caller proves who it is: a key in a header.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Auth {
    /// The header.
    pub header: String,
    /// What stands before the key.
    #[serde(default)]
    pub prefix: String,
    /// The environment variable that holds the key.
    pub env: String,
}

/// JSON pointers into an error body, the likeliest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Errors {
    /// A sentence for people.
    #[serde(default)]
    pub message: Vec<String>,
    /// A word for programs.
    #[serde(default)]
    pub code: Vec<String>,
}

/// Names of the headers of a rate limit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RateLimit {
    /// How many requests are allowed.
    pub limit: Option<String>,
    /// How many of them are left.
    pub remaining: Option<String>,
    /// When they are counted anew.
    pub reset: Option<String>,
}

/// How names are made where the document's own do not serve.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Names {
    /// An ending that every schema's name has and no type needs.
    pub strip_type_suffix: Option<String>,
    /// A beginning that every tag has and no group needs.
    pub strip_tag_prefix: Option<String>,
    /// What names of operations are made from.
    #[serde(default)]
    pub operations_from: OperationsFrom,
    /// The group of operations, by tag.
    #[serde(default)]
    pub groups: BTreeMap<String, String>,
    /// The type, by schema.
    #[serde(default)]
    pub types: BTreeMap<String, String>,
}

/// What names of operations are made from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OperationsFrom {
    /// The document's operationIds.
    #[default]
    OperationId,
    /// Method and path.
    Path,
}

/// Facts about one operation.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Operation {
    /// The group it belongs to.
    pub group: Option<String>,
    /// The name of its method in the group.
    pub method: Option<String>,
    /// May a request be sent again that may have been processed?
    pub safe_to_retry: Option<bool>,
    /// Does it talk to an agent?
    pub agent: Option<bool>,
    /// The way it pages: a name of [`Settings::paging`].
    pub paging: Option<String>,
    /// How it streams.
    pub stream: Option<Stream>,
    /// How the sandbox plays it.
    pub sandbox: Option<Play>,
}

/// How an operation streams.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stream {
    /// The member of the request body that is `true` to ask for a stream.
    pub flag: Option<String>,
    /// The data of the event that ends the stream.
    pub done: Option<String>,
    /// JSON pointer to what is there, and not null, in an event that is an error.
    pub error: Option<String>,
    /// Where one event ends.
    #[serde(default)]
    pub framing: Framing,
}

/// Where one event of a stream ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Framing {
    /// At a blank line, as the standard says.
    #[default]
    Standard,
    /// At the end of its line.
    Line,
}

/// A way of paging: the parameters that ask, and the places that answer.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paging {
    /// The parameter that is the number of the page.
    pub page: Option<String>,
    /// The parameter that is the number of items on a page.
    pub size: Option<String>,
    /// The parameter that is the number of items before the page.
    pub start: Option<String>,
    /// The parameter that is the largest number of items wanted.
    pub limit: Option<String>,
    /// The parameter that is the token of the page.
    pub token: Option<String>,
    /// JSON pointer to the items of an answer; empty when the answer is the list itself.
    pub items: String,
    /// The header that is the number of all items.
    pub total_header: Option<String>,
    /// JSON pointer to the number of all items.
    pub total: Option<String>,
    /// JSON pointer to the token, number or address of the next page.
    pub next: Option<String>,
}

/// What the linter finds in the document, and we live with.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lint {
    /// Findings that are accepted, each with its reason.
    #[serde(default)]
    pub allow: Vec<Allow>,
}

/// Findings of one rule that are accepted.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Allow {
    /// The rule's id.
    pub rule: String,
    /// JSON pointer (`#/…`): only findings there and below; everywhere if it is not given.
    pub at: Option<String>,
    /// Why the document stays as it is.
    pub reason: String,
}
