//! Random JSON that is valid under a schema of an OpenAPI document, for the tests.
//!
//! What comes out may be invalid where keywords act together (`oneOf`, `not`): hold it against a
//! validator. A generator is either strict, and panics at what it has not learnt, or it makes do.
#![forbid(unsafe_code)]

pub mod generator;
pub mod merge;
pub mod numbers;
mod pattern;
mod scalars;

use serde_json::Value;

/// What a reference into the same document (`#/components/…`) stands for.
pub fn resolve<'a>(document: &'a Value, reference: &str) -> Option<&'a Value> {
    document.pointer(&percent_decoded(reference.strip_prefix('#')?))
}

/// A text without its percent-encoding.
pub fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let code = tail.get(..2).filter(|_| *first == b'%').and_then(|hex| u8::from_str_radix(str::from_utf8(hex).ok()?, 16).ok());
        bytes.push(code.unwrap_or(*first));
        rest = if code.is_some() { tail.get(2..).unwrap_or_default() } else { tail };
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}
