//! What happens while the vendors are worked on: a line for each as it goes, and on a terminal
//! one more that says which are still under way.

use std::{
    io::{IsTerminal, stderr},
    sync::{Mutex, PoisonError},
};

use crate::term;

/// Clears the line of the terminal that the cursor is on.
const CLEAR: &str = "\r\u{1b}[2K";

pub(crate) struct Progress {
    is_terminal: bool,
    under_way: Mutex<Vec<String>>,
}

impl Progress {
    pub(crate) fn new() -> Self {
        Self { is_terminal: stderr().is_terminal(), under_way: Mutex::new(Vec::new()) }
    }

    /// Work on `name` begins.
    pub(crate) fn begin(&self, name: &str) {
        let mut under_way = self.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        under_way.push(name.to_owned());
        self.status(&under_way);
    }

    /// Work on `name` has ended; `verb` and `text` say how.
    pub(crate) fn end(&self, name: &str, verb: &str, text: &str) {
        let mut under_way = self.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        under_way.retain(|other| other != name);
        let clear = if self.is_terminal { CLEAR } else { "" };
        term::err(&format!("{clear}{verb:>12} {name}{text}"));
        self.status(&under_way);
    }

    fn status(&self, under_way: &[String]) {
        if !self.is_terminal {
            return;
        }
        if under_way.is_empty() {
            term::err_part(CLEAR);
        } else {
            term::err_part(&format!("{CLEAR}{:>12} {}", "Working on", under_way.join(", ")));
        }
    }
}
