//! Follows references, so that later stages see whole operations and refer to component
//! schemas only.

use serde_json::Value;

use crate::{context::Context, finding::Rule};

mod deep;
mod inline;

pub use inline::FILES;

/// The rules of this stage.
pub const RULES: &[&Rule] = &[
    &deep::RULE,
    &inline::SHARED,
    &inline::PATH_PARAMETERS,
    &inline::PATH_TEXTS,
    &inline::EXAMPLES,
    &inline::RESPONSE_HEADERS,
    &inline::LINKS,
    &inline::CALLBACKS,
];

/// Rewrites every reference of the document.
pub fn references(document: &mut Value, cx: &mut Context) {
    deep::to_components(document, cx);
    inline::operations(document, cx);
}
