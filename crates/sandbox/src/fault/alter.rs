//! Answers that are made wrong.

use serde_json::{Map, Value, json};

use super::Plan;
use crate::{
    document::{Document, join},
    reply::{Delivery, Payload, Reply},
};

/// What a proxy sends when the server behind it does not answer.
const PAGE: &str = "<!DOCTYPE html>\n<html><head><title>Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>\n";
/// A value that no enum has, and a member that no schema has.
const UNKNOWN: &str = "x-sandbox-unknown";
const EXTRA: &str = "x_sandbox_extra";

/// Does to an answer what the plan says; gives how it is to be sent.
pub(crate) fn alter(document: &Document, reply: &mut Reply, plan: &Plan) -> Delivery {
    if let (Payload::Json(value), Some(schema)) = (&mut reply.content, &reply.schema) {
        let change = Change { document, enums: plan.unknown_enum, extra: plan.extra_fields };
        if change.enums || change.extra {
            change.value(value, schema, 0);
        }
    }
    if plan.malformed
        && let Payload::Json(value) = &reply.content
    {
        let mut text = value.to_string();
        text.truncate(text.len() - 1);
        reply.content = Payload::Bytes(text.into());
    }
    if let Some(status) = plan.html {
        *reply = Reply { status, content: Payload::Bytes(PAGE.into()), operation: reply.operation.take(), ..Reply::default() };
        reply.set_header("content-type", "text/html; charset=utf-8");
    }
    Delivery { wait: plan.latency, pace: plan.pace.unwrap_or_default(), cut: plan.cut }
}

struct Change<'a> {
    document: &'a Document,
    enums: bool,
    extra: bool,
}

impl Change<'_> {
    fn value(&self, value: &mut Value, schema: &str, depth: usize) {
        let target = self.document.target(schema);
        let known = self.document.at(&target);
        if depth > 16 {
            return;
        }
        for union in ["oneOf", "anyOf", "allOf"] {
            let members = known.get(union).and_then(Value::as_array).map_or(0, Vec::len);
            for index in 0..members {
                let member = join(&join(&target, union), &index.to_string());
                // Of a union, the member that the value is.
                if union == "allOf" || self.document.accepts(&member, value) {
                    self.value(value, &member, depth + 1);
                }
            }
        }
        match value {
            Value::String(text) if self.enums && known.get("enum").is_some() => UNKNOWN.clone_into(text),
            Value::Array(items) => {
                let schema = join(&target, "items");
                items.iter_mut().for_each(|item| self.value(item, &schema, depth + 1));
            }
            Value::Object(members) => self.members(members, known, &target, depth),
            _ => {}
        }
    }

    fn members(&self, members: &mut Map<String, Value>, known: &Value, target: &str, depth: usize) {
        let properties = known.get("properties").and_then(Value::as_object);
        for (name, value) in members.iter_mut() {
            if properties.is_some_and(|properties| properties.contains_key(name)) {
                self.value(value, &join(&join(target, "properties"), name), depth + 1);
            }
        }
        if self.extra && properties.is_some() {
            members.insert(EXTRA.to_owned(), json!({ "since": 1, "tags": ["new", null] }));
        }
    }
}
