//! The lists of vendors outside of their own folders: read what is there, and see what would change.

use std::{fs, io, path::Path};

use switchboard_codegen::{
    facade::{self, Listed},
    test_list,
};
use switchboard_spec::{Problem, vendor};

use crate::{
    diff::version_here,
    write::{self, Change},
};

/// What would change in the lists.
pub(crate) fn changes(specs: &Path) -> Result<Vec<Change>, Problem> {
    write::compare(files(&known(specs)?)?)
}

/// The vendors of the workspace.
pub(crate) fn known(specs: &Path) -> Result<Vec<Listed>, Problem> {
    Ok(vendor::vendors(specs)?.into_iter().map(|vendor| listed(&vendor.name, vendor.title())).collect())
}

/// What a list knows of a vendor.
pub(crate) fn listed(name: &str, title: &str) -> Listed {
    let has_conversation = Path::new(&facade::conversation_file(name)).is_file();
    let version = version_here(name).map(|version| version.to_string()).unwrap_or_default();
    Listed { name: name.to_owned(), title: title.to_owned(), version, has_conversation }
}

/// The files that list the vendors. None in a workspace without a facade or without tests.
pub(crate) fn files(vendors: &[Listed]) -> Result<Vec<(String, String)>, Problem> {
    let mut files = Vec::new();
    if let Some(manifest) = read(facade::MANIFEST)? {
        files.extend(facade::files(vendors, &manifest)?);
    }
    if let Some(manifest) = read(test_list::MANIFEST)? {
        let names: Vec<String> = vendors.iter().map(|vendor| vendor.name.clone()).collect();
        files.extend(test_list::files(&names, &manifest)?);
    }
    Ok(files)
}

fn read(manifest: &str) -> Result<Option<String>, Problem> {
    match fs::read_to_string(manifest) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Problem::in_file(
            manifest,
            format!("cannot read the file: {error}"),
            "the vendors are listed in it",
            "check its permissions",
        )),
    }
}
