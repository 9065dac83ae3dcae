use std::{collections::HashSet, fmt};

use crate::subject::Subject;

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// A caller or a reader of the client loses something.
    Warning,
    /// The document says what it cannot mean, or is no valid document.
    Error,
}

impl Level {
    /// The word used in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One thing that a good document does, or does not do. Its fixture is `fixtures/<id>.yaml`.
pub struct Rule {
    /// Stable name, kebab case.
    pub id: &'static str,
    /// How much a finding matters.
    pub level: Level,
    /// One line: what is found.
    pub meaning: &'static str,
    /// What it means for a client.
    pub why: &'static str,
    /// What to do about it.
    pub help: &'static str,
    pub(crate) check: fn(&Subject<'_>, &mut Findings),
}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id)
    }
}

/// What a rule found at one place.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule.
    pub rule: &'static Rule,
    /// JSON pointer into the document (`#/…`).
    pub pointer: String,
    /// What exactly is there.
    pub message: String,
}

/// What one rule has found so far.
#[derive(Default)]
pub(crate) struct Findings {
    found: Vec<(String, String)>,
}

impl Findings {
    /// Records `message` at `pointer`.
    pub(crate) fn add(&mut self, pointer: impl Into<String>, message: impl Into<String>) {
        self.found.push((pointer.into(), message.into()));
    }
}

impl Rule {
    pub(crate) fn apply(&'static self, subject: &Subject<'_>) -> Vec<Finding> {
        let mut findings = Findings::default();
        (self.check)(subject, &mut findings);
        // What is shared may be looked at from several places.
        let mut seen = HashSet::new();
        let distinct = findings.found.into_iter().filter(|found| seen.insert(found.clone()));
        distinct.map(|(pointer, message)| Finding { rule: self, pointer, message }).collect()
    }
}
