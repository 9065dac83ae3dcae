//! The document as a whole.

use super::{both, rules};
use crate::effect::Effect::None as Same;

rules! {
    DOCUMENT_VERSION_CHANGED "document-version-changed" ("document-version-changed") both(Same), Nothing;
        "the document has another version (`info.version`)";
        "It is the vendor's own count and promises nothing. The version of the crate follows from its surface.";
    RUST_SURFACE_CHANGED "rust-surface-changed" ("rust-surface-changed") both(Same), Both;
        "the generated crate has another surface, for a reason that is not in the meaning of the document";
        "A schema is now shared, or no longer is, or two names got in each other's way. On the wire nothing changes.";
}
