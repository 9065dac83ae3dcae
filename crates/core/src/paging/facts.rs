//! What an answer says about its place in the list.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use serde_json::value::RawValue;
use serde_json::{Number, Value};

use super::pick::pick;
use super::shape::{Paging, Total};
use crate::decode::json_text;
use crate::rate_limit::number;
use crate::response::RawResponse;

/// What an answer says about its place in the list.
pub(super) struct Facts {
    /// Entries of the whole list.
    pub(super) total: Option<u64>,
    /// The next page's number or token, if the vendor gives it. The outer option: the vendor has a
    /// place for it; the inner: something stands there.
    pub(super) next: Option<Option<String>>,
    /// The number of the page as the server sees it.
    pub(super) page: Option<u64>,
    /// Stands for the entries: two pages with the same are the same page, whatever stands beside
    /// the entries (a time, a name of the request).
    pub(super) fingerprint: u64,
}

impl Facts {
    pub(super) fn read(raw: &RawResponse, paging: &Paging) -> Self {
        let body = json_text(raw).unwrap_or_default();
        let total = match paging.total {
            Total::Header(name) => number(raw.headers(), name),
            Total::Pointer(pointer) => pick(body, pointer).as_ref().and_then(Value::as_u64),
            Total::None => None,
        };
        let next = paging.next.map(|pointer| match pick(body, pointer) {
            Some(Value::String(token)) if !token.is_empty() => Some(token),
            Some(Value::Number(number)) => Some(plain_number(&number)),
            _ => None,
        });
        let page = raw.page_numbers().and_then(|numbers| numbers.page);
        Self { total, next, page, fingerprint: fingerprint(entries(body, paging.items)) }
    }
}

/// The text of the entries; all of the body if they are not where they should be.
fn entries<'a>(body: &'a [u8], pointer: &str) -> &'a [u8] {
    if pointer.is_empty() {
        return body;
    }
    pick::<&RawValue>(body, pointer).map_or(body, |entries| entries.get().as_bytes())
}

/// A short stand-in for something that may be long.
pub(super) fn fingerprint(text: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

/// A number as it is asked for: `2.0` is 2.
fn plain_number(number: &Number) -> String {
    number.to_string().trim_end_matches(".0").to_owned()
}
