//! Rust from lowered documents.
//!
//! ```text
//! lowered.json ─ progenitor ─ types ─┐
//!                    │               ├─ prettyplease ─ generated.rs, surface
//!                    └─ operations ──┘
//! ```
//!
//! progenitor decides which types there are, what their members hold and what a call takes
//! and gives. How these behave is decided here: types that keep what they do not know,
//! calls that are builders on `switchboard-core`.
#![forbid(unsafe_code)]

mod catalogue;
mod docs;
pub mod facade;
mod generator;
mod marked;
mod model;
mod operations;
mod pipeline;
mod sandbox;
mod surface;
pub mod test_list;
mod types;

pub use pipeline::{Code, Lowered, Output, Stats, generate, lower, render};
pub use surface::outline;

/// The version of progenitor that the workspace is built with; a test compares it with the lock file.
pub const PROGENITOR_VERSION: &str = "0.15.1";
