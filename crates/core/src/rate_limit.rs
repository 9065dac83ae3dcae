//! Numbers that vendors put into response headers.

use std::time::Duration;

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
    /// Time until the window ends, counted from when the answer arrived.
    ///
    /// Vendors give seconds from now, seconds since 1970 or milliseconds since 1970, often without
    /// saying which; the size of the number tells.
    pub reset_after: Option<Duration>,
}

impl RateLimit {
    pub(crate) fn read(headers: &HeaderMap, names: &RateLimitHeaders) -> Option<Self> {
        let found = Self {
            limit: number(headers, names.limit),
            remaining: number(headers, names.remaining),
            reset_after: wait::reset(headers, names.reset),
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
