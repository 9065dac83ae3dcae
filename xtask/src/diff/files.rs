//! Two files, whatever they are called and wherever they lie.

use std::path::{Path, PathBuf};

use switchboard_spec::Problem;

use super::{
    Arguments,
    input::{Compared, Input},
};

/// The two files that are named, if files are named.
pub(super) fn of(what: &[String]) -> Option<(PathBuf, PathBuf)> {
    let [base, revision] = what else { return None };
    (is_file(base) || is_file(revision)).then(|| (PathBuf::from(base), PathBuf::from(revision)))
}

/// No vendor has such a name.
fn is_file(text: &str) -> bool {
    text.contains(['/', '\\', '.'])
}

/// Refuses files that are not two.
pub(super) fn refuse_others(what: &[String]) -> Result<(), Problem> {
    let Some(file) = what.iter().find(|text| is_file(text)) else { return Ok(()) };
    Err(Problem::in_file(
        file,
        "a document is compared with one other document",
        "what changes is between two: the old one, and the new one",
        "name two files, the old one first; or vendors, by the names of their folders in `specs/`",
    ))
}

pub(super) fn compare(base: &Path, revision: &Path, arguments: &Arguments) -> Result<Compared, Problem> {
    let name = revision.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let (base, revision) = (Input::of_file(base)?, Input::of_file(revision)?);
    Ok(Compared::of(name, None, &base, &revision, &arguments.how()))
}
