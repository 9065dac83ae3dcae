//! Takes what the caller sent out of what the vendor says.
//!
//! Vendors echo keys and parameters in their messages, and messages end up in logs. What is found
//! and what is not is said at [`Error`](super::Error).

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use http::HeaderMap;
use http::header::COOKIE;
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde_json::Value;

use crate::response::{REQUEST_ID_HEADERS, request_id};

/// Shorter values are too common in ordinary text to be taken out of it.
const SHORTEST: usize = 4;
const MARK: &str = "[redacted]";

/// The strings that must not be shown.
#[derive(Default)]
pub(crate) struct Secrets {
    hidden: Vec<String>,
    /// Names that the caller gave the request: servers give them back, and are meant to.
    names: Vec<String>,
}

impl Secrets {
    /// A key: as it is, and in the encodings under which it may come back.
    pub(crate) fn add_key(&mut self, key: &str) {
        self.add(key);
        if key.len() < SHORTEST {
            return;
        }
        for before in 0..3 {
            self.add(&base64_inside(&STANDARD_NO_PAD, key, before));
            self.add(&base64_inside(&URL_SAFE_NO_PAD, key, before));
        }
        let percent = utf8_percent_encode(key, NON_ALPHANUMERIC).to_string();
        self.add(&percent.to_ascii_lowercase());
        self.add(&percent);
        let hex: String = key.bytes().map(|byte| format!("{byte:02x}")).collect();
        self.add(&hex.to_ascii_uppercase());
        self.add(&hex);
    }

    pub(crate) fn add(&mut self, value: &str) {
        if value.len() >= SHORTEST {
            self.hidden.push(value.to_owned());
        }
    }

    /// What stands in a header for credentials: a key, or a scheme and a key, or a user's name and
    /// password.
    pub(crate) fn add_credentials(&mut self, value: &str) {
        let (scheme, key) = value.trim().split_once(' ').unwrap_or(("", value));
        self.add_key(key.trim());
        if !scheme.eq_ignore_ascii_case("basic") {
            return;
        }
        let pair = STANDARD_NO_PAD.decode(key.trim().trim_end_matches('=')).unwrap_or_default();
        if let Some((_, password)) = String::from_utf8_lossy(&pair).split_once(':') {
            self.add_key(password);
        }
    }

    /// A header of the request: all of it, its elements if it is a list, each cookie.
    pub(crate) fn add_header(&mut self, name: &str, value: &str) {
        // Blanks around it are not part of a value: servers leave them out.
        let value = value.trim();
        if REQUEST_ID_HEADERS.contains(&name) {
            self.names.push(value.to_owned());
        }
        self.add(value);
        if name == COOKIE.as_str() {
            for cookie in value.split(';') {
                self.add_encoded(cookie.split_once('=').map_or(cookie, |(_, value)| value).trim());
            }
        } else if value.contains(',') {
            value.split(',').for_each(|element| self.add(element.trim()));
        }
    }

    /// The values of a query string: as written, decoded, and the elements of those that are lists.
    pub(crate) fn add_query(&mut self, query: &str) {
        for pair in query.split('&') {
            let value = pair.split_once('=').map_or(pair, |(_, value)| value);
            self.add_encoded(value);
            // A comma within an element is encoded. A blank may as well stand between two words.
            for separator in [",", "%7C"] {
                if value.contains(separator) {
                    value.split(separator).for_each(|element| self.add_encoded(element));
                }
            }
        }
    }

    /// A value as written and decoded; the texts in it if it is JSON.
    fn add_encoded(&mut self, value: &str) {
        self.add(value);
        let decoded = percent_decode_str(value).decode_utf8_lossy();
        if decoded == value {
            return;
        }
        self.add(&decoded);
        if decoded.starts_with(['{', '[']) {
            self.add_texts(&serde_json::from_str(&decoded).unwrap_or_default());
        }
    }

    fn add_texts(&mut self, value: &Value) {
        match value {
            Value::String(text) => self.add(text),
            Value::Array(items) => items.iter().for_each(|item| self.add_texts(item)),
            Value::Object(members) => members.values().for_each(|member| self.add_texts(member)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    /// The name that the server gave the request, as far as it may be shown.
    pub(crate) fn request_id(&self, headers: &HeaderMap) -> Option<String> {
        let id = request_id(headers)?;
        Some(if self.names.iter().any(|name| name == id) { id.to_owned() } else { self.take_out_of(id) })
    }

    /// A JSON pointer with `…` for each member's name that holds one of the strings.
    pub(crate) fn take_out_of_pointer(&self, pointer: &str) -> String {
        let is_shown = |step: &str| {
            let name = step.replace("~1", "/").replace("~0", "~");
            self.take_out_of(&name) == name
        };
        let steps: Vec<&str> = pointer.split('/').map(|step| if is_shown(step) { step } else { "…" }).collect();
        steps.join("/")
    }

    /// The text without any of the strings.
    pub(crate) fn take_out_of(&self, text: &str) -> String {
        let mut found: Vec<&String> = self.hidden.iter().filter(|secret| text.contains(secret.as_str())).collect();
        // A value may contain another one; the longer goes first, or its rest would stay.
        found.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        found.iter().fold(text.to_owned(), |text, secret| text.replace(secret.as_str(), MARK))
    }
}

/// The part of a key's base64 that is the same whatever stands after it, with `before` bytes in
/// front of it: so it is also found in that of `user:key`.
fn base64_inside(engine: &impl Engine, key: &str, before: usize) -> String {
    let encoded = engine.encode([&vec![0; before], key.as_bytes()].concat());
    // The characters that also hold bits of what stands before and after.
    let first = (before * 8).div_ceil(6);
    let last = encoded.len() - usize::from(!(before + key.len()).is_multiple_of(3));
    encoded.get(first..last).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_taken_out_in_every_encoding() {
        let mut secrets = Secrets::default();
        secrets.add_key("sk-live/1234+5678");
        let text = format!(
            "a sk-live/1234+5678 b {} c sk%2Dlive%2F1234%2B5678",
            base64::engine::general_purpose::STANDARD.encode("sk-live/1234+5678")
        );
        let clean = secrets.take_out_of(&text);
        assert!(clean.starts_with("a [redacted] b [redacted]"), "{clean}");
        assert!(clean.ends_with("c [redacted]"), "{clean}");
        for before in ["", "u:", "a:b", "abcd"] {
            let text = base64::engine::general_purpose::STANDARD.encode(format!("{before}sk-live/1234+5678, and more"));
            assert!(secrets.take_out_of(&text).contains("[redacted]"), "{text}");
        }
        assert_eq!(secrets.take_out_of("sk%2dlive%2f1234%2b5678"), "[redacted]");
        assert_eq!(secrets.take_out_of("736b2d6c6976652f313233342b35363738"), "[redacted]");
    }

    #[test]
    fn each_element_of_a_list_each_cookie_and_each_text_in_json_is_taken_out() {
        let mut secrets = Secrets::default();
        secrets.add_query("a=first,se%2Ccond&b=third%7Cfourth&c=%7B%22d%22%3A%5B%22fifth%22%5D%7D&e=sixth%20element");
        secrets.add_header("cookie", "session=sev%3Benth; theme=eighth");
        secrets.add_header("x-tags", "ninth, tenth");
        let text = "first se,cond third fourth fifth sev;enth eighth ninth tenth";
        assert_eq!(secrets.take_out_of(text), ["[redacted]"; 9].join(" "));
        assert_eq!(secrets.take_out_of("sixth element, or sixth"), "[redacted], or sixth", "two words are no list");
    }

    #[test]
    fn query_values_are_taken_out_but_not_short_ones() {
        let mut secrets = Secrets::default();
        secrets.add_query("search=caf%C3%A9%20noir&page=1");
        assert_eq!(secrets.take_out_of("page 1 of café noir"), "page 1 of [redacted]");
    }
}
