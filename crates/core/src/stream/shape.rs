//! How a vendor's stream is laid out.

use crate::sse::Framing;

/// How a vendor's stream is laid out.
#[derive(Debug)]
pub struct StreamShape {
    /// The data of the event that ends the stream: `[DONE]`. If there is one, a stream that ends
    /// without it is an error. `None`: the stream ends when the answer does.
    pub done: Option<&'static str>,
    /// What ends an event.
    pub framing: Framing,
    /// Where in an event's JSON an error stands, as a pointer; the event is an error if there is
    /// something other than null.
    pub error: Option<&'static str>,
    /// The name of events that are errors whatever is in them.
    pub error_event: Option<&'static str>,
    /// Whether an event's data is the value itself: text, and no JSON.
    pub text: bool,
}
