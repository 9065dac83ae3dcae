//! Path parameters.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

/// Everything but the characters that mean nothing in any part of a URL.
pub(super) const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Puts the value in the place of `{name}`.
pub(super) fn fill(path: &mut String, name: &str, value: &Value) -> Result<(), String> {
    let text = match value {
        Value::Array(items) => {
            let items: Option<Vec<String>> = items.iter().map(plain).collect();
            items.ok_or("is a list of something that has no place in a path")?.join(",")
        }
        other => plain(other).ok_or("is an object, which has no place in a path")?,
    };
    check(&text)?;
    let encoded: Cow<'_, str> = utf8_percent_encode(&text, RESERVED).into();
    let mut from = placeholder(path, 0, name).ok_or("does not occur in the path")?;
    loop {
        path.replace_range(from..from + name.len() + 2, &encoded);
        check_segment(path, from)?;
        match placeholder(path, from, name) {
            Some(next) => from = next,
            None => return Ok(()),
        }
    }
}

/// Where `{name}` stands next.
fn placeholder(path: &str, mut from: usize, name: &str) -> Option<usize> {
    loop {
        from += memchr::memchr(b'{', path.as_bytes().get(from..)?)?;
        let rest = path.get(from + 1..)?;
        if rest.strip_prefix(name).is_some_and(|rest| rest.starts_with('}')) {
            return Some(from);
        }
        from += 1;
    }
}

/// Refuses a dot segment that several values, or a value and the template, make together.
fn check_segment(path: &str, within: usize) -> Result<(), &'static str> {
    let (before, after) = path.split_at_checked(within).unwrap_or((path, ""));
    let start = before.rfind('/').map_or(0, |at| at + 1);
    let end = within + after.find('/').unwrap_or(after.len());
    match path.get(start..end) {
        Some("." | "..") => Err("would lead to another path"),
        _ => Ok(()),
    }
}

/// Refuses what would leave its segment even when encoded: URL parsers treat `%2e%2e` as `..`,
/// and many servers decode `%2f` before they look at the path.
fn check(text: &str) -> Result<(), &'static str> {
    if text.is_empty() {
        return Err("is empty");
    }
    if text.chars().any(char::is_control) {
        return Err("contains control characters");
    }
    let leaves = text.split(['/', '\\']).any(|piece| matches!(piece, "." | ".."));
    if leaves {
        return Err("would lead to another path");
    }
    Ok(())
}

fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(_) | Value::Number(_) | Value::Bool(_) => Some(super::query::text(value).into_owned()),
        _ => None,
    }
}

/// The finished path, if every parameter was given.
pub(super) fn finished(path: &str) -> Result<&str, String> {
    let Some(start) = memchr::memchr(b'{', path.as_bytes()) else { return Ok(path) };
    let rest = path.get(start + 1..).unwrap_or_default();
    let name = rest.split('}').next().unwrap_or(rest);
    Err(format!("path parameter `{name}` is missing"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn filled(value: Value) -> Result<String, String> {
        let mut path = "/a/{id}/b".to_owned();
        fill(&mut path, "id", &value)?;
        finished(&path).map(str::to_owned)
    }

    #[test]
    fn a_value_stays_within_its_segment() {
        let cases = [
            (json!("x/y"), "/a/x%2Fy/b"),
            (json!("a b?c#d%2e"), "/a/a%20b%3Fc%23d%252e/b"),
            (json!("..."), "/a/.../b"),
            (json!("%2e%2e"), "/a/%252e%252e/b"),
            (json!("{id}"), "/a/%7Bid%7D/b"),
            (json!("é"), "/a/%C3%A9/b"),
            (json!(7), "/a/7/b"),
            (json!(["a", 1]), "/a/a%2C1/b"),
        ];
        for (value, expected) in cases {
            let path = filled(value).unwrap();
            assert_eq!(path, expected);
            let url = reqwest::Url::parse(&format!("http://h{path}")).unwrap();
            assert_eq!(url.path(), expected, "a URL parser must leave it alone");
        }
    }

    #[test]
    fn what_no_encoding_can_tame_is_refused() {
        for text in ["", ".", "..", "../x", "x/..", "..\\x", "a/../b", "a\0b", "a\nb"] {
            assert!(filled(json!(text)).is_err(), "{text:?}");
        }
        assert!(filled(json!({"a": 1})).is_err());
    }

    #[test]
    fn a_missing_parameter_is_named() {
        assert_eq!(finished("/a/{id}/b"), Err("path parameter `id` is missing".to_owned()));
    }

    #[test]
    fn a_value_and_the_template_cannot_make_a_dot_segment_together() {
        // Each alone would be refused already; this is the second lock.
        assert!(check_segment("/a/../b", 4).is_err());
        assert!(check_segment("/..", 1).is_err());
        assert!(check_segment("/a..b/c", 2).is_ok());
    }

    #[test]
    fn a_parameter_that_occurs_twice_is_filled_twice() {
        let mut path = "/{a}/b/{a}".to_owned();
        fill(&mut path, "a", &json!("{a}")).unwrap();
        assert_eq!(path, "/%7Ba%7D/b/%7Ba%7D");
    }
}
