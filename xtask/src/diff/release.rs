//! The version of a vendor's crate, and what its changelog says of it.

use std::{fmt::Write, fs, path::Path};

use switchboard_diff::{
    Change,
    version::{Verdict, Version},
};
use switchboard_spec::Problem;
use toml_edit::DocumentMut;

use super::{git::Revision, input::Compared};
use crate::{
    generate::SPECS,
    lists, term,
    write::{self as files, Change as FileChange},
};

const WORKSPACE: &str = "Cargo.toml";
/// Changes that callers need not know.
const QUIET: [&str; 2] = ["documentation-changed", "document-version-changed"];

/// The version that a vendor's crate had in a revision; nothing if it had no crate.
pub(super) fn version_in(revision: &Revision, name: &str) -> Option<Version> {
    let manifest = revision.text(&manifest(name)).ok()?;
    version_of(&manifest, || revision.text(WORKSPACE).ok())
}

/// The version that a vendor's crate has now, or would have as a new one.
pub(crate) fn version_here(name: &str) -> Option<Version> {
    // A new crate has the workspace's version.
    let manifest = fs::read_to_string(manifest(name)).unwrap_or_else(|_| "[package]\nversion.workspace = true\n".to_owned());
    version_of(&manifest, || fs::read_to_string(WORKSPACE).ok())
}

fn manifest(name: &str) -> String {
    format!("crates/{name}/Cargo.toml")
}

/// The version of a manifest, which may be the workspace's.
fn version_of(manifest: &str, workspace: impl Fn() -> Option<String>) -> Option<Version> {
    let manifest: DocumentMut = manifest.parse().ok()?;
    let own = manifest.get("package")?.get("version")?;
    if let Some(own) = own.as_str() {
        return own.parse().ok();
    }
    let workspace: DocumentMut = workspace()?.parse().ok()?;
    workspace.get("workspace")?.get("package")?.get("version")?.as_str()?.parse().ok()
}

/// Puts suggested versions and sections of the changelog into the crates.
pub(super) fn write(compared: &[Compared]) -> Result<(), Problem> {
    let mut vendors = lists::known(Path::new(SPECS))?;
    let mut changed: Vec<(String, String)> = Vec::new();
    for compared in compared {
        let verdict = compared.verdict();
        let (Some(old), Some(new)) = (verdict.version, verdict.suggested()) else { continue };
        if old == new {
            continue;
        }
        let path = manifest(&compared.name);
        let text = read(Path::new(&path))?;
        changed.push((path.clone(), with_version(&text, new).ok_or_else(|| no_version(&path))?));
        for vendor in vendors.iter_mut().filter(|vendor| vendor.name == compared.name) {
            vendor.version = new.to_string();
        }
        let path = format!("crates/{}/CHANGELOG.md", compared.name);
        let before = fs::read_to_string(&path).unwrap_or_default();
        changed.push((path, with_section(&before, new, &section(&verdict))));
    }
    if changed.is_empty() {
        return Ok(());
    }
    // Whoever depends on a crate asks for its new version.
    changed.extend(lists::files(&vendors)?);
    let changes = files::compare(changed)?;
    let changes: Vec<&FileChange> = changes.iter().collect();
    files::replace(&changes)?;
    for change in changes.iter().filter(|change| change.is_needed()) {
        term::err(&format!("{:>12} {}", "Wrote", change.path()));
    }
    Ok(())
}

/// The manifest with another version of its package.
fn with_version(manifest: &str, version: Version) -> Option<String> {
    let mut document: DocumentMut = manifest.parse().ok()?;
    let own = document.get_mut("package")?.get_mut("version")?;
    *own = toml_edit::value(version.to_string());
    Some(document.to_string())
}

/// What a changelog says of a version.
fn section(verdict: &Verdict<'_>) -> String {
    let mut out = String::new();
    for title in ["Breaking", "Added", "Changed"] {
        let changes = verdict.report.changes.iter().filter(|change| !QUIET.contains(&change.rule.id) && heading(change) == title);
        let entries: String = changes.map(entry).collect();
        if !entries.is_empty() {
            let _ = write!(out, "\n### {title}\n\n{entries}");
        }
    }
    if out.is_empty() {
        out.push_str("\n- Documentation.\n");
    }
    out
}

fn heading(change: &Change) -> &'static str {
    match (change.breaks(), change.adds()) {
        (true, _) => "Breaking",
        (false, true) => "Added",
        _ => "Changed",
    }
}

fn entry(change: &Change) -> String {
    let rust = change.rust.as_ref().map(|rust| format!(" Rust: {}.", rust.text)).unwrap_or_default();
    format!("- {}.{rust}\n", change.text)
}

/// A changelog in which a version has this section: in the place of the one it had, or on top.
fn with_section(changelog: &str, version: Version, section: &str) -> String {
    let heading = format!("## {version}");
    let new = format!("{heading}\n{section}");
    let before = if changelog.trim().is_empty() { "# Changelog\n" } else { changelog };
    let starts: Vec<usize> = before.match_indices("\n## ").map(|(place, _)| place + 1).collect();
    let own = starts.iter().position(|start| before.get(*start..).is_some_and(|rest| rest.lines().next() == Some(&heading)));
    let (from, to) = match own {
        Some(index) => (starts[index], starts.get(index + 1).copied().unwrap_or(before.len())),
        None => {
            let first = starts.first().copied().unwrap_or(before.len());
            (first, first)
        }
    };
    let (head, tail) = (before.get(..from).unwrap_or_default(), before.get(to..).unwrap_or_default());
    let tail = if tail.is_empty() { String::new() } else { format!("\n{tail}") };
    format!("{}\n\n{new}{tail}", head.trim_end())
}

fn read(path: &Path) -> Result<String, Problem> {
    fs::read_to_string(path).map_err(|error| {
        Problem::in_file(
            path.display().to_string(),
            format!("cannot read the file: {error}"),
            "the suggested version is written there",
            "run the command in the workspace, and without `--write` for a vendor that has no crate",
        )
    })
}

fn no_version(path: &str) -> Problem {
    Problem::in_file(path, "there is no `version` in `[package]`", "the suggested version is written there", "add one")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crate_gets_a_version_of_its_own() {
        let manifest = "[package]\nname = \"a\"\nversion.workspace = true\n\n[dependencies]\nb = { version = \"1\" }\n";
        let version = "0.2.0".parse().unwrap();
        let expected = "[package]\nname = \"a\"\nversion = \"0.2.0\"\n\n[dependencies]\nb = { version = \"1\" }\n";
        assert_eq!(with_version(manifest, version).unwrap(), expected);
        assert_eq!(with_version(expected, version).unwrap(), expected);
        assert_eq!(with_version("[workspace]\n", version), None);
    }

    #[test]
    fn a_section_is_written_once() {
        let version = "0.2.0".parse().unwrap();
        let first = with_section("", version, "\n- One.\n");
        assert_eq!(first, "# Changelog\n\n## 0.2.0\n\n- One.\n");
        let second = with_section(&first, version, "\n- Two.\n");
        assert_eq!(second, "# Changelog\n\n## 0.2.0\n\n- Two.\n");
        let third = with_section(&second, "0.3.0".parse().unwrap(), "\n- Three.\n");
        assert_eq!(third, "# Changelog\n\n## 0.3.0\n\n- Three.\n\n## 0.2.0\n\n- Two.\n");
        assert_eq!(with_section(&third, version, "\n- Two.\n"), third);
    }
}
