//! Documents of vendors that have no folder here: nothing is known of them.

use std::{collections::BTreeMap, path::Path};

use super::{Auth, DocumentFacts, Errors, Lint, Names, Sandbox, Server, Settings, Status, Vendor};
use crate::names;

impl Settings {
    /// The settings of a document of which nothing else is known: names are made from its own,
    /// and a caller's key goes where most vendors want it.
    pub fn for_document(file: &str) -> Self {
        let stem = file.split('.').find(|part| !part.is_empty()).unwrap_or_default();
        let shout: String = stem.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' }).collect();
        Self {
            name: None,
            title: None,
            document: DocumentFacts {
                file: file.to_owned(),
                status: Status::Published,
                url: None,
                retrieved: String::new(),
                sha256: None,
                etag: None,
                last_modified: None,
                sources: Vec::new(),
                notes: Vec::new(),
                unknown: Vec::new(),
            },
            server: Server::default(),
            auth: Auth { header: "Authorization".to_owned(), prefix: "Bearer ".to_owned(), env: format!("{shout}_API_KEY") },
            errors: Errors::default(),
            rate_limit: None,
            names: Names::default(),
            operations: BTreeMap::new(),
            paging: BTreeMap::new(),
            sandbox: Sandbox::default(),
            lint: Lint::default(),
        }
    }
}

impl Vendor {
    /// The vendor of the document at `path`, with [`Settings::for_document`].
    pub fn for_document(path: &Path) -> Self {
        let file = path.file_name().unwrap_or_default().to_string_lossy();
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        // The parent of a bare name is the empty path, which is no folder.
        let dir = path.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
        Self { name: names::snake(&stem).replace('_', "-"), dir: dir.to_owned(), settings: Settings::for_document(&file) }
    }
}
