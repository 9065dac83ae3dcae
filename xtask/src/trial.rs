//! The whole way of a document, in a folder that is thrown away: only what a client can be made
//! of is written.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use switchboard_codegen::{self as codegen, Output};
use switchboard_spec::{Problem, intake, load, overlay, pipeline, vendor::Vendor};
use tempfile::TempDir;
use toml_edit::{DocumentMut, Item};

use crate::{
    crash,
    generate::SPECS,
    render::{Failure, render},
};

/// A folder with one vendor in it.
pub(crate) struct Room {
    folder: TempDir,
    name: String,
    document: PathBuf,
    /// Where the document comes from.
    source: String,
}

/// A client, and what it was made without.
pub(crate) struct Made {
    /// The vendor, as its folder in the room says.
    pub(crate) vendor: Vendor,
    /// The files of the client, and the counts.
    pub(crate) output: Output,
    /// Actions of the overlay and facts of `vendor.toml` that do not fit the document.
    pub(crate) stale: Vec<Problem>,
}

impl Room {
    /// A folder for the vendor `name`, whose document is called `file` and comes from `source`.
    pub(crate) fn new(name: &str, file: &str, source: &str) -> Result<Self, Problem> {
        let folder = tempfile::tempdir().map_err(|error| failed(&error))?;
        let document = folder.path().join(name).join(file);
        let room = Self { folder, name: name.to_owned(), document, source: source.to_owned() };
        fs::create_dir_all(room.vendor_dir()).map_err(|error| failed(&error))?;
        Ok(room)
    }

    fn vendor_dir(&self) -> PathBuf {
        self.folder.path().join(&self.name)
    }

    /// Copies what belongs to a vendor, but for its document and what is generated.
    pub(crate) fn copy(&self, vendor: &Vendor) -> Result<(), Problem> {
        copy(&vendor.dir, &self.vendor_dir()).map_err(|error| failed(&error))?;
        let _ = fs::remove_file(self.vendor_dir().join(&vendor.settings.document.file));
        Ok(())
    }

    /// Puts the document and `vendor.toml` into the folder.
    pub(crate) fn fill(&self, document: &[u8], settings: &str) -> Result<(), Problem> {
        fs::write(&self.document, document).map_err(|error| failed(&error))?;
        fs::write(self.vendor_dir().join("vendor.toml"), settings).map_err(|error| failed(&error))
    }

    /// Makes a client, without what does not fit. Problems are named as they would be in the workspace.
    pub(crate) fn make(&self) -> Result<Made, Problem> {
        let mut made = self.try_to_make().map_err(|problem| self.named(problem))?;
        made.stale = made.stale.into_iter().map(|problem| self.named(problem)).collect();
        Ok(made)
    }

    fn try_to_make(&self) -> Result<Made, Problem> {
        let vendor = Vendor::load(&self.vendor_dir())?;
        let mut stale = Vec::new();
        if let Some(overlay_file) = vendor.overlay_path() {
            let document = load::load(&self.document)?;
            let matching = overlay::matching(&document.value, &overlay_file)?;
            stale.extend(matching.stale);
            match matching.overlay {
                // JSON is YAML.
                Some(overlay) => fs::write(&overlay_file, overlay.to_string()).map_err(|error| failed(&error))?,
                None => fs::remove_file(&overlay_file).map_err(|error| failed(&error))?,
            }
        }
        stale.extend(self.forget_operations(&vendor)?);
        let vendor = Vendor::load(&self.vendor_dir())?;
        let lowered = codegen::lower(&vendor, self.folder.path())?;
        if pipeline::operations(&lowered.document) == 0 {
            return Err(Problem::in_file(
                self.document.display().to_string(),
                "the document has no operation",
                "a client is made of the operations under `paths`; there is nothing to generate",
                "look whether this is the right document: the vendor may have split it, or published an empty one",
            ));
        }
        let output = render(&lowered).map_err(|failure| match failure {
            Failure::Problem(problem) => problem,
            Failure::Crash(crash) => crash::explain(&vendor, &lowered, &crash),
        })?;
        Ok(Made { vendor, output, stale })
    }

    /// Takes facts about operations out that the document no longer has.
    fn forget_operations(&self, vendor: &Vendor) -> Result<Vec<Problem>, Problem> {
        let document = intake::correct(vendor)?.document;
        let unknown = intake::unknown_operations(vendor, &document);
        if unknown.is_empty() {
            return Ok(Vec::new());
        }
        let path = self.vendor_dir().join("vendor.toml");
        let text = fs::read_to_string(&path).map_err(|error| failed(&error))?;
        let stale = unknown.iter().map(|key| {
            vendor.problem(
                key,
                format!("the new document has no operation `{key}`"),
                "what `vendor.toml` says about it would be ignored",
                "remove it if the vendor has removed the operation; correct the key if it was renamed".to_owned(),
            )
        });
        let stale = stale.collect();
        let mut settings: DocumentMut = text.parse().map_err(|error| {
            Problem::in_file(
                path.display().to_string(),
                format!("not valid TOML: {error}"),
                "it was valid before",
                "report this with the file",
            )
        })?;
        if let Some(operations) = settings.get_mut("operations").and_then(Item::as_table_like_mut) {
            for key in &unknown {
                operations.remove(key);
            }
        }
        fs::write(&path, settings.to_string()).map_err(|error| failed(&error))?;
        Ok(stale)
    }

    /// The problem as it would be in the workspace: nobody is to look for this folder.
    fn named(&self, mut problem: Problem) -> Problem {
        let room = self.folder.path().display().to_string();
        let document = self.document.display().to_string();
        for text in [&mut problem.what, &mut problem.place.file, &mut problem.why, &mut problem.help] {
            *text = text.replace(&document, &self.source).replace(&room, SPECS);
        }
        problem
    }
}

/// Copies a vendor's folder, but for what is generated.
fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let from = entry?.path();
        let name = from.file_name().unwrap_or_default();
        if from.is_dir() {
            copy(&from, &to.join(name))?;
        } else if !["lowered.json", "report.md"].iter().any(|generated| name == *generated) {
            fs::copy(&from, to.join(name))?;
        }
    }
    Ok(())
}

fn failed(error: &io::Error) -> Problem {
    Problem::in_file(
        std::env::temp_dir().display().to_string(),
        format!("cannot try the document: {error}"),
        "a client is made of it in a folder for temporary files before anything is written",
        "check the folder, its permissions, and the space on the disk",
    )
}
