//! A report for a terminal.

use std::fmt::Write;

use crate::{
    effect::Level,
    report::{Change, Report},
    version::Verdict,
};

use super::{entry::Entry, groups};

/// How many texts for readers are said one by one.
const DOCUMENTATION: usize = 5;

/// A report as plain text; the last line is the verdict.
pub fn text(verdict: &Verdict<'_>) -> String {
    format!("{}{}\n", details(verdict), verdict.line())
}

/// The changes of a report as plain text, without the verdict.
pub fn details(verdict: &Verdict<'_>) -> String {
    let mut out = String::new();
    for (title, changes) in groups(verdict.report) {
        let _ = writeln!(out, "{title}\n");
        let (documentation, others): (Vec<&Change>, Vec<&Change>) = changes.iter().partition(|change| change.is_documentation());
        let shown = if documentation.len() > DOCUMENTATION { &[] } else { documentation.as_slice() };
        let listed: Vec<&Change> = others.into_iter().chain(shown.iter().copied()).collect();
        for entry in Entry::all(&listed) {
            write_entry(&mut out, &entry);
        }
        if shown.len() < documentation.len() {
            let _ = writeln!(out, "  descriptions, titles or examples differ in {} places (documentation-changed)\n", documentation.len());
        }
    }
    write_surface(&mut out, verdict.report);
    out
}

fn write_entry(out: &mut String, entry: &Entry<'_>) {
    let first = entry.first();
    let _ = writeln!(out, "  {} ({}, {})", first.rule.id, first.level.as_str(), first.direction.as_str());
    let _ = writeln!(out, "    {}", entry.text());
    if let Some((step, text)) = entry.rust() {
        let _ = writeln!(out, "    Rust ({}): {text}", step.as_str());
    }
    let users = entry.users();
    if !users.is_empty() {
        let _ = writeln!(out, "    used by {}", several(&users));
    }
    let (base, revision, more) = entry.places();
    let more = if more > 0 { format!(" and {more} more like it") } else { String::new() };
    let _ = match base == revision {
        true => writeln!(out, "    {base}{more}\n"),
        false => writeln!(out, "    {base} → {revision}{more}\n"),
    };
}

fn several(users: &[&str]) -> String {
    const SHOWN: usize = 3;
    let count = users.len();
    let shown = users.iter().take(SHOWN).copied().collect::<Vec<_>>().join(", ");
    match count {
        1 => shown,
        count if count <= SHOWN => format!("{count} operations: {shown}"),
        count => format!("{count} operations: {shown} and {} more", count - SHOWN),
    }
}

fn write_surface(out: &mut String, report: &Report) {
    if let Some(why) = report.no_surface.as_ref().filter(|_| !report.changes.is_empty()) {
        let _ = writeln!(out, "The step is a guess from the rules, not from the generated crates: {why}\n");
    }
}

/// The heading of a group of changes.
pub(super) fn heading(change: &Change) -> &'static str {
    match (change.breaks(), change.level, change.adds()) {
        (true, _, _) => "Breaking",
        (false, Level::Warning, _) => "Warnings",
        (false, _, true) => "Additions",
        _ => "Other changes",
    }
}
