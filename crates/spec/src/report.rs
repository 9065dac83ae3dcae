//! `report.md`: what was done to a document, and what it cost.

use std::{collections::BTreeMap, fmt::Write};

use crate::{
    finding::{Cost, Finding, Rule},
    overlay::Applied,
    pipeline::{Lowered, RULES_VERSION},
    vendor::Vendor,
};

/// Places of a rule that costs nothing are listed up to this number.
const MOST_FREE_PLACES: usize = 10;

/// Where the two documents come from.
#[derive(Clone, Debug)]
pub struct Provenance<'a> {
    /// `info.version` of the vendor's document.
    pub version: &'a str,
    /// SHA-256 of the vendor's document, as it lies in `specs/`.
    pub document_sha256: &'a str,
    /// SHA-256 of `lowered.json`.
    pub lowered_sha256: &'a str,
    /// Version of progenitor.
    pub progenitor: &'a str,
}

/// How often each rule was applied, in the order of the rules.
pub fn counts(findings: &[Finding]) -> Vec<(&'static Rule, usize)> {
    crate::rules::all()
        .map(|rule| (rule, findings.iter().filter(|f| f.rule.id == rule.id).count()))
        .filter(|(_, count)| *count > 0)
        .collect()
}

/// Applications of rules that cost a caller something.
pub fn costly(findings: &[Finding]) -> usize {
    findings.iter().filter(|f| f.rule.cost == Cost::Typing).count()
}

/// Rule, cost and count, a line each: the rows of a report's table of rules, for those who want to
/// see only what has changed. Empty if the text has no such table.
pub fn outline(report: &str) -> String {
    let rows = report.lines().skip_while(|line| *line != "## Rules").skip_while(|line| !line.starts_with("|---")).skip(1);
    let rows = rows.take_while(|line| line.starts_with('|')).filter_map(|line| {
        let mut cells = line.split('|').map(str::trim).skip(1);
        let (rule, cost, count) = (cells.next()?, cells.next()?, cells.next()?);
        Some(format!("{} {cost} {count}\n", rule.trim_matches('`')))
    });
    rows.collect()
}

/// The whole report, as Markdown.
pub fn markdown(vendor: &Vendor, lowered: &Lowered, applied: &[Applied], provenance: &Provenance<'_>) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = write(&mut out, vendor, lowered, applied, provenance);
    out
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn write(out: &mut String, vendor: &Vendor, lowered: &Lowered, applied: &[Applied], provenance: &Provenance<'_>) -> std::fmt::Result {
    let facts = &vendor.settings.document;
    writeln!(out, "<!-- Written by `cargo xtask generate {}`; do not edit. -->", vendor.name)?;
    writeln!(out, "# {}: from the vendor's document to the generated client\n", vendor.title())?;
    writeln!(out, "| | |\n|---|---|")?;
    writeln!(out, "| document | `{}`, version {}, {} |", facts.file, provenance.version, facts.status.as_str())?;
    if let Some(url) = &facts.url {
        writeln!(out, "| published at | <{url}> |")?;
    }
    writeln!(out, "| sha256 of the document | `{}` |", provenance.document_sha256)?;
    writeln!(out, "| sha256 of `lowered.json` | `{}` |", provenance.lowered_sha256)?;
    writeln!(out, "| generator | progenitor {}, rule set {RULES_VERSION} |", provenance.progenitor)?;
    let counts_of = lowered.counts;
    writeln!(out, "| operations | {} in, {} out |", counts_of.operations_in, counts_of.operations_out)?;
    writeln!(out, "| schemas | {} in, {} out |", counts_of.schemas_in, counts_of.schemas_out)?;
    writeln!(out, "| untyped places | {} |\n", lowered.untyped.len())?;

    if !applied.is_empty() {
        writeln!(out, "## Overlay\n\nOur corrections (`overlay.yaml`), applied before any rule:\n")?;
        for action in applied {
            let verb = if action.removes { "removes" } else { "changes" };
            writeln!(
                out,
                "{}. {} (`{}`; {verb} {} places)",
                action.number,
                one_line(&action.description),
                one_line(&action.target),
                action.pointers.len()
            )?;
        }
        writeln!(out)?;
    }

    writeln!(out, "## Rules\n\n| rule | cost | applied | meaning |\n|---|---|---:|---|")?;
    let counts = counts(&lowered.findings);
    for (rule, count) in &counts {
        writeln!(out, "| `{}` | {} | {count} | {} |", rule.id, rule.cost, rule.meaning.replace('|', "\\|"))?;
    }
    writeln!(out, "\n## Untyped places\n")?;
    if lowered.untyped.is_empty() {
        writeln!(out, "None: every place of the document has a type.")?;
    } else {
        writeln!(out, "The document says nothing of what stands here, so it is any JSON value (or object):\n")?;
        for pointer in &lowered.untyped {
            writeln!(out, "- `{pointer}`")?;
        }
    }
    writeln!(out, "\n## Places")?;
    let mut by_rule: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in &lowered.findings {
        by_rule.entry(finding.rule.id).or_default().push(finding);
    }
    for (rule, count) in counts {
        writeln!(out, "\n### `{}` ({}, {count})\n", rule.id, rule.cost)?;
        let places = by_rule.remove(rule.id).unwrap_or_default();
        let shown = if rule.cost == Cost::None { MOST_FREE_PLACES } else { usize::MAX };
        for finding in places.iter().take(shown) {
            match finding.note.as_str() {
                "" => writeln!(out, "- `{}`", finding.pointer)?,
                note => writeln!(out, "- `{}`: {note}", finding.pointer)?,
            }
        }
        if places.len() > shown {
            writeln!(out, "- and {} more", places.len() - shown)?;
        }
    }
    Ok(())
}
