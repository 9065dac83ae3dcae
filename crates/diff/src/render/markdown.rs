//! A report for a comment on a pull request.
//!
//! GitHub refuses a comment of more than 65,536 characters. What does not fit is cut, the least
//! important first, and its number is said.

use std::fmt::Write;

use crate::{report::Change, version::Verdict};

use super::{entry::Entry, groups};

/// No comment is longer than this, in characters and in bytes.
pub const LIMIT: usize = 65_000;
/// What the frame of a group takes, with the line that says what was cut.
const FRAME: usize = 300;
/// How many operations are named of one change.
const USERS: usize = 40;

/// Reports as Markdown, for one comment: verdicts first, details folded.
pub fn markdown(verdicts: &[Verdict<'_>]) -> String {
    let mut out = String::from("## What the new documents mean for callers\n\n");
    for verdict in verdicts {
        let _ = writeln!(out, "- **{}**", escape(&verdict.line()));
        if let Some(why) = verdict.report.no_surface.as_ref().filter(|_| !verdict.report.changes.is_empty()) {
            let why: String = why.chars().take(300).collect();
            let _ = writeln!(out, "  - The step is a guess from the rules, not from the generated crates: {}", escape(&why));
        }
    }
    // Most important first over all vendors, so that what is cut matters least.
    let frames: usize = verdicts.iter().map(|verdict| (groups(verdict.report).len() + 1) * FRAME + verdict.name.len()).sum();
    let mut budget = LIMIT.saturating_sub(frames).saturating_sub(out.len());
    let mut sections: Vec<Vec<(&'static str, Section)>> = verdicts.iter().map(|_| Vec::new()).collect();
    for title in ["Breaking", "Warnings", "Additions", "Other changes"] {
        for (verdict, sections) in verdicts.iter().zip(&mut sections) {
            let found = groups(verdict.report).into_iter().find(|(heading, _)| *heading == title);
            if let Some((_, changes)) = found {
                sections.push((title, Section::of(&changes, title, &mut budget)));
            }
        }
    }
    for (verdict, sections) in verdicts.iter().zip(sections).filter(|(_, sections)| !sections.is_empty()) {
        if verdicts.len() > 1 {
            let _ = writeln!(out, "\n### {}", escape(&verdict.name));
        }
        for (title, section) in sections {
            section.write(title, &mut out);
        }
    }
    out
}

/// A folded group of changes.
struct Section {
    count: usize,
    body: String,
    cut: usize,
}

impl Section {
    fn of(changes: &[&Change], title: &str, budget: &mut usize) -> Self {
        let mut section = Self { count: changes.len(), body: String::new(), cut: 0 };
        let documentation: Vec<&&Change> = changes.iter().filter(|change| change.is_documentation()).collect();
        let others: Vec<&Change> = changes.iter().filter(|change| !change.is_documentation()).copied().collect();
        for entry in Entry::all(&others) {
            let text = [shown(&entry, USERS), shown(&entry, 0)].into_iter().find(|text| text.len() <= *budget);
            match text {
                Some(text) => {
                    *budget -= text.len();
                    section.body.push_str(&text);
                }
                None => section.cut += entry.count(),
            }
        }
        if !documentation.is_empty() && title == "Other changes" {
            let places = if documentation.len() == 1 { "place" } else { "places" };
            let line = format!("- descriptions, titles or examples differ in {} {places}\n", documentation.len());
            section.body.push_str(&line);
        }
        section
    }

    fn write(&self, title: &str, out: &mut String) {
        let open = if title == "Breaking" { " open" } else { "" };
        let _ = write!(out, "\n<details{open}><summary>{title} ({})</summary>\n\n{}", self.count, self.body);
        if self.cut > 0 {
            let _ = writeln!(out, "- … and {} more that do not fit here: run `cargo xtask diff`", self.cut);
        }
        out.push_str("\n</details>\n");
    }
}

fn shown(entry: &Entry<'_>, users: usize) -> String {
    let mut out = String::new();
    let first = entry.first();
    let _ = writeln!(out, "- {} · `{}`, {}, {}", escape(&entry.text()), first.rule.id, first.level.as_str(), first.direction.as_str());
    if let Some((step, text)) = entry.rust() {
        let _ = writeln!(out, "  - Rust, {}: {}", step.as_str(), escape(&text));
    }
    match entry.users().as_slice() {
        [] => {}
        [one] => {
            let _ = writeln!(out, "  - used by {}", code(one));
        }
        several if users == 0 => {
            let _ = writeln!(out, "  - used by {} operations", several.len());
        }
        several => {
            let shown = several.iter().take(users).map(|title| code(title)).collect::<Vec<_>>().join(", ");
            let more = several.len().saturating_sub(users);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let _ = writeln!(out, "  - <details><summary>used by {} operations</summary>{shown}{more}</details>", several.len());
        }
    }
    let (base, revision, more) = entry.places();
    let more = if more > 0 { format!(" and {more} more like it") } else { String::new() };
    let _ = match base == revision {
        true => writeln!(out, "  - {}{more}", code(base)),
        false => writeln!(out, "  - {} → {}{more}", code(base), code(revision)),
    };
    out
}

/// Text that shows nothing but itself: what a vendor writes must not become markup or a mention.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut in_code = false;
    for c in text.chars() {
        match c {
            '`' => {
                in_code = !in_code;
                out.push(c);
            }
            '\n' | '\r' => out.push(' '),
            '<' if !in_code => out.push_str("&lt;"),
            '@' if !in_code => out.push_str("&#64;"),
            '*' | '_' | '[' | ']' | '|' | '#' if !in_code => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

fn code(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c == '`' || c.is_control() { '\'' } else { c }).collect();
    format!("`{plain}`")
}
