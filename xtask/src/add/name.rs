//! Names that a vendor may have: one word that serves as folder, crate, feature, module and command.

use std::{fs, path::Path};

use switchboard_codegen::facade;
use switchboard_spec::{Problem, names};

use crate::generate::SPECS;

/// Longer names are not found on the command line.
const LONGEST: usize = 40;

/// Names that mean something else to Rust, to cargo, or to the facade's features.
const RESERVED: &[&str] = &[
    "all",
    "all-vendors",
    "alloc",
    "core",
    "default",
    "gzip",
    "http2",
    "macros",
    "native-tls",
    "proc-macro",
    "rustls-aws-lc",
    "rustls-ring",
    "schemars",
    "serde",
    "std",
    "stream",
    "switchboard",
    "test",
    "tests",
    "tracing",
    "types",
    "xtask",
];

/// Refuses a name that cannot be a vendor's.
pub(super) fn check(name: &str) -> Result<(), Problem> {
    let refuse =
        |why: String, help: &str| Err(Problem::in_file("cargo xtask add", format!("`{name}` cannot be the name of a vendor"), why, help));
    let is_word = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    if !name.split('-').all(is_word) || !name.starts_with(|c: char| c.is_ascii_lowercase()) || name.len() > LONGEST {
        return refuse(
            format!(
                "a name is in kebab case, begins with a letter and has at most {LONGEST} letters: it is a folder, a crate, a feature and a module"
            ),
            "write for example `acme-chat`",
        );
    }
    let module = name.replace('-', "_");
    if RESERVED.contains(&name) || names::snake(name) != module {
        return refuse(
            "it means something else to Rust, to cargo or to the features of the crates".to_owned(),
            "choose a longer name, e.g. with `-ai` at its end",
        );
    }
    for taken in [format!("{SPECS}/{name}"), format!("crates/{name}")] {
        if Path::new(&taken).exists() {
            return refuse(
                format!("`{taken}` exists"),
                "choose another name; a vendor that is there gets its newest document with `cargo xtask fetch`",
            );
        }
    }
    let package = format!("switchboard-{name}");
    if packages().contains(&package) {
        return refuse(format!("a package `{package}` is in the workspace or among what it depends on"), "choose another name");
    }
    if let Some(other) = modules_of_facade().into_iter().find(|other| *other == module) {
        return refuse(format!("the facade has a module `{other}`"), "choose another name");
    }
    Ok(())
}

/// All packages that cargo knows here.
fn packages() -> Vec<String> {
    let lock = fs::read_to_string("Cargo.lock").unwrap_or_default();
    let names = lock.lines().filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"'));
    names.map(str::to_owned).collect()
}

/// The crate's re-export stands beside the facade's own modules.
fn modules_of_facade() -> Vec<String> {
    let folder = Path::new(facade::MANIFEST).with_file_name("src");
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter_map(|entry| Some(entry.path().file_stem()?.to_string_lossy().into_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn a_name_serves_as_folder_crate_feature_and_module() {
        for fine in ["acme", "acme-chat", "a1", "deep-thought-42"] {
            assert!(check(fine).is_ok(), "{fine}");
        }
        let long = "a".repeat(41);
        for refused in [
            "",
            "Acme",
            "acme_chat",
            "acme--chat",
            "-acme",
            "acme-",
            "1acme",
            "äcme",
            "../acme",
            "core",
            "match",
            "async",
            "types",
            "self",
            &long,
        ] {
            assert!(check(refused).is_err(), "{refused}");
        }
    }
}
