//! What the facade promises, with the vendors played by scripts.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that panics has failed, which is what it is for")]
#![allow(unreachable_pub, reason = "everything in a test binary is unreachable")]

mod configuration;
mod conversations;
mod dependencies;
mod end_to_end;
mod examples;
mod invent;
mod messages;
mod names;
mod streams;
mod support;
mod vendors;
