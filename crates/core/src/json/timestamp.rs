use std::fmt;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};

/// A point in time, as the text that was sent.
///
/// Vendors promise RFC 3339 and send what they like: no zone, a blank for the `T`, a bare
/// date. None of that may cost a caller the rest of an answer, so the text is kept as it is
/// and read when asked.
///
/// ```
/// use switchboard_core::json::Timestamp;
///
/// let zoned = Timestamp::from("2025-01-20T12:00:00+01:00");
/// assert_eq!(zoned.to_utc().unwrap().to_rfc3339(), "2025-01-20T11:00:00+00:00");
/// assert_eq!(zoned.as_str(), "2025-01-20T12:00:00+01:00");
///
/// // Without a zone: UTC.
/// assert!(Timestamp::from("2025-01-20T12:00:00.123").to_utc().is_some());
/// assert!(Timestamp::from("soon").to_utc().is_none());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(String);

impl Timestamp {
    /// The text, as it was sent or will be.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The moment that the text means; UTC where it names no zone, midnight where it names
    /// no time; `None` where it is no time at all.
    pub fn to_utc(&self) -> Option<DateTime<Utc>> {
        let text = self.0.trim();
        if let Ok(zoned) = DateTime::parse_from_rfc3339(text).or_else(|_| DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f%z")) {
            return Some(zoned.to_utc());
        }
        let local = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M"];
        let naive = local.iter().find_map(|format| NaiveDateTime::parse_from_str(text, format).ok());
        naive.or_else(|| Some(NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?.and_time(NaiveTime::MIN))).map(|naive| naive.and_utc())
    }
}

impl From<&str> for Timestamp {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<String> for Timestamp {
    fn from(text: String) -> Self {
        Self(text)
    }
}

/// RFC 3339 in UTC, with as many digits of the second as there are.
impl From<DateTime<Utc>> for Timestamp {
    fn from(moment: DateTime<Utc>) -> Self {
        Self(moment.to_rfc3339_opts(SecondsFormat::AutoSi, true))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for Timestamp {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Timestamp".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "format": "date-time" })
    }
}
