//! Faults as text: `server-error;status=503;times=2, latency;ms=100`.

use std::fmt::{self, Display};

use super::{Fault, Kind};

/// A text that names no faults, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidFault {
    text: String,
    why: String,
}

impl Display for InvalidFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is no fault: {}", self.text, self.why)
    }
}

impl std::error::Error for InvalidFault {}

/// The faults, with the parameters of each beside those that all have.
const KNOWN: [(&str, &[&str]); 14] = [
    ("latency", &["ms"]),
    ("rate-limit", &["retry-after"]),
    ("server-error", &["status", "retry-after"]),
    ("reset", &[]),
    ("truncate", &["at"]),
    ("html", &["status"]),
    ("malformed-json", &[]),
    ("no-end", &[]),
    ("hang", &[]),
    ("slow", &["ms"]),
    ("unknown-enum", &[]),
    ("extra-fields", &[]),
    ("run-failed", &[]),
    ("run-stuck", &[]),
];
/// Parameters that every fault has.
const COMMON: [&str; 3] = ["times", "vendor", "path"];

/// Reads faults that are separated by commas.
pub(crate) fn parse(text: &str) -> Result<Vec<Fault>, InvalidFault> {
    let faults: Vec<&str> = text.split(',').map(str::trim).filter(|fault| !fault.is_empty()).collect();
    if faults.is_empty() {
        return Err(invalid(text, format!("it is empty; there are {}", names())));
    }
    faults.into_iter().map(one).collect()
}

fn one(text: &str) -> Result<Fault, InvalidFault> {
    let mut parts = text.split(';').map(str::trim);
    let name = parts.next().unwrap_or_default();
    let Some((_, own)) = KNOWN.iter().find(|(known, _)| *known == name) else {
        return Err(invalid(text, format!("there is no fault `{name}`; there are {}", names())));
    };
    let mut parameters = Parameters { text, pairs: Vec::new() };
    for part in parts.filter(|part| !part.is_empty()) {
        let (key, value) = part.split_once('=').map_or((part, ""), |(key, value)| (key.trim(), value.trim()));
        if !own.contains(&key) && !COMMON.contains(&key) {
            let known: Vec<&str> = own.iter().chain(&COMMON).copied().collect();
            return Err(invalid(text, format!("`{name}` has no parameter `{key}`; it has {}", known.join(", "))));
        }
        parameters.pairs.push((key, value));
    }
    // A page for people often comes with 200, as from the login of a network; an error never does.
    let least = if name == "html" { 200 } else { 400 };
    let status = |usual: u16| match parameters.number("status")?.unwrap_or(u64::from(usual)) {
        status if (least..600).contains(&status) => Ok(u16::try_from(status).unwrap_or(usual)),
        status => Err(invalid(text, format!("`status` is {status}, and not from {least} to 599"))),
    };
    let kind = match name {
        "latency" => Kind::Latency(parameters.number("ms")?.unwrap_or(1000)),
        "rate-limit" => Kind::RateLimit,
        "server-error" => Kind::ServerError(status(500)?),
        "reset" => Kind::Reset,
        "truncate" => Kind::Truncate(usize::try_from(parameters.number("at")?.unwrap_or(10)).unwrap_or(usize::MAX)),
        "html" => Kind::Html(status(502)?),
        "malformed-json" => Kind::MalformedJson,
        "no-end" => Kind::NoEnd,
        "hang" => Kind::Hang,
        "slow" => Kind::Slow(parameters.number("ms")?.unwrap_or(100)),
        "unknown-enum" => Kind::UnknownEnum,
        "extra-fields" => Kind::ExtraFields,
        "run-failed" => Kind::RunFailed,
        _ => Kind::RunStuck,
    };
    let times = parameters.number("times")?.map(|times| u32::try_from(times).unwrap_or(u32::MAX));
    let retry_after = parameters.text("retry-after")?;
    if retry_after.as_ref().is_some_and(|value| value.chars().any(char::is_control)) {
        return Err(invalid(text, "`retry-after` has control characters".to_owned()));
    }
    Ok(Fault { kind, retry_after, times, vendor: parameters.text("vendor")?, path: parameters.text("path")? })
}

struct Parameters<'a> {
    text: &'a str,
    pairs: Vec<(&'a str, &'a str)>,
}

impl Parameters<'_> {
    fn text(&self, name: &str) -> Result<Option<String>, InvalidFault> {
        let mut found = self.pairs.iter().filter(|(known, _)| *known == name);
        let Some((_, value)) = found.next() else { return Ok(None) };
        if found.next().is_some() {
            return Err(invalid(self.text, format!("`{name}` is given twice")));
        }
        if value.is_empty() {
            return Err(invalid(self.text, format!("`{name}` has no value")));
        }
        Ok(Some((*value).to_owned()))
    }

    fn number(&self, name: &str) -> Result<Option<u64>, InvalidFault> {
        let Some(value) = self.text(name)? else { return Ok(None) };
        value.parse().map(Some).map_err(|_| invalid(self.text, format!("`{name}` is `{value}`, and not a whole number")))
    }
}

fn names() -> String {
    KNOWN.map(|(name, _)| name).join(", ")
}

fn invalid(text: &str, why: String) -> InvalidFault {
    InvalidFault { text: text.to_owned(), why }
}

#[cfg(test)]
mod tests {
    use super::{Kind, parse};

    #[test]
    fn several_faults_with_their_parameters_are_read() {
        let faults = parse(" server-error; status=503;times=2 , latency;ms=5;vendor=invent,rate-limit;retry-after=1").unwrap();
        let kinds: Vec<_> = faults.iter().map(|fault| fault.kind.clone()).collect();
        assert_eq!(kinds, [Kind::ServerError(503), Kind::Latency(5), Kind::RateLimit]);
        assert_eq!((faults[0].times, faults[1].vendor.as_deref(), faults[2].retry_after.as_deref()), (Some(2), Some("invent"), Some("1")));
    }

    #[test]
    fn a_text_that_is_no_fault_is_told_why() {
        for (text, why) in [
            ("", "it is empty"),
            ("earthquake", "there is no fault `earthquake`; there are latency, rate-limit"),
            ("latency;s=1", "`latency` has no parameter `s`; it has ms, times, vendor, path"),
            ("latency;ms=soon", "`ms` is `soon`, and not a whole number"),
            ("html;status=600", "`status` is 600, and not from 200 to 599"),
            ("server-error;status=200", "`status` is 200, and not from 400 to 599"),
            ("reset;times=1;times=2", "`times` is given twice"),
            ("reset;times=", "`times` has no value"),
        ] {
            let error = parse(text).unwrap_err().to_string();
            assert!(error.contains(why), "{text}: {error}");
        }
    }
}
