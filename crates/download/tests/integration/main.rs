//! Downloads from a server on this machine that does what servers do.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that meets what it does not expect fails")]

mod downloading;
mod faults;
mod server;
