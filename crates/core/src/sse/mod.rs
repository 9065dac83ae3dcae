//! Server-sent events: from bytes to events.
//!
//! By hand, because no parser that is kept up bounds the size of an event, and because everything
//! above it (terminal events, errors inside a stream, limits on silence) is ours anyway. Linear in
//! the number of bytes, whatever the pieces; never panics.

mod event;
mod parser;
mod text;

pub use event::Event;
pub use parser::{EventTooLarge, Framing, Parser};
