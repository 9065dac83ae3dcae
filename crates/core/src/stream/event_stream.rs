//! A stream of typed events.

use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::SystemTime;

use bytes::Bytes;
use futures_core::Stream;
use http::{HeaderMap, StatusCode};
use serde::de::{DeserializeOwned, IntoDeserializer};
use serde_json::Value;

use super::connection::{Arrival, Connection, End};
use super::shape::StreamShape;
use crate::client::Transport;
use crate::decode::{DecodeError, without_mark};
use crate::error::{Error, ErrorKind, Secrets, VendorBody};
use crate::rate_limit::RateLimit;
use crate::response::{RawResponse, request_id};
use crate::sse::Event;
use crate::telemetry::CallSpan;
use crate::vendor::Operation;

/// What a stream gives.
#[derive(Debug)]
#[non_exhaustive]
pub enum StreamEvent<T> {
    /// An event of the documented type.
    Message(T),
    /// An event of another type: new, or a keep-alive with data. Safe to ignore.
    ///
    /// Its name tells that it is one, or else its data, which is JSON of another shape. What should
    /// have been of the documented type and is broken is an error: see [`EventStream`].
    Unknown(UnknownEvent),
    /// The server answered with one JSON document although a stream was asked for. The stream ends
    /// after it.
    Whole(RawResponse),
}

/// An event that is not of the documented type.
#[derive(Clone, Debug)]
pub struct UnknownEvent {
    event: Event,
    reason: DecodeError,
}

impl UnknownEvent {
    /// The event.
    pub fn event(&self) -> &Event {
        &self.event
    }

    /// Why it is not of the documented type.
    pub fn reason(&self) -> &DecodeError {
        &self.reason
    }
}

/// The events of one call, as they arrive.
///
/// Read it with [`next`](Self::next), or as a [`Stream`]. Dropping it cancels the call. It ends
/// after the vendor's terminal event; should the connection end before, the last item is an error,
/// so that half an answer cannot be taken for a whole one.
///
/// An event that cannot be decoded is one of three things:
///
/// | its name | its data | what it is |
/// |---|---|---|
/// | none, or `message` | not JSON | an error |
/// | none, or `message` | JSON of another shape | [`StreamEvent::Unknown`] |
/// | one under which events of the documented type came before | anything | an error |
/// | any other | anything | [`StreamEvent::Unknown`] |
///
/// After such an error ([`Error::is_decode`]) the stream goes on. After any other it is over.
///
/// ```no_run
/// # async fn example(mut stream: switchboard_core::EventStream<String>) -> switchboard_core::Result<()> {
/// use switchboard_core::StreamEvent;
///
/// while let Some(event) = stream.next().await {
///     if let StreamEvent::Message(text) = event? {
///         print!("{text}");
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "dropping a stream cancels the call"]
pub struct EventStream<T> {
    inner: Inner,
    message: PhantomData<fn() -> T>,
}

/// What a stream is made of.
pub(crate) struct Parts {
    pub(crate) transport: Transport,
    pub(crate) operation: &'static Operation,
    pub(crate) shape: &'static StreamShape,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) secrets: Arc<Secrets>,
    pub(crate) attempts: u32,
    pub(crate) arrived: SystemTime,
    pub(crate) span: CallSpan,
}

/// The part of a stream that does not depend on its type.
struct Inner {
    parts: Parts,
    source: Source,
    last_id: Option<Arc<str>>,
    /// Names under which events of the documented type came.
    known_names: Vec<Arc<str>>,
}

/// More names than any vendor has; a server must not choose how many are kept.
const MOST_NAMES: usize = 64;
/// Longer than the name of any kind of event; a server must not choose how much is kept.
const LONGEST_NAME: usize = 128;

enum Source {
    /// Boxed: it is large, and most of a stream's life nobody looks at it.
    Connection {
        connection: Box<Connection>,
        first: Option<Arrival>,
    },
    Whole(Option<RawResponse>),
    Over,
}

/// An item before its type is known.
enum Item {
    Event(Event),
    Whole(RawResponse),
}

impl<T> EventStream<T> {
    pub(crate) fn new(parts: Parts, connection: Box<Connection>, first: Arrival) -> Self {
        Self::from_source(parts, Source::Connection { connection, first: Some(first) })
    }

    pub(crate) fn whole(parts: Parts, raw: RawResponse) -> Self {
        Self::from_source(parts, Source::Whole(Some(raw)))
    }

    fn from_source(parts: Parts, source: Source) -> Self {
        Self { inner: Inner { parts, source, last_id: None, known_names: Vec::new() }, message: PhantomData }
    }

    /// The headers of the answer.
    pub fn headers(&self) -> &HeaderMap {
        &self.inner.parts.headers
    }

    /// The name that the server gave the request.
    pub fn request_id(&self) -> Option<&str> {
        request_id(&self.inner.parts.headers)
    }

    /// The rate limit, if the vendor sends one.
    pub fn rate_limit(&self) -> Option<RateLimit> {
        let names = self.inner.parts.transport.vendor().rate_limit.as_ref()?;
        RateLimit::read(&self.inner.parts.headers, names, self.inner.parts.arrived)
    }

    /// How often the request was sent until the first event came.
    pub fn attempts(&self) -> u32 {
        self.inner.parts.attempts
    }

    /// The id of the last event that had one.
    pub fn last_event_id(&self) -> Option<&str> {
        self.inner.last_id.as_deref()
    }
}

impl<T: DeserializeOwned> EventStream<T> {
    /// The next event; `None` when the stream is over.
    ///
    /// Safe to cancel: an event is never lost by dropping the future.
    pub async fn next(&mut self) -> Option<Result<StreamEvent<T>, Error>> {
        std::future::poll_fn(|cx| self.poll_event(cx)).await
    }

    fn poll_event(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<StreamEvent<T>, Error>>> {
        Poll::Ready(match ready!(self.inner.poll_item(cx)) {
            None => None,
            Some(Err(error)) => Some(Err(error)),
            Some(Ok(Item::Whole(raw))) => Some(Ok(StreamEvent::Whole(raw))),
            Some(Ok(Item::Event(event))) => Some(match self.inner.message(event.data()) {
                Ok(message) => {
                    self.inner.learn_name(&event);
                    Ok(StreamEvent::Message(message))
                }
                Err(cause) => self.inner.undecodable(event, &cause).map(StreamEvent::Unknown),
            }),
        })
    }
}

impl<T: DeserializeOwned> Stream for EventStream<T> {
    type Item = Result<StreamEvent<T>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_event(cx)
    }
}

impl<T> fmt::Debug for EventStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventStream")
            .field("vendor", &self.inner.parts.transport.vendor().name)
            .field("operation", &self.inner.parts.operation.id)
            .field("status", &self.inner.parts.status)
            .field("request_id", &self.inner.parts.secrets.request_id(self.headers()))
            .field("attempts", &self.inner.parts.attempts)
            .field("is_over", &matches!(self.inner.source, Source::Over))
            .finish_non_exhaustive()
    }
}

impl Inner {
    fn poll_item(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Item, Error>>> {
        let arrival = match &mut self.source {
            Source::Over => return Poll::Ready(None),
            Source::Whole(raw) => {
                let raw = raw.take();
                self.source = Source::Over;
                return Poll::Ready(raw.map(|raw| Ok(Item::Whole(raw))));
            }
            Source::Connection { connection, first } => match first.take() {
                Some(first) => Ok(first),
                None => ready!(connection.poll_arrival(cx)),
            },
        };
        Poll::Ready(self.receive(arrival))
    }

    fn receive(&mut self, arrival: Result<Arrival, Error>) -> Option<Result<Item, Error>> {
        let outcome = match arrival {
            Ok(Arrival::Event(event)) => {
                self.last_id = event.shared_id().cloned();
                if self.is_done(&event) {
                    None
                } else if let Some(error) = self.error_in(&event) {
                    Some(Err(error))
                } else {
                    return Some(Ok(Item::Event(event)));
                }
            }
            Ok(Arrival::End(end)) => self.end_error(&end).map(Err),
            Err(error) => Some(Err(self.mark(error))),
        };
        self.source = Source::Over;
        if let Some(Err(error)) = &outcome {
            self.parts.span.failed(error);
        }
        outcome
    }

    fn is_done(&self, event: &Event) -> bool {
        self.parts.shape.done.is_some_and(|done| event.data().trim() == done)
    }

    /// What is wrong with an end of the body at this point.
    fn end_error(&self, end: &End) -> Option<Error> {
        let detail = match (self.parts.shape.done, &end.rest) {
            (Some(_), Some(event)) if self.is_done(event) => return None,
            (Some(_), _) => "the stream ended before its terminal event, so the answer is not complete",
            (None, Some(_)) => "the stream ended in the middle of an event, so the answer is not complete",
            (None, None) if end.is_cut => "the stream ended before the end of its gzip, so the answer is not complete",
            (None, None) => return None,
        };
        let error = Error::new(ErrorKind::Stream, detail).with_advice("what arrived before is a part of the answer");
        Some(self.mark(error.with_cut()))
    }

    /// The error that an event reports.
    fn error_in(&self, event: &Event) -> Option<Error> {
        let shape = self.parts.shape;
        let by_name = event.has_name() && shape.error_event == Some(event.name());
        if !by_name && !shape.error.is_some_and(|pointer| may_contain(event.data(), pointer)) {
            return None;
        }
        let value: Value = serde_json::from_str(event.data()).unwrap_or(Value::Null);
        let by_content = shape.error.and_then(|pointer| value.pointer(pointer)).is_some_and(|error| !error.is_null());
        if !by_name && !by_content {
            return None;
        }
        Some(self.reported_error(&value, Bytes::copy_from_slice(event.data().as_bytes())))
    }

    fn reported_error(&self, value: &Value, body: Bytes) -> Error {
        let shared = self.parts.transport.shared();
        let vendor_body = VendorBody::read_value(value, &shared.vendor.error, &self.parts.secrets);
        let error = Error::new(ErrorKind::Stream, "the server reported an error in the stream")
            .with_advice("what arrived before is a part of the answer")
            .with_vendor_body(vendor_body);
        self.mark_with_body(error, body)
    }

    /// Keeps the name of an event of the documented type.
    fn learn_name(&mut self, event: &Event) {
        let Some(name) = event.shared_name() else { return };
        if name.len() <= LONGEST_NAME && self.known_names.len() < MOST_NAMES && !self.known_names.contains(name) {
            self.known_names.push(Arc::clone(name));
        }
    }

    /// What an event holds.
    fn message<T: DeserializeOwned>(&self, data: &str) -> Result<T, serde_json::Error> {
        if self.parts.shape.text { T::deserialize(data.into_deserializer()) } else { serde_json::from_str(data) }
    }

    /// An event that cannot be decoded: of another type, or broken.
    fn undecodable(&self, event: Event, cause: &serde_json::Error) -> Result<UnknownEvent, Error> {
        let reason = DecodeError::from_json(event.data().as_bytes(), cause).without(&self.parts.secrets);
        let is_other = match event.shared_name() {
            Some(name) if event.name() != "message" => !self.known_names.contains(name),
            _ => cause.is_data(),
        };
        if is_other {
            return Ok(UnknownEvent { event, reason });
        }
        let error = Error::new(ErrorKind::Decode, "").with_source(reason);
        let error = self.mark_with_body(error, Bytes::from(event.into_data()));
        self.parts.span.failed(&error);
        Err(error)
    }

    fn mark(&self, error: Error) -> Error {
        self.mark_with_body(error, Bytes::new())
    }

    fn mark_with_body(&self, error: Error, body: Bytes) -> Error {
        let parts = &self.parts;
        let shared = parts.transport.shared();
        error
            .with_vendor(shared.vendor)
            .with_operation(parts.operation)
            .with_attempts(parts.attempts)
            .with_answer(parts.status, parts.headers.clone(), body, shared.limits.error_body)
            .with_request_id(|headers| parts.secrets.request_id(headers))
    }
}

/// Whether the data can have a member at this pointer at all; saves decoding every event twice.
fn may_contain(data: &str, pointer: &str) -> bool {
    pointer.rsplit('/').next().is_some_and(|name| data.contains(name))
}

/// The error that one JSON document in place of a stream reports, if it does.
pub(crate) fn error_in_document(parts: &Parts, raw: &RawResponse) -> Option<VendorBody> {
    let pointer = parts.shape.error?;
    let value: Value = serde_json::from_slice(without_mark(raw.body())).ok()?;
    if value.pointer(pointer).is_none_or(Value::is_null) {
        return None;
    }
    Some(VendorBody::read_value(&value, &parts.transport.vendor().error, &parts.secrets))
}
