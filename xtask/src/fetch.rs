//! `cargo xtask fetch`: a vendor's newest document, looked at before it is written.

pub(crate) mod provenance;

use std::{fs, path::Path};

use switchboard_spec::{
    Problem,
    load::{self, Document},
    vendor::{self, Vendor},
};

use crate::{
    Outcome, diff,
    generate::SPECS,
    source::Source,
    term,
    trial::{Made, Room},
    write::{self, Change},
};

/// What the exit code says about the document.
pub(crate) const EXIT_CODES: &str = "\
Exit codes:
  0    the newest document is there
  4    there is a newer document (--check only)
  100  no document could be had, or no client could be made of it; nothing was written
  2    the command was not understood";

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The vendors, by the names of their folders in `specs/`; with --check, all that publish a document if none is named.
    #[arg(value_name = "VENDOR", required_unless_present = "check")]
    vendors: Vec<String>,
    /// Where the document is, if not at `document.url` of `vendor.toml`.
    #[arg(long, value_name = "URL|FILE")]
    from: Option<String>,
    /// Write nothing; exit with 4 if there is a newer document.
    #[arg(long)]
    check: bool,
}

pub(crate) fn run(arguments: &Arguments, root: &Path) -> Outcome {
    // A file is named from where the user is, everything else from the workspace.
    let from = arguments.from.as_deref().map(Source::of);
    match crate::enter(root).and_then(|()| chosen(arguments)) {
        Ok(vendors) => all(vendors, from.as_ref(), arguments.check),
        Err(problem) => broken(&problem),
    }
}

fn chosen(arguments: &Arguments) -> Result<Vec<Vendor>, Problem> {
    let specs = Path::new(SPECS);
    if arguments.from.is_some() && arguments.vendors.len() != 1 {
        return Err(Problem::in_file(
            "--from",
            "one place is given for several vendors",
            "each vendor has a document of its own",
            "name one vendor, or leave `--from` out",
        ));
    }
    if arguments.vendors.is_empty() {
        let vendors = vendor::vendors(specs)?;
        return Ok(vendors.into_iter().filter(|vendor| vendor.settings.document.url.is_some()).collect());
    }
    arguments.vendors.iter().map(|name| vendor::find(specs, name)).collect()
}

fn all(vendors: Vec<Vendor>, from: Option<&Source>, check: bool) -> Outcome {
    let mut outcome = Outcome::Fine;
    for vendor in vendors {
        let one = if check { look(&vendor, from) } else { fetch(&vendor, from) };
        match one {
            Ok(Outcome::Fine) => {}
            Ok(other) if outcome != Outcome::Broken => outcome = other,
            Ok(_) => {}
            Err(problem) => outcome = broken(&problem),
        }
    }
    outcome
}

fn broken(problem: &Problem) -> Outcome {
    term::err("");
    term::problem(problem);
    term::err("nothing was written");
    Outcome::Broken
}

/// Whether there is a newer document.
fn look(vendor: &Vendor, from: Option<&Source>) -> Result<Outcome, Problem> {
    let source = Source::for_vendor(vendor, from)?;
    let name = &vendor.name;
    let Some(fetched) = source.fetch(vendor)? else {
        term::out(&format!("{name}: unchanged"));
        return Ok(Outcome::Fine);
    };
    // A page to sign in on is no newer document.
    let new = fetched.parse()?;
    if is_current(vendor, &new) {
        term::out(&format!("{name}: unchanged"));
        return Ok(Outcome::Fine);
    }
    term::out(&format!("{name}: there is a newer document, version {}; run `cargo xtask fetch {name}`", version(&new)));
    Ok(Outcome::Stale)
}

/// Whether the document beside `vendor.toml` is the one that was fetched.
fn is_current(vendor: &Vendor, new: &Document) -> bool {
    fs::read(vendor.document_path()).is_ok_and(|bytes| load::sha256(&bytes) == new.sha256)
}

fn fetch(vendor: &Vendor, from: Option<&Source>) -> Result<Outcome, Problem> {
    let source = Source::for_vendor(vendor, from)?;
    let name = &vendor.name;
    let Some(fetched) = source.fetch(vendor)? else {
        term::out(&format!("{name}: unchanged, says the server"));
        return Ok(Outcome::Fine);
    };
    let new = fetched.parse()?;
    if is_current(vendor, &new) && vendor.settings.document.sha256.as_deref() == Some(&new.sha256) {
        term::out(&format!("{name}: unchanged"));
        return Ok(Outcome::Fine);
    }
    let file = fetched.file_name();
    let settings = provenance::updated(vendor, &source, &fetched, file, &new)?;
    let room = Room::new(name, file, &source.shown())?;
    room.copy(vendor)?;
    room.fill(fetched.bytes(), &settings)?;
    let made = room.make()?;
    let former = load::load(&vendor.document_path()).ok().map(|document| version(&document).to_owned());
    let difference = difference(vendor, &new, &made);
    let files = vec![(path_of(vendor, file), fetched.text()?), (path_of(vendor, "vendor.toml"), settings)];
    let changes = write::compare(files)?;
    write::replace(&changes.iter().collect::<Vec<_>>())?;
    remove_former(vendor, file)?;
    report(vendor, &new, former.as_deref(), &changes, &made);
    if let Some(difference) = difference {
        term::out(&format!("\n{}\n", difference.trim_end()));
    }
    let repair = if made.stale.is_empty() { "" } else { "repair what is listed above, then " };
    term::out(&format!("next: {repair}`cargo xtask generate {name}`, and read `git diff`"));
    Ok(Outcome::Fine)
}

/// What the new document means for callers; nothing if it is the one that is there.
fn difference(vendor: &Vendor, new: &Document, made: &Made) -> Option<String> {
    if is_current(vendor, new) {
        return None;
    }
    let compared = diff::between(vendor.clone(), made.vendor.clone());
    Some(compared.unwrap_or_else(|problem| format!("The document that was there cannot be compared:\n\n{problem}")))
}

fn path_of(vendor: &Vendor, file: &str) -> String {
    format!("{SPECS}/{}/{file}", vendor.name)
}

/// A document that is YAML now and was JSON before has another name.
fn remove_former(vendor: &Vendor, file: &str) -> Result<(), Problem> {
    let former = vendor.document_path();
    if former == Path::new(&path_of(vendor, file)) || !former.exists() {
        return Ok(());
    }
    fs::remove_file(&former).map_err(|error| {
        Problem::in_file(
            former.display().to_string(),
            format!("cannot remove the former document: {error}"),
            format!("the new one is called `{file}`, and two documents would lie side by side"),
            "remove the file",
        )
    })
}

fn version(document: &Document) -> &str {
    document.value.pointer("/info/version").and_then(serde_json::Value::as_str).unwrap_or("unknown")
}

/// What was fetched, and what of ours no longer fits.
fn report(vendor: &Vendor, new: &Document, former: Option<&str>, changes: &[Change], made: &Made) {
    let name = &vendor.name;
    term::out(&format!("{name}: version {} → {}, {} operations", former.unwrap_or("none"), version(new), made.output.stats.operations));
    if !made.stale.is_empty() {
        let many = if made.stale.len() == 1 {
            "One fact of ours no longer fits".to_owned()
        } else {
            format!("{} facts of ours no longer fit", made.stale.len())
        };
        term::out(&format!("\n{many} the new document; nothing is generated until that is repaired:\n"));
        for problem in &made.stale {
            term::out(&format!("{problem}\n"));
        }
    }
    for change in changes.iter().filter(|change| change.is_needed()) {
        term::err(&format!("{:>12} {}", "Wrote", change.path()));
    }
}
