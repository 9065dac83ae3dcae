//! Every rule there is, by what it is about.

mod components;
mod compose;
mod examples;
mod operations;
mod paging;
mod parameters;
mod paths;
mod provenance;
mod references;
mod responses;
mod rust_names;
mod schemas;
mod security;
mod servers;
mod tags;
mod validity;

use crate::Rule;

/// The rules by subject, as the documentation lists them.
pub const SUBJECTS: &[(&str, &[&Rule])] = &[
    ("provenance", provenance::RULES),
    ("validity", validity::RULES),
    ("references", references::RULES),
    ("components", components::RULES),
    ("paths", paths::RULES),
    ("parameters", parameters::RULES),
    ("operations", operations::RULES),
    ("tags", tags::RULES),
    ("responses", responses::RULES),
    ("schemas", schemas::RULES),
    ("composition", compose::RULES),
    ("examples", examples::RULES),
    ("names in Rust", rust_names::RULES),
    ("servers", servers::RULES),
    ("authentication", security::RULES),
    ("paging", paging::RULES),
];

/// All rules.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    SUBJECTS.iter().flat_map(|(_, rules)| rules.iter().copied())
}

/// The rule with this id.
pub fn find(id: &str) -> Option<&'static Rule> {
    all().find(|rule| rule.id == id)
}

/// Whether a member is a text that says something.
fn says_something(value: Option<&serde_json::Value>) -> bool {
    value.and_then(serde_json::Value::as_str).is_some_and(|text| !text.trim().is_empty())
}
