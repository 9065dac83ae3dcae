//! Tags: the groups of operations.

use std::collections::BTreeSet;

use serde_json::Value;
use switchboard_spec::{nearest, pointer};

use crate::{Level, Rule, rule::Findings, subject::Subject};

pub(super) const RULES: &[&Rule] = &[&UNDECLARED, &DUPLICATE];

static UNDECLARED: Rule = Rule {
    id: "tag-undeclared",
    level: Level::Warning,
    meaning: "an operation has a tag that the list of tags does not have",
    why: "A tag is the name of a group of methods. A misspelt one makes a second group, and one that is not listed has no text.",
    help: "add it to the document's `tags` with a description, or correct its spelling",
    check: undeclared,
};

static DUPLICATE: Rule = Rule {
    id: "tag-duplicate",
    level: Level::Error,
    meaning: "a tag is listed twice",
    why: "OpenAPI wants each name once: of two texts one is lost.",
    help: "remove one of the two",
    check: duplicate,
};

fn listed<'a>(subject: &Subject<'a>) -> Vec<&'a str> {
    let tags = subject.value.get("tags").and_then(Value::as_array).into_iter().flatten();
    tags.filter_map(|tag| tag.get("name")?.as_str()).collect()
}

fn undeclared(subject: &Subject<'_>, findings: &mut Findings) {
    let listed = listed(subject);
    for operation in subject.operations() {
        let tags = operation.value.get("tags").and_then(Value::as_array).into_iter().flatten();
        for (index, tag) in tags.enumerate() {
            let Some(tag) = tag.as_str().filter(|tag| !listed.contains(tag)) else { continue };
            let hint = nearest::hint(tag, listed.iter().copied()).map_or_else(String::new, |hint| format!("; {hint}"));
            findings.add(format!("{}/{index}", pointer::join(&operation.pointer, "tags")), format!("`{tag}` is not listed{hint}"));
        }
    }
}

fn duplicate(subject: &Subject<'_>, findings: &mut Findings) {
    let mut seen = BTreeSet::new();
    for (index, tag) in listed(subject).into_iter().enumerate() {
        if !seen.insert(tag) {
            findings.add(format!("#/tags/{index}"), format!("`{tag}` is listed before"));
        }
    }
}
