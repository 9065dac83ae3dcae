//! The run time of Switchboard's generated clients.
//!
//! A generated client says *what* a call is: method, path, parameters, types. This crate decides
//! *what happens* when it is sent, and when the network, the server or the caller is not nice.
//! It knows no vendor: the facts about one come as a [`Vendor`], which generated code writes.
//!
//! You need not depend on it. A client such as `switchboard-invent` re-exports it as `core`, with
//! [`Error`], [`ErrorKind`], [`Result`] and [`ClientBuilder`] beside its own `Client`. There are
//! [recipes](https://github.com/switchboard-rs/switchboard/blob/main/docs/clients.md) for what one
//! comes to need of it.
//!
//! # Where to look
//!
//! | you want to | look at |
//! |---|---|
//! | make a client: key, address, time limits, retries, headers | [`ClientBuilder`], [`RetryPolicy`] |
//! | understand a failure | [`Error`], [`ErrorKind`] |
//! | have status, headers and rate limit beside the value | [`Response`], [`RawResponse`], [`RateLimit`] |
//! | read a list to its end | [`Items`], [`Pages`] |
//! | read an answer while it is written | [`EventStream`], [`StreamEvent`] |
//! | send a file | [`Part`] |
//! | tell null from absent, keep unknown members, read times | [`json`] |
//! | test without a server, add a layer, bring another HTTP stack | [`service`] |
//! | call what no generated client has | [`Call`], [`Operation`], [`call!`], [`decode`] |
//! | read server-sent events from elsewhere | [`sse`] |
//!
//! [`call!`], [`object!`], [`stand_in!`], [`open_enum!`], [`tag_enum!`] and [`union!`] are what generated code is
//! made of; nobody else needs them.
//!
//! # What is promised
//!
//! - One [`Error`] for everything, with questions instead of types to match on. Whatever the server
//!   sent is in it: status, headers, bytes.
//! - Retries never repeat work that may have been done ([`RetryPolicy`]).
//! - Three time limits for calls, two more for streams; each has a default, none is off.
//! - Keys leave the process in one header, to one origin, and show up nowhere else: not in `Debug`,
//!   errors, spans or panics, and not where a redirect leads.
//! - There is a limit to everything that a server can make us hold in memory.
//! - Dropping a call or a stream cancels it. Nothing runs on in the background, but for the
//!   connections of the HTTP client; they end with the last clone of the client.
//! - No `unsafe`, no panic, no global state.
//!
//! Calls need a Tokio runtime with I/O and time switched on, as `#[tokio::main]` makes it. Awaited
//! outside of any, they are an error. A client may serve several runtimes, one after the other or at
//! once; but each connection lives on the one that opened it, and breaks when that one ends.
//!
//! # Testing without a server
//!
//! Any async function from request to response can take the place of the network:
//!
//! ```
//! use switchboard_core::{ClientBuilder, HttpService, Transport, bytes::Bytes, http, service::{Body, ServiceError}};
//!
//! // In a test of yours, `C` is the client: `switchboard_invent::Client::builder()`.
//! fn faked<C: From<Transport>>(builder: ClientBuilder<C>) -> switchboard_core::Result<C> {
//!     let network = |request: http::Request<Bytes>| async move {
//!         assert!(request.headers().contains_key("authorization"));
//!         Ok::<_, ServiceError>(http::Response::new(Body::from(r#"[{"id":"con_1"}]"#)))
//!     };
//!     builder.api_key("any").with_http_service(network).build()
//! }
//! ```
//!
//! # Features
//!
//! | feature | default | what it brings |
//! |---|---|---|
//! | `rustls-ring` | yes | TLS by rustls with *ring*; certificates are checked as the operating system does |
//! | `rustls-aws-lc` | | TLS by rustls with aws-lc, which prefers post-quantum key exchange; needs more to build |
//! | `native-tls` | | the operating system's TLS; on Linux that is OpenSSL |
//! | `http2` | yes | HTTP/2 where the server offers it: all calls share one connection |
//! | `gzip` | yes | asks for gzip and unpacks it, within the size limit of a body |
//! | `stream` | yes | server-sent events: [`EventStream`], [`sse`] |
//! | `tracing` | | one span per call, one below it per attempt |
//! | `schemars` | | JSON Schema for the types in [`json`] |
//!
//! Without a TLS feature only plain `http` to loopback works; `https` is an error that says so. If
//! several are on, `native-tls` wins over `rustls-aws-lc`, and that over `rustls-ring`.
//!
//! With `tracing`, a call is a span `call` of the target `switchboard` on level `info`, an attempt
//! one on `debug`. The fields have OpenTelemetry's names: `http.request.method`, `url.template`,
//! `server.address`, `http.response.status_code`, `http.request.resend_count`, `error.type`; for
//! agents `gen_ai.operation.name` and `gen_ai.provider.name`; for streams
//! `gen_ai.response.time_to_first_chunk`, in seconds, counted from the call and not from its last
//! attempt; ours are `switchboard.vendor`, `switchboard.operation` and `switchboard.request_id`, the server's
//! name for the request. Never among them: keys, query
//! values, header values, bodies.
//!
//! # If you also use reqwest by yourself
//!
//! `rustls-ring` turns on reqwest's feature `rustls-no-provider`, and features count for every crate
//! of a build. A reqwest that you use without any TLS feature would then have TLS but no
//! cryptography for it, and `reqwest::Client::new()` panics ("No rustls crypto provider"), though
//! our clients work. Do one of three things: give your reqwest a TLS feature (`rustls` or
//! `native-tls`), which most have; or use `rustls-aws-lc` here, which brings reqwest's own
//! cryptography; or install a provider with `CryptoProvider::install_default` when your service
//! starts.
//!
//! # Versions
//!
//! Before 1.0 a minor version may change what this crate promises, a patch may not; from 1.0 on
//! that takes a major version. What is written for generated code ([`Call`], [`Vendor`],
//! [`Operation`], [`Paging`], [`StreamShape`], [`decode`] and the macros) may change in a minor
//! version also then, together with the clients. The minimum supported Rust version is 1.89;
//! raising it is a minor version. `http`, `bytes`, `secrecy` and `serde_json` are part of the
//! interface, and [`ClientBuilder::configure_http_client`] and
//! [`ClientBuilder::with_http_client`] name reqwest: their next major version is one of ours. All of
//! them are re-exported, so that a caller can have the same.
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
pub use reqwest;
pub use secrecy;
pub use serde_json;

pub use call::{Call, HeaderStyle, Part, PathStyle, QueryStyle};
pub use client::{ClientBuilder, Transport};
pub use decode::DecodeError;
pub use error::{Error, ErrorByStatus, ErrorKind, Result};
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

/// The examples of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
pub struct Readme;
