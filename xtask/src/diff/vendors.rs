//! The vendors of the workspace, as they are and as they were.

use std::{collections::BTreeSet, fs, io, path::Path};

use switchboard_diff::version::Presence;
use switchboard_spec::{
    Problem,
    vendor::{self, Vendor},
};

use super::{
    Arguments,
    git::{Revision, Scratch},
    input::{Compared, Input},
    release,
};
use crate::term;

const SPECS: &str = "specs";
/// What is made of a document is not compared.
const MADE: [&str; 2] = ["lowered.json", "report.md"];

/// Compares the vendors that are asked for with what they were.
pub(super) fn compare(arguments: &Arguments) -> Result<Vec<Compared>, Vec<Problem>> {
    let one = |problem| vec![problem];
    let revision = Revision::find(arguments.base.as_deref()).map_err(one)?;
    let old_files = revision.files(SPECS).map_err(one)?;
    let before: BTreeSet<String> =
        old_files.iter().filter_map(|path| path.strip_suffix("/vendor.toml")?.strip_prefix("specs/")).map(str::to_owned).collect();
    let now: BTreeSet<String> = vendor::vendors(Path::new(SPECS)).map_err(one)?.into_iter().map(|vendor| vendor.name).collect();
    let names: BTreeSet<String> = match arguments.what.as_slice() {
        [] => before.union(&now).cloned().collect(),
        named => named.iter().cloned().collect(),
    };
    term::err(&format!("{:>12} {SPECS}/ with revision {}", "Comparing", revision.short()));
    let mut compared = Vec::new();
    let mut problems = Vec::new();
    for name in &names {
        match (before.contains(name), now.contains(name)) {
            (true, true) => match vendor(name, &revision, &old_files, arguments) {
                Ok(result) => compared.push(result),
                Err(problem) => problems.push(problem),
            },
            (true, false) => compared.push(Compared::alone(name.clone(), Presence::Gone)),
            (false, true) => compared.push(Compared::alone(name.clone(), Presence::New)),
            // The message names those that exist.
            (false, false) => problems.extend(vendor::find(Path::new(SPECS), name).err()),
        }
    }
    if problems.is_empty() { Ok(compared) } else { Err(problems) }
}

fn vendor(name: &str, revision: &Revision, old_files: &[String], arguments: &Arguments) -> Result<Compared, Problem> {
    let scratch = Scratch::new(name).map_err(|error| unwritable(&error))?;
    let folder = scratch.path().join(name);
    let start = format!("{SPECS}/{name}/");
    for path in old_files.iter().filter(|path| path.starts_with(&start)) {
        let inside = path.get(start.len()..).unwrap_or_default();
        if MADE.contains(&inside) {
            continue;
        }
        let to = folder.join(inside);
        let text = revision.text(path)?;
        let write = || {
            fs::create_dir_all(to.parent().unwrap_or(&folder))?;
            fs::write(&to, text)
        };
        write().map_err(|error: io::Error| unwritable(&error))?;
    }
    // A message names the file that a user can look at.
    let in_revision = |mut problem: Problem| {
        let here = folder.display().to_string();
        problem.place.file = problem.place.file.replace(&here, &format!("{}:{SPECS}/{name}", revision.short()));
        problem
    };
    let base = Vendor::load(&folder).and_then(Input::of_vendor).map_err(in_revision)?;
    let now = Input::of_vendor(vendor::find(Path::new(SPECS), name)?)?;
    let version = release::version_in(revision, name);
    Ok(Compared::of(name.to_owned(), version, &base, &now, &arguments.how()))
}

fn unwritable(error: &io::Error) -> Problem {
    Problem::in_file(
        std::env::temp_dir().display().to_string(),
        format!("cannot write there: {error}"),
        "the documents of the old revision are laid there to be read",
        "check its permissions and the space on the disk, or set `TMPDIR`",
    )
}
