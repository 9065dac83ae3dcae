//! A small crate for each client, all in one workspace with one target folder.

use std::{
    collections::BTreeMap,
    env, fs, io,
    path::{Path, PathBuf, absolute},
};

/// Where the crates are.
pub(super) struct Place {
    /// The root of their workspace.
    pub(super) root: PathBuf,
    /// Our workspace, which has the run time and the versions of its dependencies.
    ours: PathBuf,
}

/// How the names of all crates begin.
pub(super) const PREFIX: &str = "client_";

/// What a generated file is wrapped in. Warnings are for those who keep the code.
const LIB: &str = "#![forbid(unsafe_code)]\n#![allow(warnings)]\n\nmod generated;\n\npub use generated::*;\n";

impl Place {
    /// `corpus` in the target folder of `workspace`.
    pub(super) fn of(workspace: &Path) -> Self {
        // Relative paths would mean something else to a cargo that runs elsewhere.
        let whole = |path: &Path| absolute(path).unwrap_or_else(|_| path.to_owned());
        let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace.join("target"), PathBuf::from);
        Self { root: whole(&target.join("corpus")), ours: whole(workspace) }
    }

    /// Makes the crate `name` but for its code, and says where that goes.
    pub(super) fn prepare(&self, name: &str) -> io::Result<PathBuf> {
        let folder = self.root.join("crates").join(name);
        fs::create_dir_all(folder.join("src"))?;
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n\
             [features]\nschemars = []\ntracing = []\n\n\
             [dependencies]\nserde.workspace = true\nserde_json.workspace = true\nswitchboard-core.workspace = true\n"
        );
        replace(&folder.join("Cargo.toml"), &manifest)?;
        replace(&folder.join("src/lib.rs"), LIB)?;
        Ok(folder.join("src/generated.rs"))
    }

    /// Makes the workspace of the crates called `names`.
    pub(super) fn finish(&self, names: &[&str]) -> io::Result<()> {
        let members: Vec<_> = names.iter().map(|name| format!("\n    \"crates/{name}\",")).collect();
        let core = self.ours.join("crates/core");
        let manifest = format!(
            "[workspace]\nresolver = \"3\"\nmembers = [{}\n]\n\n\
             [workspace.dependencies]\nserde = {{ version = \"1\", features = [\"derive\"] }}\nserde_json = \"1\"\n\
             switchboard-core = {{ path = {:?}, default-features = false, features = [\"stream\"] }}\n\n\
             [profile.dev]\ndebug = false\nincremental = false\n",
            members.concat(),
            core.display().to_string()
        );
        replace(&self.root.join("Cargo.toml"), &manifest)?;
        // The versions that the workspace is built with, which are on this machine already.
        fs::copy(self.ours.join("Cargo.lock"), self.root.join("Cargo.lock")).map(drop)
    }
}

/// Writes a file unless it would stay the same: cargo looks at its time.
fn replace(path: &Path, content: &str) -> io::Result<()> {
    match fs::read(path) {
        Ok(old) if old == content.as_bytes() => Ok(()),
        _ => fs::write(path, content),
    }
}

/// Names of crates, each given once.
#[derive(Default)]
pub(super) struct Names(BTreeMap<String, usize>);

impl Names {
    /// A name that says which document the crate is for.
    pub(super) fn name(&mut self, document: &Path) -> String {
        let stem = document.file_stem().unwrap_or_default().to_string_lossy().to_lowercase();
        let plain: String = stem.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
        let name = format!("{PREFIX}{plain}");
        let count = self.0.entry(name.clone()).or_default();
        *count += 1;
        // Two underscores: no other document's own name ends like that.
        if *count == 1 { name } else { format!("{name}__{count}") }
    }
}
