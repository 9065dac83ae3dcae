//! What a server says about when to come back.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::{HeaderMap, StatusCode};

use crate::rate_limit::number;
use crate::vendor::RateLimitHeaders;

/// Waits of more than a year are nonsense, and would overflow arithmetic on time.
const LONGEST_SENSIBLE: Duration = Duration::from_secs(365 * 24 * 3600);

/// `x-should-retry`: the server's own verdict, which overrules the status.
pub(crate) fn should_retry(headers: &HeaderMap) -> Option<bool> {
    match headers.get("x-should-retry")?.to_str().ok()?.trim() {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

/// How long the server wants us to stay away; for the caller and for the retry loop.
pub(crate) fn hint(status: StatusCode, headers: &HeaderMap, rate_limit: Option<&'static RateLimitHeaders>) -> Option<Duration> {
    if status.is_success() {
        return None;
    }
    let now = now(headers, SystemTime::now());
    milliseconds(headers).or_else(|| seconds_or_date(headers, now)).or_else(|| {
        // The reset header stands on every answer; it is a wait only when the limit is the trouble.
        let names = rate_limit?;
        (status == StatusCode::TOO_MANY_REQUESTS || number(headers, names.remaining) == Some(0))
            .then(|| reset(headers, names.reset, now))
            .flatten()
    })
}

fn milliseconds(headers: &HeaderMap) -> Option<Duration> {
    from_seconds(headers.get("retry-after-ms")?.to_str().ok()?.trim().parse::<f64>().ok()? / 1000.0)
}

fn seconds_or_date(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = headers.get(http::header::RETRY_AFTER)?.to_str().ok()?.trim();
    match text.parse::<f64>() {
        Ok(seconds) => from_seconds(seconds),
        Err(_) => Some(until(httpdate::parse_http_date(text).ok()?, now)),
    }
}

/// The time by the clock of the server, which its dates are meant by; ours, if it does not say.
pub(crate) fn now(headers: &HeaderMap, arrived: SystemTime) -> SystemTime {
    let date = headers.get(http::header::DATE).and_then(|value| httpdate::parse_http_date(value.to_str().ok()?.trim()).ok());
    date.unwrap_or(arrived)
}

/// A rate limit's reset: seconds from now, seconds since 1970, or milliseconds since 1970. The
/// three do not overlap for any sensible value: a billion seconds are 31 years, or the year 2001,
/// and a million million of them the year 33658, or in milliseconds 2001 again.
pub(crate) fn reset(headers: &HeaderMap, name: &str, now: SystemTime) -> Option<Duration> {
    let value = headers.get(name)?.to_str().ok()?.trim().parse::<f64>().ok()?;
    if value < 1e9 {
        return from_seconds(value);
    }
    let since_1970 = Duration::try_from_secs_f64(if value < 1e12 { value } else { value / 1000.0 }).ok()?;
    Some(until(UNIX_EPOCH.checked_add(since_1970)?, now))
}

/// Not a number gives nothing.
fn from_seconds(seconds: f64) -> Option<Duration> {
    Duration::try_from_secs_f64(seconds.clamp(0.0, LONGEST_SENSIBLE.as_secs_f64())).ok()
}

/// The time until then; nothing if it has passed.
fn until(then: SystemTime, now: SystemTime) -> Duration {
    then.duration_since(now).unwrap_or_default().min(LONGEST_SENSIBLE)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: RateLimitHeaders =
        RateLimitHeaders { limit: "x-ratelimit-limit", remaining: "x-ratelimit-remaining", reset: "x-ratelimit-reset" };

    fn hint_of(status: u16, pairs: &[(&'static str, &str)]) -> Option<Duration> {
        static SHARED: RateLimitHeaders = NAMES;
        let headers = pairs.iter().map(|(name, value)| (http::HeaderName::from_static(name), value.parse().unwrap()));
        hint(StatusCode::from_u16(status).unwrap(), &headers.collect(), Some(&SHARED))
    }

    #[test]
    fn milliseconds_win_over_seconds() {
        let pairs = [("retry-after", "7"), ("retry-after-ms", "250")];
        assert_eq!(hint_of(503, &pairs), Some(Duration::from_millis(250)));
    }

    #[test]
    fn fractions_of_seconds_are_understood() {
        assert_eq!(hint_of(429, &[("retry-after", "1.5")]), Some(Duration::from_millis(1500)));
    }

    #[test]
    fn past_dates_and_negative_numbers_mean_now() {
        assert_eq!(hint_of(429, &[("retry-after", "Wed, 21 Oct 2015 07:28:00 GMT")]), Some(Duration::ZERO));
        assert_eq!(hint_of(429, &[("retry-after", "-5")]), Some(Duration::ZERO));
    }

    #[test]
    fn absurd_waits_are_bounded_and_nonsense_is_ignored() {
        assert_eq!(hint_of(429, &[("retry-after", "1e300")]), Some(LONGEST_SENSIBLE));
        assert_eq!(hint_of(429, &[("retry-after", "99999999999")]), Some(LONGEST_SENSIBLE));
        assert_eq!(hint_of(429, &[("retry-after", "NaN")]), None);
        assert_eq!(hint_of(429, &[("retry-after", "soon")]), None);
        assert_eq!(hint_of(429, &[("retry-after", "Fri, 31 Dec 9999 23:59:59 GMT")]), Some(LONGEST_SENSIBLE));
    }

    #[test]
    fn a_reset_is_a_wait_only_if_the_limit_is_the_trouble() {
        assert_eq!(hint_of(500, &[("x-ratelimit-reset", "30")]), None);
        assert_eq!(hint_of(429, &[("x-ratelimit-reset", "30")]), Some(Duration::from_secs(30)));
        let spent = [("x-ratelimit-reset", "30"), ("x-ratelimit-remaining", "0")];
        assert_eq!(hint_of(503, &spent), Some(Duration::from_secs(30)));
    }

    #[test]
    fn a_reset_may_be_a_date_in_seconds_or_milliseconds() {
        let in_a_minute = SystemTime::now().duration_since(UNIX_EPOCH).unwrap() + Duration::from_secs(60);
        for text in [in_a_minute.as_secs().to_string(), in_a_minute.as_millis().to_string()] {
            let wait = hint_of(429, &[("x-ratelimit-reset", &text)]).unwrap();
            assert!((58..=60).contains(&wait.as_secs()), "{wait:?}");
        }
        assert_eq!(hint_of(429, &[("x-ratelimit-reset", "1640995200")]), Some(Duration::ZERO));
    }

    #[test]
    fn dates_are_meant_by_the_clock_of_the_server_if_it_tells_the_time() {
        let date = ("date", "Wed, 21 Oct 2015 07:28:00 GMT");
        assert_eq!(hint_of(503, &[date, ("retry-after", "Wed, 21 Oct 2015 07:28:30 GMT")]), Some(Duration::from_secs(30)));
        assert_eq!(hint_of(429, &[date, ("x-ratelimit-reset", "1445412490")]), Some(Duration::from_secs(10)));
        assert_eq!(hint_of(429, &[date, ("x-ratelimit-reset", "1445412490500")]), Some(Duration::from_millis(10_500)));
        assert_eq!(hint_of(429, &[("date", "yesterday"), ("x-ratelimit-reset", "1445412490")]), Some(Duration::ZERO));
    }
}
