//! Every rule there is, in the order in which a document meets them.

use crate::{allow_list, bundle, finding::Rule, fit, lower, resolve, shape, unread};

/// The rules of each stage.
pub const STAGES: &[(&str, &[&Rule])] = &[
    ("bundle", &[&bundle::EXTERNAL_REF]),
    ("shape", shape::RULES),
    ("around schemas", unread::RULES),
    ("resolve", resolve::RULES),
    ("lower", lower::RULES),
    ("fit schemas", fit::schema::RULES),
    ("fit operations", fit::operation::RULES),
    ("allow-list", allow_list::RULES),
];

/// All rules.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    STAGES.iter().flat_map(|(_, rules)| rules.iter().copied())
}
