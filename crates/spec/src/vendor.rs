//! `vendor.toml`: everything that is a fact about one vendor rather than about its API.

mod sandbox;
mod settings;
mod without;

use std::{
    fs,
    path::{Path, PathBuf},
};

pub use sandbox::*;
pub use settings::*;

use crate::{Problem, load::read_file, nearest, walk::METHODS};

/// The file that makes a folder a vendor.
const FILE: &str = "vendor.toml";
/// Our corrections, beside it.
const OVERLAY: &str = "overlay.yaml";

/// A vendor: a folder with a document and a [`Settings`] file.
#[derive(Clone, Debug, PartialEq)]
pub struct Vendor {
    /// The name of the folder: the word used in paths, features and commands.
    pub name: String,
    /// The folder.
    pub dir: PathBuf,
    /// What `vendor.toml` says.
    pub settings: Settings,
}

impl Vendor {
    /// Reads the vendor whose folder is `dir`.
    pub fn load(dir: &Path) -> Result<Self, Problem> {
        let path = dir.join(FILE);
        let file = path.display().to_string();
        let bytes = read_file(&path)?;
        let text = String::from_utf8(bytes)
            .map_err(|_| Problem::in_file(&file, "not text in UTF-8", "TOML is UTF-8", "save the file in UTF-8"))?;
        let settings: Settings = toml::from_str(&text).map_err(|error| problem(&file, &text, &error))?;
        let name = dir.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let vendor = Self { name, dir: dir.to_owned(), settings };
        vendor.check()?;
        Ok(vendor)
    }

    /// The vendor's name as people write it.
    pub fn title(&self) -> &str {
        self.settings.title.as_deref().unwrap_or(&self.name)
    }

    /// The document.
    pub fn document_path(&self) -> PathBuf {
        self.dir.join(&self.settings.document.file)
    }

    /// The overlay, if there is one.
    pub fn overlay_path(&self) -> Option<PathBuf> {
        let path = self.dir.join(OVERLAY);
        path.is_file().then_some(path)
    }

    /// Facts about one operation; the defaults when the file has none.
    pub fn operation(&self, method: &str, path: &str) -> Operation {
        let key = format!("{} {path}", method.to_uppercase());
        self.settings.operations.get(&key).cloned().unwrap_or_default()
    }

    /// A problem with a setting, on the first line that has `needle`.
    pub fn problem(&self, needle: &str, what: String, why: &str, help: String) -> Problem {
        let path = self.dir.join(FILE);
        let text = fs::read_to_string(&path).unwrap_or_default();
        let mut problem = Problem::in_file(path.display().to_string(), what, why, help);
        problem.place.line = text.lines().position(|line| line.contains(needle)).map(|index| index + 1);
        problem
    }

    fn check(&self) -> Result<(), Problem> {
        let refuse = |needle: &str, what: String, why: &str, help: String| Err(self.problem(needle, what, why, help));
        if let Some(name) = self.settings.name.as_ref().filter(|name| **name != self.name) {
            return refuse(
                "name",
                format!("`name` is `{name}`, but the folder is `{}`", self.name),
                "one word names the vendor everywhere",
                "rename one of the two".to_owned(),
            );
        }
        let document = &self.settings.document.file;
        if document.contains(['/', '\\']) {
            return refuse(
                document,
                format!("`document.file` is `{document}`, not a name of a file"),
                "the document lies beside this file",
                "put it there and write its name only".to_owned(),
            );
        }
        for (key, operation) in &self.settings.operations {
            let method = key.split_once(" /").map(|(method, _)| method).unwrap_or_default();
            if !METHODS.iter().any(|known| known.to_uppercase() == method) {
                return refuse(
                    key,
                    format!("`{key}` does not name an operation"),
                    "an operation is named by its method and path",
                    "write for example `\"GET /contacts/{id}\"`".to_owned(),
                );
            }
            let paging = operation.paging.as_deref();
            if let Some(paging) = paging.filter(|name| !self.settings.paging.contains_key(*name)) {
                let known = self.settings.paging.keys().map(String::as_str);
                let hint = nearest::hint(paging, known).map(|hint| format!("; {hint}"));
                return refuse(
                    key,
                    format!("`{key}` pages by `{paging}`, which is not described"),
                    "each way of paging is a table of this file",
                    format!("add `[paging.{paging}]`{}", hint.unwrap_or_default()),
                );
            }
        }
        for (key, operation) in &self.settings.operations {
            let chats = &self.settings.sandbox.chats;
            let chat = operation.sandbox.as_ref().and_then(|play| play.chat.as_deref());
            if let Some(chat) = chat.filter(|name| !chats.contains_key(*name)) {
                let hint = nearest::hint(chat, chats.keys().map(String::as_str)).map(|hint| format!("; {hint}"));
                return refuse(
                    key,
                    format!("`{key}` is a conversation like `{chat}`, which is not described"),
                    "each kind of conversation is a table of this file",
                    format!("add `[sandbox.chats.{chat}]`{}", hint.unwrap_or_default()),
                );
            }
        }
        Ok(())
    }
}

/// All vendors: the folders of `specs_dir` that have a `vendor.toml`, by name.
pub fn vendors(specs_dir: &Path) -> Result<Vec<Vendor>, Problem> {
    names(specs_dir)?.iter().map(|name| Vendor::load(&specs_dir.join(name))).collect()
}

/// The vendor called `name`.
pub fn find(specs_dir: &Path, name: &str) -> Result<Vendor, Problem> {
    let known = names(specs_dir)?;
    if known.iter().any(|known| known == name) {
        return Vendor::load(&specs_dir.join(name));
    }
    let help = match nearest::hint(name, known.iter().map(String::as_str)) {
        Some(hint) => hint,
        None => {
            format!("add `{}`, or name one that exists", specs_dir.join(name).join(FILE).display())
        }
    };
    Err(Problem::in_file(
        specs_dir.display().to_string(),
        format!("there is no vendor `{name}`"),
        format!("a vendor is a folder with a `{FILE}`; there are `{}`", known.join("`, `")),
        help,
    ))
}

/// The folders of `specs_dir` that have a `vendor.toml`, sorted.
fn names(specs_dir: &Path) -> Result<Vec<String>, Problem> {
    let unreadable = |error: std::io::Error| {
        Problem::in_file(
            specs_dir.display().to_string(),
            format!("cannot list the folder: {error}"),
            "its folders are the vendors",
            "run the command in the workspace",
        )
    };
    let mut names = Vec::new();
    for entry in fs::read_dir(specs_dir).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        if entry.path().join(FILE).is_file() {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    names.sort();
    Ok(names)
}

fn problem(file: &str, text: &str, error: &toml::de::Error) -> Problem {
    let message = error.message().replace('\n', ", ");
    let unknown = message.starts_with("unknown");
    let mut problem = Problem::in_file(
        file,
        format!("not a vendor's settings: {message}"),
        if unknown {
            "a setting that is not understood would be ignored in silence"
        } else {
            "everything that is generated for the vendor is made with these settings"
        },
        if unknown { "correct the spelling, or remove it" } else { "correct the file" },
    );
    problem.place.line = error.span().map(|span| text.get(..span.start).unwrap_or_default().matches('\n').count() + 1);
    problem
}
