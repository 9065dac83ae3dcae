//! A report for programs.

use serde_json::{Value, json};

use crate::{report::Change, rust::Step, version::Verdict};

/// The version of the shape of the JSON: it changes when a member changes its meaning or goes.
pub const SCHEMA_VERSION: u32 = 1;

/// Reports as JSON: one list of changes, and a verdict for each pair of documents.
pub fn json(verdicts: &[Verdict<'_>]) -> Value {
    let changes = verdicts.iter().flat_map(|verdict| verdict.report.changes.iter().map(|one| change(&verdict.name, one)));
    let semver = verdicts.iter().map(Verdict::step).max().unwrap_or(Step::None);
    json!({
        "schema_version": SCHEMA_VERSION,
        "changes": changes.collect::<Vec<_>>(),
        "semver": semver,
        "verdicts": verdicts.iter().map(verdict).collect::<Vec<_>>(),
    })
}

fn verdict(verdict: &Verdict<'_>) -> Value {
    let report = verdict.report;
    json!({
        "name": verdict.name,
        "semver": verdict.step(),
        "semver_from": if report.no_surface.is_some() { "rules" } else { "surfaces" },
        "no_surface": report.no_surface,
        "version": verdict.version.map(|version| version.to_string()),
        "suggested_version": verdict.suggested().map(|version| version.to_string()),
        "text": verdict.line(),
    })
}

fn change(name: &str, change: &Change) -> Value {
    json!({
        "of": name,
        "rule": change.rule.id,
        "level": change.level,
        "direction": change.direction,
        "operation": change.operation,
        "base_pointer": change.base_pointer,
        "revision_pointer": change.revision_pointer,
        "used_by": change.used_by,
        "text": change.text,
        "tolerance": change.tolerance.reason(),
        "rust": change.rust.as_ref().map(|rust| &rust.text),
        "rust_step": change.rust.as_ref().map(|rust| rust.step),
    })
}
