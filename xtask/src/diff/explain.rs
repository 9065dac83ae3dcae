//! `--explain`: a rule in words, or all of them in a list.

use std::fmt::Write;

use switchboard_diff::rules;
use switchboard_spec::{Problem, nearest};

/// What a rule means; without a name, the list of the rules.
pub(super) fn text(id: &str) -> Result<String, Problem> {
    if id.is_empty() {
        return Ok(list());
    }
    match rules::find(id) {
        Some(rule) => Ok(rules::explain(rule)),
        None => Err(unknown(id)),
    }
}

fn list() -> String {
    let mut out = String::new();
    for (title, rules) in rules::groups() {
        let _ = writeln!(out, "{title}");
        for rule in rules {
            let _ = writeln!(out, "  {:<34} {}", rule.id, rule.title);
        }
        out.push('\n');
    }
    let _ = write!(out, "{} rules; `cargo xtask diff --explain RULE` says more of one.", rules::all().len());
    out
}

fn unknown(id: &str) -> Problem {
    let known = rules::all().into_iter().map(|rule| rule.id);
    let hint = nearest::hint(id, known).map(|hint| format!("; {hint}")).unwrap_or_default();
    Problem::in_file(
        "--explain",
        format!("there is no rule `{id}`"),
        "only a rule of the catalogue can be explained",
        format!("run `cargo xtask diff --explain` for the list{hint}"),
    )
}
