//! The rules, each on its own and as a list.

use switchboard_lint::rules;
use switchboard_spec::{Problem, nearest};

use crate::{Outcome, table::Table, term};

/// Says what one rule is for.
pub(super) fn rule(id: &str) -> Outcome {
    let Some(rule) = rules::find(id) else {
        let hint = nearest::hint(id, rules::all().map(|rule| rule.id)).map(|hint| format!("; {hint}")).unwrap_or_default();
        term::problem(&Problem::in_file(
            "cargo xtask lint --explain",
            format!("there is no rule `{id}`"),
            "rules are named by their ids",
            format!("`cargo xtask lint --list` has all of them{hint}"),
        ));
        return Outcome::Broken;
    };
    term::out(&format!(
        "{}[{}]: {}\n\nWhy:  {}\nDo:   {}\nSee:  crates/lint/fixtures/{}.yaml, for a document that has it and one that does not\n\n\
         To accept it for a vendor, write into its `vendor.toml`:\n\n    [[lint.allow]]\n    rule = \"{}\"\n    at = \"#/…\" # optional: only there and below\n    \
         reason = \"…\"",
        rule.level, rule.id, rule.meaning, rule.why, rule.help, rule.id, rule.id
    ));
    Outcome::Fine
}

/// Lists all rules.
pub(super) fn list() {
    let mut table = Table::new(["rule", "level", "what is found"], 0);
    for rule in rules::all() {
        table.row([rule.id, rule.level.as_str(), rule.meaning].map(str::to_owned));
    }
    term::out(&table.to_string());
}
