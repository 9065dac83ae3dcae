//! The documents that paths name.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// Files that may be documents.
const ENDINGS: [&str; 3] = ["json", "yaml", "yml"];

/// A file that is to be worked on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// The file, as the user would type it.
    pub(super) path: PathBuf,
    /// Nobody asked for it by name, and its own says that it is for programs: when it turns
    /// out to be no OpenAPI at all, nobody wants to read that.
    pub(super) may_be_passed_over: bool,
}

/// All files: those that are named, whatever they are called, and those in folders that are
/// called as documents are. Each once, folders in the order of names.
pub(super) fn documents(paths: &[PathBuf]) -> Vec<Found> {
    let mut search = Search::default();
    for path in paths {
        if path.is_dir() {
            search.folder(path);
        } else {
            search.file(path.clone(), false);
        }
    }
    search.found
}

#[derive(Default)]
struct Search {
    found: Vec<Found>,
    /// What was seen, by its one true name: links may lead round in a circle.
    seen: BTreeSet<PathBuf>,
}

impl Search {
    fn is_new(&mut self, path: &Path) -> bool {
        self.seen.insert(fs::canonicalize(path).unwrap_or_else(|_| path.to_owned()))
    }

    fn file(&mut self, path: PathBuf, may_be_passed_over: bool) {
        if self.is_new(&path) {
            self.found.push(Found { path, may_be_passed_over });
        }
    }

    fn folder(&mut self, folder: &Path) {
        if !self.is_new(folder) {
            return;
        }
        // A folder that cannot be listed has no documents for us.
        let mut entries: Vec<PathBuf> = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
        entries.sort();
        for entry in entries {
            if entry.is_dir() {
                self.folder(&entry);
            } else if entry.is_file() && is_called_a_document(&entry) {
                let for_programs = is_for_programs(&entry);
                self.file(entry, for_programs);
            }
        }
    }
}

fn is_called_a_document(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known)))
}

/// Hidden files, and lists of what else there is.
fn is_for_programs(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.starts_with('.') || path.file_stem().is_some_and(|stem| stem == "index")
}
