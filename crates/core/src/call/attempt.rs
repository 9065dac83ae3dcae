//! One attempt: send, follow redirects, read.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use tokio::time::{Instant, timeout_at};

use super::prepare::Prepared;
use super::redirect::{self, Hop, MOST_REDIRECTS};
use crate::body_reader::{self, Pieces, ReadFailure};
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

    /// Runs a future under the limit; `None` if the time ran out. Takes it pinned: attempts are
    /// large, and moving them about costs more than everything else here.
    pub(super) async fn cover<F: Future>(&self, future: Pin<&mut F>) -> Option<F::Output> {
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
    /// Another address answered than the one that was asked first, which may have done its work.
    pub(super) moved: bool,
}

/// Sends the request and follows redirects until there is an answer.
pub(super) async fn head(shared: &Shared, prepared: &Prepared<'_>) -> Result<Head, Error> {
    let (parts, body) = shared.service.call(prepared.request()?).await.map_err(service_error)?.into_parts();
    let head = Head { status: parts.status, headers: parts.headers, body, moved: false };
    if head.status.is_redirection() { Box::pin(follow(shared, prepared, head)).await } else { Ok(head) }
}

/// Goes where the answer sends us, and on from there.
async fn follow(shared: &Shared, prepared: &Prepared<'_>, mut head: Head) -> Result<Head, Error> {
    let mut sent = prepared.request()?;
    // Whatever happens from here on, the first address has answered already. Reading does nothing.
    let moved = !redirect::is_reading(sent.method());
    let rules = redirect::Rules { plain_http: &shared.plain_http, sends_as_given: shared.service.sends_as_given() };
    for _ in 0..MOST_REDIRECTS {
        match redirect::next(&sent, head.status, &head.headers, &rules) {
            Hop::Stay => return Ok(head),
            Hop::Follow(next) => sent = *next,
            Hop::Refuse(refusal) => {
                let error = Error::new(ErrorKind::Redirect, refusal.reason).with_advice(refusal.advice);
                return Err(error.with_answer(head.status, head.headers, Bytes::new(), 0).with_moved(moved));
            }
        }
        let answer = shared.service.call(sent.clone()).await.map_err(|error| hop_error(error).with_moved(moved))?;
        let (parts, body) = answer.into_parts();
        head = Head { status: parts.status, headers: parts.headers, body, moved };
        if !head.status.is_redirection() {
            return Ok(head);
        }
    }
    let error = Error::new(ErrorKind::Redirect, "the server sends us in circles").with_advice("check the base URL");
    Err(error.with_processed(Processed::Answered).with_moved(moved))
}

/// The error for a hop that could not be sent.
fn hop_error(error: ServiceError) -> Error {
    match error.kind() {
        // The call itself was fine, and was sent.
        ServiceErrorKind::Fatal => {
            Error::new(ErrorKind::Redirect, format!("the server sent us to an address that cannot be asked: {error}"))
                .with_advice("check the base URL")
                .with_processed(Processed::Answered)
                .with_source(error)
        }
        _ => service_error(error),
    }
}

/// What has arrived of an answer. It stays when the time runs out.
#[derive(Default)]
pub(super) struct Progress {
    status: StatusCode,
    headers: HeaderMap,
    has_head: bool,
    moved: bool,
    pieces: Pieces,
}

impl Progress {
    /// A whole attempt: sends the request and reads the answer.
    pub(super) async fn run(&mut self, shared: &Shared, prepared: &Prepared<'_>, keep_all: bool) -> Option<Error> {
        match head(shared, prepared).await {
            Ok(head) => self.read(shared, head, keep_all).await,
            Err(error) => Some(error),
        }
    }

    /// Reads the body of an answer. `keep_all`: also that of an error.
    pub(super) async fn read(&mut self, shared: &Shared, head: Head, keep_all: bool) -> Option<Error> {
        let Head { status, headers, mut body, moved } = head;
        (self.status, self.headers, self.has_head, self.moved) = (status, headers, true, moved);
        let is_error = !status.is_success() && !keep_all;
        let most = if is_error { shared.limits.error_body } else { shared.limits.response };
        body_reader::read(&mut self.headers, &mut body, most, is_error, &mut self.pieces).await.map(read_error)
    }

    /// Whatever went wrong, status and headers are in the error, and the bytes that came.
    pub(super) fn finish(self, shared: &Shared, failure: Option<Error>) -> Result<RawResponse, Error> {
        let Self { status, headers, has_head, moved, pieces } = self;
        match failure {
            Some(error) if !has_head => Err(error),
            None => Ok(RawResponse::new(status, headers, pieces.finish()).with_moved(moved)),
            // The status alone says what is wrong; how its explanation ends does not matter.
            Some(_) if !status.is_success() => Ok(RawResponse::new(status, headers, pieces.finish()).with_moved(moved).cut()),
            Some(error) => {
                let error = error.with_answer(status, headers, pieces.finish(), shared.limits.error_body);
                Err(error.with_truncated(true).with_moved(moved))
            }
        }
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
        ServiceErrorKind::Refused => (ErrorKind::Connection, Processed::No),
        ServiceErrorKind::Redirect => (ErrorKind::Redirect, Processed::Maybe),
        ServiceErrorKind::Fatal => (ErrorKind::Request, Processed::No),
    };
    let made = Error::new(kind, error.to_string()).with_processed(processed);
    let made = match (error.kind(), error.advice()) {
        (_, Some(advice)) => made.with_advice(advice),
        (ServiceErrorKind::ConnectTimeout, None) => made.with_advice("with_connect_timeout raises the limit"),
        _ => made,
    };
    made.with_source(error)
}
