//! What makes an OpenAPI document a good one to make a client of.
//!
//! A rule is a function from a document to findings. Rules that are about the same thing share
//! a module below [`rules`]; [`lint`] applies all of them, and [`allow`] sets aside what
//! `vendor.toml` accepts.
#![forbid(unsafe_code)]

pub mod allow;
mod rule;
pub mod rules;
mod subject;

pub use rule::{Finding, Level, Rule};

use subject::Subject;
use switchboard_spec::{load::Document, vendor::Settings};

/// Everything that the rules find, in the order of the rules and, for each rule, of the document.
///
/// `settings` are those of the document's vendor. Without them, the rules that compare the two
/// find nothing.
pub fn lint(document: &Document, settings: Option<&Settings>) -> Vec<Finding> {
    let subject = Subject::new(document, settings);
    rules::all().flat_map(|rule| rule.apply(&subject)).collect()
}
