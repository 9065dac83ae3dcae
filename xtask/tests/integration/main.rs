//! The commands from outside: exit codes, texts, and what happens to files.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that panics has failed, which is what it is for")]

mod adding;
mod arguments;
mod corpus;
mod diffing;
mod facade;
mod failures;
mod fetching;
mod generating;
mod linting;
mod rules_page;
mod server;
mod sixth_vendor;
mod workspace;
