//! The run time of Switchboard's generated clients.
//!
//! A generated client says *what* a call is: method, path, parameters, types. This crate decides
//! *what happens* when it is sent, and when the network, the server or the caller is not nice:
//!
//! - one [`Error`] for everything, with questions instead of types to match on;
//! - retries that never repeat work the server may have done already ([`RetryPolicy`]);
//! - three time limits for calls, two more for streams ([`ClientBuilder`]);
//! - keys that leave the process in one sensitive header, to one origin, and show up nowhere else;
//! - limits on everything a server can make us hold in memory;
//! - server-sent events ([`EventStream`]) and paging ([`Pages`], [`Items`]);
//! - a seam for tests and other HTTP stacks ([`HttpService`], [`Middleware`]).
//!
//! Calls need a Tokio runtime with I/O and time switched on, as `#[tokio::main]` makes it.
//!
//! # Features
//!
//! | feature | default | what it brings |
//! |---|---|---|
//! | `rustls-ring` | yes | TLS by rustls with *ring*; certificates are checked as the operating system does |
//! | `rustls-aws-lc` | | TLS by rustls with aws-lc |
//! | `native-tls` | | the operating system's TLS |
//! | `http2` | yes | HTTP/2 where the server offers it |
//! | `gzip` | yes | asks for gzip and unpacks it, within the size limit of a body |
//! | `stream` | yes | server-sent events |
//! | `tracing` | | one span per call, one below it per attempt |
//! | `schemars` | | JSON Schema for the types in [`json`] |
//!
//! Without a TLS feature only plain `http` to loopback works; `https` is an error that says so.
#![forbid(unsafe_code)]

mod body_reader;
pub mod call;
mod client;
pub mod decode;
mod error;
#[cfg(feature = "gzip")]
mod gzip;
pub mod json;
mod macros;
mod paging;
mod rate_limit;
mod response;
mod retry;
pub mod service;
#[cfg(feature = "stream")]
pub mod sse;
#[cfg(feature = "stream")]
mod stream;
mod telemetry;
mod vendor;

pub use bytes;
pub use http;
pub use secrecy;

pub use call::{Call, Part, QueryStyle};
pub use client::{ClientBuilder, Transport};
pub use decode::DecodeError;
pub use error::{Error, ErrorKind, Result};
pub use paging::{Items, PageStyle, Pages, Paging, Total};
pub use rate_limit::{PageNumbers, RateLimit};
pub use response::{RawResponse, Response};
pub use retry::RetryPolicy;
pub use service::{HttpService, Middleware};
#[cfg(feature = "stream")]
pub use stream::{EventStream, Framing, StreamEvent, StreamShape, UnknownEvent};
pub use vendor::{Auth, ErrorShape, Operation, RateLimitHeaders, Vendor};

/// What the macros of this crate expand to. Not part of the API.
#[doc(hidden)]
pub mod __private {
    pub use core::option::Option;
    pub use core::result::Result::{Err, Ok};
    pub use core::time::Duration;
    pub use std::vec::Vec;
}
