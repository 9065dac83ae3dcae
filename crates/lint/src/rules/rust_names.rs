//! Names that differ in the document and are one in Rust.

use std::collections::BTreeMap;

use serde_json::Value;
use switchboard_spec::{names, reference::at, schema::show};

use crate::{Level, Rule, rule::Findings, subject::Subject};

pub(super) const RULES: &[&Rule] = &[&NAMES];

static NAMES: Rule = Rule {
    id: "rust-names",
    level: Level::Warning,
    meaning: "two names are one in Rust, or a name has nothing that Rust can use",
    why: "One of the two is numbered, or gets a longer name. Such names tell a caller little, and may change when the document does.",
    help: "rename one of the two; operations, groups and types can be named in `vendor.toml`",
    check,
};

/// What the generator does about such names, rule by rule.
const RENAMING: &[(&str, &str)] = &[
    ("type-names", "the type is called"),
    ("property-names", "the member is called"),
    ("parameter-names", "the parameter is called"),
    ("enum-names", ""),
    ("method-names", "the method is called"),
];

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let Some(lowered) = subject.lowered() else { return };
    for finding in &lowered.findings {
        let Some((rule, what)) = RENAMING.iter().find(|(rule, _)| *rule == finding.rule.id) else { continue };
        if *rule == "enum-names" {
            for (value, name) in clashing_values(subject, &finding.pointer) {
                findings.add(&finding.pointer, format!("{} and another value are both `{name}`", show(value)));
            }
            continue;
        }
        findings.add(&finding.pointer, format!("{what} `{}`", finding.note));
    }
}

/// Values of the enum at `pointer` whose names are those of values before them. Signs that have
/// names of their own, and values that are there twice, are no matter of this rule.
fn clashing_values<'a>(subject: &Subject<'a>, pointer: &str) -> Vec<(&'a Value, String)> {
    let values = at(subject.value, pointer).and_then(|schema| schema.get("enum")?.as_array());
    let mut names: BTreeMap<String, &str> = BTreeMap::new();
    let mut clashing = Vec::new();
    for value in values.into_iter().flatten() {
        let Some(text) = value.as_str().filter(|text| names::is_plain(text)) else { continue };
        let name = names::pascal(text);
        match names.get(&name) {
            Some(other) if *other != text => clashing.push((value, name)),
            Some(_) => {}
            None => {
                names.insert(name, text);
            }
        }
    }
    clashing
}
