//! The rules, and the documents of this workspace under them.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that meets what it does not expect fails")]

mod allowing;
mod fixtures;
mod validity;
mod vendors;
