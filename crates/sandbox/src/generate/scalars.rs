//! Texts and numbers.

use std::fmt::Write as _;

use fastrand::Rng;
use serde_json::{Map, Number, Value};

use super::{Purpose, pattern};

/// Members that an answer says more with than with null.
const TELLING: [&str; 12] =
    ["name", "title", "email", "content", "text", "model", "created_at", "updated_at", "createdAt", "updatedAt", "response", "threadId"];

/// Does a value here say more than null?
pub(super) fn is_telling(name: &str) -> bool {
    TELLING.contains(&name)
}

/// Is this the name of an id?
pub(super) fn is_id(name: &str) -> bool {
    name == "id" || name.ends_with("_id") || name.ends_with("Id")
}

/// A new id: `contact_1f03ab`.
pub(crate) fn id(label: &str, random: &mut Rng) -> String {
    let mut out = format!("{label}_");
    for _ in 0..6 {
        let _ = write!(out, "{:x}", random.u8(..16));
    }
    out
}

/// A text that a string schema accepts.
pub(super) fn text(schema: &Map<String, Value>, name: &str, purpose: &Purpose, random: &mut Rng) -> String {
    if let Some(pattern) = schema.get("pattern").and_then(Value::as_str)
        && let Some(text) = pattern::text(pattern, bound(schema, "minLength"), random)
    {
        return text;
    }
    let format = schema.get("format").and_then(Value::as_str).unwrap_or_default();
    if let Some(text) = formatted(format, name, purpose, random) {
        return text;
    }
    if schema.get("contentEncoding").is_some_and(|encoding| encoding == "base64") {
        return "U3dpdGNoYm9hcmQ=".to_owned();
    }
    let example = schema.get("examples").and_then(|examples| examples.get(0)).and_then(Value::as_str);
    fit(free(name, example, purpose, random), schema)
}

fn formatted(format: &str, name: &str, purpose: &Purpose, random: &mut Rng) -> Option<String> {
    let number = purpose.number;
    Some(match format {
        "date-time" | "date-time-optional-zone" => purpose.now.clone(),
        "date" => purpose.now.get(..10)?.to_owned(),
        "time" => purpose.now.get(11..)?.to_owned(),
        "duration" => "PT1M".to_owned(),
        "uuid" => uuid(random),
        "email" | "idn-email" => format!("user{number}@example.com"),
        "uri" | "url" | "iri" | "uri-reference" | "iri-reference" => format!("https://example.com/{name}/{number}"),
        "uri-template" => "https://example.com/{id}".to_owned(),
        "hostname" | "idn-hostname" => "example.com".to_owned(),
        "ipv4" => format!("192.0.2.{}", number % 256),
        "ipv6" => "2001:db8::1".to_owned(),
        "json-pointer" => "/a".to_owned(),
        "relative-json-pointer" => "0/a".to_owned(),
        "regex" => "^.*$".to_owned(),
        "byte" => "U3dpdGNoYm9hcmQ=".to_owned(),
        _ => return None,
    })
}

fn uuid(random: &mut Rng) -> String {
    let hex = |random: &mut Rng, bits: u32| format!("{:0width$x}", random.u64(..1 << bits), width = bits as usize / 4);
    let (a, b, c, d, e) = (hex(random, 32), hex(random, 16), hex(random, 12), hex(random, 12), hex(random, 48));
    format!("{a}-{b}-4{c}-8{d}-{e}")
}

/// A text that no keyword describes: its name does.
fn free(name: &str, example: Option<&str>, purpose: &Purpose, random: &mut Rng) -> String {
    let (label, number) = (&purpose.label, purpose.number);
    if is_id(name) {
        // `ast_XXX` tells how ids of this kind begin.
        let known = example.and_then(|example| example.rsplit_once('_')).map(|(start, _)| start.to_owned());
        let own = name.trim_end_matches("_id").trim_end_matches("Id");
        let start = known.unwrap_or_else(|| if name == "id" || own.is_empty() { label.clone() } else { own.to_owned() });
        return id(&start, random);
    }
    match name {
        "name" | "title" => format!("{} {number}", capital(label)),
        "email" => format!("user{number}@example.com"),
        "phone" => format!("+1555010{number:04}"),
        "hostname" | "domain" => "example.com".to_owned(),
        "language" => "en".to_owned(),
        "country" => "US".to_owned(),
        "" => format!("{label} {number}"),
        _ if name.ends_with("url") => format!("https://example.com/{label}/{number}"),
        _ => format!("{} {number}", name.replace('_', " ")),
    }
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// Cut or filled to the bounds of its length.
fn fit(text: String, schema: &Map<String, Value>) -> String {
    let most = bound(schema, "maxLength").unwrap_or(usize::MAX);
    let least = bound(schema, "minLength").unwrap_or(0);
    let length = text.chars().count();
    if length >= least {
        return text.chars().take(most).collect();
    }
    text.chars().chain(std::iter::repeat_n('x', least - length)).collect()
}

fn bound(schema: &Map<String, Value>, keyword: &str) -> Option<usize> {
    schema.get(keyword).and_then(Value::as_u64).and_then(|bound| usize::try_from(bound).ok())
}

/// A number within its bounds.
pub(super) fn number(schema: &Map<String, Value>, whole: bool, random: &mut Rng) -> Value {
    if let Some(default) = schema.get("default").filter(|default| default.is_number()) {
        return default.clone();
    }
    let bound = |keyword: &str| schema.get(keyword).and_then(Value::as_f64);
    let step = bound("multipleOf").filter(|step| *step > 0.0).unwrap_or(if whole { 1.0 } else { 0.5 });
    let least = bound("minimum").or(bound("exclusiveMinimum").map(|bound| bound + step));
    let most = bound("maximum").or(bound("exclusiveMaximum").map(|bound| bound - step));
    let usual = f64::from(random.u8(1..=40)) * step;
    let wanted = match (least, most) {
        (Some(least), Some(most)) if usual < least || usual > most => f64::midpoint(least, most),
        (Some(least), None) if usual < least => least,
        (None, Some(most)) if usual > most => most,
        _ => usual,
    };
    // On a step again, on the side that is inside.
    let mut value = (wanted / step).round() * step;
    if least.is_some_and(|least| value < least) {
        value += step;
    }
    if most.is_some_and(|most| value > most) {
        value -= step;
    }
    #[allow(clippy::cast_possible_truncation, reason = "whole, and within what was asked for")]
    let number = if value.fract() == 0.0 && value.abs() < 9e15 { Some(Number::from(value as i64)) } else { Number::from_f64(value) };
    number.map_or(Value::Null, Value::Number)
}
