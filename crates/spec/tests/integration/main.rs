//! One binary for all tests that go through the crate from outside.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that panics has failed, which is what it is for")]

mod accepted;
mod bundling;
mod refusals;
mod vendors;
