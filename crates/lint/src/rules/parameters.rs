//! Parameters of operations.

use std::collections::BTreeSet;

use serde_json::Value;
use switchboard_spec::position::Kind;

use super::says_something;
use crate::{Level, Rule, rule::Findings, subject::Subject};

pub(super) const RULES: &[&Rule] = &[&DUPLICATE, &DESCRIPTION];

static DUPLICATE: Rule = Rule {
    id: "parameter-duplicate",
    level: Level::Error,
    meaning: "a parameter is given twice in one list",
    why: "Name and place are a parameter's identity: of two descriptions one is lost.",
    help: "remove one of the two",
    check: duplicate,
};

static DESCRIPTION: Rule = Rule {
    id: "parameter-description",
    level: Level::Warning,
    meaning: "a parameter has no description",
    why: "It becomes an argument or a method of the call, with nothing but its name.",
    help: "say in one sentence what it does",
    check: description,
};

fn duplicate(subject: &Subject<'_>, findings: &mut Findings) {
    let holders = subject.places().iter().filter(|place| matches!(place.kind, Kind::PathItem | Kind::Operation));
    for holder in holders {
        let mut seen = BTreeSet::new();
        let list = holder.value.get("parameters").and_then(Value::as_array).into_iter().flatten();
        for (index, written) in list.enumerate() {
            let Some(parameter) = subject.resolve(written) else { continue };
            let text = |key| parameter.get(key).and_then(Value::as_str);
            let (Some(name), Some(place)) = (text("name"), text("in")) else { continue };
            // Names of headers are the same in any case.
            let name = if place == "header" { name.to_lowercase() } else { name.to_owned() };
            let message = format!("`{name}` in {place} is given before");
            if !seen.insert((name, place)) {
                findings.add(format!("{}/parameters/{index}", holder.pointer), message);
            }
        }
    }
}

fn description(subject: &Subject<'_>, findings: &mut Findings) {
    for operation in subject.operations() {
        for (pointer, parameter) in subject.parameters(operation) {
            let described = says_something(parameter.get("description"))
                || parameter
                    .get("schema")
                    .and_then(|schema| subject.resolve(schema))
                    .is_some_and(|schema| says_something(schema.get("description")));
            if !described {
                let name = parameter.get("name").and_then(Value::as_str).unwrap_or_default();
                findings.add(pointer, format!("`{name}`"));
            }
        }
    }
}
