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
    let is_file = |text: &String| text.contains(['/', '\\', '.']);
    (is_file(base) || is_file(revision)).then(|| (PathBuf::from(base), PathBuf::from(revision)))
}

pub(super) fn compare(base: &Path, revision: &Path, arguments: &Arguments) -> Result<Compared, Problem> {
    let name = revision.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let (base, revision) = (Input::of_file(base)?, Input::of_file(revision)?);
    Ok(Compared::of(name, None, &base, &revision, &arguments.how()))
}
