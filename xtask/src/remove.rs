//! `cargo xtask remove`: takes a vendor out again, with everything that `add` has made.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use switchboard_spec::{Problem, vendor};
use tempfile::TempDir;

use crate::{
    Outcome,
    add::{folders, snapshot, update_lock},
    generate::SPECS,
    lists, term,
    write::{self, Change},
};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The vendor, by the name of its folder in `specs/`.
    name: String,
    /// Remove nothing; say what would be removed and changed.
    #[arg(long)]
    dry_run: bool,
}

pub(crate) fn run(arguments: &Arguments, root: &Path) -> Outcome {
    match crate::enter(root).and_then(|()| remove(&arguments.name, arguments.dry_run)) {
        Ok(()) => Outcome::Fine,
        Err(problem) => {
            term::err("");
            term::problem(&problem);
            term::err("nothing was removed");
            Outcome::Broken
        }
    }
}

fn remove(name: &str, dry_run: bool) -> Result<(), Problem> {
    let specs = Path::new(SPECS);
    vendor::find(specs, name)?;
    let own = own(name);
    let users = users(name, &own)?;
    if !users.is_empty() {
        return Err(Problem::in_file(
            users.join(", "),
            format!("the crate of `{name}` is used by code that was written by hand"),
            "`remove` undoes what `add` has made; this code would no longer compile",
            "take the crate out of these files first",
        ));
    }
    let vendors: Vec<_> = lists::known(specs)?.into_iter().filter(|vendor| vendor.name != name).collect();
    let changes = write::compare(lists::files(&vendors)?)?;
    if dry_run {
        own.iter().for_each(|path| term::out(&format!("would remove {}", path.display())));
        changes.iter().filter(|change| change.is_needed()).for_each(|change| term::out(&format!("would change {}", change.path())));
        return Ok(());
    }
    take_away(&own, &changes)?;
    update_lock();
    for path in &own {
        term::err(&format!("{:>12} {}", "Removed", path.display()));
    }
    for change in changes.iter().filter(|change| change.is_needed()) {
        term::err(&format!("{:>12} {}", "Wrote", change.path()));
    }
    Ok(())
}

/// What is the vendor's alone, as far as it is there.
fn own(name: &str) -> Vec<PathBuf> {
    let module = name.replace('-', "_");
    let files = [
        format!("tests/src/roundtrip/{module}.rs"),
        format!("tests/src/calls/{module}.rs"),
        format!("crates/cli/src/catalogue/generated/{module}.rs"),
        snapshot("surface", name),
        snapshot("rules", name),
    ];
    folders(name).into_iter().chain(files).map(PathBuf::from).filter(|path| path.exists()).collect()
}

/// Files that use the vendor's crate and are neither its own nor generated.
fn users(name: &str, own: &[PathBuf]) -> Result<Vec<String>, Problem> {
    let module = name.replace('-', "_");
    let mentions = [format!("switchboard_{module}"), format!("switchboard::{module}"), format!("vendors/{module}.rs")];
    let conversation = PathBuf::from(switchboard_codegen::facade::conversation_file(name));
    let mut users: Vec<String> = Vec::new();
    for folder in ["crates", "tests", "xtask"] {
        search(Path::new(folder), &mut |path, text| {
            let is_own = own.iter().any(|own| path.starts_with(own));
            let is_generated = text.starts_with("// @generated");
            if !is_own && !is_generated && (path == conversation || mentions.iter().any(|mention| text.contains(mention))) {
                users.push(path.display().to_string());
            }
        })
        .map_err(|error| {
            Problem::in_file(
                folder,
                format!("cannot look for uses of the crate: {error}"),
                "they would no longer compile",
                "check the permissions",
            )
        })?;
    }
    users.sort();
    Ok(users)
}

fn search(folder: &Path, visit: &mut dyn FnMut(&Path, &str)) -> io::Result<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            if path.file_name().is_some_and(|name| name != "target") {
                search(&path, visit)?;
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            visit(&path, &String::from_utf8_lossy(&fs::read(&path)?));
        }
    }
    Ok(())
}

/// Moves `paths` out of the workspace and changes the lists: both or neither.
fn take_away(paths: &[PathBuf], changes: &[Change]) -> Result<(), Problem> {
    // Beside what is moved, so that moving is renaming.
    let failed = |path: &Path, error: io::Error| {
        Problem::in_file(
            path.display().to_string(),
            format!("cannot remove it: {error}"),
            "it is part of the vendor",
            "check its permissions",
        )
    };
    let aside = TempDir::new_in(".").map_err(|error| failed(Path::new("."), error))?;
    let mut moved: Vec<(PathBuf, PathBuf)> = Vec::new();
    let put_back = |moved: Vec<(PathBuf, PathBuf)>| {
        for (path, there) in moved {
            let _ = fs::rename(there, path);
        }
    };
    for (index, path) in paths.iter().enumerate() {
        let there = aside.path().join(index.to_string());
        if let Err(error) = fs::rename(path, &there) {
            put_back(moved);
            return Err(failed(path, error));
        }
        moved.push((path.clone(), there));
    }
    write::replace(&changes.iter().collect::<Vec<_>>()).inspect_err(|_| put_back(moved))
}
