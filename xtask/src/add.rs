//! `cargo xtask add`: everything that another vendor needs, from its document.

mod auth;
mod files;
mod name;

use std::{fs, io, path::Path, process::Command};

use serde_json::Value;
use switchboard_lint::lint;
use switchboard_spec::{Problem, intake, load::Document, report};

use crate::{
    Outcome,
    generate::SPECS,
    lists,
    source::{Fetched, Source},
    term,
    trial::{Made, Room},
    write,
};
use auth::Auth;
use files::Facts;

/// What the exit code says about the vendor.
pub(crate) const EXIT_CODES: &str = "\
Exit codes:
  0    it is done
  100  it cannot be done; everything is as it was
  2    the command was not understood";

/// Where the tests keep what a reviewer reads.
pub(crate) const SNAPSHOTS: &str = "tests/tests/integration/snapshots";

/// Files that each crate has in common with the workspace.
const LICENCES: [&str; 2] = ["LICENSE-APACHE", "LICENSE-MIT"];

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The vendor's name in paths, features and commands, in kebab case.
    name: String,
    /// Where its document is.
    #[arg(long, value_name = "URL|FILE")]
    from: String,
    /// How its key is sent, if not as the document says: bearer, header:NAME, header:NAME:PREFIX or none.
    #[arg(long)]
    auth: Option<String>,
    /// Its name as people write it, if not the title of the document.
    #[arg(long)]
    title: Option<String>,
    /// Write nothing; say what would be written.
    #[arg(long)]
    dry_run: bool,
}

pub(crate) fn run(arguments: &Arguments, root: &Path) -> Outcome {
    // A file is named from where the user is, everything else from the workspace.
    let from = Source::of(&arguments.from);
    let done = crate::enter(root)
        .and_then(|()| Plan::make(arguments, &from))
        .and_then(|plan| if arguments.dry_run { plan.tell() } else { plan.carry_out() });
    match done {
        Ok(()) => Outcome::Fine,
        Err(problem) => {
            term::err("");
            term::problem(&problem);
            term::err("nothing was written");
            Outcome::Broken
        }
    }
}

/// Everything that is to be written.
struct Plan {
    name: String,
    files: Vec<(String, String)>,
    operations: usize,
    types: usize,
    /// What the linter found and is allowed for now.
    findings: usize,
}

impl Plan {
    fn make(arguments: &Arguments, from: &Source) -> Result<Self, Problem> {
        let name = &arguments.name;
        name::check(name)?;
        let given = arguments.auth.as_deref().map(Auth::given).transpose()?;
        let fetched = from.fetch_new()?;
        let document = fetched.parse()?;
        let auth = given.map_or_else(|| Auth::found(&document), Ok)?;
        let title = title(arguments.title.as_deref(), &document, name);
        let facts = Facts { name, title: &title, base_url: base_url(&document), auth: &auth };
        let mut settings = facts.settings(from, &fetched, &document);
        let room = Room::new(name, fetched.file_name(), &from.shown())?;
        room.fill(fetched.bytes(), &settings)?;
        let made = room.make()?;
        let findings = lint(&intake::correct(&made.vendor)?.document, Some(&made.vendor.settings));
        settings.push_str(&files::allowances(&findings));
        let files = files(&facts, &fetched, settings, &made)?;
        let stats = &made.output.stats;
        Ok(Self { name: name.clone(), files, operations: stats.operations, types: stats.types, findings: findings.len() })
    }

    fn tell(&self) -> Result<(), Problem> {
        for (path, _) in &self.files {
            let verb = if Path::new(path).exists() { "would change" } else { "would write" };
            term::out(&format!("{verb} {path}"));
        }
        Ok(())
    }

    fn carry_out(self) -> Result<(), Problem> {
        let name = self.name;
        let changes = write::compare(self.files)?;
        let written = write::replace(&changes.iter().collect::<Vec<_>>()).and_then(|()| link_licences(&name));
        if let Err(problem) = written {
            // What was there is as it was; what was not goes.
            for folder in folders(&name) {
                let _ = fs::remove_dir_all(folder);
            }
            for change in changes.iter().filter(|change| change.is_needed()) {
                let _ = match change.old() {
                    Some(old) => fs::write(change.path(), old),
                    None => fs::remove_file(change.path()),
                };
            }
            return Err(problem);
        }
        for change in changes.iter().filter(|change| change.is_needed()) {
            term::err(&format!("{:>12} {}", "Wrote", change.path()));
        }
        update_lock();
        term::out(&format!("{name}: {} operations, {} types", self.operations, self.types));
        if self.findings > 0 {
            term::out(&format!(
                "The linter found {}, which `{SPECS}/{name}/vendor.toml` allows for now: judge what it says.",
                places(self.findings)
            ));
        }
        term::out(&format!(
            "next: read `{SPECS}/{name}/vendor.toml` and `report.md`, then `cargo test -p switchboard-{name} -p switchboard-tests`; `cargo xtask remove {name}` undoes it"
        ));
        Ok(())
    }
}

/// The folders that are a vendor's alone.
pub(crate) fn folders(name: &str) -> [String; 3] {
    [format!("{SPECS}/{name}"), format!("crates/{name}"), format!("crates/sandbox/vendors/{name}")]
}

/// Everything that is written: facts, crate, client, lists, snapshots.
fn files(facts: &Facts<'_>, fetched: &Fetched, settings: String, made: &Made) -> Result<Vec<(String, String)>, Problem> {
    let name = facts.name;
    let mut files =
        vec![(format!("{SPECS}/{name}/{}", fetched.file_name()), fetched.text()?), (format!("{SPECS}/{name}/vendor.toml"), settings)];
    files.extend(facts.of_crate().map(|(path, text)| (format!("crates/{name}/{path}"), text)));
    files.extend(made.output.files.iter().cloned());
    let mut vendors = lists::known(Path::new(SPECS))?;
    vendors.push(lists::listed(name, facts.title));
    vendors.sort_by(|a, b| a.name.cmp(&b.name));
    files.extend(lists::files(&vendors)?);
    if Path::new(SNAPSHOTS).is_dir() {
        let report = made.output.files.iter().find(|(path, _)| path.ends_with("report.md"));
        let rules = report.map(|(_, report)| report::outline(report)).unwrap_or_default();
        for (kind, text) in [("surface", &made.output.surface), ("rules", &rules)] {
            files.push((snapshot(kind, name), format!("---\nsource: tests/tests/integration/snapshots.rs\n---\n{}\n", text.trim_end())));
        }
    }
    Ok(files)
}

/// The file in which the tests keep what a vendor's surface, or its rules, are.
pub(crate) fn snapshot(kind: &str, name: &str) -> String {
    format!("{SNAPSHOTS}/{kind}-{name}.snap")
}

/// The name as people write it, on one line.
fn title(given: Option<&str>, document: &Document, name: &str) -> String {
    let title = given.or_else(|| document.value.pointer("/info/title").and_then(Value::as_str)).unwrap_or_default();
    // It stands in code, in documentation and in a manifest.
    let plain: String = title.chars().map(|c| if c.is_control() || "<>[]`{}\\\"".contains(c) { ' ' } else { c }).collect();
    let title = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    if title.is_empty() { name.to_owned() } else { title }
}

/// The address of the first server that holds for every caller.
fn base_url(document: &Document) -> Option<String> {
    let servers = document.value.get("servers").and_then(Value::as_array).into_iter().flatten();
    let mut urls = servers.filter_map(|server| server.get("url").and_then(Value::as_str));
    urls.find(|url| url.starts_with("https://") && !url.contains('{')).map(|url| url.trim_end_matches('/').to_owned())
}

/// A published crate carries its licences.
fn link_licences(name: &str) -> Result<(), Problem> {
    for licence in LICENCES.iter().filter(|licence| Path::new(licence).exists()) {
        let link = format!("crates/{name}/{licence}");
        link_to(&format!("../../{licence}"), &link).map_err(|error| {
            Problem::in_file(
                &link,
                format!("cannot link the licence: {error}"),
                "each crate carries it",
                "check the permissions of the folder",
            )
        })?;
    }
    Ok(())
}

#[cfg(unix)]
fn link_to(target: &str, link: &str) -> io::Result<()> {
    std::os::unix::fs::symlink(target, link)
}

#[cfg(not(unix))]
fn link_to(target: &str, link: &str) -> io::Result<()> {
    let target = Path::new(link).parent().unwrap_or(Path::new("")).join(target);
    fs::copy(target, link).map(|_| ())
}

/// Lets cargo bring its lock file into step; without cargo or its index, the next command does.
pub(crate) fn update_lock() {
    if Path::new("Cargo.lock").exists() {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let _ = Command::new(cargo).args(["metadata", "--format-version", "1", "--offline", "--quiet"]).output();
    }
}

fn places(count: usize) -> String {
    if count == 1 { "one place".to_owned() } else { format!("{count} places") }
}
