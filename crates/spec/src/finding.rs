//! What a rule did to a document: the lines of the report.

use std::fmt;

/// What a caller of the generated client loses by a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cost {
    /// Nothing: the same meaning in other words.
    None,
    /// Something moved into the documentation, or out of it.
    Docs,
    /// A constraint is no longer checked before sending; the server still checks it.
    Validation,
    /// A place is typed less precisely than the document would allow.
    Typing,
}

impl Cost {
    /// The word used in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Docs => "docs",
            Self::Validation => "validation",
            Self::Typing => "typing",
        }
    }
}

impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One way of changing a document. Its fixture is `fixtures/<id>.yaml`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Stable name, kebab case.
    pub id: &'static str,
    /// One line: what it does.
    pub meaning: &'static str,
    /// What it costs.
    pub cost: Cost,
}

/// One application of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule that was applied.
    pub rule: &'static Rule,
    /// JSON pointer into the vendor's document (`#/…`).
    pub pointer: String,
    /// What exactly, where the rule's meaning does not say it all; may be empty.
    pub note: String,
}
