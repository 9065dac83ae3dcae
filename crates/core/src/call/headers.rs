//! Headers and cookies of a call.

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

/// A parameter in OpenAPI's style for headers: lists with commas, anything deeper as JSON.
pub(super) fn simple(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::Array(items) => Some(items.iter().map(text).collect::<Vec<_>>().join(",")),
        value => Some(text(value).into_owned()),
    }
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
    use super::*;

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
