//! The documents that random ones are made from.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;
use switchboard_spec::{bundle, check, load};

/// The root of the workspace.
pub fn workspace() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_owned()
}

/// A document and where it is from.
#[derive(Clone, Debug)]
pub struct Document {
    /// The file.
    pub file: String,
    /// In one piece.
    pub value: Value,
}

/// Reads a document as the pipeline does; `None` for what it refuses.
pub fn read(path: &Path) -> Option<Document> {
    let document = load::load(path).ok()?;
    let (document, _) = bundle::bundle(document, path.parent()?).ok()?;
    check::check(&document).ok()?;
    Some(Document { file: path.display().to_string(), value: document.value })
}

/// Every document in files and folders; those that are refused are left out.
pub fn read_all(paths: &[PathBuf]) -> Vec<Document> {
    let mut out = Vec::new();
    for path in paths {
        if path.is_dir() {
            let mut inside: Vec<PathBuf> = fs::read_dir(path).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path())).collect();
            inside.sort();
            out.extend(read_all(&inside));
        } else if path.extension().is_some_and(|extension| ["json", "yaml", "yml"].iter().any(|known| extension == *known)) {
            out.extend(read(path));
        }
    }
    out
}

/// The fixtures of the rules, one small document for each.
pub fn fixtures() -> Vec<Document> {
    read_all(&[workspace().join("crates/spec/fixtures")])
}

/// The documents of our vendors.
pub fn vendors() -> Vec<Document> {
    let specs = workspace().join("specs");
    let folders = fs::read_dir(specs).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path()));
    let mut files: Vec<PathBuf> = folders.flat_map(|folder| [folder.join("openapi.json"), folder.join("openapi.yaml")]).collect();
    files.sort();
    read_all(&files)
}
