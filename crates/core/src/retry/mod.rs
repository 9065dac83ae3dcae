//! When to send a request again, and when not.

mod budget;
mod state;
pub(crate) mod wait;

use std::time::Duration;

use http::StatusCode;

pub(crate) use budget::RetryBudget;
pub(crate) use state::RetryState;

/// How often and how soon a call is sent again.
///
/// Sent again are calls that met a connection failure or one of the statuses 408, 429, 500, 502,
/// 503, 504 and 529, if that cannot do harm: a call that may have been processed is repeated only
/// if its method is idempotent, its operation is marked safe, or the caller gave an idempotency
/// key. 409 is repeated only for operations marked safe. The server can overrule the list with
/// `x-should-retry`, and say how long to wait with `retry-after-ms`, `retry-after` or its rate
/// limit headers.
///
/// All calls of a client share a budget: when most calls fail, retries stop until some succeed.
///
/// ```
/// # use std::time::Duration;
/// # use switchboard_core::RetryPolicy;
/// let mut patient = RetryPolicy::default();
/// patient.retries = 5;
/// patient.longest_wait = Duration::from_secs(30);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RetryPolicy {
    /// Attempts after the first. Default: 2.
    pub retries: u32,
    /// The longest wait before the first retry; it doubles each time. The real wait is a random
    /// part of it, so that clients that failed together do not come back together.
    /// Default: 0.5 s.
    pub first_wait: Duration,
    /// The longest wait that doubling leads to. Default: 8 s.
    pub longest_wait: Duration,
    /// The longest wait that a server can ask for. Longer ones are not waited for: the error comes
    /// at once, with the wait in [`Error::retry_after`](crate::Error::retry_after).
    /// Default: 120 s.
    pub longest_server_wait: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            retries: 2,
            first_wait: Duration::from_millis(500),
            longest_wait: Duration::from_secs(8),
            longest_server_wait: Duration::from_secs(120),
        }
    }
}

impl RetryPolicy {
    /// Never sends anything twice.
    pub fn never() -> Self {
        Self { retries: 0, ..Self::default() }
    }

    /// The longest wait before the given retry, the first being 1.
    pub(crate) fn longest_wait_before(&self, retry: u32) -> Duration {
        let doublings = retry.saturating_sub(1).min(31);
        self.first_wait.saturating_mul(1 << doublings).min(self.longest_wait)
    }

    /// The wait before the given retry: a random part of the longest ("full jitter").
    pub(crate) fn wait_before(&self, retry: u32) -> Duration {
        self.longest_wait_before(retry).mul_f64(fastrand::f64())
    }
}

/// Whether a status is worth another attempt at all.
pub(crate) fn may_repeat_status(status: StatusCode) -> bool {
    matches!(status.as_u16(), 408 | 429 | 500 | 502 | 503 | 504 | 529)
}
