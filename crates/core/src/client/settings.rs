//! Time and size limits.

use std::time::Duration;

/// Time limits of a client, or of one call.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Timeouts {
    pub(crate) connect: Duration,
    pub(crate) attempt: Duration,
    pub(crate) call: Duration,
    pub(crate) first_event: Duration,
    pub(crate) idle: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            // Agents think for minutes before the first byte of an answer.
            attempt: Duration::from_secs(600),
            call: Duration::from_secs(900),
            first_event: Duration::from_secs(600),
            idle: Duration::from_secs(300),
        }
    }
}

/// Size limits of a client, in bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    pub(crate) response: usize,
    pub(crate) error_body: usize,
    pub(crate) event: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { response: 64 << 20, error_body: 64 << 10, event: 16 << 20 }
    }
}
