//! Random strings and numbers, with a liking for those that go wrong.

use fastrand::Rng;
use serde_json::{Number, Value};

use crate::{merge::Schema, numbers::whole, pattern};

/// Texts that look like something else, and texts that are hard to write.
const TEXTS: &[&str] = &[
    "",
    " ",
    "a",
    "null",
    "true",
    "5",
    "-1.50",
    "text",
    "file",
    "note",
    "{}",
    "[1]",
    "naïve café",
    "日本語のテキスト",
    "مرحبا",
    "🦀👩‍👩‍👧‍👦",
    "e\u{301}",
    "a\"b\\c/d",
    "line\nbreak\r\n\ttab",
    "\u{0}\u{1}\u{1f}\u{7f}",
    "\u{2028}\u{2029}\u{feff}\u{fffd}",
    "<script>&amp;</script>",
    "2025-01-20",
];

const DATES: &[&str] = &["1970-01-01", "2024-02-29", "2025-01-20", "9999-12-31"];

const MOMENTS: &[&str] = &[
    "1970-01-01T00:00:00Z",
    "2023-11-07T05:31:56Z",
    "2024-02-29T23:59:60Z",
    "2025-01-20T12:00:00.123456789Z",
    "2025-01-20T12:00:00+01:00",
    "2025-01-20T12:00:00.5-09:30",
    "2025-01-20t12:00:00z",
    "9999-12-31T23:59:59.999999+14:00",
];

const ADDRESSES: &[&str] = &["a@example.com", "first.last+tag@sub.example.org", "\"quoted\"@example.net"];

const LINKS: &[&str] =
    &["https://example.com", "https://example.com/a%20b?c=d&e=%F0%9F%A6%80#f", "urn:isbn:0451450523", "mailto:a@b.example"];

/// A random text for a string schema.
pub(crate) fn text(schema: &Schema, random: &mut Rng) -> String {
    if let Some(text) = schema.get("pattern").and_then(Value::as_str).and_then(|pattern| pattern::text(pattern, random)) {
        return text;
    }
    let formatted = match schema.get("format").and_then(Value::as_str) {
        Some("date-time") => MOMENTS,
        Some("date") => DATES,
        Some("email") => ADDRESSES,
        Some("uri") => LINKS,
        _ => &[],
    };
    // `format` does not make a text invalid: now and then it is not what it says.
    let choice = if formatted.is_empty() || random.u8(..8) == 0 { TEXTS } else { formatted };
    let mut text = match random.u8(..4) {
        0 if formatted.is_empty() => (0..random.usize(..12)).map(|_| random.char(..)).collect(),
        _ => choice.get(random.usize(..choice.len())).copied().unwrap_or_default().to_owned(),
    };
    if schema.get("contentEncoding").is_some_and(|encoding| encoding == "base64") {
        text = "U3dpdGNoYm9hcmQ=".to_owned();
    }
    fit_length(text, schema, random)
}

/// Lengths count characters, not bytes.
fn fit_length(text: String, schema: &Schema, random: &mut Rng) -> String {
    let bound = |keyword: &str| schema.get(keyword).and_then(Value::as_u64).and_then(|bound| usize::try_from(bound).ok());
    let least = bound("minLength").unwrap_or(0);
    let most = bound("maxLength").unwrap_or(usize::MAX);
    let least = least.min(10_000);
    // The very ends of the range, too.
    let wanted = match random.u8(..10) {
        0 if most <= 10_000 => most,
        1 => least,
        _ => text.chars().count().clamp(least, most.max(least)),
    };
    text.chars().chain(std::iter::repeat_with(|| random.alphanumeric())).take(wanted).collect()
}

/// A random number within the bounds of a schema; whole if it must be. `None` if none was found.
pub(crate) fn number(schema: &Schema, integer: bool, random: &mut Rng) -> Option<Number> {
    let bound = |keyword: &str| schema.get(keyword).and_then(Value::as_f64);
    let fits = |number: &Number| {
        let Some(value) = number.as_f64() else { return false };
        // JSON has no largest integer; the types have 64 bits, as nearly every reader of JSON does.
        (!integer || whole(number).is_some_and(|whole| i64::try_from(whole).is_ok()))
            && schema.get("multipleOf").and_then(Value::as_f64).is_none_or(|of| of == 0.0 || (value / of).fract() == 0.0)
            && bound("minimum").is_none_or(|least| value >= least)
            && bound("exclusiveMinimum").is_none_or(|least| value > least)
            && bound("maximum").is_none_or(|most| value <= most)
            && bound("exclusiveMaximum").is_none_or(|most| value < most)
    };
    let base = bound("minimum").or(bound("exclusiveMinimum")).or(bound("maximum")).or(bound("exclusiveMaximum")).unwrap_or(0.0);
    for _ in 0..1000 {
        let number = candidate(base, integer, random);
        if fits(&number) {
            return Some(number);
        }
    }
    None
}

fn candidate(base: f64, integer: bool, random: &mut Rng) -> Number {
    let float = |value: f64| Number::from_f64(value).unwrap_or_else(|| Number::from(0));
    #[allow(clippy::cast_possible_truncation, reason = "bounds of documents are small")]
    let near = (base as i64).clamp(-(1 << 53), 1 << 53);
    match random.u8(..12) {
        0 => Number::from(near),
        1 => Number::from(near + random.i64(-3..=3)),
        // A whole number, written as many servers write it.
        2 => float(base.trunc() + f64::from(random.i8(-3..=3))),
        3 => Number::from(near + random.i64(-100..=100)),
        4 => float(base + random.f64() * 4.0 - 2.0),
        5 => float(base + 0.1 * f64::from(random.u8(1..=9))),
        6 => float((random.f64() - 0.5) * 10f64.powi(random.i32(-300..=300))),
        7 => float(-0.0),
        // Up to here a double, which is what a `number` becomes, has every whole number.
        8 => Number::from(random.i64(-(1 << 53)..=1 << 53)),
        9 if integer => Number::from(random.i64(..)),
        10 if integer => Number::from([i64::MIN, i64::MAX][random.usize(..2)]),
        11 if integer => float(random.f64().mul_add(2.0, -1.0) * 9e18),
        _ => float(f64::from(random.i32(-100_000..=100_000)) / 100.0),
    }
}
