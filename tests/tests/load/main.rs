//! Many calls and streams at once on one client, over real sockets.
//!
//! A binary of its own: it counts every byte that is allocated, which other tests would disturb.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that panics is how a test fails, and the counts are for whoever reads the log"
)]

mod calls;
mod ground;
mod server;
mod streams;
