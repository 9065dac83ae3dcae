//! What was found, for people and for programs.

use std::{collections::BTreeMap, fmt::Write, fs};

use serde_json::{Value, json};
use switchboard_lint::{Finding, Level, rules};
use switchboard_spec::load::Document;

use super::subject::Examined;
use crate::table::Table;

/// Places that are told of each rule, unless all are asked for.
const MOST_PLACES: usize = 5;
/// A line is looked for from the beginning of the text, which in longer ones takes long.
const MOST_BYTES: u64 = 2_000_000;
/// The version of the JSON report: it changes when a member goes or means something else.
const SCHEMA_VERSION: u32 = 1;

/// A section for each document, a paragraph for each rule, and a table.
pub(super) fn text(examined: &[Examined], all: bool) -> String {
    let mut out = String::new();
    for one in examined.iter().filter(|one| !one.judged.open.is_empty()) {
        // Writing to a String cannot fail.
        let _ = document(&mut out, one, all);
    }
    let mut table = Table::new(["document", "errors", "warnings", "allowed"], 3);
    for one in examined {
        let [errors, warnings] = counts(&one.judged.open);
        let name = one.vendor.clone().unwrap_or_else(|| one.document.file.clone());
        table.row([name, errors.to_string(), warnings.to_string(), one.judged.allowed.len().to_string()]);
    }
    out.push_str(&table.to_string());
    out
}

fn document(out: &mut String, one: &Examined, all: bool) -> std::fmt::Result {
    let file = &one.document.file;
    writeln!(out, "{file}")?;
    let has_lines = fs::metadata(file).is_ok_and(|metadata| metadata.len() <= MOST_BYTES);
    for rule in rules::all() {
        let found: Vec<&Finding> = one.judged.open.iter().filter(|finding| finding.rule.id == rule.id).collect();
        if found.is_empty() {
            continue;
        }
        writeln!(out, "  {}[{}]: {}", rule.level, rule.id, rule.meaning)?;
        let shown = if all { found.len() } else { MOST_PLACES };
        for finding in found.iter().take(shown) {
            let line = has_lines.then(|| line_of(&one.document, &finding.pointer)).flatten();
            let line = line.map(|line| format!("line {line}, ")).unwrap_or_default();
            writeln!(out, "    {line}{}\n      {}", finding.pointer, finding.message)?;
        }
        if found.len() > shown {
            writeln!(out, "    … and {} more; `--all` tells them", found.len() - shown)?;
        }
        writeln!(out, "    do: {}", rule.help)?;
    }
    writeln!(out)
}

/// The line of the place, or of what it would stand in.
fn line_of(document: &Document, pointer: &str) -> Option<usize> {
    document.line_of(pointer).or_else(|| document.line_of(pointer.rsplit_once('/')?.0))
}

/// One object with everything.
pub(super) fn json(examined: &[Examined]) -> String {
    let documents: Vec<Value> = examined
        .iter()
        .map(|one| {
            let open = one.judged.open.iter().map(|finding| finding_json(finding, None));
            let allowed = one.judged.allowed.iter().map(|(finding, reason)| finding_json(finding, Some(reason)));
            json!({
                "file": one.document.file,
                "vendor": one.vendor,
                "findings": open.chain(allowed).collect::<Vec<_>>(),
            })
        })
        .collect();
    let mut totals = BTreeMap::from([("errors", 0), ("warnings", 0), ("allowed", 0)]);
    for one in examined {
        let [errors, warnings] = counts(&one.judged.open);
        for (name, count) in [("errors", errors), ("warnings", warnings), ("allowed", one.judged.allowed.len())] {
            *totals.entry(name).or_default() += count;
        }
    }
    format!("{:#}", json!({ "schema_version": SCHEMA_VERSION, "documents": documents, "totals": totals }))
}

fn finding_json(finding: &Finding, allowed: Option<&String>) -> Value {
    json!({
        "rule": finding.rule.id,
        "level": finding.rule.level.as_str(),
        "pointer": finding.pointer,
        "message": finding.message,
        "meaning": finding.rule.meaning,
        "help": finding.rule.help,
        "allowed": allowed,
    })
}

/// Errors and warnings.
fn counts(findings: &[Finding]) -> [usize; 2] {
    [Level::Error, Level::Warning].map(|level| findings.iter().filter(|finding| finding.rule.level == level).count())
}
