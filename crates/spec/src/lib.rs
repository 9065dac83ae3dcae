//! OpenAPI documents, from what a vendor publishes to what progenitor can read.
//!
//! ```text
//! load ─ overlay ─ bundle ─ check ─ shape ─ resolve ─ lower ─ fit ─ allow-list
//!                                     └────────┴─────┴── findings ──> report
//! ```
//!
//! Everything from [`overlay`] on is a function from a document to a document and findings;
//! only [`load`], [`bundle`] and [`vendor`] touch the file system.
#![forbid(unsafe_code)]

pub mod allow_list;
pub mod bundle;
pub mod check;
pub mod context;
pub mod finding;
pub mod fit;
pub mod intake;
pub mod load;
pub mod lower;
pub mod names;
pub mod nearest;
pub mod overlay;
pub mod pipeline;
pub mod pointer;
pub mod position;
pub mod problem;
pub mod reference;
pub mod report;
pub mod resolve;
pub mod rules;
pub mod schema;
pub mod shape;
pub mod unread;
pub mod vendor;
pub mod walk;

pub use finding::{Cost, Finding, Rule};
pub use pipeline::Lowered;
pub use problem::{Place, Problem};
