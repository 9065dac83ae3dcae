//! `cargo xtask rules`: what can be done to a document, and what it costs.

use switchboard_spec::rules;

use crate::{Outcome, table::Table, term};

pub(crate) fn run() -> Outcome {
    let mut table = Table::new(["rule", "cost", "meaning"], 0);
    for rule in rules::all() {
        table.row([rule.id, rule.cost.as_str(), rule.meaning].map(str::to_owned));
    }
    term::out(&table.to_string());
    Outcome::Fine
}
