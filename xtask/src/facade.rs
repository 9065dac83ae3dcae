//! The facade's list of vendors: read what is there, and see what would change.

use std::{fs, io, path::Path};

use switchboard_codegen::facade::{self, Listed};
use switchboard_spec::{Problem, vendor};

use crate::write::{self, Change};

/// The files of the list. None in a workspace without a facade.
pub(crate) fn changes(specs: &Path) -> Result<Vec<Change>, Problem> {
    let manifest = match fs::read_to_string(facade::MANIFEST) {
        Ok(manifest) => manifest,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => {
            let what = format!("cannot read the file: {error}");
            return Err(Problem::in_file(facade::MANIFEST, what, "the vendors are listed in it", "check its permissions"));
        }
    };
    let listed = |vendor: vendor::Vendor| Listed {
        has_conversation: Path::new(&facade::conversation_file(&vendor.name)).is_file(),
        title: vendor.title().to_owned(),
        name: vendor.name,
    };
    let vendors: Vec<_> = vendor::vendors(specs)?.into_iter().map(listed).collect();
    write::compare(facade::files(&vendors, &manifest)?)
}
