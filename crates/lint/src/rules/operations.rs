//! Operations: ids, texts, tags and bodies.

use std::collections::BTreeMap;

use serde_json::Value;
use switchboard_spec::pointer;

use super::says_something;
use crate::{Level, Rule, rule::Findings, subject::Subject};

pub(super) const RULES: &[&Rule] = &[&ID, &DUPLICATE_ID, &DESCRIPTION, &TAG, &GET_BODY];

static ID: Rule = Rule {
    id: "operation-id",
    level: Level::Warning,
    meaning: "an operation has no operationId",
    why: "The method is then named after its path, and gets another name when the path changes, though the operation is the same.",
    help: "give each operation an `operationId` that says what it does, e.g. `listContacts`",
    check: id,
};

static DUPLICATE_ID: Rule = Rule {
    id: "operation-id-duplicate",
    level: Level::Error,
    meaning: "two operations have the same operationId",
    why: "An operationId names one operation. Tools that go by it lose one of the two.",
    help: "give each operation an `operationId` of its own",
    check: duplicate_id,
};

static DESCRIPTION: Rule = Rule {
    id: "operation-description",
    level: Level::Warning,
    meaning: "an operation has neither a summary nor a description",
    why: "They are the documentation of the method; without them a caller has only its name.",
    help: "say in one sentence what the operation does",
    check: description,
};

static TAG: Rule = Rule {
    id: "operation-tag",
    level: Level::Warning,
    meaning: "an operation has no tag, while others have",
    why: "Methods are grouped by tag. This one is grouped by its path, away from its kind.",
    help: "give it the tag of the operations that it belongs to",
    check: tag,
};

static GET_BODY: Rule = Rule {
    id: "get-body",
    level: Level::Warning,
    meaning: "a GET or HEAD has a request body",
    why: "HTTP gives such a body no meaning, and proxies and caches drop it: the server may never see it.",
    help: "describe query parameters, or another method",
    check: get_body,
};

fn id(subject: &Subject<'_>, findings: &mut Findings) {
    for operation in subject.operations() {
        if !says_something(operation.value.get("operationId")) {
            findings.add(&operation.pointer, format!("`{} {}`", operation.method.to_uppercase(), operation.path));
        }
    }
}

fn duplicate_id(subject: &Subject<'_>, findings: &mut Findings) {
    let mut first: BTreeMap<&str, &str> = BTreeMap::new();
    for operation in subject.operations() {
        let Some(id) = operation.value.get("operationId").and_then(Value::as_str) else { continue };
        match first.get(id) {
            // A path item that two paths share has its operations once.
            Some(other) if *other == operation.pointer => {}
            Some(other) => findings.add(pointer::join(&operation.pointer, "operationId"), format!("`{id}` is also {other}")),
            None => {
                first.insert(id, &operation.pointer);
            }
        }
    }
}

fn description(subject: &Subject<'_>, findings: &mut Findings) {
    for operation in subject.operations() {
        let texts = ["summary", "description"].map(|key| says_something(operation.value.get(key)));
        if texts == [false, false] {
            findings.add(&operation.pointer, format!("`{} {}`", operation.method.to_uppercase(), operation.path));
        }
    }
}

fn tag(subject: &Subject<'_>, findings: &mut Findings) {
    let is_tagged = |value: Option<&Value>| value.and_then(Value::as_array).is_some_and(|tags| !tags.is_empty());
    if !subject.operations().iter().any(|operation| is_tagged(operation.value.get("tags"))) {
        return;
    }
    for operation in subject.operations() {
        if !is_tagged(operation.value.get("tags")) {
            findings.add(&operation.pointer, format!("`{} {}`", operation.method.to_uppercase(), operation.path));
        }
    }
}

fn get_body(subject: &Subject<'_>, findings: &mut Findings) {
    for operation in subject.operations() {
        if ["get", "head"].contains(&operation.method) && operation.value.contains_key("requestBody") {
            findings
                .add(pointer::join(&operation.pointer, "requestBody"), format!("`{} {}`", operation.method.to_uppercase(), operation.path));
        }
    }
}
