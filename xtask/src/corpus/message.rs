//! What the worker of a document tells its driver: a line of JSON for each thing it knows, so
//! that what was known when it crashed is not lost.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::message::ProblemMessage;

/// Something that is known of a document.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Message {
    /// The version that it says it is of.
    Version(String),
    /// How many operations it has.
    Operations(usize),
    /// In how many places a schema stands.
    Schemas(usize),
    /// What is worked at from now on.
    Stage(Stage),
    /// How often each rule was applied.
    Findings(BTreeMap<String, usize>),
    /// It cannot be worked on.
    Refused(ProblemMessage),
    /// There is a client.
    Generated(Generated),
}

/// The client of a document.
#[derive(Serialize, Deserialize)]
pub(super) struct Generated {
    /// Operations of the document that are methods.
    pub(super) operations: usize,
    /// The others.
    pub(super) dropped: Vec<Dropped>,
    /// Lines of code.
    pub(super) lines: usize,
    /// The most memory that it took.
    pub(super) peak_mb: Option<f64>,
}

/// An operation that is no method.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Dropped {
    /// Where it is in the document.
    pub(crate) pointer: String,
    /// What the report says of it.
    pub(crate) reason: String,
}

/// A part of the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Stage {
    Read,
    Lower,
    Generate,
    Write,
}

impl Stage {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Read => "reading",
            Self::Lower => "lowering",
            Self::Generate => "generating",
            Self::Write => "writing",
        }
    }
}
