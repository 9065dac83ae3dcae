//! The only place that writes files.
//!
//! A file that would not change is not touched. All others are first written beside the old
//! ones under other names, and only when all of them are safe on the disk take their places:
//! whoever is killed in between leaves each file whole, and when one cannot take its place, the
//! others are put back.

use std::{
    env,
    fs::{self, File},
    io::{self, Write},
    path::{Component, Path, PathBuf},
    process,
};

use switchboard_spec::Problem;

/// Names a file half of which is to be written before the process dies, so that this is tested.
const SIMULATE_KILL: &str = "SWITCHBOARD_SIMULATE_KILL";

/// A file that was made, and what is there.
pub(crate) struct Change {
    path: String,
    new: String,
    old: Old,
}

/// What there is of a file.
enum Old {
    Missing,
    Same,
    Text(String),
}

impl Change {
    /// The path in the workspace.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// Would writing it change anything?
    pub(crate) fn is_needed(&self) -> bool {
        !matches!(self.old, Old::Same)
    }

    /// What is there now, if it is something else.
    pub(crate) fn old(&self) -> Option<&str> {
        match &self.old {
            Old::Text(text) => Some(text),
            Old::Missing | Old::Same => None,
        }
    }

    /// What is to be there.
    pub(crate) fn new_content(&self) -> &str {
        &self.new
    }
}

/// Compares what was made with what is there.
pub(crate) fn compare(files: Vec<(String, String)>) -> Result<Vec<Change>, Problem> {
    files
        .into_iter()
        .map(|(path, new)| {
            let inside = Path::new(&path).components().all(|it| matches!(it, Component::Normal(_)));
            if !inside {
                return Err(Problem::in_file(
                    path,
                    "a generated file would lie outside the workspace",
                    "the generator may only write to the workspace",
                    "this is a mistake in the generator: report it",
                ));
            }
            let old = match fs::read(&path) {
                Ok(bytes) if bytes == new.as_bytes() => Old::Same,
                Ok(bytes) => Old::Text(String::from_utf8_lossy(&bytes).into_owned()),
                Err(error) if error.kind() == io::ErrorKind::NotFound => Old::Missing,
                Err(error) => return Err(problem(Path::new(&path), "read", &error)),
            };
            Ok(Change { path, new, old })
        })
        .collect()
}

/// Makes the changes that are needed.
pub(crate) fn replace(changes: &[&Change]) -> Result<(), Problem> {
    let mut staged = Staged { files: Vec::new() };
    for change in changes.iter().filter(|change| change.is_needed()) {
        staged.add(Path::new(&change.path), change.new.as_bytes())?;
    }
    staged.commit()
}

/// Files under their temporary names; what is not committed is removed again.
struct Staged {
    files: Vec<(PathBuf, PathBuf)>,
}

impl Staged {
    fn add(&mut self, path: &Path, content: &[u8]) -> Result<(), Problem> {
        let folder = path.parent().unwrap_or(Path::new(""));
        let failed = |error: &io::Error| problem(path, "write", error);
        fs::create_dir_all(folder).map_err(|error| failed(&error))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        remove_leftovers(folder, &name);
        let temporary = folder.join(format!("{}{}{END}", start(&name), process::id()));
        self.files.push((temporary.clone(), path.to_owned()));
        let mut file = File::create(&temporary).map_err(|error| failed(&error))?;
        if env::var_os(SIMULATE_KILL).is_some_and(|wanted| path == Path::new(&wanted)) {
            let half = content.get(..content.len() / 2).unwrap_or_default();
            let _ = file.write_all(half);
            process::abort();
        }
        file.write_all(content).and_then(|()| file.sync_all()).map_err(|error| failed(&error))
    }

    /// Puts all files into their places; if one cannot be, those before it are put back.
    fn commit(mut self) -> Result<(), Problem> {
        let mut replaced: Vec<(PathBuf, Option<Vec<u8>>)> = Vec::new();
        while let Some((temporary, path)) = self.files.pop() {
            let old = fs::read(&path).ok();
            if let Err(error) = fs::rename(&temporary, &path) {
                let problem = problem(&path, "write", &error);
                self.files.push((temporary, path));
                for (path, old) in replaced {
                    let _ = match old {
                        Some(old) => fs::write(&path, old),
                        None => fs::remove_file(&path),
                    };
                }
                return Err(problem);
            }
            replaced.push((path, old));
        }
        Ok(())
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        for (temporary, _) in &self.files {
            let _ = fs::remove_file(temporary);
        }
    }
}

/// How the temporary name of the file `name` begins, and ends.
fn start(name: &str) -> String {
    format!(".{name}.")
}
const END: &str = ".tmp";

/// Removes what a run that was killed has left of this file.
fn remove_leftovers(folder: &Path, name: &str) {
    let start = start(name);
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let other = entry.file_name();
        let other = other.to_string_lossy();
        if other.starts_with(&start) && other.ends_with(END) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

fn problem(path: &Path, verb: &str, error: &io::Error) -> Problem {
    Problem::in_file(
        path.display().to_string(),
        format!("cannot {verb} the file: {error}"),
        "it is one of the generated files",
        "check the permissions of the file and its folder, and the space on the disk",
    )
}

#[cfg(test)]
mod tests;
