//! Whether a request is what the vendor's document says it is.

pub(crate) mod auth;
mod body;
mod multipart;
mod parameters;
mod text;
mod violation;

use std::collections::BTreeMap;

use serde_json::Value;

pub(crate) use violation::{Violation, header};

use crate::{
    document::{Document, Operation},
    request::Request,
};

/// A request that is right, in the document's words.
#[derive(Clone, Debug, Default)]
pub(crate) struct Checked {
    /// Path parameters by name.
    pub(crate) path: BTreeMap<String, String>,
    /// Query parameters by name.
    pub(crate) query: BTreeMap<String, Value>,
    /// The body; what is neither JSON nor a form is its text.
    pub(crate) body: Option<Value>,
}

/// Why a request is refused: its media type, or something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// A parameter or the body.
    Invalid,
    /// Nothing but the media type of the body.
    MediaType,
}

/// Checks parameters and body.
pub(crate) fn check(
    document: &Document,
    operation: &Operation,
    raw_path: BTreeMap<String, String>,
    request: &Request,
) -> Result<Checked, (Refused, Vec<Violation>)> {
    let mut violations = Vec::new();
    let query = parameters::check(document, operation, &raw_path, request, &mut violations);
    let parameters_are_fine = violations.is_empty();
    let (body, media_type_is_fine) = match body::check(document, operation, request, &mut violations) {
        Ok(body) => (body, true),
        Err(body::OtherMediaType) => (None, false),
    };
    if violations.is_empty() {
        let path = raw_path.into_iter().map(|(name, value)| (name, text::decoded(&value))).collect();
        return Ok(Checked { path, query, body });
    }
    let refused = if parameters_are_fine && !media_type_is_fine { Refused::MediaType } else { Refused::Invalid };
    Err((refused, violations))
}
