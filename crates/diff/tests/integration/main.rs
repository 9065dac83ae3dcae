//! What the comparison of documents promises.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that panics has failed, which is what it is for"
)]

mod code;
mod fixture;
mod goldens;
mod mutations;
mod no_more;
mod rendering;
mod spellings;
mod steps;
mod vendors;
