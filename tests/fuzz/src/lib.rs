//! What must hold for any document: [`properties`] of lowering, random documents, and entry
//! points for every stage.
//!
//! ```text
//! cargo run --release -p switchboard-fuzz -- generate --cases 100000 PATH…
//! ```
#![forbid(unsafe_code)]

pub mod documents;
pub mod mutation;
pub mod properties;
pub mod schemas;
pub mod slice;
pub mod targets;
pub mod validity;
