//! Path parameters.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, PercentEncode, utf8_percent_encode};
use serde_json::{Map, Value};

/// Everything but the characters that mean nothing in any part of a URL.
pub(super) const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// How a value is written into a path: OpenAPI's `style`. The first column has `explode` off.
///
/// | | list | object | list | object |
/// |---|---|---|---|---|
/// | simple | `a,b` | `x,1,y,2` | `a,b` | `x=1,y=2` |
/// | label | `.a,b` | `.x,1,y,2` | `.a.b` | `.x=1.y=2` |
/// | matrix | `;name=a,b` | `;name=x,1,y,2` | `;name=a;name=b` | `;x=1;y=2` |
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PathStyle {
    /// The value alone.
    Simple {
        /// Whether the members of an object are written as `name=value`.
        explode: bool,
    },
    /// A dot before the value.
    Label {
        /// Whether each element has its own dot.
        explode: bool,
    },
    /// `;name=` before the value.
    Matrix {
        /// Whether each element has its own name.
        explode: bool,
    },
    /// The JSON text of the value.
    Json,
}

impl PathStyle {
    /// What OpenAPI means when it says nothing: the value alone, lists with commas.
    pub const SIMPLE: Self = Self::Simple { explode: false };
}

/// Puts the value in the place of `{name}`.
pub(super) fn fill(path: &mut String, name: &str, style: PathStyle, value: &Value) -> Result<(), String> {
    let encoded = write(name, style, value)?;
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

/// The value as it stands in the path. Each element is encoded, what stands between them is not.
fn write<'a>(name: &str, style: PathStyle, value: &'a Value) -> Result<Cow<'a, str>, &'static str> {
    let (start, separator, explode) = match style {
        PathStyle::Simple { explode } => ("", ",", explode),
        PathStyle::Label { explode } => (".", ".", explode),
        PathStyle::Matrix { explode } => (";", ";", explode),
        PathStyle::Json => return encoded(Cow::Owned(value.to_string())),
    };
    let elements: Vec<Cow<'_, str>> = match value {
        Value::Array(items) => items.iter().map(plain).collect::<Result<_, _>>()?,
        Value::Object(members) => pairs(members, if explode { "=" } else { "," })?,
        value if start.is_empty() => return plain(value),
        value => vec![plain(value)?],
    };
    if elements.is_empty() {
        return Err("is empty");
    }
    let prefix = match style {
        PathStyle::Matrix { .. } if !(explode && value.is_object()) => format!("{}=", encode(name)),
        _ => String::new(),
    };
    let separator = if explode { format!("{separator}{prefix}") } else { ",".to_owned() };
    Ok(format!("{start}{prefix}{}", elements.join(&separator)).into())
}

fn pairs<'a>(members: &'a Map<String, Value>, between: &str) -> Result<Vec<Cow<'a, str>>, &'static str> {
    let present = members.iter().filter(|(_, value)| !value.is_null());
    present.map(|(member, value)| Ok(format!("{}{between}{}", encoded(Cow::Borrowed(member))?, plain(value)?).into())).collect()
}

fn encode(text: &str) -> PercentEncode<'_> {
    utf8_percent_encode(text, RESERVED)
}

fn encoded(text: Cow<'_, str>) -> Result<Cow<'_, str>, &'static str> {
    // Most values are ids, which need no more than one look.
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')) {
        return Ok(text);
    }
    check(&text)?;
    Ok(match text {
        Cow::Borrowed(text) => encode(text).into(),
        Cow::Owned(text) => Cow::Owned(encode(&text).to_string()),
    })
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

fn plain(value: &Value) -> Result<Cow<'_, str>, &'static str> {
    match value {
        Value::String(_) | Value::Number(_) | Value::Bool(_) => encoded(super::query::text(value)),
        _ => Err("holds something that has no place in a path"),
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
        fill(&mut path, "id", PathStyle::SIMPLE, &value)?;
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
            (json!(["a,b/c", 1]), "/a/a%2Cb%2Fc,1/b"),
            (json!({"x": 1, "y,z": "&"}), "/a/x,1,y%2Cz,%26/b"),
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
            assert!(filled(json!(["a", text])).is_err(), "{text:?}");
        }
        for value in [json!({"a": {"b": 1}}), json!([["a"]]), json!([]), json!({})] {
            assert!(filled(value.clone()).is_err(), "{value}");
        }
    }

    #[test]
    fn each_style_writes_values_as_openapi_says() {
        let written = |style, value: Value| write("color", style, &value).unwrap().into_owned();
        let (text, list, object) = (|| json!("blue"), || json!(["blue", "black"]), || json!({"B": 150, "R": 100}));
        for (explode, table) in [
            (
                false,
                [
                    ("blue", "blue,black", "B,150,R,100"),
                    (".blue", ".blue,black", ".B,150,R,100"),
                    (";color=blue", ";color=blue,black", ";color=B,150,R,100"),
                ],
            ),
            (
                true,
                [
                    ("blue", "blue,black", "B=150,R=100"),
                    (".blue", ".blue.black", ".B=150.R=100"),
                    (";color=blue", ";color=blue;color=black", ";B=150;R=100"),
                ],
            ),
        ] {
            let styles = [PathStyle::Simple { explode }, PathStyle::Label { explode }, PathStyle::Matrix { explode }];
            for (style, expected) in styles.into_iter().zip(table) {
                let found = (written(style, text()), written(style, list()), written(style, object()));
                assert_eq!((found.0.as_str(), found.1.as_str(), found.2.as_str()), expected, "{style:?}");
            }
        }
        assert_eq!(written(PathStyle::Json, json!({"a": "b"})), "%7B%22a%22%3A%22b%22%7D");
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
        fill(&mut path, "a", PathStyle::SIMPLE, &json!("{a}")).unwrap();
        assert_eq!(path, "/%7Ba%7D/b/%7Ba%7D");
    }
}
