//! Answers that say no, in the vendor's own shape.

use serde_json::{Value, json};

use super::{Player, template};
use crate::{
    check::Violation,
    document::{Operation, Response},
    generate::{self, Purpose},
    reply::Reply,
};

/// What is wrong.
#[derive(Clone, Debug)]
pub(super) enum Wrong {
    /// The path is none of the document's.
    Path,
    /// The path does not take the method.
    Method,
    /// The key.
    Key,
    /// A parameter or the body.
    Request,
    /// Something with its explanation.
    Explained(&'static str, String),
    /// What the path names is not there.
    Missing,
    /// The rate limit is used up.
    Limit,
    /// A fault that was asked for.
    Fault(u16),
}

impl Wrong {
    /// The same with what was found.
    pub(super) fn about(&self, violations: &[Violation]) -> Self {
        match (self, violations.first()) {
            // Whoever is not let in is told nothing about why.
            (Self::Request | Self::Path | Self::Method, Some(first)) => {
                Self::Explained(self.code(), format!("{}: {}", first.place, first.what))
            }
            _ => self.clone(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Path | Self::Missing => "not_found",
            Self::Method => "method_not_allowed",
            Self::Key => "unauthorized",
            Self::Request => "invalid_request",
            Self::Explained(code, _) => code,
            Self::Limit | Self::Fault(429) => "rate_limited",
            Self::Fault(_) => "server_error",
        }
    }

    fn message(&self) -> &str {
        match self {
            Self::Path | Self::Missing => "Not found",
            Self::Method => "Method not allowed",
            Self::Key => "The API key is missing or not valid",
            Self::Request => "The request is not valid",
            Self::Explained(_, text) => text,
            Self::Limit | Self::Fault(429) => "Too many requests",
            Self::Fault(_) => "The server has failed",
        }
    }

    /// Does the document's own example say it as well?
    fn is_plain(&self) -> bool {
        !matches!(self, Self::Explained(..))
    }
}

impl Player {
    pub(super) fn error(&self, operation: Option<&Operation>, status: u16, wrong: &Wrong) -> Reply {
        let Some(response) = self.error_response(operation, status) else {
            return Reply::json(status, json!({ "error": { "code": wrong.code(), "message": wrong.message() } }));
        };
        let Some(content) = response.content.iter().find(|content| content.is_json()) else {
            return Reply { status, ..Reply::default() };
        };
        let purpose = Purpose { label: "error".to_owned(), number: 1, now: "2025-01-01T00:00:00Z".to_owned(), seed: self.settings.seed };
        let has_example = !content.examples.is_empty();
        let mut body = generate::content(&self.document, content, &purpose);
        let schema = content.schema.as_deref();
        let mut put = |pointer: &str, value: Value| {
            let mut changed = body.clone();
            template::set(&mut changed, pointer, value);
            if schema.is_none_or(|schema| self.document.accepts(schema, &changed)) {
                body = changed;
            }
        };
        if !(has_example && wrong.is_plain()) {
            for pointer in self.messages() {
                put(&pointer, json!(wrong.message()));
            }
        }
        if !has_example {
            for pointer in &self.facts.errors.code {
                put(pointer, json!(wrong.code()));
            }
        }
        let has_status = schema.is_some_and(|schema| self.has_member(schema, "status"));
        if has_status {
            put("/status", json!(status));
        }
        let mut reply = Reply::json(status, body);
        reply.set_header("content-type", content.media_type.as_str());
        reply.schema.clone_from(&content.schema);
        reply
    }

    /// Where a sentence for people stands in an error body.
    fn messages(&self) -> Vec<String> {
        if self.facts.errors.message.is_empty() {
            return ["/message", "/error/message", "/error", "/detail"].map(str::to_owned).to_vec();
        }
        self.facts.errors.message.clone()
    }

    /// The documented answer of this status; of another error, where it is not documented.
    fn error_response<'a>(&'a self, operation: Option<&'a Operation>, status: u16) -> Option<&'a Response> {
        let all = || self.document.operations.iter();
        let of_status = |operation: &'a Operation| operation.response(status).filter(|response| is_error(response));
        operation
            .and_then(of_status)
            .or_else(|| all().find_map(of_status))
            .or_else(|| all().flat_map(|operation| &operation.responses).find(|response| is_error(response)))
    }
}

/// An answer in JSON that says no.
fn is_error(response: &Response) -> bool {
    let says_no = response.status.starts_with(['4', '5']) || response.status.eq_ignore_ascii_case("default");
    says_no && response.content.iter().any(crate::document::Content::is_json)
}
