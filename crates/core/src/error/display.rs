//! How an error reads: one sentence that says what happened and what to do.

use std::fmt;

use super::{Error, ErrorKind};
use crate::response::known_media_type;
use crate::vendor::Operation;

/// Longer messages of vendors are cut; [`Error::message`] has all of it.
const LONGEST_MESSAGE: usize = 300;

const LOOK_FIRST: &str = "the server may have done what was asked, so look before you send it again";

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        WithoutAdvice(self).fmt(f)?;
        self.write_advice(f)
    }
}

/// All but what to do.
pub(super) struct WithoutAdvice<'a>(pub(super) &'a Error);

impl fmt::Display for WithoutAdvice<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.write_subject(f)?;
        self.0.write_event(f)?;
        self.0.write_vendor_words(f)?;
        self.0.write_circumstances(f)
    }
}

impl Error {
    fn write_subject(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0.vendor, self.0.operation) {
            (Some(vendor), Some(operation)) => write!(f, "{} {}: ", vendor.name, operation.id),
            (Some(vendor), None) => write!(f, "{}: ", vendor.name),
            _ => Ok(()),
        }
    }

    fn write_event(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.0.answer, self.decode_error()) {
            (Some(answer), Some(cause)) => {
                write!(f, "the answer (status {}", answer.status.as_u16())?;
                if let Some(media_type) = known_media_type(&answer.headers) {
                    write!(f, ", {media_type}")?;
                }
                write!(f, ") is not what was promised: {cause}")
            }
            (_, Some(cause)) => write!(f, "{}: {cause}", self.0.detail),
            (Some(answer), None) => {
                write!(f, "{}", answer.status.as_u16())?;
                if let Some(reason) = answer.status.canonical_reason() {
                    write!(f, " {reason}")?;
                }
                if !self.0.detail.is_empty() {
                    write!(f, ", {}", self.0.detail)?;
                }
                Ok(())
            }
            (None, None) => f.write_str(&self.0.detail),
        }
    }

    fn write_vendor_words(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.code(), self.message()) {
            (Some(code), Some(message)) => write!(f, ", “{}” ({})", Quoted(message), Quoted(code)),
            (None, Some(message)) => write!(f, ", “{}”", Quoted(message)),
            (Some(code), None) => write!(f, " ({})", Quoted(code)),
            (None, None) => Ok(()),
        }
    }

    fn write_circumstances(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.attempts > 1 {
            write!(f, " after {} attempts", self.0.attempts)?;
        }
        if let Some(id) = self.request_id() {
            write!(f, " [request {id}]")?;
        }
        if let Some(thread) = self.thread() {
            write!(f, " [thread {}]", Quoted(thread))?;
        }
        Ok(())
    }

    fn write_advice(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.0.advice.is_empty() {
            write!(f, "; {}", self.0.advice)?;
            // A call's limit that is raised undoes nothing.
            let is_late = self.0.kind == ErrorKind::Timeout && self.0.operation.is_some();
            return if is_late && self.may_do_harm_again() { write!(f, "; {LOOK_FIRST}") } else { Ok(()) };
        }
        let key_env = self.0.vendor.map_or("the key", |vendor| vendor.key_env);
        match self.kind() {
            ErrorKind::Authentication => write!(f, "; check the key ({key_env})"),
            ErrorKind::Permission => write!(f, "; this key ({key_env}) has no right to do that"),
            ErrorKind::Payment => f.write_str("; top up the account"),
            ErrorKind::NotFound => f.write_str("; check the ids, and the base URL"),
            ErrorKind::Conflict => f.write_str("; read the current state and decide again"),
            ErrorKind::RateLimit => match self.retry_after() {
                Some(wait) => write!(f, "; try again in {} s", wait.as_secs_f64().ceil()),
                None => f.write_str("; send fewer calls, or try again later"),
            },
            ErrorKind::Rejected => f.write_str("; correct the request"),
            ErrorKind::Server if self.0.budget_exhausted => f.write_str("; not sent again, since too many calls of this client fail"),
            ErrorKind::Server => match self.retry_after() {
                Some(wait) => write!(f, "; try again in {} s", wait.as_secs_f64().ceil()),
                None if self.may_do_harm_again() => write!(f, "; {LOOK_FIRST}"),
                None => f.write_str("; try again later"),
            },
            ErrorKind::Connect => f.write_str("; check the network and the base URL"),
            ErrorKind::Connection if self.may_do_harm_again() => write!(f, "; {LOOK_FIRST}"),
            ErrorKind::Connection => f.write_str("; try again"),
            ErrorKind::Decode if self.body().is_some_and(|body| !body.is_empty()) => f.write_str("; Error::body has the bytes"),
            _ => Ok(()),
        }
    }

    /// Whether it may have been done, and to do it twice is not the same as once.
    fn may_do_harm_again(&self) -> bool {
        self.may_have_been_processed() && !self.0.operation.is_some_and(Operation::is_idempotent)
    }
}

/// Foreign text on one line, without control characters, of bounded length.
struct Quoted<'a>(&'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (count, letter) in self.0.trim().chars().enumerate() {
            if count == LONGEST_MESSAGE {
                return f.write_str("…");
            }
            let shown = if letter.is_control() || is_bidi_control(letter) { ' ' } else { letter };
            fmt::Write::write_char(f, shown)?;
        }
        Ok(())
    }
}

/// Characters that reorder the text around them: a log line must read as it was written.
fn is_bidi_control(letter: char) -> bool {
    matches!(letter, '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

// Everything that helps and nothing that must not be logged: no headers, no body, no URL.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Error");
        shown.field("kind", &self.0.kind);
        shown.field("vendor", &self.vendor());
        shown.field("operation", &self.operation());
        if !self.0.detail.is_empty() {
            shown.field("detail", &self.0.detail);
        }
        if let Some(answer) = &self.0.answer {
            shown.field("status", &answer.status.as_u16());
            shown.field("body_bytes", &answer.body.len());
            shown.field("body_truncated", &answer.truncated);
            shown.field("retry_after", &answer.retry_after);
        }
        shown.field("code", &self.code().map(|code| Quoted(code).to_string()));
        shown.field("message", &self.message().map(|message| Quoted(message).to_string()));
        shown.field("request_id", &self.request_id());
        shown.field("thread", &self.thread());
        shown.field("attempts", &self.0.attempts);
        shown.field("processed", &self.0.processed);
        shown.field("source", &self.0.source);
        shown.finish()
    }
}
