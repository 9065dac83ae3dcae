//! What can go wrong, as the command tells it.

use std::{fmt, io};

use serde_json::{Value, json};
use switchboard_core::Error;

use crate::{advice, exit::Exit};

/// Why a command did not do what it was asked for.
#[derive(Debug)]
pub struct Problem(Box<Inner>);

#[derive(Debug)]
enum Inner {
    /// The command's own: what is wrong, and what to do.
    Own { exit: Exit, what: String, hint: Option<String> },
    /// A call's, and what to do in the words of the command.
    Call(Error, Option<String>),
    /// The reader of the output is gone: nothing to tell to anybody.
    Quiet,
    /// Ctrl-C.
    Interrupted,
}

/// The outcome of a command.
pub type Result<T> = std::result::Result<T, Problem>;

impl Problem {
    /// A command line that cannot be followed.
    pub fn usage(what: impl Into<String>) -> Self {
        Self::own(Exit::Usage, what)
    }

    /// A key that is missing or not safe.
    pub fn auth(what: impl Into<String>) -> Self {
        Self::own(Exit::Auth, what)
    }

    /// Something that came out wrong.
    pub fn own(exit: Exit, what: impl Into<String>) -> Self {
        Self(Box::new(Inner::Own { exit, what: what.into(), hint: None }))
    }

    /// Ctrl-C.
    pub fn interrupted() -> Self {
        Self(Box::new(Inner::Interrupted))
    }

    /// Adds what to do.
    #[must_use]
    pub fn with_hint(mut self, text: impl Into<String>) -> Self {
        match &mut *self.0 {
            Inner::Own { hint, .. } | Inner::Call(_, hint) => *hint = Some(text.into()),
            Inner::Quiet | Inner::Interrupted => {}
        }
        self
    }

    /// Lets the advice lead to the sandbox's own ids.
    #[must_use]
    pub fn in_sandbox(mut self) -> Self {
        if let Inner::Call(error, hint) = &mut *self.0
            && *hint == advice::of(error, false)
        {
            *hint = advice::of(error, true);
        }
        self
    }

    /// How the command ends.
    pub fn exit(&self) -> Exit {
        match &*self.0 {
            Inner::Own { exit, .. } => *exit,
            Inner::Call(error, _) => Exit::of(error),
            Inner::Quiet => Exit::Fine,
            Inner::Interrupted => Exit::Interrupted,
        }
    }

    /// The error of the call, if it was a call that failed.
    pub fn error(&self) -> Option<&Error> {
        match &*self.0 {
            Inner::Call(error, _) => Some(error),
            _ => None,
        }
    }

    /// Nothing, if it was only Ctrl-C.
    ///
    /// # Errors
    /// Everything else.
    pub fn ignore_interruption(self) -> Result<()> {
        if matches!(*self.0, Inner::Interrupted) { Ok(()) } else { Err(self) }
    }

    /// Whether there is nothing to tell.
    pub fn is_quiet(&self) -> bool {
        matches!(&*self.0, Inner::Quiet | Inner::Interrupted)
    }

    /// What to do.
    pub fn hint(&self) -> Option<&str> {
        match &*self.0 {
            Inner::Own { hint, .. } | Inner::Call(_, hint) => hint.as_deref(),
            Inner::Quiet | Inner::Interrupted => None,
        }
    }

    /// All that is known, for programs.
    pub fn to_json(&self) -> Value {
        let mut members = json!({ "message": self.to_string(), "exit": self.exit().code() });
        let mut add = |name: &str, value: Value| {
            if let (Some(members), false) = (members.as_object_mut(), value.is_null()) {
                members.insert(name.to_owned(), value);
            }
        };
        add("hint", json!(self.hint()));
        if let Some(error) = self.error() {
            add("kind", json!(error.kind().as_str()));
            add("vendor", json!(error.vendor()));
            add("operation", json!(error.operation()));
            add("status", json!(error.status().map(|status| status.as_u16())));
            add("code", json!(error.code()));
            add("vendor_message", json!(error.message()));
            add("request_id", json!(error.request_id()));
            add("retry_after", json!(error.retry_after().map(|wait| wait.as_secs_f64())));
            add("attempts", json!(error.attempts()));
        }
        json!({ "error": members })
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.0 {
            Inner::Own { what, .. } => f.write_str(what),
            Inner::Call(error, Some(_)) => error.without_advice().fmt(f),
            Inner::Call(error, None) => error.fmt(f),
            Inner::Quiet => f.write_str("the reader of the output is gone"),
            Inner::Interrupted => f.write_str("interrupted"),
        }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let hint = advice::of(&error, false);
        Self(Box::new(Inner::Call(error, hint)))
    }
}

/// Writing failed: a reader that has seen enough is no problem.
impl From<io::Error> for Problem {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self(Box::new(Inner::Quiet));
        }
        Self::own(Exit::Vendor, format!("the output cannot be written: {error}"))
    }
}
