//! What became of a document: a line of the table, and of the file of results.

use std::{collections::BTreeMap, fs, path::Path};

use serde::{Deserialize, Serialize};
use switchboard_spec::Problem;

use super::message::Dropped;

/// What became of a document. The members are those of the file of results, in their order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Line {
    /// The document, as the user would type it.
    pub(crate) file: String,
    /// The version of OpenAPI (or of Swagger) that it says it is of; empty if it says none.
    pub(crate) version: String,
    /// The operations that are in the document.
    pub(crate) operations: usize,
    /// Those of them that are methods of the client.
    pub(crate) generated: usize,
    /// The others, where there is a client.
    pub(crate) dropped: Vec<Dropped>,
    pub(crate) outcome: DocumentOutcome,
    /// `None` if it was not tried, or took too long.
    pub(crate) compiled: Option<bool>,
    /// Why there is no client, or why it does not compile.
    pub(crate) error: Option<String>,
    /// How long the document took, without the check of the client.
    pub(crate) seconds: f64,
    /// The most memory that it took.
    pub(crate) peak_mb: Option<f64>,
    /// Lines of code.
    pub(crate) lines: usize,
    /// In how many places of the document a schema stands.
    #[serde(default)]
    pub(crate) schemas: usize,
    /// How often each rule was applied.
    pub(crate) findings: BTreeMap<String, usize>,
    /// The kind of the failure, for the totals.
    #[serde(skip)]
    pub(crate) class: Option<String>,
    /// The crate that the client was written to.
    #[serde(skip)]
    pub(crate) krate: Option<String>,
}

/// How the work on a document ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum DocumentOutcome {
    Ok,
    Refused,
    Panic,
    Timeout,
}

impl DocumentOutcome {
    /// The word in the table.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Refused => "refused",
            Self::Panic => "panic",
            Self::Timeout => "timeout",
        }
    }
}

impl Line {
    /// A document of which nothing is known yet.
    pub(super) fn new(file: String, outcome: DocumentOutcome) -> Self {
        Self {
            file,
            version: String::new(),
            operations: 0,
            generated: 0,
            dropped: Vec::new(),
            outcome,
            compiled: None,
            error: None,
            seconds: 0.0,
            peak_mb: None,
            lines: 0,
            schemas: 0,
            findings: BTreeMap::new(),
            class: None,
            krate: None,
        }
    }

    /// Whether something is wrong with the generator, and not with the document.
    pub(crate) fn is_failure(&self) -> bool {
        matches!(self.outcome, DocumentOutcome::Panic | DocumentOutcome::Timeout) || self.compiled == Some(false)
    }

    /// The line of the file of results.
    pub(crate) fn to_json(&self) -> String {
        // A value without maps of odd keys can be written.
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// Reads a file of results.
pub(crate) fn read_lines(file: &Path) -> Result<Vec<Line>, Problem> {
    let problem = |what: String| {
        Problem::in_file(
            file.display().to_string(),
            what,
            "it should be a file of results, with a line of JSON for each document",
            "name a file that `cargo xtask corpus --json` has written",
        )
    };
    let text = fs::read_to_string(file).map_err(|error| problem(format!("cannot read the file: {error}")))?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(index, line)| {
            serde_json::from_str(line).map_err(|error| problem(format!("not a line of results: {error}")).on_line(index + 1))
        })
        .collect()
}
