//! The vendors' documents against the crates that were made from them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that meets what it does not expect fails, and the counts are for whoever reads the log"
)]

mod behaviour;
mod examples;
mod generated;
mod instances;
mod operations;
mod original;
mod roundtrip_command;
mod runtime;
mod rust;
mod sandbox;
mod snapshots;
mod wire;
