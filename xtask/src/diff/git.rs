//! Files as they were in a revision of git.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
    process::{self, Command},
};

use switchboard_spec::Problem;

/// A revision, in full.
#[derive(Clone, Debug)]
pub(super) struct Revision {
    pub(super) id: String,
}

impl Revision {
    /// The revision that is named, or where this branch left main.
    pub(super) fn find(named: Option<&str>) -> Result<Self, Problem> {
        if let Some(name) = named {
            let id = git(&["rev-parse", "--verify", "--quiet", &format!("{name}^{{commit}}")]).map_err(|error| {
                problem(
                    format!("there is no revision `{name}`{}", error.said()),
                    "its documents are what the working tree is compared with",
                    "name a commit, a tag or a branch that `git log` knows; a shallow clone may have to be deepened (`git fetch --unshallow`)",
                )
            })?;
            return Ok(Self { id: id.trim().to_owned() });
        }
        let mut last = Failed::default();
        for main in ["main", "origin/main"] {
            match git(&["merge-base", "HEAD", main]) {
                Ok(id) => return Ok(Self { id: id.trim().to_owned() }),
                Err(error) => last = error,
            }
        }
        Err(problem(
            format!("where this branch left `main` is not known{}", last.said()),
            "the documents of that revision are what the working tree is compared with",
            "name a revision (`--base REV`); in CI, fetch the history of the target branch as well (`fetch-depth: 0`)",
        ))
    }

    /// The files of a folder, by their paths in the repository.
    pub(super) fn files(&self, folder: &str) -> Result<Vec<String>, Problem> {
        let listed = git(&["ls-tree", "-r", "-z", "--name-only", &self.id, "--", &format!("{folder}/")]);
        let listed = listed.map_err(|error| self.unreadable(folder, &error))?;
        Ok(listed.split('\0').filter(|path| !path.is_empty()).map(str::to_owned).collect())
    }

    /// The text of a file.
    pub(super) fn text(&self, path: &str) -> Result<String, Problem> {
        // `./` makes it relative to the folder that the command runs in, which is the workspace.
        git(&["show", &format!("{}:./{path}", self.id)]).map_err(|error| self.unreadable(path, &error))
    }

    /// The first figures of its name.
    pub(super) fn short(&self) -> &str {
        self.id.get(..10).unwrap_or(&self.id)
    }

    fn unreadable(&self, path: &str, error: &Failed) -> Problem {
        problem(
            format!("`{path}` of revision {} cannot be read{}", self.short(), error.said()),
            "it is what the working tree is compared with",
            "name another revision (`--base REV`)",
        )
    }
}

/// A folder that is removed when it is no longer needed.
pub(super) struct Scratch(PathBuf);

impl Scratch {
    pub(super) fn new(name: &str) -> io::Result<Self> {
        let folder = env::temp_dir().join(format!("switchboard-diff-{}-{name}", process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder)?;
        Ok(Self(folder))
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Why git gave no answer.
#[derive(Debug, Default)]
struct Failed(String);

impl Failed {
    /// What git said, as the end of a sentence.
    fn said(&self) -> String {
        if self.0.is_empty() { String::new() } else { format!(" (git: {})", self.0) }
    }
}

fn git(arguments: &[&str]) -> Result<String, Failed> {
    // Pathspecs are names here, not patterns.
    let output = Command::new("git").arg("--literal-pathspecs").args(arguments).output().map_err(|error| Failed(error.to_string()))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(Failed(said.lines().next().unwrap_or_default().trim().to_owned()));
    }
    String::from_utf8(output.stdout).map_err(|_| Failed("not text in UTF-8".to_owned()))
}

fn problem(what: String, why: &str, help: &str) -> Problem {
    Problem::in_file("git", what, why, help)
}
