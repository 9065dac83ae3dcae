//! Sends a call whose answer is a stream.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::SystemTime;

use bytes::Bytes;
use http::HeaderMap;
use serde::de::IgnoredAny;
use tokio::time::Instant;

use super::Call;
use super::attempt::{self, Head, Limit, Progress};
use super::options::deadline_after;
use super::prepare::Prepared;
use super::send::{retry_state, status_error, whole_call};
use crate::client::Shared;
use crate::decode::{DecodeError, without_mark};
use crate::error::{Error, ErrorKind, Secrets};
use crate::response::{RawResponse, is_json_document, media_type};
use crate::retry::RetryState;
use crate::stream::{Arrival, Connection, End, EventStream, Parts, StreamShape, error_in_document};
use crate::telemetry::CallSpan;

/// A stream that has begun, before its type is known.
struct Begun {
    head: StreamHead,
    parts: Parts,
}

/// What came first.
enum StreamHead {
    Events(Box<Connection>, Arrival),
    Whole(RawResponse),
}

type BeginFuture = Pin<Box<dyn Future<Output = Result<Begun, Error>> + Send>>;

impl Call {
    /// Sends the call and waits for the first event. Until then it is sent again like any other
    /// call; afterwards never, since the caller has seen a part of the answer.
    ///
    /// # Errors
    /// Whatever goes wrong before the first event.
    pub async fn execute_stream<T>(self, shape: &'static StreamShape) -> Result<EventStream<T>, Error> {
        let Begun { head, parts } = self.begin(shape).await?;
        Ok(match head {
            StreamHead::Events(connection, first) => EventStream::new(parts, connection, first),
            StreamHead::Whole(raw) => EventStream::whole(parts, raw),
        })
    }

    fn begin(self, shape: &'static StreamShape) -> BeginFuture {
        let call = if self.0.accept == "application/json" { self.accept("text/event-stream, application/json;q=0.5") } else { self };
        Box::pin(async move {
            let shared = call.0.transport.shared();
            let span = call.span();
            let outcome = match call.prepare_to_send() {
                Ok(prepared) => span.cover(pin!(run(&call, shared, &prepared, shape, &span))).await,
                Err(error) => Err(error),
            };
            match &outcome {
                Ok(Begun { parts, .. }) => span.answered(parts.status, parts.attempts, || parts.secrets.request_id(&parts.headers)),
                Err(error) => span.failed(error),
            }
            outcome
        })
    }
}

/// What one attempt led to.
enum Outcome {
    Begun(Box<StreamHead>, http::StatusCode, HeaderMap),
    /// A status that is not a success.
    Refused(RawResponse),
}

/// The retry loop.
async fn run(call: &Call, shared: &Shared, prepared: &Prepared<'_>, shape: &'static StreamShape, span: &CallSpan) -> Result<Begun, Error> {
    let begun = Instant::now();
    let whole = whole_call(prepared);
    let mut state = retry_state(shared, prepared, &whole);
    loop {
        let attempt_span = span.attempt(state.begin_attempt());
        let outcome = attempt_span.cover(pin!(one_attempt(shared, prepared, shape, &whole))).await;
        let again = match &outcome {
            Ok(Outcome::Begun(head, status, _)) => {
                attempt_span.answered(*status);
                if matches!(**head, StreamHead::Events(_, Arrival::Event(_))) {
                    span.first_event(begun.elapsed());
                }
                state.succeeded();
                None
            }
            Ok(Outcome::Refused(raw)) => {
                attempt_span.answered(raw.status());
                state.after_answer(raw)
            }
            Err(error) => {
                attempt_span.failed(error);
                state.after_error(error)
            }
        };
        attempt_span.end();
        let Some(wait) = again else { return conclude(call, shared, prepared, shape, span, outcome, &state) };
        span.waiting(wait);
        tokio::time::sleep(wait).await;
    }
}

async fn one_attempt(shared: &Shared, prepared: &Prepared<'_>, shape: &'static StreamShape, whole: &Limit) -> Result<Outcome, Error> {
    let timeouts = prepared.timeouts;
    let for_head = whole.or(Limit {
        at: deadline_after(timeouts.attempt.min(timeouts.first_event)),
        duration: timeouts.attempt.min(timeouts.first_event),
        what: "answer",
        setting: "with_attempt_timeout or with_first_event_timeout",
    });
    let for_first_event = whole.or(Limit {
        at: deadline_after(timeouts.first_event),
        duration: timeouts.first_event,
        what: "first event",
        setting: "with_first_event_timeout",
    });
    let head = for_head.cover(pin!(attempt::head(shared, prepared))).await.ok_or_else(|| for_head.error())??;
    let declared = media_type(&head.headers);
    let declared = declared.as_deref().unwrap_or_default();
    if !head.status.is_success() {
        return read(shared, head, &for_head).await.map(Outcome::Refused);
    }
    if is_json_document(declared) {
        let raw = read(shared, head, &for_first_event).await?;
        return Ok(begun_whole(raw));
    }
    if declared == "text/html" || head.status.as_u16() == 204 {
        let raw = read(shared, head, &for_first_event).await?;
        return Err(no_stream("there is no stream in it", raw, shared));
    }
    if declared.contains("json") {
        // Perhaps without an end, so it is not read.
        let raw = RawResponse::new(head.status, head.headers, Bytes::new());
        return Err(no_stream("it is a list of JSON documents, not server-sent events", raw, shared));
    }
    first_event(shared, prepared, shape, head, &for_first_event).await
}

fn no_stream(reason: &'static str, raw: RawResponse, shared: &Shared) -> Error {
    Error::decode(DecodeError::new(reason), raw, shared.limits.error_body)
}

async fn read(shared: &Shared, head: Head, limit: &Limit) -> Result<RawResponse, Error> {
    let mut progress = Progress::default();
    let failure = match limit.cover(pin!(progress.read(shared, head, false))).await {
        Some(failure) => failure,
        None => Some(limit.error()),
    };
    progress.finish(shared, failure)
}

fn begun_whole(raw: RawResponse) -> Outcome {
    let (status, headers) = (raw.status(), raw.headers().clone());
    Outcome::Begun(Box::new(StreamHead::Whole(raw)), status, headers)
}

async fn first_event(
    shared: &Shared,
    prepared: &Prepared<'_>,
    shape: &'static StreamShape,
    head: Head,
    limit: &Limit,
) -> Result<Outcome, Error> {
    let Head { status, headers, body, .. } = head;
    let most = shared.limits.error_body;
    let failed = |error: Error, came: Bytes| error.with_answer(status, headers.clone(), came, most);
    // One byte more than an error shows, to know whether that is all.
    let connection = Connection::new(&headers, body, shape.framing, shared.limits.event, most.saturating_add(1));
    let mut connection = Box::new(connection.map_err(|error| failed(error, Bytes::new()))?);
    let first = match limit.cover(pin!(poll_fn(|cx| connection.poll_arrival(cx)))).await {
        Some(Ok(first)) => first,
        Some(Err(error)) => return Err(failed(error, connection.take_beginning()).with_truncated(true)),
        None => return Err(failed(limit.error(), connection.take_beginning()).with_truncated(true)),
    };
    connection.limit_silence(prepared.timeouts.idle);
    if matches!(&first, Arrival::End(End { rest: None, .. })) {
        let came = connection.take_beginning();
        if came.len() <= most && serde_json::from_slice::<IgnoredAny>(without_mark(&came)).is_ok() {
            // Under another name, or none.
            return Ok(begun_whole(RawResponse::new(status, headers, came)));
        }
        let error = if came.trim_ascii().is_empty() {
            Error::new(ErrorKind::Stream, "the stream is empty").with_advice("try again").with_cut()
        } else {
            let error = Error::new(ErrorKind::Stream, "there is no event in what came").with_advice("Error::body has it");
            if media_type(&headers).as_deref() == Some("text/event-stream") { error.with_cut() } else { error }
        };
        return Err(failed(error, came));
    }
    Ok(Outcome::Begun(Box::new(StreamHead::Events(connection, first)), status, headers))
}

/// Turns the last outcome into what the caller gets.
fn conclude(
    call: &Call,
    shared: &Shared,
    prepared: &Prepared<'_>,
    shape: &'static StreamShape,
    span: &CallSpan,
    outcome: Result<Outcome, Error>,
    state: &RetryState<'_>,
) -> Result<Begun, Error> {
    let attempts = state.attempts();
    let finish = |error: Error| prepared.mark(error).with_attempts(attempts).with_exhausted_budget(state.is_budget_exhausted());
    let (head, status, headers) = match outcome {
        Ok(Outcome::Begun(head, status, headers)) => (*head, status, headers),
        Ok(Outcome::Refused(raw)) => return Err(finish(status_error(shared, prepared, raw))),
        Err(error) => return Err(finish(error)),
    };
    let secrets: Arc<Secrets> = Arc::new(prepared.secrets());
    let parts = Parts {
        transport: call.0.transport.clone(),
        operation: call.0.operation,
        shape,
        status,
        headers,
        secrets,
        attempts,
        arrived: SystemTime::now(),
        span: span.clone(),
    };
    let head = match head {
        StreamHead::Whole(raw) => {
            let raw = raw.with_call(attempts, shared.vendor.rate_limit.as_ref());
            if let Some(vendor_body) = error_in_document(&parts, &raw) {
                let (status, headers, body) = raw.into_parts();
                let error = Error::new(ErrorKind::Stream, "the server answered with an error instead of a stream")
                    .with_vendor_body(vendor_body)
                    .with_answer(status, headers, body, shared.limits.error_body);
                return Err(finish(error));
            }
            StreamHead::Whole(raw)
        }
        events => events,
    };
    Ok(Begun { head, parts })
}
