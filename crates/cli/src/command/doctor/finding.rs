//! What a look at one thing found.

use serde_json::{Value, json};

use crate::{catalogue::Vendor, exit::Exit};

/// How a thing is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// As it should be.
    Fine,
    /// Not wrong, but probably not meant.
    Doubtful,
    /// Wrong: a call would end like this.
    Failed(Exit),
    /// Not looked at.
    Skipped,
}

/// What a look at one thing found.
#[derive(Debug)]
pub(super) struct Finding {
    /// The vendor; empty if it is about all.
    pub(super) vendor: &'static str,
    pub(super) check: &'static str,
    pub(super) state: State,
    pub(super) detail: String,
    /// What to do.
    pub(super) hint: Option<String>,
}

impl Finding {
    pub(super) fn new(vendor: &Vendor, check: &'static str, state: State, detail: impl Into<String>) -> Self {
        Self { vendor: vendor.facts.name, check, state, detail: detail.into(), hint: None }
    }

    pub(super) fn general(check: &'static str, state: State, detail: impl Into<String>) -> Self {
        Self { vendor: "", check, state, detail: detail.into(), hint: None }
    }

    pub(super) fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    pub(super) fn to_json(&self) -> Value {
        let vendor = Some(self.vendor).filter(|name| !name.is_empty());
        json!({ "vendor": vendor, "check": self.check, "state": self.state.word(), "detail": self.detail, "hint": self.hint })
    }
}

impl State {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Fine => "ok",
            Self::Doubtful => "warn",
            Self::Failed(_) => "fail",
            Self::Skipped => "skip",
        }
    }

    pub(super) fn exit(self) -> Option<Exit> {
        match self {
            Self::Failed(exit) => Some(exit),
            _ => None,
        }
    }
}
