//! A report for a terminal.

use std::fmt::Write;

use crate::{
    effect::Level,
    report::{Change, Report},
    version::Verdict,
};

use super::groups;

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
        for change in others.into_iter().chain(shown.iter().copied()) {
            write_change(&mut out, change);
        }
        if shown.len() < documentation.len() {
            let _ = writeln!(out, "  descriptions, titles or examples differ in {} places (documentation-changed)\n", documentation.len());
        }
    }
    write_surface(&mut out, verdict.report);
    out
}

fn write_change(out: &mut String, change: &Change) {
    let direction = change.direction.as_str();
    let _ = writeln!(out, "  {} ({}, {direction})", change.rule.id, change.level.as_str());
    let tolerance = change.tolerance.reason().map(|reason| format!(" ({reason})")).unwrap_or_default();
    let _ = writeln!(out, "    {}{tolerance}", change.text);
    if let Some(rust) = &change.rust {
        let _ = writeln!(out, "    Rust ({}): {}", rust.step.as_str(), rust.text);
    }
    if !change.used_by.is_empty() {
        let _ = writeln!(out, "    used by {}", users(change));
    }
    let _ = match change.base_pointer == change.revision_pointer {
        true => writeln!(out, "    {}\n", change.base_pointer),
        false => writeln!(out, "    {} → {}\n", change.base_pointer, change.revision_pointer),
    };
}

fn users(change: &Change) -> String {
    const SHOWN: usize = 3;
    let count = change.used_by.len();
    let shown = change.used_by.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", ");
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
