//! One event.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// One event of a stream.
#[derive(Clone, PartialEq, Eq)]
pub struct Event {
    pub(super) name: Option<Arc<str>>,
    pub(super) data: String,
    pub(super) id: Option<Arc<str>>,
    pub(super) retry: Option<Duration>,
}

impl Event {
    /// The kind of event; `message` if the server gave none.
    pub fn name(&self) -> &str {
        self.name.as_deref().unwrap_or("message")
    }

    pub(crate) fn shared_name(&self) -> Option<&Arc<str>> {
        self.name.as_ref()
    }

    /// Whether the server gave the kind of event.
    pub fn has_name(&self) -> bool {
        self.name.is_some()
    }

    /// The data: the lines of it joined by line ends. What was not UTF-8 is replaced by U+FFFD.
    pub fn data(&self) -> &str {
        &self.data
    }

    /// The data, without a copy.
    pub fn into_data(self) -> String {
        self.data
    }

    /// The last id that the server gave, in this event or an earlier one.
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    pub(crate) fn shared_id(&self) -> Option<&Arc<str>> {
        self.id.as_ref()
    }

    /// How long the server wants clients to wait before they connect again, as far as it said so
    /// up to this event.
    pub fn retry(&self) -> Option<Duration> {
        self.retry
    }
}

// The data is a piece of the body.
impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Event").field("name", &self.name()).field("data_bytes", &self.data.len()).finish_non_exhaustive()
    }
}
