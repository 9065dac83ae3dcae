//! A small workspace of its own for each test, and the command run in it.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::SystemTime,
};

/// A copy of `tests/fixtures/workspace`.
pub(crate) struct Workspace {
    root: PathBuf,
}

/// What a command did.
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Workspace {
    /// A fresh copy; `name` is that of the test.
    pub(crate) fn new(name: &str) -> Self {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&root);
        copy(Path::new("tests/fixtures/workspace"), &root);
        Self { root }
    }

    /// A copy in which everything has been generated.
    pub(crate) fn generated(name: &str) -> Self {
        let workspace = Self::new(name);
        let run = workspace.run(&["generate"]);
        assert_eq!(run.code, Some(0), "{}", run.stderr);
        workspace
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        self.run_with(arguments, &[])
    }

    pub(crate) fn run_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Run {
        let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
            .args(arguments)
            .arg("--root")
            .arg(&self.root)
            .envs(variables.iter().copied())
            .output()
            .unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Run { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.root.join(path)).unwrap()
    }

    /// Replaces `old`, which must be there, in a file.
    pub(crate) fn edit(&self, path: &str, old: &str, new: &str) {
        let text = self.read(path);
        assert!(text.contains(old), "{path} has no {old}");
        fs::write(self.root.join(path), text.replacen(old, new, 1)).unwrap();
    }

    /// Where a file of the workspace is.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        fs::write(self.root.join(path), text).unwrap();
    }

    pub(crate) fn append(&self, path: &str, text: &str) {
        self.write(path, &(self.read(path) + text));
    }

    /// Writes a file that was not there.
    pub(crate) fn add(&self, path: &str, text: &str) {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn remove(&self, path: &str) {
        fs::remove_file(self.root.join(path)).unwrap();
    }

    /// Every file, with its contents and the time of its last change.
    pub(crate) fn files(&self) -> BTreeMap<PathBuf, (Vec<u8>, SystemTime)> {
        let mut files = BTreeMap::new();
        collect(&self.root, &mut files);
        files
    }
}

fn collect(folder: &Path, files: &mut BTreeMap<PathBuf, (Vec<u8>, SystemTime)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else {
            let changed = path.metadata().unwrap().modified().unwrap();
            files.insert(path.clone(), (fs::read(&path).unwrap(), changed));
        }
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let from = entry.unwrap().path();
        let to = to.join(from.file_name().unwrap());
        if from.is_dir() {
            copy(&from, &to);
        } else {
            fs::copy(&from, &to).unwrap();
        }
    }
}

impl Run {
    /// All that a user sees, without what differs from run to run.
    pub(crate) fn text(&self) -> String {
        let code = self.code.map_or_else(|| "killed".to_owned(), |code| code.to_string());
        let stderr = mask(&sort_progress(&self.stderr));
        let stdout = mask(&self.stdout);
        format!("exit code {code}\n── standard error\n{stderr}── standard output\n{stdout}")
    }
}

/// Vendors end in any order.
fn sort_progress(text: &str) -> String {
    let is_progress = |line: &&str| [" Generated ", " Failed "].iter().any(|verb| line.trim_end().contains(verb));
    let mut progress: Vec<&str> = text.lines().filter(is_progress).collect();
    progress.sort_unstable();
    let rest = text.lines().filter(|line| !is_progress(line));
    progress.into_iter().chain(rest).flat_map(|line| [line, "\n"]).collect()
}

/// Masks hashes, and in the table all but the vendors, their documents and operations.
fn mask(text: &str) -> String {
    let mut in_table = false;
    let mut masked = String::new();
    for line in text.lines() {
        if in_table {
            let kept = if line.starts_with("total ") { 2 } else { 3 };
            let cells: Vec<_> = line.split_whitespace().take(kept).collect();
            masked.push_str(&cells.join("  "));
            masked.push_str("  …\n");
        } else {
            // How far down in a generated file it is tells nothing.
            let line = line.split_once(".rs, from line ").map_or(line, |(before, _)| before);
            let words: Vec<_> = line.split(' ').map(mask_hash).collect();
            masked.push_str(&words.join(" "));
            masked.push('\n');
        }
        if line.starts_with("vendor ") && line.ends_with(" ms") {
            in_table = true;
            // How wide the last column is depends on how fast the machine is.
            masked.truncate(masked.len() - line.len() - 1);
            masked.push_str(line.trim_end_matches("ms").trim_end());
            masked.push_str("  ms\n");
        }
    }
    masked
}

fn mask_hash(word: &str) -> String {
    let is_hash = |part: &str| part.len() == 64 && part.bytes().all(|b| b.is_ascii_hexdigit());
    word.split('`').map(|part| if is_hash(part) { "(hash)" } else { part }).collect::<Vec<_>>().join("`")
}
