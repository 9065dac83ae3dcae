//! The decisions of one call's retry loop.

use std::time::Duration;

use http::StatusCode;
use tokio::time::Instant;

use super::{RetryBudget, RetryPolicy, may_repeat_status, wait};
use crate::error::{Error, Processed};
use crate::response::RawResponse;
use crate::vendor::RateLimitHeaders;

/// How often a call was sent, and whether it may be sent again.
pub(crate) struct RetryState<'a> {
    policy: RetryPolicy,
    budget: &'a RetryBudget,
    rate_limit: Option<&'static RateLimitHeaders>,
    /// Doing it twice is the same as doing it once.
    repeatable: bool,
    /// The operation's own mark, which alone allows repeating after a conflict.
    marked_safe: bool,
    /// When the whole call must be over.
    deadline: Option<Instant>,
    attempts: u32,
    budget_exhausted: bool,
}

impl<'a> RetryState<'a> {
    pub(crate) fn new(
        policy: RetryPolicy,
        budget: &'a RetryBudget,
        rate_limit: Option<&'static RateLimitHeaders>,
        repeatable: bool,
        marked_safe: bool,
        deadline: Option<Instant>,
    ) -> Self {
        Self { policy, budget, rate_limit, repeatable, marked_safe, deadline, attempts: 0, budget_exhausted: false }
    }

    pub(crate) fn attempts(&self) -> u32 {
        self.attempts
    }

    pub(crate) fn is_budget_exhausted(&self) -> bool {
        self.budget_exhausted
    }

    /// To be called before each attempt. Returns how many went before.
    pub(crate) fn begin_attempt(&mut self) -> u32 {
        self.attempts += 1;
        self.attempts - 1
    }

    pub(crate) fn succeeded(&self) {
        self.budget.give_back(self.attempts > 1);
    }

    /// The wait before the next attempt after this answer; `None`: no more attempts.
    pub(crate) fn after_answer(&mut self, raw: &RawResponse) -> Option<Duration> {
        let (status, headers) = (raw.status(), raw.headers());
        if raw.is_moved() && !self.repeatable {
            // Only the address that we were sent to refused; the first one may have done its work.
            return None;
        }
        let server_wait = wait::hint(status, headers, self.rate_limit);
        let again = match wait::should_retry(headers) {
            // The server knows whether a repetition helps, not whether it harms.
            Some(verdict) => verdict && (self.repeatable || was_refused(status, server_wait)),
            None if status == StatusCode::CONFLICT => self.marked_safe,
            None => may_repeat_status(status) && (self.repeatable || was_refused(status, server_wait)),
        };
        if again { self.schedule(server_wait) } else { None }
    }

    /// The wait before the next attempt after this error; `None`: no more attempts.
    pub(crate) fn after_error(&mut self, error: &Error) -> Option<Duration> {
        let safe = match error.processed() {
            Processed::No => true,
            Processed::Maybe | Processed::Answered => self.repeatable,
        };
        if safe && (error.is_network() || error.is_timeout()) { self.schedule(None) } else { None }
    }

    fn schedule(&mut self, server_wait: Option<Duration>) -> Option<Duration> {
        if self.attempts > self.policy.retries {
            return None;
        }
        let wait = match server_wait {
            Some(wait) if wait > self.policy.longest_server_wait => return None,
            // "Now" is not a wait that keeps clients apart.
            Some(wait) if !wait.is_zero() => wait,
            _ => self.policy.wait_before(self.attempts),
        };
        if self.deadline.is_some_and(|deadline| Instant::now().checked_add(wait).is_none_or(|end| end >= deadline)) {
            return None;
        }
        if !self.budget.take() {
            self.budget_exhausted = true;
            return None;
        }
        Some(wait)
    }
}

/// Whether the server says that it did not even begin: then any request may be sent again.
fn was_refused(status: StatusCode, server_wait: Option<Duration>) -> bool {
    match status.as_u16() {
        429 => true,
        503 | 529 => server_wait.is_some(),
        _ => false,
    }
}
