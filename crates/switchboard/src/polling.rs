//! How often to ask for an answer that is not there yet.

use std::time::Duration;

/// How often to ask for an answer that is not there yet, with vendors that do not answer at once.
///
/// Waits double from the first to the longest. How long to ask at all is the limit of the turn:
/// [`Agent::with_timeout`](crate::Agent::with_timeout).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Polling {
    /// The wait before the first question. Default: 0.5 s.
    pub first_wait: Duration,
    /// The wait that doubling leads to. Default: 4 s.
    pub longest_wait: Duration,
}

impl Default for Polling {
    fn default() -> Self {
        Self { first_wait: Duration::from_millis(500), longest_wait: Duration::from_secs(4) }
    }
}

impl Polling {
    /// Waits that double from `first_wait` to `longest_wait`.
    pub fn new(first_wait: Duration, longest_wait: Duration) -> Self {
        Self { first_wait, longest_wait }
    }

    /// The wait before the given question, the first being 0.
    pub(crate) fn wait_before(self, question: u32) -> Duration {
        let longest = self.longest_wait.max(self.first_wait);
        self.first_wait.saturating_mul(1 << question.min(31)).min(longest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_longest() {
        let waits = [0, 1, 2, 3, 4, 400].map(|question| Polling::default().wait_before(question).as_millis());
        assert_eq!(waits, [500, 1000, 2000, 4000, 4000, 4000]);
        let odd = Polling::new(Duration::from_secs(9), Duration::from_secs(1));
        assert_eq!([0, 1, 2].map(|question| odd.wait_before(question).as_secs()), [9, 9, 9]);
    }
}
