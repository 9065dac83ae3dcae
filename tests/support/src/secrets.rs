//! Finds secrets in what was printed, in whatever spelling.

use std::error::Error;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

/// What must show up nowhere but on the wire.
pub struct Secrets(Vec<String>);

impl Secrets {
    /// A key, in every spelling in which it may come back, and other private words.
    pub fn new(key: &str, words: &[&str]) -> Self {
        let mut spellings = vec![key.to_owned()];
        // As Debug writes it, and as JSON does.
        spellings.push(format!("{key:?}").trim_matches('"').to_owned());
        spellings.push(serde_json::Value::from(key).to_string().trim_matches('"').to_owned());
        for before in 0..3 {
            spellings.push(base64_inside(&STANDARD_NO_PAD, key, before));
            spellings.push(base64_inside(&URL_SAFE_NO_PAD, key, before));
        }
        let percent = utf8_percent_encode(key, NON_ALPHANUMERIC).to_string();
        spellings.push(percent.to_lowercase());
        spellings.push(percent);
        let hex: String = key.bytes().map(|byte| format!("{byte:02x}")).collect();
        spellings.push(hex.to_uppercase());
        spellings.push(hex);
        spellings.extend(words.iter().map(|word| (*word).to_owned()));
        Self(spellings)
    }

    /// The first secret in a text, with the text.
    pub fn find(&self, text: &str) -> Option<String> {
        let found = self.0.iter().find(|secret| text.contains(secret.as_str()))?;
        Some(format!("{found:?} in {text:?}"))
    }

    /// The first secret in what an error and its causes print.
    pub fn find_in_error(&self, error: &dyn Error) -> Option<String> {
        let mut text = String::new();
        let mut next = Some(error);
        while let Some(error) = next {
            text.push_str(&format!("{error} {error:?} {error:#?} "));
            next = error.source();
        }
        self.find(&text)
    }
}

/// The part of a key's base64 that is the same whatever follows, with `before` bytes in front of
/// it: three keys out of three are found within something longer.
fn base64_inside(engine: &impl Engine, key: &str, before: usize) -> String {
    let encoded = engine.encode([&vec![0; before], key.as_bytes()].concat());
    // The characters that also hold bits of what stands before and after.
    let first = (before * 8).div_ceil(6);
    let last = encoded.len() - usize::from(!(before + key.len()).is_multiple_of(3));
    encoded[first..last].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "sk-live/1+2=\"3\"";

    #[test]
    fn a_key_is_found_in_every_spelling() {
        let secrets = Secrets::new(KEY, &["private"]);
        let base64 = |text: &str| base64::engine::general_purpose::STANDARD.encode(text);
        for text in [
            format!("key {KEY}"),
            format!("{:?}", Some(KEY)),
            base64(&format!("{KEY}:")),
            base64(&format!("a{KEY}")),
            base64(&format!("ab{KEY}cd")),
            base64::engine::general_purpose::URL_SAFE.encode(format!("Bearer {KEY}")),
            "sk%2Dlive%2F1%2B2%3D%223%22".to_owned(),
            "sk%2dlive%2f1%2b2%3d%223%22".to_owned(),
            "736b2d6c6976652f312b323d22332200".to_owned(),
            "a private word".to_owned(),
        ] {
            assert!(secrets.find(&text).is_some(), "{text}");
        }
        assert_eq!(secrets.find("sk-live"), None);
        assert_eq!(secrets.find_in_error(&std::io::Error::other("nothing")), None);
        assert!(secrets.find_in_error(&std::io::Error::other(KEY)).is_some());
    }
}
