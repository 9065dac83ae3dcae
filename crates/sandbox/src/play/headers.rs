//! The headers that the document lists for an answer.

use serde_json::Value;

use super::Player;
use crate::{
    document::Operation,
    generate::{self, Purpose},
    reply::Reply,
};

impl Player {
    /// Adds those that are not there yet.
    pub(super) fn add_headers(&self, operation: &Operation, reply: &mut Reply) {
        let Some(response) = operation.response(reply.status) else { return };
        for (name, schema) in &response.headers {
            let is_set = reply.headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(name));
            let Some(schema) = schema.as_deref().filter(|_| !is_set) else { continue };
            let seed = self.seed(name, 0);
            let purpose = Purpose { label: "request".to_owned(), number: 1, now: "2025-01-01T00:00:00Z".to_owned(), seed };
            let value = match generate::value(&self.document, schema, &purpose) {
                // Ids are what texts in headers mostly are.
                Value::String(text) if text == "request 1" => generate::id("req", &mut fastrand::Rng::with_seed(seed)),
                Value::String(text) => text,
                value => value.to_string(),
            };
            reply.set_header(name, value);
        }
    }
}
