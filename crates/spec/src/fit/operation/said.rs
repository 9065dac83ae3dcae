//! What a document says of an operation beside what is sent and answered.

use serde_json::Value;

use super::{Whole, status};
use crate::{
    context::Context,
    finding::{Cost, Rule},
};

pub(crate) static SERVERS: Rule = Rule {
    id: "operation-servers",
    meaning: "servers of a single path or operation are not read: the client has one base URL",
    cost: Cost::Docs,
};

pub(crate) static SECURITY: Rule = Rule {
    id: "security",
    meaning: "security of a single operation is not read: the client sends its key with every call",
    cost: Cost::Docs,
};

/// Says what nothing reads.
pub(super) fn unread(whole: &Whole<'_>, at: &str, cx: &mut Context) {
    for (rule, key) in [(&SERVERS, "servers"), (&SECURITY, "security")] {
        if whole.operation.contains_key(key) && cx.allows(rule) {
            cx.found(rule, at, "");
        }
    }
}

/// Texts that say nothing beyond the status.
const PLAIN: &[&str] =
    &["", "ok", "success", "successful", "succeeded", "response", "successful response", "successful operation", "default response"];

/// What is said of the body and of the answer, as paragraphs of the operation's text.
pub(super) fn of_body_and_answer(whole: &Whole<'_>) -> Vec<String> {
    let text = |holder: &Value| {
        holder
            .get("description")
            .and_then(Value::as_str)
            .map(|text| text.trim().to_owned())
            .filter(|text| !PLAIN.contains(&text.trim_end_matches('.').to_lowercase().as_str()))
    };
    let mut out = Vec::new();
    if let Some(text) = whole.operation.get("requestBody").and_then(text) {
        out.push(format!("Body: {text}"));
    }
    let mut seen: Vec<String> = Vec::new();
    for (status, response) in whole.operation.get("responses").and_then(Value::as_object).into_iter().flatten() {
        if status::class(status) != status::Class::Success {
            continue;
        }
        if let Some(text) = text(response).filter(|text| !seen.contains(text)) {
            out.push(format!("Answer {status}: {text}"));
            seen.push(text);
        }
    }
    // With one success there is nothing to tell apart.
    if let ([text], Some(last)) = (seen.as_slice(), out.last_mut()) {
        *last = format!("Answer: {text}");
    }
    out
}
