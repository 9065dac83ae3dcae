//! The catalogue: every edit that can be made to a document, by name.
//!
//! A rule names an edit and its effect on the accepted values. It has no level: levels follow
//! from the effect ([`Level::of`](crate::effect::Level::of)).

mod annotations;
mod arrays;
mod bodies;
mod document;
mod explain;
mod objects;
mod operations;
mod parameters;
mod schemas;
mod security;
mod unions;

pub(crate) use annotations::*;
pub(crate) use arrays::*;
pub(crate) use bodies::*;
pub(crate) use document::*;
pub use explain::{explain, on_side};
pub(crate) use objects::*;
pub(crate) use operations::*;
pub(crate) use parameters::*;
pub(crate) use schemas::*;
pub(crate) use security::*;
pub(crate) use unions::*;

use crate::effect::{Effect, Effects, Tolerance};

/// An edit that can be made to a document.
#[derive(Debug)]
pub struct Rule {
    /// Its name, in `kebab-case`.
    pub id: &'static str,
    /// The name of the edit that undoes it.
    pub mirror: &'static str,
    /// What the vendor did, as a sentence without a period.
    pub title: &'static str,
    /// What it does to the accepted values, unless the place says otherwise.
    pub effects: Effects,
    /// Why it matters, and when the effect is another one.
    pub explanation: &'static str,
    /// What to do about it.
    pub advice: Advice,
    /// The file with the smallest documents that show it.
    pub fixture: &'static str,
}

/// What to do about a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advice {
    /// Nothing.
    Nothing,
    /// Use it if it is wanted.
    New,
    /// Look at the places that send the value.
    Sends,
    /// Look at the places that read the value.
    Reads,
    /// Look at the places that send or read the value.
    Both,
    /// Something will go: plan for it.
    Plan,
    /// A fact in `vendor.toml` may have to follow.
    Settings,
    /// Read the document again.
    Text,
}

impl Advice {
    /// The advice in words.
    pub fn text(self) -> &'static str {
        match self {
            Self::Nothing => "Nothing has to be done.",
            Self::New => "Nothing has to be done. To use what is new, generate the client and release a minor version.",
            Self::Sends => {
                "Find the callers that send such values and correct them. Where the Rust type stays, the compiler does not help: \
                 search for the member or parameter by name."
            }
            Self::Reads => {
                "Generate and release the client before the vendor turns the change on. Then look at the callers that read the \
                 value: where its Rust type has changed, the compiler names them."
            }
            Self::Both => {
                "Generate the client and let the compiler name the callers where the Rust type has changed. Elsewhere look at those \
                 that send or read the value."
            }
            Self::Plan => "Nothing breaks yet. Find the callers, and plan what they will use instead.",
            Self::Settings => {
                "See whether `vendor.toml` says the same (`[auth]`, `[server]`, `[operations]`): the generated client takes these \
                 facts from there."
            }
            Self::Text => "Read the new text: it may describe a change that the schema does not show.",
        }
    }
}

/// All rules, in the order of the documentation.
pub fn all() -> Vec<&'static Rule> {
    groups().iter().flat_map(|(_, rules)| *rules).copied().collect()
}

/// The rules by what they are about, in the order of the documentation.
pub fn groups() -> [(&'static str, &'static [&'static Rule]); 10] {
    [
        ("Operations", operations::RULES),
        ("Parameters", parameters::RULES),
        ("Bodies and answers", bodies::RULES),
        ("Types, values, numbers and texts", schemas::RULES),
        ("Objects", objects::RULES),
        ("Lists", arrays::RULES),
        ("Unions and conditions", unions::RULES),
        ("Beside the values", annotations::RULES),
        ("Credentials and addresses", security::RULES),
        ("The document", document::RULES),
    ]
}

/// The rule with this id.
pub fn find(id: &str) -> Option<&'static Rule> {
    all().into_iter().find(|rule| rule.id == id)
}

const fn both(effect: Effect) -> Effects {
    Effects::both(effect)
}

const fn tolerated(effect: Effect, tolerance: Tolerance) -> Effects {
    Effects::tolerated(effect, tolerance)
}

const fn sides(request: Effect, response: Effect, tolerance: Tolerance) -> Effects {
    Effects { request, response, tolerance }
}

/// Declares rules and `RULES`, the list of them.
macro_rules! rules {
    ($($name:ident $id:literal ($mirror:literal) $effects:expr, $advice:ident; $title:literal; $explanation:literal;)*) => {
        $(
            pub(crate) static $name: $crate::rules::Rule = $crate::rules::Rule {
                id: $id,
                mirror: $mirror,
                title: $title,
                effects: $effects,
                explanation: $explanation,
                advice: $crate::rules::Advice::$advice,
                fixture: include_str!(concat!("../../fixtures/", $id, ".yaml")),
            };
        )*
        pub(super) const RULES: &[&$crate::rules::Rule] = &[$(&$name),*];
    };
}
pub(crate) use rules;
