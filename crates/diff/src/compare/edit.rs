//! One difference, before it is known who meets it.

use crate::{
    effect::Effects,
    model::Place,
    rules::Rule,
    uses::{Edge, Origin},
};

/// A difference.
#[derive(Clone)]
pub(crate) struct Edit {
    pub(crate) rule: &'static Rule,
    pub(crate) effects: Effects,
    /// Where it was met, and by which way from there.
    pub(crate) origin: Origin,
    pub(crate) edge: Edge,
    /// The places in both documents; where something is missing, what lacks it.
    pub(crate) base: Place,
    pub(crate) revision: Place,
    pub(crate) subject: Subject,
    /// What is said of the subject.
    pub(crate) text: String,
}

/// What a sentence speaks of.
#[derive(Clone)]
pub(crate) enum Subject {
    /// The thing at a place of the old document.
    Base(Place),
    /// The thing at a place of the new document.
    Revision(Place),
    /// These words.
    Words(String),
}
