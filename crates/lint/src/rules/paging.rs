//! Lists that come page by page.

use std::collections::BTreeSet;

use serde_json::{Map, Value};
use switchboard_spec::{fit::operation::WIRE, pointer};

use crate::{
    Level, Rule,
    rule::Findings,
    subject::{Operation, Subject},
};

pub(super) const RULES: &[&Rule] = &[&MISSING, &FACTS];

static MISSING: Rule = Rule {
    id: "paging-missing",
    level: Level::Warning,
    meaning: "a list has no parameter to ask for a part of it",
    why: "A list that grows is cut off by the server or ends in a time-out, and a caller cannot ask for the rest.",
    help: "describe the parameters that the server takes; if the list is always short, allow this",
    check: missing,
};

static FACTS: Rule = Rule {
    id: "paging-facts",
    level: Level::Warning,
    meaning: "a list can be asked for page by page, and `vendor.toml` does not say how",
    why: "The method has neither `by_page` nor `by_item`.",
    help: "add a table to `[paging]` that names the parameters and where the items are, or allow this",
    check: facts,
};

/// Words that names of paging parameters have.
const WORDS: &[&str] = &[
    "after",
    "before",
    "continuation",
    "count",
    "cursor",
    "from",
    "limit",
    "marker",
    "max",
    "maxkeys",
    "next",
    "offset",
    "page",
    "pages",
    "per",
    "rows",
    "size",
    "skip",
    "start",
    "starting",
    "take",
    "token",
    "top",
    "until",
];

/// Words that only one kind of parameter has: where the next page begins.
const PLACES: &[&str] = &["after", "cursor", "marker", "offset", "page", "skip", "start", "starting", "token"];

fn missing(subject: &Subject<'_>, findings: &mut Findings) {
    for operation in subject.operations().iter().filter(|operation| operation.method == "get") {
        if names(subject, operation).iter().any(|name| has_word(name, WORDS)) {
            continue;
        }
        if let Some((pointer, place)) = list(subject, operation) {
            findings.add(pointer, format!("`GET {}` answers with {place}", operation.path));
        }
    }
}

fn facts(subject: &Subject<'_>, findings: &mut Findings) {
    if subject.settings.is_none() {
        return;
    }
    let Some(lowered) = subject.lowered() else { return };
    let mut paged = BTreeSet::new();
    for item in lowered.document.get("paths").and_then(Value::as_object).into_iter().flat_map(Map::values) {
        for operation in item.as_object().into_iter().flat_map(Map::values) {
            let wire = operation.get(WIRE);
            if wire.is_some_and(|wire| wire.get("paging").is_some_and(|paging| !paging.is_null())) {
                paged.extend(wire.and_then(|wire| wire.get("pointer")?.as_str()));
            }
        }
    }
    for operation in subject.operations().iter().filter(|operation| operation.method == "get") {
        let names = names(subject, operation);
        let places: Vec<&str> = names.into_iter().filter(|name| has_word(name, PLACES)).collect();
        if !places.is_empty() && !paged.contains(operation.pointer.as_str()) && list(subject, operation).is_some() {
            findings.add(&operation.pointer, format!("`GET {}` takes `{}`", operation.path, places.join("`, `")));
        }
    }
}

/// The names of an operation's query parameters.
fn names<'a>(subject: &Subject<'a>, operation: &Operation<'a>) -> Vec<&'a str> {
    let parameters = subject.parameters(operation);
    let in_query = parameters.into_iter().filter(|(_, parameter)| parameter.get("in").and_then(Value::as_str) == Some("query"));
    in_query.filter_map(|(_, parameter)| parameter.get("name")?.as_str()).collect()
}

fn has_word(name: &str, words: &[&str]) -> bool {
    let name = switchboard_spec::names::snake(name);
    name.split('_').any(|word| words.contains(&word) || words.contains(&word.trim_end_matches(|c: char| c.is_ascii_digit())))
}

/// Where the first success of an operation has a list: the answer itself, or its only member
/// that is one.
fn list<'a>(subject: &Subject<'a>, operation: &Operation<'a>) -> Option<(String, String)> {
    let (_, pointer, response) = subject.responses(operation).into_iter().find(|(status, ..)| status.starts_with('2'))?;
    let (media_type, body) = response.get("content")?.as_object()?.iter().find(|(media_type, _)| media_type.contains("json"))?;
    let schema = subject.resolve(body.get("schema")?)?;
    let at = format!("{}/schema", pointer::join(&pointer::join(&pointer, "content"), media_type));
    if is_list(schema) {
        return Some((at, "a list".to_owned()));
    }
    let properties = schema.get("properties")?.as_object()?;
    let mut lists = properties.iter().filter(|(_, property)| subject.resolve(property).is_some_and(is_list));
    let (name, _) = lists.next()?;
    // An object with much beside its list is one thing that has several of another.
    let is_envelope = lists.next().is_none() && properties.len() <= 3;
    is_envelope.then(|| (at, format!("the list `{name}`")))
}

fn is_list(schema: &Value) -> bool {
    match schema.get("type") {
        Some(Value::String(kind)) => kind == "array",
        Some(Value::Array(kinds)) => kinds.iter().any(|kind| kind == "array"),
        _ => false,
    }
}
