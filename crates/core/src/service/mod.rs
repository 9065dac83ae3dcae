//! The seam between the run time and whatever sends HTTP requests.
//!
//! Everything above it is ours (retries, redirects, limits, decoding), everything below it can be
//! replaced: by another HTTP stack ([`HttpService`]), by a function in a test, or by layers around
//! the built-in client ([`Middleware`]).
//!
//! ```
//! # use switchboard_core::{service::{Body, ServiceError}, HttpService, bytes::Bytes, http};
//! // Any async function from request to response is a service.
//! let fake = |request: http::Request<Bytes>| async move {
//!     assert_eq!(request.method(), http::Method::GET);
//!     Ok::<_, ServiceError>(http::Response::new(Body::from("[]")))
//! };
//! fn takes_a_service(_: impl HttpService) {}
//! takes_a_service(fake);
//! ```

mod body;
mod error;
pub(crate) mod reqwest_client;
#[cfg(any(feature = "_rustls", feature = "native-tls"))]
mod tls;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;

pub use body::Body;
pub use error::{ServiceError, ServiceErrorKind};

pub(crate) type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// What a service returns: a future that may outlive the call that made it.
pub type ServiceFuture = Pin<Box<dyn Future<Output = Result<http::Response<Body>, ServiceError>> + Send>>;

/// Sends one HTTP request and returns the response as soon as its headers are there.
///
/// Called once per attempt and once per redirect. A service must not follow redirects, must not
/// retry and must not unpack bodies: the run time does all three, within its rules and limits.
/// Dropping the future, or the body of the response, must cancel the request.
pub trait HttpService: Send + Sync + 'static {
    /// Sends the request. It carries the key, in a header marked sensitive.
    fn call(&self, request: http::Request<Bytes>) -> ServiceFuture;

    /// Whether every request goes out with what is in it and nothing else: no header, cookie or
    /// credential is added on the way. `false` if not overridden.
    ///
    /// Redirects to another origin are followed only if this is so. The run time takes the vendor's
    /// key and the caller's headers out of such a request, but cannot take out what is added below.
    fn sends_as_given(&self) -> bool {
        false
    }
}

impl<F, R> HttpService for F
where
    F: Fn(http::Request<Bytes>) -> R + Send + Sync + 'static,
    R: Future<Output = Result<http::Response<Body>, ServiceError>> + Send + 'static,
{
    fn call(&self, request: http::Request<Bytes>) -> ServiceFuture {
        Box::pin(self(request))
    }
}

/// A layer around each attempt: sees the request before it goes out and the response before it is
/// read, and may change or replace both.
///
/// ```
/// # use switchboard_core::{Middleware, bytes::Bytes, http, service::Next};
/// // Any async function from request to response with a layer below is one.
/// let timed = |request: http::Request<Bytes>, next: Next| async move {
///     let begun = std::time::Instant::now();
///     let outcome = next.run(request).await;
///     println!("{:?}", begun.elapsed());
///     outcome
/// };
/// fn takes_a_layer(_: impl Middleware) {}
/// takes_a_layer(timed);
/// ```
pub trait Middleware: Send + Sync + 'static {
    /// Handles one attempt; [`Next::run`] hands it to the layer below.
    fn handle(&self, request: http::Request<Bytes>, next: Next) -> ServiceFuture;

    /// Whether requests are handed on with nothing added, as by a layer that only counts or logs.
    /// `false` if not overridden; see [`HttpService::sends_as_given`].
    fn sends_as_given(&self) -> bool {
        false
    }
}

impl<F, R> Middleware for F
where
    F: Fn(http::Request<Bytes>, Next) -> R + Send + Sync + 'static,
    R: Future<Output = Result<http::Response<Body>, ServiceError>> + Send + 'static,
{
    fn handle(&self, request: http::Request<Bytes>, next: Next) -> ServiceFuture {
        Box::pin(self(request, next))
    }
}

/// What is below a [`Middleware`].
#[derive(Clone)]
pub struct Next(Arc<dyn HttpService>);

impl Next {
    /// Hands the request on.
    pub fn run(&self, request: http::Request<Bytes>) -> ServiceFuture {
        self.0.call(request)
    }
}

impl std::fmt::Debug for Next {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Next")
    }
}

/// A service with one layer around it.
pub(crate) struct Layered {
    pub(crate) middleware: Arc<dyn Middleware>,
    pub(crate) below: Arc<dyn HttpService>,
}

impl HttpService for Layered {
    fn call(&self, request: http::Request<Bytes>) -> ServiceFuture {
        self.middleware.handle(request, Next(Arc::clone(&self.below)))
    }

    fn sends_as_given(&self) -> bool {
        self.middleware.sends_as_given() && self.below.sends_as_given()
    }
}
