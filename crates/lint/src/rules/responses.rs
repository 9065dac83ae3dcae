//! What an operation answers, in success and in failure.

use serde_json::{Map, Value};
use switchboard_spec::pointer;

use crate::{
    Level, Rule,
    rule::Findings,
    subject::{Operation, Subject},
};

pub(super) const RULES: &[&Rule] = &[&SUCCESS, &ERROR, &ERROR_BODY];

static SUCCESS: Rule = Rule {
    id: "success-response",
    level: Level::Warning,
    meaning: "an operation does not say what it answers when all went well",
    why: "The method has nothing to return.",
    help: "describe the answer of status 2XX, if only that it has no body",
    check: success,
};

static ERROR: Rule = Rule {
    id: "error-response",
    level: Level::Warning,
    meaning: "an operation does not say what it answers when something went wrong",
    why: "Every operation can fail, at least for a wrong key. A caller cannot know which failures to expect, and gets no typed body.",
    help: "describe the answers of status 4XX and 5XX, or `default`",
    check: error,
};

static ERROR_BODY: Rule = Rule {
    id: "error-body",
    level: Level::Warning,
    meaning: "an answer about a failure has no described body",
    why: "The vendor's message and code stay untyped text.",
    help: "give the answer a `content` with a schema; one shared component will do for all",
    check: error_body,
};

fn is_success(status: &str) -> bool {
    // 101 changes the protocol, which is what a websocket's caller wants.
    status.starts_with(['2', '3']) || status == "101" || status == "default"
}

fn is_failure(status: &str) -> bool {
    status.starts_with(['4', '5']) || status == "default"
}

fn has_any(operation: &Operation<'_>, is_wanted: fn(&str) -> bool) -> bool {
    let statuses = operation.value.get("responses").and_then(Value::as_object).into_iter().flat_map(Map::keys);
    statuses.map(String::as_str).any(is_wanted)
}

fn success(subject: &Subject<'_>, findings: &mut Findings) {
    for operation in subject.operations() {
        if !has_any(operation, is_success) {
            findings.add(responses_of(operation), format!("`{} {}`", operation.method.to_uppercase(), operation.path));
        }
    }
}

fn error(subject: &Subject<'_>, findings: &mut Findings) {
    for operation in subject.operations() {
        if !has_any(operation, is_failure) {
            findings.add(responses_of(operation), format!("`{} {}`", operation.method.to_uppercase(), operation.path));
        }
    }
}

/// The answers, or the operation if it has none.
fn responses_of(operation: &Operation<'_>) -> String {
    if operation.value.contains_key("responses") { pointer::join(&operation.pointer, "responses") } else { operation.pointer.clone() }
}

fn error_body(subject: &Subject<'_>, findings: &mut Findings) {
    for operation in subject.operations().iter().filter(|operation| operation.method != "head") {
        for (status, pointer, response) in subject.responses(operation) {
            if !is_failure(status) || status == "default" {
                continue;
            }
            let bodies = response.get("content").and_then(Value::as_object).into_iter().flat_map(Map::values);
            if !bodies.into_iter().any(|body| body.get("schema").is_some()) {
                findings.add(pointer, format!("status {status}"));
            }
        }
    }
}
