//! The whole way of a new document, in a folder that is thrown away: only what a client can be
//! made of is written.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use switchboard_codegen as codegen;
use switchboard_spec::{Problem, intake, load, overlay, vendor::Vendor};
use tempfile::TempDir;
use toml_edit::{DocumentMut, Item};

use super::source::{Fetched, Source};
use crate::{
    crash,
    generate::SPECS,
    render::{Failure, render},
};

/// A document of which a client could be made.
pub(super) struct Trial {
    /// The version of the document that is there now.
    pub(super) former_version: Option<String>,
    /// Calls that the client has.
    pub(super) operations: usize,
    /// Actions of the overlay and facts of `vendor.toml` that no longer fit; the client was made
    /// without them.
    pub(super) stale: Vec<Problem>,
}

impl Trial {
    /// Makes a client of the document; `settings` is the new `vendor.toml`.
    pub(super) fn run(vendor: &Vendor, source: &Source, fetched: &Fetched, file: &str, settings: &str) -> Result<Self, Problem> {
        let room = Room::new(vendor, source, file)?;
        room.fill(vendor, fetched, settings).map_err(|problem| room.named(problem))?;
        let tried = room.make();
        let (operations, stale) = tried.map_err(|problem| room.named(problem))?;
        let former_version = load::load(&vendor.document_path()).ok().map(|document| super::version(&document).to_owned());
        Ok(Self { former_version, operations, stale: stale.into_iter().map(|problem| room.named(problem)).collect() })
    }
}

/// A folder with one vendor in it.
struct Room {
    folder: TempDir,
    name: String,
    document: PathBuf,
    /// Where the document comes from.
    source: String,
}

impl Room {
    fn new(vendor: &Vendor, source: &Source, file: &str) -> Result<Self, Problem> {
        let folder = tempfile::tempdir().map_err(|error| failed(&error))?;
        let document = folder.path().join(&vendor.name).join(file);
        Ok(Self { folder, name: vendor.name.clone(), document, source: source.shown() })
    }

    fn vendor_dir(&self) -> PathBuf {
        self.folder.path().join(&self.name)
    }

    /// Puts the new document and everything that belongs to it into the folder.
    fn fill(&self, vendor: &Vendor, fetched: &Fetched, settings: &str) -> Result<(), Problem> {
        copy(&vendor.dir, &self.vendor_dir()).map_err(|error| failed(&error))?;
        let former = self.vendor_dir().join(&vendor.settings.document.file);
        let _ = fs::remove_file(former);
        fs::write(&self.document, fetched.bytes()).map_err(|error| failed(&error))?;
        fs::write(self.vendor_dir().join("vendor.toml"), settings).map_err(|error| failed(&error))
    }

    /// Makes a client, without what no longer fits.
    fn make(&self) -> Result<(usize, Vec<Problem>), Problem> {
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
        let output = render(&lowered).map_err(|failure| match failure {
            Failure::Problem(problem) => problem,
            Failure::Crash(crash) => crash::explain(&vendor, &lowered, &crash),
        })?;
        Ok((output.stats.operations, stale))
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
