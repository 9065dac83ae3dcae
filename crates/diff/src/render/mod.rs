//! A report for people and for programs.

mod entry;
mod json;
mod markdown;
mod text;

pub use json::{SCHEMA_VERSION, json};
pub use markdown::{LIMIT, markdown};
pub use text::{details, text};

use crate::report::{Change, Report};

/// The changes by heading, the worst first; headings without changes are left out.
fn groups(report: &Report) -> Vec<(&'static str, Vec<&Change>)> {
    const HEADINGS: [&str; 4] = ["Breaking", "Warnings", "Additions", "Other changes"];
    HEADINGS
        .into_iter()
        .map(|title| (title, report.changes.iter().filter(|change| text::heading(change) == title).collect::<Vec<_>>()))
        .filter(|(_, changes)| !changes.is_empty())
        .collect()
}
