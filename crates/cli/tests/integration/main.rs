//! The command as a user runs it: the real binary, its arguments, what it prints, how it ends.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that panics has failed, which is what it is for")]

mod completions;
mod doctor;
mod dry_run;
mod help;
mod keys;
mod messages;
mod prism;
mod sample;
mod sandbox;
mod support;
#[cfg(unix)]
mod terminal;
mod writing;
