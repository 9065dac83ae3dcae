//! Numbers that vendors put into response headers.

use std::time::{Duration, SystemTime};

use http::HeaderMap;

use crate::retry::wait;
use crate::vendor::RateLimitHeaders;

/// What the server said about the rate limit. Each number is there only if the server sent it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RateLimit {
    /// Calls allowed in the window.
    pub limit: Option<u64>,
    /// Calls left in the window.
    pub remaining: Option<u64>,
    /// Time until the window ends, counted from when the server answered; zero if it has ended.
    ///
    /// Vendors give seconds from now, seconds since 1970 or milliseconds since 1970, often without
    /// saying which; the size of the number tells. Times since 1970 are compared with the answer's
    /// `date`, so that a clock that is wrong on one side does no harm, or without one with our own
    /// clock when the answer arrived. Anything else (`6m0s`, a date in words) gives `None`. Never
    /// more than a year.
    pub reset_after: Option<Duration>,
}

impl RateLimit {
    pub(crate) fn read(headers: &HeaderMap, names: &RateLimitHeaders, arrived: SystemTime) -> Option<Self> {
        let found = Self {
            limit: number(headers, names.limit),
            remaining: number(headers, names.remaining),
            reset_after: wait::reset(headers, names.reset, wait::now(headers, arrived)),
        };
        (found != Self::default()).then_some(found)
    }
}

/// Where a page stands in its list, as Invent says in headers (`pagination-count`,
/// `pagination-page`, `pagination-take`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PageNumbers {
    /// Entries in the whole list.
    pub total: Option<u64>,
    /// Number of this page.
    pub page: Option<u64>,
    /// Entries on a page.
    pub size: Option<u64>,
}

impl PageNumbers {
    pub(crate) fn read(headers: &HeaderMap) -> Option<Self> {
        let found = Self {
            total: number(headers, "pagination-count"),
            page: number(headers, "pagination-page"),
            size: number(headers, "pagination-take"),
        };
        (found != Self::default()).then_some(found)
    }
}

/// A header that is a whole number; some vendors write `100.0` or `100, 100;w=60`.
pub(crate) fn number(headers: &HeaderMap, name: &str) -> Option<u64> {
    let text = headers.get(name)?.to_str().ok()?.trim();
    let digits = text.split(|c: char| !c.is_ascii_digit()).next()?;
    digits.parse().ok()
}
