use serde_json::{Value, json};

use super::Whole;
use crate::vendor::{Paging, Settings};

/// The way an operation pages: as `vendor.toml` says of it, or else the first way of the
/// vendor whose parameters and items it has.
pub(super) fn of(whole: &Whole<'_>, settings: &Settings, parameters: &[Value], returns_list: bool) -> Option<Value> {
    let has = |name: &Option<String>| name.as_ref().is_none_or(|name| parameters.iter().any(|p| p["name"] == json!(name)));
    let fits = |paging: &Paging| {
        let asks = [&paging.page, &paging.start, &paging.token].iter().any(|p| p.is_some());
        let items = if paging.items.is_empty() { returns_list } else { !returns_list };
        asks && items && [&paging.page, &paging.size, &paging.start, &paging.limit, &paging.token].into_iter().all(has)
    };
    let paging = match &whole.facts.paging {
        Some(name) => settings.paging.get(name),
        None if whole.method == "get" => settings.paging.values().find(|paging| fits(paging)),
        None => None,
    }?;
    let mut out = json!({ "items": paging.items });
    let facts = [
        ("page", &paging.page),
        ("size", &paging.size),
        ("start", &paging.start),
        ("limit", &paging.limit),
        ("token", &paging.token),
        ("total_header", &paging.total_header),
        ("total", &paging.total),
        ("next", &paging.next),
    ];
    for (key, value) in facts {
        if let Some(value) = value {
            out[key] = json!(value);
        }
    }
    Some(out)
}
