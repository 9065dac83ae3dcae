//! Paths and the parameters in them.

use std::collections::BTreeMap;

use serde_json::Value;
use switchboard_spec::{nearest, pointer};

use crate::{Level, Rule, rule::Findings, subject::Subject};

pub(super) const RULES: &[&Rule] = &[&UNDECLARED, &UNUSED, &ALIKE, &QUERY];

static UNDECLARED: Rule = Rule {
    id: "path-parameter",
    level: Level::Error,
    meaning: "a `{name}` in a path has no parameter",
    why: "Nothing says what stands there; a client takes any text.",
    help: "add a parameter with `in: path`, this name and `required: true`",
    check: undeclared,
};

static UNUSED: Rule = Rule {
    id: "path-parameter-unused",
    level: Level::Error,
    meaning: "a parameter is said to be in the path, and the path has no place for it",
    why: "Its value cannot be sent. Such a document is refused.",
    help: "correct the name, the path, or `in`",
    check: unused,
};

static ALIKE: Rule = Rule {
    id: "paths-alike",
    level: Level::Error,
    meaning: "two paths differ in nothing but the names of their parameters",
    why: "A server cannot tell them apart, so at most one of them is true.",
    help: "describe the operations of both under one path",
    check: alike,
};

static QUERY: Rule = Rule {
    id: "path-query",
    level: Level::Warning,
    meaning: "a path contains a query or a fragment",
    why: "A path ends before `?` and `#`; what stands behind is not typed, and cannot be set by a caller.",
    help: "describe query parameters instead",
    check: query,
};

/// The names in braces, without the operators of RFC 6570 that some documents borrow.
fn names(path: &str) -> Vec<&str> {
    let parts = path.split('{').skip(1).filter_map(|part| part.split_once('}'));
    parts.map(|(name, _)| name.trim_start_matches(['+', '#', '.', '/', ';', '?', '&']).trim_end_matches('*')).collect()
}

/// Names and places of an operation's parameters.
fn declared<'a>(parameters: &[(String, &'a Value)]) -> Vec<(String, &'a str)> {
    let in_path = parameters.iter().filter(|(_, parameter)| parameter.get("in").and_then(Value::as_str) == Some("path"));
    in_path.filter_map(|(pointer, parameter)| Some((pointer.clone(), parameter.get("name")?.as_str()?))).collect()
}

fn undeclared(subject: &Subject<'_>, findings: &mut Findings) {
    for operation in subject.operations() {
        let declared = declared(&subject.parameters(operation));
        for name in names(operation.path) {
            if !declared.iter().any(|(_, known)| *known == name) {
                let hint = nearest::hint(name, declared.iter().map(|(_, name)| *name)).map_or_else(String::new, |hint| format!("; {hint}"));
                findings.add(&operation.pointer, format!("`{{{name}}}` of `{}`{hint}", operation.path));
            }
        }
    }
}

fn unused(subject: &Subject<'_>, findings: &mut Findings) {
    for operation in subject.operations() {
        let names = names(operation.path);
        for (pointer, name) in declared(&subject.parameters(operation)) {
            if !names.contains(&name) {
                findings.add(pointer, format!("`{name}` is not in `{}`", operation.path));
            }
        }
    }
}

fn alike(subject: &Subject<'_>, findings: &mut Findings) {
    let mut first: BTreeMap<String, &str> = BTreeMap::new();
    for (path, _) in subject.value.get("paths").and_then(Value::as_object).into_iter().flatten() {
        let mut template = path.clone();
        for name in names(path) {
            template = template.replacen(&format!("{{{name}}}"), "{}", 1);
        }
        match first.get(&template) {
            Some(other) => findings.add(pointer::join("#/paths", path), format!("`{path}` and `{other}`")),
            None => {
                first.insert(template, path);
            }
        }
    }
}

fn query(subject: &Subject<'_>, findings: &mut Findings) {
    for (path, _) in subject.value.get("paths").and_then(Value::as_object).into_iter().flatten() {
        // `{?page}` is a template of RFC 6570.
        let outside = path.split('{').map(|part| part.split_once('}').map_or(part, |(_, rest)| rest)).collect::<String>();
        if !path.starts_with("x-") && outside.contains(['?', '#']) {
            findings.add(pointer::join("#/paths", path), format!("`{path}`"));
        }
    }
}
