//! One attempt: send, follow redirects, read.

use std::future::Future;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use tokio::time::{Instant, timeout_at};

use super::prepare::Prepared;
use super::redirect::{self, Hop, MOST_REDIRECTS, Sent};
use crate::body_reader::{self, ReadFailure};
use crate::client::Shared;
use crate::error::{Error, ErrorKind, Processed};
use crate::response::RawResponse;
use crate::service::{Body, ServiceError, ServiceErrorKind};

/// The limit that ends an attempt, and what to say when it does.
#[derive(Clone, Copy)]
pub(super) struct Limit {
    pub(super) at: Option<Instant>,
    pub(super) duration: Duration,
    pub(super) what: &'static str,
    pub(super) setting: &'static str,
}

impl Limit {
    /// The earlier of two limits.
    pub(super) fn or(self, other: Self) -> Self {
        match (self.at, other.at) {
            (Some(own), Some(others)) if others < own => other,
            (None, Some(_)) => other,
            _ => self,
        }
    }

    /// Runs a future under the limit; `None` if the time ran out.
    pub(super) async fn cover<F: Future>(&self, future: F) -> Option<F::Output> {
        match self.at {
            Some(at) => timeout_at(at, future).await.ok(),
            None => Some(future.await),
        }
    }

    pub(super) fn error(&self) -> Error {
        Error::new(ErrorKind::Timeout, format!("no {} within {:?}", self.what, self.duration))
            .with_advice(format!("{} raises the limit", self.setting))
            .with_processed(Processed::Maybe)
    }
}

/// The head of an answer, with the body still to be read.
pub(super) struct Head {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Body,
}

/// Sends the request and follows redirects until there is an answer.
pub(super) async fn head(shared: &Shared, prepared: &Prepared) -> Result<Head, Error> {
    let mut request = prepared.request();
    for _ in 0..=MOST_REDIRECTS {
        // Only redirects need these again, but the service takes the request away.
        let (method, uri) = (request.method().clone(), request.uri().clone());
        let redirected = (uri != prepared.uri).then(|| (request.headers().clone(), request.body().clone()));
        let answer = shared.service.call(request).await.map_err(service_error)?;
        let (parts, body) = answer.into_parts();
        if !parts.status.is_redirection() {
            return Ok(Head { status: parts.status, headers: parts.headers, body });
        }
        let (headers, sent_body) = match &redirected {
            Some((headers, body)) => (headers, body),
            None => (&prepared.headers, &prepared.body),
        };
        let sent = Sent { method: &method, uri: &uri, headers, body: sent_body };
        match redirect::next(&sent, parts.status, &parts.headers, &shared.plain_http) {
            Hop::Stay => return Ok(Head { status: parts.status, headers: parts.headers, body }),
            Hop::Follow(next) => request = *next,
            Hop::Refuse(reason) => {
                return Err(redirect_error(reason).with_answer(parts.status, parts.headers, Bytes::new(), 0));
            }
        }
    }
    Err(redirect_error("the server sends us in circles").with_processed(Processed::Maybe))
}

fn redirect_error(reason: &'static str) -> Error {
    Error::new(ErrorKind::Redirect, reason).with_advice("check the base URL")
}

/// Reads the body of an answer. Whatever goes wrong, status and headers are in the error, and the
/// bytes that came.
pub(super) async fn read(shared: &Shared, head: Head, limit: &Limit, keep_all: bool) -> Result<RawResponse, Error> {
    let Head { status, headers, mut body } = head;
    let is_error = !status.is_success() && !keep_all;
    let most = if is_error { shared.limits.error_body } else { shared.limits.response };
    let mut pieces = body_reader::Pieces::new(&headers, most);
    let failure = match limit.cover(body_reader::read(&headers, &mut body, most, is_error, &mut pieces)).await {
        Some(failure) => failure.map(read_error),
        None => Some(limit.error()),
    };
    let bytes = pieces.finish();
    match failure {
        None => Ok(RawResponse::new(status, headers, bytes)),
        // The status alone says what is wrong; how its explanation ends does not matter.
        Some(_) if !status.is_success() => Ok(RawResponse::new(status, headers, bytes).cut()),
        Some(error) => Err(error.with_answer(status, headers, bytes, shared.limits.error_body).with_truncated(true)),
    }
}

fn read_error(failure: ReadFailure) -> Error {
    match failure {
        ReadFailure::Service(error) => service_error(error),
        ReadFailure::TooLarge => {
            Error::new(ErrorKind::TooLarge, "the answer is larger than allowed").with_advice("with_max_response_bytes raises the limit")
        }
        #[cfg(feature = "gzip")]
        ReadFailure::BrokenGzip => Error::new(ErrorKind::Decode, "the answer is damaged gzip"),
        ReadFailure::UnknownEncoding => Error::new(ErrorKind::Decode, "the answer is packed in a way that was not asked for"),
    }
}

pub(super) fn service_error(error: ServiceError) -> Error {
    let (kind, processed) = match error.kind() {
        ServiceErrorKind::Connect => (ErrorKind::Connect, Processed::No),
        ServiceErrorKind::ConnectTimeout => (ErrorKind::Timeout, Processed::No),
        ServiceErrorKind::Timeout => (ErrorKind::Timeout, Processed::Maybe),
        ServiceErrorKind::Broken => (ErrorKind::Connection, Processed::Maybe),
        ServiceErrorKind::Fatal => (ErrorKind::Request, Processed::Maybe),
    };
    let made = Error::new(kind, error.to_string()).with_processed(processed);
    let made = match error.kind() {
        ServiceErrorKind::ConnectTimeout => made.with_advice("with_connect_timeout raises the limit"),
        _ => made,
    };
    made.with_source(error)
}
