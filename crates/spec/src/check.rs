//! Mistakes that no rule can repair, because only the author knows what was meant.
//!
//! Run after the overlay and the bundling, so that an overlay can correct such a mistake until
//! the vendor does.

mod addresses;
mod references;

pub(crate) use references::Names;

use crate::{Problem, load::Document};

/// Refuses a document with a reference that leads nowhere, or with a path that is an address.
pub fn check(document: &Document) -> Result<(), Problem> {
    references::check(document)?;
    addresses::check(document)
}
