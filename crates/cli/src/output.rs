//! What the command writes: for people on a terminal, JSON lines for programs.

mod json;
mod table;

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Value;

use crate::problem::{Problem, Result};

pub use table::Table;

/// For whom to write, and in which colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Format {
    /// For people: tables, indented JSON, text as it is. Else JSON lines.
    pub human: bool,
    /// Colours.
    pub color: bool,
}

/// Where results go, and where everything else goes.
pub struct Output<'a> {
    out: &'a mut (dyn Write + Send),
    err: &'a mut (dyn Write + Send),
    format: Format,
    err_color: bool,
}

impl<'a> Output<'a> {
    /// An output on these two, with the results in this format.
    pub fn new(out: &'a mut (dyn Write + Send), err: &'a mut (dyn Write + Send), format: Format, err_color: bool) -> Self {
        Self { out, err, format, err_color }
    }

    /// Whether results are for people.
    pub fn is_human(&self) -> bool {
        self.format.human
    }

    /// What a vendor says, for people: a terminal does what control characters tell it, so only
    /// line ends and tabs are written.
    pub fn speech(&mut self, text: &str) -> Result<()> {
        let shown: String = text.chars().filter(|letter| !letter.is_control() || matches!(letter, '\n' | '\t')).collect();
        self.out.write_all(shown.as_bytes())?;
        self.out.flush()?;
        Ok(())
    }

    /// A line for people.
    pub fn line(&mut self, text: &str) -> Result<()> {
        writeln!(self.out, "{text}")?;
        Ok(())
    }

    /// A line for people in faint letters.
    pub fn faint(&mut self, text: &str) -> Result<()> {
        let (on, off) = if self.format.color { ("\x1b[2m", "\x1b[0m") } else { ("", "") };
        writeln!(self.out, "{on}{text}{off}")?;
        Ok(())
    }

    /// Shows what was written so far.
    pub fn flush(&mut self) -> Result<()> {
        Ok(self.out.flush()?)
    }

    /// Bytes as they are.
    pub fn bytes(&mut self, bytes: &[u8]) -> Result<()> {
        self.out.write_all(bytes)?;
        self.out.flush()?;
        Ok(())
    }

    /// A value on one line, for programs.
    pub fn json_line(&mut self, value: &impl Serialize) -> Result<()> {
        serde_json::to_writer(&mut *self.out, value).map_err(io::Error::from)?;
        self.out.write_all(b"\n")?;
        self.out.flush()?;
        Ok(())
    }

    /// A value: indented for people, on one line for programs.
    pub fn value(&mut self, value: &Value) -> Result<()> {
        if !self.format.human {
            return self.json_line(value);
        }
        json::write_pretty(&mut *self.out, value, self.format.color)?;
        self.out.write_all(b"\n")?;
        Ok(())
    }

    /// A word beside the results.
    pub fn note(&mut self, text: &str) -> Result<()> {
        self.out.flush()?;
        if text.is_empty() {
            return Ok(());
        }
        let (on, off) = if self.err_color { ("\x1b[2m", "\x1b[0m") } else { ("", "") };
        writeln!(self.err, "{on}{text}{off}")?;
        Ok(())
    }

    /// What went wrong, and what to do. Nobody is left to be told when this cannot be written.
    pub fn problem(&mut self, problem: &Problem, as_json: bool) {
        let _ = self.out.flush();
        if problem.is_quiet() {
            return;
        }
        if as_json {
            let _ = writeln!(self.err, "{}", problem.to_json());
            return;
        }
        let (red, cyan, off) = if self.err_color { ("\x1b[1;31m", "\x1b[1;36m", "\x1b[0m") } else { ("", "", "") };
        let _ = writeln!(self.err, "{red}error:{off} {problem}");
        if let Some(hint) = problem.hint() {
            let _ = writeln!(self.err, "{cyan}hint:{off} {hint}");
        }
    }
}
