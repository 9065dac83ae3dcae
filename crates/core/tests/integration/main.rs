//! What a client does when the network, the server or the caller is not nice.
//!
//! All against real sockets on loopback, except where time must stand still.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    unreachable_pub,
    missing_docs,
    reason = "a test that panics is how a test fails, and nothing here is public"
)]

mod calls;
mod configuration;
mod decoding;
mod errors;
#[cfg(feature = "http2")]
mod http2;
mod leaks;
#[cfg(feature = "stream")]
mod no_streams;
mod objects;
mod packing;
mod paging;
mod redirects;
mod requests;
mod retries;
#[cfg(feature = "stream")]
mod sse;
#[cfg(feature = "stream")]
mod sse_against_sseer;
#[cfg(feature = "stream")]
mod streams;
mod support;
mod tls;
