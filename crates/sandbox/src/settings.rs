//! How a sandbox behaves, apart from its faults.

use std::time::Duration;

/// How the events of a stream are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// A blank line after each event, as the standard says.
    Standard,
    /// No blank line, as some vendors' samples have it.
    Line,
}

/// The settings of a sandbox.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) seed: u64,
    /// Items that a paged list has at the beginning.
    pub(crate) items: usize,
    /// Looks at an answer that do not yet find it done.
    pub(crate) polls: u32,
    /// Requests in a window.
    pub(crate) limit: u32,
    pub(crate) window: Duration,
    /// As the vendor's facts say, unless it is set.
    pub(crate) framing: Option<Framing>,
    /// Between the events of a stream.
    pub(crate) pace: Duration,
    /// How long a request may take to arrive.
    pub(crate) patience: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            seed: 0,
            items: 25,
            polls: 2,
            limit: 10_000,
            window: Duration::from_secs(60),
            framing: None,
            pace: Duration::from_millis(5),
            patience: Duration::from_secs(60),
        }
    }
}
