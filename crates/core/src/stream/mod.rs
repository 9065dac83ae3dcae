//! Typed streams over server-sent events.

mod connection;
mod event_stream;
mod shape;

pub use crate::sse::Framing;
pub use event_stream::{EventStream, StreamEvent, UnknownEvent};
pub use shape::StreamShape;

pub(crate) use connection::{Arrival, Connection, End};
pub(crate) use event_stream::{Parts, error_in_document};
