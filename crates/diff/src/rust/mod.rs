//! What changes in the generated crate, from the code that was generated of both documents.
//!
//! Nothing is guessed from a rule: both files are read as Rust, what a caller can name is listed
//! with its signature, and the lists are compared. A difference is then handed to the change of
//! the document that explains it.

mod api;
mod attribute;
mod difference;
mod index;
mod types;

use std::collections::BTreeMap;

use serde::Serialize;

pub(crate) use attribute::attribute;
pub(crate) use difference::Difference;

/// A step of a crate's version, by what it means for callers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Step {
    /// The crate is the same.
    #[default]
    None,
    /// The crate is another one, and nothing that callers can name has changed.
    Patch,
    /// Callers can name something new, and all that they could name before.
    Minor,
    /// Code that compiled may no longer compile.
    Major,
}

impl Step {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }
}

/// Two surfaces, compared.
pub(crate) struct Comparison {
    pub(crate) step: Step,
    pub(crate) differences: Vec<Difference>,
    /// Type → where it is from, in either document.
    pub(crate) origins: BTreeMap<String, String>,
}

/// Compares two generated files.
pub(crate) fn compare(base: &str, revision: &str) -> Result<Comparison, String> {
    if base == revision {
        return Ok(Comparison { step: Step::None, differences: Vec::new(), origins: BTreeMap::new() });
    }
    let read =
        |which: &str, text: &str| syn::parse_file(text).map_err(|error| format!("the code of the {which} document is no Rust: {error}"));
    let (old, new) = (api::Api::of(&read("old", base)?), api::Api::of(&read("new", revision)?));
    let differences = difference::differences(&old, &new);
    let step = differences.iter().map(|difference| difference.step).max().unwrap_or(Step::Patch);
    let mut origins = old.origins;
    origins.extend(new.origins);
    Ok(Comparison { step, differences, origins })
}

/// The step between two generated files, by what their callers can name.
///
/// # Errors
/// One of the texts is no Rust.
pub fn step(base: &str, revision: &str) -> Result<Step, String> {
    compare(base, revision).map(|comparison| comparison.step)
}
