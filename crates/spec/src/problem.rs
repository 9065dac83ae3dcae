//! What stops the tool: one message that says what, where, why and what to do.

use std::{error, fmt};

/// Where a problem is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The file, as the user would type it.
    pub file: String,
    /// Line in the file, from 1.
    pub line: Option<usize>,
    /// JSON pointer in the document (`#/…`).
    pub pointer: Option<String>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if let Some(pointer) = &self.pointer {
            write!(f, " at {pointer}")?;
        }
        Ok(())
    }
}

/// A document, a setting or a file that the tool cannot go on with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong: a lower-case sentence without a period.
    pub what: String,
    /// Where.
    pub place: Place,
    /// Why it matters.
    pub why: String,
    /// What to do about it.
    pub help: String,
}

impl Problem {
    /// A problem in a file as a whole.
    pub fn in_file(file: impl Into<String>, what: impl Into<String>, why: impl Into<String>, help: impl Into<String>) -> Self {
        Self { what: what.into(), place: Place { file: file.into(), line: None, pointer: None }, why: why.into(), help: help.into() }
    }

    /// The same problem, at a JSON pointer.
    #[must_use]
    pub fn at(mut self, pointer: impl Into<String>) -> Self {
        self.place.pointer = Some(pointer.into());
        self
    }

    /// The same problem, at a line (from 1).
    #[must_use]
    pub fn on_line(mut self, line: usize) -> Self {
        self.place.line = Some(line);
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "error: {}", self.what)?;
        writeln!(f, "  where: {}", self.place)?;
        writeln!(f, "  why:   {}", self.why)?;
        write!(f, "  do:    {}", self.help)
    }
}

impl error::Error for Problem {}
