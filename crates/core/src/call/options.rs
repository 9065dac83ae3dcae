//! What a call sets differently from its client.

use std::time::Duration;

use tokio::time::Instant;

use crate::client::Timeouts;

#[derive(Clone, Debug, Default)]
pub(super) struct Options {
    pub(super) call_timeout: Option<Duration>,
    pub(super) attempt_timeout: Option<Duration>,
    pub(super) first_event_timeout: Option<Duration>,
    pub(super) idle_timeout: Option<Duration>,
    pub(super) retries: Option<u32>,
    pub(super) has_idempotency_key: bool,
}

impl Options {
    pub(super) fn timeouts(&self, client: &Timeouts) -> Timeouts {
        Timeouts {
            connect: client.connect,
            attempt: self.attempt_timeout.unwrap_or(client.attempt),
            call: self.call_timeout.unwrap_or(client.call),
            first_event: self.first_event_timeout.unwrap_or(client.first_event),
            idle: self.idle_timeout.unwrap_or(client.idle),
        }
    }
}

/// The moment after this time; `None` if it is too far away to be counted: no limit then.
pub(super) fn deadline_after(limit: Duration) -> Option<Instant> {
    Instant::now().checked_add(limit)
}
