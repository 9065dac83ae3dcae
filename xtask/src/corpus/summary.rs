//! What people read of a corpus: a table, what went wrong, and totals.

use std::collections::BTreeMap;

use super::line::{DocumentOutcome, Line};
use crate::table::Table;

/// The table of all documents, and what came of them together.
pub(super) fn of(lines: &[Line], compiled: bool) -> String {
    let mut parts = vec![documents(lines).to_string()];
    let failures: Vec<String> = lines.iter().filter_map(failure).collect();
    if !failures.is_empty() {
        parts.push(format!("Not as it should be:\n{}", failures.join("\n")));
    }
    parts.push(totals(lines, compiled).to_string());
    if let Some(classes) = classes(lines) {
        parts.push(classes.to_string());
    }
    parts.join("\n\n")
}

fn documents(lines: &[Line]) -> Table<9> {
    let heading = ["file", "version", "outcome", "compiled", "operations", "generated", "lines", "seconds", "peak MB"];
    let mut table = Table::new(heading, 5);
    for line in lines {
        let compiled = match line.compiled {
            Some(true) => "yes",
            Some(false) => "no",
            None => "",
        };
        table.row([
            line.file.clone(),
            line.version.clone(),
            line.outcome.as_str().to_owned(),
            compiled.to_owned(),
            line.operations.to_string(),
            line.generated.to_string(),
            line.lines.to_string(),
            format!("{:.2}", line.seconds),
            line.peak_mb.map(|peak| format!("{peak:.0}")).unwrap_or_default(),
        ]);
    }
    table
}

fn failure(line: &Line) -> Option<String> {
    let what = match line.outcome {
        DocumentOutcome::Ok => match line.compiled {
            Some(false) => "does not compile",
            None if line.error.is_some() => "not checked",
            _ => "",
        },
        other => other.as_str(),
    };
    let mut texts = Vec::new();
    if !what.is_empty() {
        texts.push(format!("{what}: {}", line.error.as_deref().unwrap_or_default()));
    }
    texts.extend(line.dropped.iter().map(|dropped| format!("no method for {}: {}", dropped.pointer, dropped.reason)));
    (!texts.is_empty()).then(|| format!("  {}\n    {}", line.file, texts.join("\n    ")))
}

fn totals(lines: &[Line], compiled: bool) -> Table<4> {
    let mut table = Table::new(["", "all", "3.0", "3.1"], 3);
    let versions: [&dyn Fn(&Line) -> bool; 3] =
        [&|_: &Line| true, &|line: &Line| line.version.starts_with("3.0"), &|line: &Line| line.version.starts_with("3.1")];
    let groups = versions.map(|is_of| lines.iter().filter(|line| is_of(line)).collect::<Vec<_>>());
    let mut row = |name: &str, count: &dyn Fn(&[&Line]) -> String| {
        let [all, v3_0, v3_1] = groups.each_ref().map(|group| count(group));
        table.row([name.to_owned(), all, v3_0, v3_1]);
    };
    row("documents", &|group| group.len().to_string());
    for outcome in [DocumentOutcome::Ok, DocumentOutcome::Refused, DocumentOutcome::Panic, DocumentOutcome::Timeout] {
        row(outcome.as_str(), &|group| share(group.iter().filter(|line| line.outcome == outcome).count(), group.len()));
    }
    if compiled {
        let clients = |group: &[&Line]| group.iter().filter(|line| line.outcome == DocumentOutcome::Ok).count();
        for (name, value) in [("compiles", Some(true)), ("does not compile", Some(false)), ("not checked", None)] {
            row(name, &|group| {
                let found = group.iter().filter(|line| line.outcome == DocumentOutcome::Ok && line.compiled == value);
                share(found.count(), clients(group))
            });
        }
    }
    let sum = |group: &[&Line], member: fn(&Line) -> usize| group.iter().map(|line| member(line)).sum::<usize>();
    row("operations", &|group| sum(group, |line| line.operations).to_string());
    row("generated", &|group| share(sum(group, |line| line.generated), sum(group, |line| line.operations)));
    row("lines", &|group| sum(group, |line| line.lines).to_string());
    row("seconds, added up", &|group| format!("{:.1}", group.iter().map(|line| line.seconds).fold(0.0, |sum, seconds| sum + seconds)));
    row("most MB", &|group| format!("{:.0}", group.iter().filter_map(|line| line.peak_mb).fold(0.0, f64::max)));
    table
}

/// `3 (60.0 %)`.
fn share(part: usize, whole: usize) -> String {
    // No corpus is so large that the numbers would be rounded.
    let percent = if whole == 0 { 0.0 } else { 100.0 * part as f64 / whole as f64 };
    format!("{part} ({percent:.1} %)")
}

/// How many documents failed in the same way.
fn classes(lines: &[Line]) -> Option<Table<3>> {
    let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for line in lines {
        let Some(class) = &line.class else { continue };
        let kind = if line.outcome == DocumentOutcome::Ok { "compile" } else { line.outcome.as_str() };
        *counts.entry((kind, class)).or_default() += 1;
    }
    if counts.is_empty() {
        return None;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by(|(a, count_a), (b, count_b)| (a.0, count_b).cmp(&(b.0, count_a)));
    let mut table = Table::new(["failed in", "what happened", "documents"], 1);
    for ((kind, class), count) in counts {
        table.row([kind.to_owned(), class.to_owned(), count.to_string()]);
    }
    Some(table)
}
