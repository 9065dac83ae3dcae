//! What a client does when the network, the server or the caller is not nice.
//!
//! All against real sockets on loopback, except where time must stand still.

mod calls;
mod concurrency;
mod configuration;
mod faults;
mod leaks;
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
