//! What the tests of several crates share.
//!
//! It knows nothing of the run time, so that the run time's own tests can use it.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that panics is how a test fails")]

pub mod client;
pub mod secrets;
pub mod server;
pub mod spans;
