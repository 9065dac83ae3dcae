//! What a new version of an OpenAPI document means for the callers of its client.
//!
//! ```text
//! two documents ─ model ─ compare ─ edits ─ uses ─▶ changes ─┐
//!                                                            ├─ render ─▶ text, Markdown, JSON
//! two generated crates ─ surface ─ steps ────────▶ effects ──┘
//! ```
//!
//! [`compare()`] finds what has changed, by meaning and not by spelling: 3.0 and 3.1, JSON and
//! YAML, `$ref` and `allOf` make no difference. What a change means is derived ([`effect`]).
//! [`Report::with_rust`] adds what callers of the generated crate see, from the code that was
//! generated of both documents.
//!
//! Nothing here reads a file or the clock.
#![forbid(unsafe_code)]

mod compare;
mod describe;
pub mod effect;
mod given;
mod model;
mod oasdiff;
mod pattern;
pub mod render;
mod report;
pub mod rules;
pub mod rust;
mod uses;
pub mod version;

pub use effect::{Direction, Level};
pub use given::Given;
pub use oasdiff::{Cover, oasdiff};
pub use report::{Change, Report, RustEffect, Side, compare};
pub use rules::Rule;
