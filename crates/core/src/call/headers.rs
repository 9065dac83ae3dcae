//! Headers and cookies of a call.

use std::borrow::Cow;

use http::{HeaderName, HeaderValue, header};
use percent_encoding::utf8_percent_encode;
use serde_json::Value;

use super::path::RESERVED;
use super::query::text;

/// Headers that decide where a message ends or where it goes: ours alone.
const FORBIDDEN: [HeaderName; 8] = [
    header::HOST,
    header::CONTENT_LENGTH,
    header::TRANSFER_ENCODING,
    header::CONNECTION,
    header::UPGRADE,
    header::TE,
    header::TRAILER,
    header::EXPECT,
];

/// A header that may be sent. Marked sensitive, so that no Debug output shows it. The reason of a
/// failure names the header but not the value.
pub(crate) fn pair(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), String> {
    let known = HeaderName::try_from(name).map_err(|_| "a header's name is not valid".to_owned())?;
    if FORBIDDEN.contains(&known) {
        return Err(format!("header `{known}` cannot be set by hand"));
    }
    let mut value = HeaderValue::from_bytes(value.as_bytes()).map_err(|_| format!("header `{known}` contains control characters"))?;
    value.set_sensitive(true);
    Ok((known, value))
}

/// How a value is written into a header: OpenAPI's `style`.
///
/// Nothing in a header is encoded, so an element that contains a comma cannot be told from two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum HeaderStyle {
    /// A list as `a,b`, an object as `x,1,y,2`, or with `explode` as `x=1,y=2`. What is deeper is
    /// JSON.
    Simple {
        /// Whether the members of an object are written as `name=value`.
        explode: bool,
    },
    /// The JSON text of the value.
    Json,
}

impl HeaderStyle {
    /// What OpenAPI means when it says nothing.
    pub const SIMPLE: Self = Self::Simple { explode: false };
}

/// The text of a header; nothing for null.
pub(super) fn write(style: HeaderStyle, value: &Value) -> Option<String> {
    let (value, explode) = match (style, value) {
        (_, Value::Null) => return None,
        (HeaderStyle::Json, value) => return Some(value.to_string()),
        (HeaderStyle::Simple { explode }, value) => (value, explode),
    };
    let elements: Vec<Cow<'_, str>> = match value {
        Value::Array(items) => items.iter().filter(|item| !item.is_null()).map(text).collect(),
        Value::Object(members) => {
            let present = members.iter().filter(|(_, value)| !value.is_null());
            present.map(|(member, value)| format!("{member}{}{}", if explode { "=" } else { "," }, text(value)).into()).collect()
        }
        value => return Some(text(value).into_owned()),
    };
    Some(elements.join(","))
}

pub(super) fn append_cookie(cookies: &mut String, name: &str, value: &str) {
    if !cookies.is_empty() {
        cookies.push_str("; ");
    }
    cookies.extend(utf8_percent_encode(name, RESERVED));
    cookies.push('=');
    cookies.extend(utf8_percent_encode(value, RESERVED));
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_style_writes_values_as_openapi_says() {
        let object = || json!({"B": 150, "R": [1], "none": null});
        for (style, value, expected) in [
            (HeaderStyle::SIMPLE, json!(5), Some("5")),
            (HeaderStyle::SIMPLE, json!(["a", 1, null, {"b": 2}]), Some(r#"a,1,{"b":2}"#)),
            (HeaderStyle::SIMPLE, object(), Some("B,150,R,[1]")),
            (HeaderStyle::Simple { explode: true }, object(), Some("B=150,R=[1]")),
            (HeaderStyle::Json, json!({"b": [2]}), Some(r#"{"b":[2]}"#)),
            (HeaderStyle::Json, json!("a"), Some(r#""a""#)),
            (HeaderStyle::SIMPLE, Value::Null, None),
        ] {
            assert_eq!(write(style, &value).as_deref(), expected);
        }
    }

    #[test]
    fn control_characters_are_refused_without_quoting_the_value() {
        for value in ["a\r\nx: y", "a\nb", "a\0b", "\u{7f}"] {
            let problem = pair("x-user", value).unwrap_err();
            assert_eq!(problem, "header `x-user` contains control characters");
        }
        assert!(pair("x user", "a").is_err());
        assert!(pair("x-user", "Zoë").is_ok());
    }

    #[test]
    fn headers_that_frame_a_message_are_refused() {
        for name in ["Host", "content-length", "Transfer-Encoding", "connection"] {
            assert!(pair(name, "x").is_err(), "{name}");
        }
    }

    #[test]
    fn values_do_not_show_in_debug() {
        let (_, value) = pair("x-user", "somebody").unwrap();
        assert!(!format!("{value:?}").contains("somebody"));
    }

    #[test]
    fn cookies_cannot_add_cookies() {
        let mut cookies = String::new();
        append_cookie(&mut cookies, "a", "b; c=d");
        append_cookie(&mut cookies, "e", "f");
        assert_eq!(cookies, "a=b%3B%20c%3Dd; e=f");
    }
}
