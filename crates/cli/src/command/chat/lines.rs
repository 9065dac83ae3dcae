//! What the user says: typed with line editing and history on a terminal, else line by line.

use std::{
    io::{self, BufRead as _, IsTerminal as _},
    sync::mpsc as blocking,
    thread,
};

use rustyline::{Config, Editor, error::ReadlineError, history::MemHistory};
use tokio::sync::mpsc;

use crate::{
    exit::Exit,
    problem::{Problem, Result},
};

/// What stands before what is typed.
const PROMPT: &str = "> ";

/// One line of the user's.
#[derive(Debug)]
pub(super) enum Line {
    /// What was said.
    Text(String),
    /// What is no text: it came from a terminal with another encoding.
    NotText,
    /// Ctrl-C while typing.
    Interrupted,
    /// Ctrl-D, or the end of the file.
    End,
}

/// Lines, one after the other. Reading waits in a thread of its own: nothing can wake it up.
pub(super) struct Lines {
    ask: blocking::Sender<()>,
    answers: mpsc::UnboundedReceiver<io::Result<Line>>,
    edited: bool,
}

impl Lines {
    /// Lines from standard input.
    ///
    /// # Errors
    /// The terminal cannot be used.
    pub(super) fn new() -> Result<Self> {
        let edited = io::stdin().is_terminal() && io::stdout().is_terminal();
        let mut read: Box<dyn FnMut() -> io::Result<Line> + Send> = if edited { typed()? } else { Box::new(plain) };
        let (ask, asked) = blocking::channel();
        let (answer, answers) = mpsc::unbounded_channel();
        thread::spawn(move || while asked.recv().is_ok() && answer.send(read()).is_ok() {});
        Ok(Self { ask, answers, edited })
    }

    /// Whether somebody types them.
    pub(super) fn is_edited(&self) -> bool {
        self.edited
    }

    /// The next line.
    ///
    /// # Errors
    /// Standard input cannot be read.
    pub(super) async fn next(&mut self) -> Result<Line> {
        if self.ask.send(()).is_err() {
            return Ok(Line::End);
        }
        match self.answers.recv().await {
            Some(Ok(line)) => Ok(line),
            Some(Err(error)) => Err(unreadable(&error.to_string())),
            None => Ok(Line::End),
        }
    }
}

fn unreadable(reason: &str) -> Problem {
    Problem::own(Exit::Usage, format!("standard input cannot be read: {reason}"))
}

fn plain() -> io::Result<Line> {
    let mut text = String::new();
    Ok(match io::stdin().lock().read_line(&mut text)? {
        0 => Line::End,
        _ => Line::Text(text.trim_end_matches(['\r', '\n']).to_owned()),
    })
}

/// Line editing with a history that is forgotten at the end: what people tell agents is private.
fn typed() -> Result<Box<dyn FnMut() -> io::Result<Line> + Send>> {
    let config = Config::builder().auto_add_history(true).build();
    let history = MemHistory::with_config(&config);
    let mut editor: Editor<(), MemHistory> = Editor::with_history(config, history).map_err(|error| unreadable(&error.to_string()))?;
    Ok(Box::new(move || match editor.readline(PROMPT) {
        Ok(text) => Ok(Line::Text(text)),
        Err(ReadlineError::Interrupted) => Ok(Line::Interrupted),
        Err(ReadlineError::Eof) => Ok(Line::End),
        Err(ReadlineError::Io(error)) if error.kind() == io::ErrorKind::InvalidData => Ok(Line::NotText),
        Err(error) => Err(io::Error::other(error)),
    }))
}
