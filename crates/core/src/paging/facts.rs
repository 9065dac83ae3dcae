//! What an answer says about its place in the list.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use serde_json::Value;

use super::pick::pick;
use super::shape::{Paging, Total};
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
    /// Stands for the content: two pages with the same are the same page.
    pub(super) fingerprint: u64,
}

impl Facts {
    pub(super) fn read(raw: &RawResponse, paging: &Paging) -> Self {
        let total = match paging.total {
            Total::Header(name) => number(raw.headers(), name),
            Total::Pointer(pointer) => pick(raw.body(), pointer).as_ref().and_then(Value::as_u64),
            Total::None => None,
        };
        let next = paging.next.map(|pointer| match pick(raw.body(), pointer) {
            Some(Value::String(token)) if !token.is_empty() => Some(token),
            Some(Value::Number(number)) => Some(number.to_string()),
            _ => None,
        });
        let mut hasher = DefaultHasher::new();
        raw.body().hash(&mut hasher);
        let page = raw.page_numbers().and_then(|numbers| numbers.page);
        Self { total, next, page, fingerprint: hasher.finish() }
    }
}
