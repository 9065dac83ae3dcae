//! Mistakes that no rule can repair, because only the author knows what was meant.
//!
//! Run after the overlay and the bundling, so that an overlay can correct such a mistake until
//! the vendor does.

mod malformed;
mod path_parameters;
mod references;

use crate::{Problem, load::Document};

/// Refuses a document with a reference that leads nowhere, with parameters that are none, or
/// with a path parameter that its path does not have.
pub fn check(document: &Document) -> Result<(), Problem> {
    references::check(document)?;
    malformed::check(document)?;
    path_parameters::check(document)
}
