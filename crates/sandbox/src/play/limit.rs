//! The rate limit.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use super::Player;
use crate::reply::Reply;

/// So many requests in so much time.
pub(super) struct Limit {
    most: u32,
    window: Duration,
    state: Mutex<Window>,
}

struct Window {
    began: Instant,
    used: u32,
}

impl Limit {
    pub(super) fn new(most: u32, window: Duration) -> Self {
        Self { most, window, state: Mutex::new(Window { began: Instant::now(), used: 0 }) }
    }

    /// Counts a request; `false` when it is one too many.
    pub(super) fn take(&self) -> bool {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.began.elapsed() >= self.window {
            *state = Window { began: Instant::now(), used: 0 };
        }
        if state.used >= self.most {
            return false;
        }
        state.used += 1;
        true
    }

    /// What is left, and how long it is until all is there again.
    fn left(&self) -> (u32, Duration) {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        (self.most.saturating_sub(state.used), self.window.saturating_sub(state.began.elapsed()))
    }
}

impl Player {
    /// The headers of the limit, where the vendor has some.
    pub(super) fn add_limit(&self, reply: &mut Reply) {
        let Some(names) = &self.facts.rate_limit else { return };
        let (mut left, until) = self.limit.left();
        if reply.status == 429 {
            left = 0;
        }
        // A Unix time, rounded up, so that whoever waits for it does not come too early.
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let reset = (now + until).as_secs() + 1;
        let values = [(&names.limit, u64::from(self.limit.most)), (&names.remaining, u64::from(left)), (&names.reset, reset)];
        for (name, value) in values {
            if let Some(name) = name {
                reply.set_header(name, value.to_string());
            }
        }
    }
}
