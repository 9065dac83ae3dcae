//! How many retries all calls of a client may make together.

use std::sync::atomic::{AtomicU32, Ordering};

/// A bucket of tokens. Retries take some out, successes put some back.
///
/// While most calls succeed it is always full enough. When a vendor is down it runs dry, and each
/// call is sent once instead of three times: the vendor can recover, and callers fail fast.
#[derive(Debug)]
pub(crate) struct RetryBudget {
    tokens: AtomicU32,
}

const FULL: u32 = 500;
const COST_OF_RETRY: u32 = 5;
const GAIN_OF_SUCCESS: u32 = 1;

impl RetryBudget {
    pub(crate) fn new() -> Self {
        Self { tokens: AtomicU32::new(FULL) }
    }

    /// Takes the tokens for one retry; `false` if there are not enough.
    pub(crate) fn take(&self) -> bool {
        self.change(|tokens| tokens.checked_sub(COST_OF_RETRY))
    }

    /// Puts back what a call that succeeded deserves: its last retry's tokens, or a little.
    pub(crate) fn give_back(&self, after_retry: bool) {
        let gain = if after_retry { COST_OF_RETRY } else { GAIN_OF_SUCCESS };
        // The common case by far: full, and a read is enough.
        if self.tokens.load(Ordering::Relaxed) < FULL {
            self.change(|tokens| Some(tokens.saturating_add(gain).min(FULL)));
        }
    }

    fn change(&self, change: impl Fn(u32) -> Option<u32>) -> bool {
        self.tokens.fetch_update(Ordering::Relaxed, Ordering::Relaxed, change).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hundred_retries_in_a_row_and_no_more() {
        let budget = RetryBudget::new();
        assert_eq!((0..1000).filter(|_| budget.take()).count(), 100);
        budget.give_back(true);
        assert!(budget.take());
        assert!(!budget.take());
        for _ in 0..5 {
            budget.give_back(false);
        }
        assert!(budget.take());
    }
}
