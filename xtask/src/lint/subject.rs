//! What is linted: a vendor's document, corrected as it is worked on, or any file.

use std::path::{self, Path, PathBuf};

use switchboard_lint::{
    allow::{self, Judged},
    lint,
};
use switchboard_spec::{
    Problem, bundle, intake,
    load::{self, Document},
    vendor::{self, Vendor},
};

use crate::generate::SPECS;

/// A document to look at.
pub(super) enum Subject {
    /// That of a vendor of the workspace.
    Vendor(Box<Vendor>),
    /// Somebody's.
    File(PathBuf),
}

/// A document, and what was found in it.
pub(super) struct Examined {
    pub(super) vendor: Option<String>,
    pub(super) document: Document,
    pub(super) judged: Judged,
}

/// What the user has named: each name, and the file that it may be.
pub(super) struct Names(Vec<(String, PathBuf)>);

impl Names {
    /// `names` as seen from the current folder; files of the workspace are named from its root.
    pub(super) fn of(names: &[String], root: &Path) -> Self {
        let file = |name: &String| {
            let path = path::absolute(name).unwrap_or_else(|_| PathBuf::from(name));
            path.strip_prefix(root).map(Path::to_owned).unwrap_or(path)
        };
        Self(names.iter().map(|name| (name.clone(), file(name))).collect())
    }

    /// The vendors and files, once in the workspace; a name that is both is the vendor, and all
    /// vendors are meant if there is none.
    pub(super) fn subjects(&self) -> Result<Vec<Subject>, Vec<Problem>> {
        let specs = Path::new(SPECS);
        if self.0.is_empty() {
            let vendors = vendor::vendors(specs).map_err(|problem| vec![problem])?;
            return Ok(vendors.into_iter().map(|vendor| Subject::Vendor(Box::new(vendor))).collect());
        }
        let mut subjects = Vec::new();
        let mut problems = Vec::new();
        for (name, path) in &self.0 {
            match vendor::find(specs, name) {
                Ok(vendor) => subjects.push(Subject::Vendor(Box::new(vendor))),
                Err(_) if path.is_file() => subjects.push(file(path)),
                Err(problem) => problems.push(problem),
            }
        }
        if problems.is_empty() { Ok(subjects) } else { Err(problems) }
    }
}

/// The document of a vendor is that vendor's, however it is named.
fn file(path: &Path) -> Subject {
    let folder = path.parent().unwrap_or(Path::new(""));
    match Vendor::load(folder) {
        Ok(vendor) if vendor.document_path() == path => Subject::Vendor(Box::new(vendor)),
        _ => Subject::File(path.to_owned()),
    }
}

/// Reads the document and applies all rules.
pub(super) fn examine(subject: Subject) -> Result<Examined, Vec<Problem>> {
    match subject {
        Subject::Vendor(vendor) => {
            let document = intake::correct(&vendor).map_err(|problem| vec![problem])?.document;
            let judged = allow::judge(lint(&document, Some(&vendor.settings)), &vendor)?;
            Ok(Examined { vendor: Some(vendor.name), document, judged })
        }
        Subject::File(path) => {
            let document = read(&path).map_err(|problem| vec![problem])?;
            let judged = Judged { open: lint(&document, None), allowed: Vec::new() };
            Ok(Examined { vendor: None, document, judged })
        }
    }
}

fn read(path: &Path) -> Result<Document, Problem> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    bundle::bundle(load::load(path)?, folder).map(|(document, _)| document)
}
