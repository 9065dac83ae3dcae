//! The files of the document's folder, and no others.

use std::{
    collections::BTreeMap,
    fs,
    path::{Component, Path, PathBuf},
};

use serde_json::Value;

use crate::{
    Problem,
    load::{Source, read_file},
    nearest,
    reference::at,
};

/// Why a file is not read.
pub(super) struct Refusal {
    pub(super) what: String,
    pub(super) why: String,
    pub(super) help: String,
}

/// The files that were read, by their real path.
pub(super) struct Files {
    /// The folder as it was given, for messages.
    folder: PathBuf,
    /// The real path of the folder.
    root: PathBuf,
    /// The real path of the document.
    document: PathBuf,
    read: BTreeMap<PathBuf, (Value, Source)>,
}

impl Files {
    pub(super) fn new(folder: &Path, document: &str) -> Result<Self, Problem> {
        // The folder of a file without one is the current one.
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        let root = fs::canonicalize(folder).map_err(|error| {
            Problem::in_file(
                folder.display().to_string(),
                format!("cannot read the folder: {error}"),
                "the document refers to files beside it",
                "check the name and the permissions of the folder",
            )
        })?;
        let name = Path::new(document).file_name().unwrap_or_default();
        let document = root.join(name);
        let document = fs::canonicalize(&document).unwrap_or(document);
        Ok(Self { folder: folder.to_owned(), root, document, read: BTreeMap::new() })
    }

    /// The real path of a file that is referred to in `origin` (the document, if `None`).
    pub(super) fn resolve(&self, origin: Option<&Path>, path: &str) -> Result<PathBuf, Refusal> {
        let base = origin.and_then(Path::parent).unwrap_or(&self.root);
        let outside = || Refusal {
            what: format!("a `$ref` to a file outside the document's folder: `{path}`"),
            why: "only files beside the document and below are read, so that a document cannot \
                  copy any other file into the generated crate"
                .to_owned(),
            help: "put the file beside the document and refer to it there".to_owned(),
        };
        let mut wanted = base.to_owned();
        for component in Path::new(path).components() {
            match component {
                Component::Normal(name) => wanted.push(name),
                Component::CurDir => {}
                Component::ParentDir => {
                    wanted.pop();
                }
                Component::RootDir | Component::Prefix(_) => return Err(outside()),
            }
            if !wanted.starts_with(&self.root) {
                return Err(outside());
            }
        }
        // Following symbolic links must not lead out either.
        match fs::canonicalize(&wanted) {
            Ok(real) if !real.starts_with(&self.root) => Err(outside()),
            Ok(real) if real.is_file() => Ok(real),
            _ => Err(self.not_found(path, &wanted)),
        }
    }

    fn not_found(&self, path: &str, wanted: &Path) -> Refusal {
        let folder = wanted.parent().unwrap_or(&self.root);
        let name = wanted.file_name().unwrap_or_default().to_string_lossy();
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        let mut names: Vec<_> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        let hint = nearest::hint(&name, names.iter().map(String::as_str));
        Refusal {
            what: format!("a `$ref` to a file that does not exist: `{path}`"),
            why: format!("there is no file `{}`", self.shown(wanted)),
            help: match hint {
                Some(hint) => format!("add the file, or correct the reference; {hint}"),
                None => "add the file, or correct the reference".to_owned(),
            },
        }
    }

    /// Reads a file, unless it has been read.
    pub(super) fn read(&mut self, file: &Path) -> Result<(), Problem> {
        if !self.read.contains_key(file) {
            let text = Source::parse(&self.shown(file), &read_file(file)?)?;
            self.read.insert(file.to_owned(), text);
        }
        Ok(())
    }

    /// The contents of a file that has been read.
    pub(super) fn value(&self, file: &Path) -> Option<&Value> {
        self.read.get(file).map(|(value, _)| value)
    }

    /// A place of a file that has been read.
    pub(super) fn at(&self, file: &Path, place: &str) -> Option<&Value> {
        at(self.value(file)?, place)
    }

    /// A problem at a place of a file.
    pub(super) fn problem(&self, file: &Path, place: &str, what: String, why: String, help: String) -> Problem {
        match self.read.get(file) {
            Some((_, source)) => source.problem(place, what, why, help),
            None => Problem::in_file(self.shown(file), what, why, help),
        }
    }

    /// Is it the document itself, under its own name?
    pub(super) fn is_document(&self, file: &Path) -> bool {
        file == self.document
    }

    /// The file's name below the folder.
    pub(super) fn name(&self, file: &Path) -> String {
        file.strip_prefix(&self.root).unwrap_or(file).display().to_string()
    }

    /// The file as a user would type it.
    pub(super) fn shown(&self, file: &Path) -> String {
        self.folder.join(file.strip_prefix(&self.root).unwrap_or(file)).display().to_string()
    }
}
