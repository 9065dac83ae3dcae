//! What is in a document, counted without the pipeline: what comes out is held against it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use switchboard_spec::{Finding, fit::operation::WIRE, pointer};

use super::message::Dropped;

/// The members of a path item that are operations. Listed here once more, since a list that
/// both sides share would hide what it lacks.
const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// A `$ref` to a path item may lead to another one, but no document needs more of them.
const MOST_HOPS: usize = 16;

/// An operation of a document.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Operation {
    /// Where it is used.
    pub(super) pointer: String,
    /// Where it is written, if its path refers to a path item elsewhere.
    written: String,
}

/// Every operation under `paths`, in the order of the document.
pub(super) fn operations(document: &Value) -> Vec<Operation> {
    let mut found = Vec::new();
    for (path, item) in document.get("paths").and_then(Value::as_object).into_iter().flatten() {
        if path.starts_with("x-") {
            continue;
        }
        let used = pointer::join("#/paths", path);
        let (written, target) = follow(document, &used, item);
        for method in METHODS {
            let at = |item: &Value| item.get(method).is_some_and(Value::is_object);
            let place = if at(item) { &used } else { &written };
            if at(item) || at(target) {
                found.push(Operation { pointer: pointer::join(&used, method), written: pointer::join(place, method) });
            }
        }
    }
    found
}

fn follow<'a>(document: &'a Value, at: &str, item: &'a Value) -> (String, &'a Value) {
    let (mut at, mut item) = (at.to_owned(), item);
    for _ in 0..MOST_HOPS {
        let Some(target) = item.get("$ref").and_then(Value::as_str) else { break };
        let Some(next) = target.strip_prefix('#').and_then(|place| document.pointer(place)) else { break };
        (at, item) = (target.to_owned(), next);
    }
    (at, item)
}

/// The methods of the groups of a client: what `client.<group>().<method>(…)` can be.
pub(super) fn methods(code: &str) -> usize {
    // The code is formatted, so that the module ends where a line ends it, and a method of a
    // group stands two levels deep.
    let groups = code.lines().skip_while(|line| *line != "pub mod groups {").take_while(|line| *line != "}");
    groups.filter(|line| line.starts_with("        pub fn ")).count()
}

/// The operations that a lowered document and the code made of it have, and those they lack.
///
/// A stream beside an answer has the operation's pointer and path, so it counts once with it.
pub(super) fn compare(operations: &[Operation], lowered: &Value, methods: usize, findings: &[Finding]) -> (usize, Vec<Dropped>) {
    let mut calls = BTreeSet::new();
    let mut lowered_operations = 0_usize;
    for (_, item) in lowered.get("paths").and_then(Value::as_object).into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            let Some(wire) = operation.get(WIRE) else { continue };
            lowered_operations += 1;
            let text = |member: &str| wire.get(member).and_then(Value::as_str).unwrap_or_default();
            calls.insert((text("pointer"), method, text("path")));
        }
    }
    let mut left: BTreeMap<&str, usize> = BTreeMap::new();
    for (pointer, _, _) in &calls {
        *left.entry(pointer).or_default() += 1;
    }
    let mut take = |pointer: &str| match left.get_mut(pointer) {
        Some(count) if *count > 0 => {
            *count -= 1;
            true
        }
        _ => false,
    };
    let mut dropped = Vec::new();
    for operation in operations {
        if !take(&operation.pointer) && !take(&operation.written) {
            dropped.push(Dropped { pointer: operation.pointer.clone(), reason: reason(&operation.pointer, findings) });
        }
    }
    let generated = operations.len() - dropped.len();
    // Twins are methods as well, so that every method that is missing is an operation too few.
    let missing = lowered_operations.saturating_sub(methods);
    if missing > 0 {
        dropped.push(Dropped { pointer: "#/paths".to_owned(), reason: format!("{missing} lowered operations are no methods of the code") });
    }
    (generated.saturating_sub(missing), dropped)
}

/// What the report says of an operation that is not there.
fn reason(pointer: &str, findings: &[Finding]) -> String {
    let said = findings.iter().filter(|finding| finding.pointer == pointer).max_by_key(|finding| finding.rule.cost);
    match said {
        Some(finding) if finding.note.is_empty() => finding.rule.meaning.to_owned(),
        Some(finding) => format!("{}: {}", finding.rule.meaning, finding.note),
        None => "the report does not say why".to_owned(),
    }
}

/// The version that a text says it is of, where the text itself cannot be read.
pub(super) fn stated_version(text: &str) -> Option<String> {
    let stated = |line: &str| -> Option<String> {
        let (name, value) = line.split_once(':')?;
        let plain = |text: &str| text.trim().trim_matches(['"', '\'', '{', ',', ' ']).to_owned();
        if !["openapi", "swagger"].contains(&plain(name).as_str()) {
            return None;
        }
        let value = plain(value.split(['#', ',']).next()?);
        value.starts_with(|c: char| c.is_ascii_digit()).then_some(value)
    };
    // JSON may stand on one line; its first members are as good as lines.
    text.lines().find_map(stated).or_else(|| text.split(',').take(50).find_map(stated))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{compare, methods, operations, stated_version};

    #[test]
    fn operations_are_counted_through_references() {
        let document = json!({
            "paths": {
                "/a": { "get": {}, "parameters": [], "x-get": {} },
                "/b": { "$ref": "#/components/pathItems/Shared", "put": {} },
                "/c": { "$ref": "#/components/pathItems/Shared" },
                "/d": { "get": null, "$ref": "elsewhere.yaml" },
                "x-notes": { "get": {} },
            },
            "components": { "pathItems": { "Shared": { "post": {} } } },
        });
        let pointers: Vec<_> = operations(&document).into_iter().map(|it| it.pointer).collect();
        assert_eq!(pointers, ["#/paths/~1a/get", "#/paths/~1b/put", "#/paths/~1b/post", "#/paths/~1c/post"]);
    }

    #[test]
    fn a_stream_beside_an_answer_is_no_operation_more() {
        let operations = operations(&json!({ "paths": { "/a": { "post": {}, "get": {} } } }));
        let call = json!({ "x-switchboard": { "pointer": "#/paths/~1a/post", "path": "/a" } });
        let lowered = json!({ "paths": { "/a": { "post": call }, "/a#stream": { "post": call } } });
        let (generated, dropped) = compare(&operations, &lowered, 2, &[]);
        assert_eq!(generated, 1);
        assert_eq!(dropped.len(), 1);
        assert_eq!(dropped[0].pointer, "#/paths/~1a/get");
        assert_eq!(dropped[0].reason, "the report does not say why");
    }

    #[test]
    fn a_method_that_is_not_in_the_code_is_missing() {
        let operations = operations(&json!({ "paths": { "/a": { "get": {} } } }));
        let lowered = json!({ "paths": { "/a": { "get": { "x-switchboard": { "pointer": "#/paths/~1a/get" } } } } });
        assert_eq!(compare(&operations, &lowered, 1, &[]).0, 1);
        assert_eq!(compare(&operations, &lowered, 0, &[]).0, 0);
    }

    #[test]
    fn methods_are_those_of_groups() {
        let code = "impl Client {\n    pub fn pets(&self) -> groups::Pets<'_> {}\n}\npub mod groups {\n    \
                    impl Pets<'_> {\n        pub fn list(\n            &self,\n        pub fn get(&self) {\n    }\n}\n\
                    pub mod calls {\n        pub fn limit(self)\n}\n";
        assert_eq!(methods(code), 2);
    }

    #[test]
    fn a_version_is_read_from_what_cannot_be_parsed() {
        for (text, version) in [
            ("openapi: 3.1.0\ninfo: {", Some("3.1.0")),
            ("# note\n\"openapi\": '3.0.3' # old", Some("3.0.3")),
            ("{\"openapi\":\"3.1.0\",\"info\":{", Some("3.1.0")),
            ("{\n  \"swagger\": \"2.0\",\n", Some("2.0")),
            ("info: {title: openapi}", None),
            ("", None),
        ] {
            assert_eq!(stated_version(text).as_deref(), version, "{text}");
        }
    }
}
