//! `cargo xtask diff`: what a new version of a document means for the callers of its client.

mod code;
mod explain;
mod files;
mod git;
mod input;
mod page;
mod release;
mod vendors;

use clap::ValueEnum;
use switchboard_diff::{self as diff, Level, version::Verdict};
use switchboard_spec::{Problem, vendor::Vendor};

pub(crate) use code::work;
pub(crate) use release::version_here;

use input::{Compared, How, Input};

use crate::{Outcome, term};

/// What the exit code says about a comparison.
pub(crate) const EXIT_CODES: &str = "\
Exit codes:
  0    compared, and nothing is as bad as --fail-on says
  4    a change is as bad as --fail-on says
  100  a document, a revision or a rule cannot be found or read
  2    the command was not understood";

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Vendors, by the names of their folders in `specs/` (all, if none is named); or two files,
    /// the old document and the new one.
    #[arg(value_name = "VENDOR|FILE")]
    what: Vec<String>,
    /// The revision of git that `specs/` is compared with [default: where this branch left main].
    #[arg(long, value_name = "REV")]
    base: Option<String>,
    /// How the result is shown.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Exit with 4 when a change is this bad.
    #[arg(long, value_enum, default_value_t = FailOn::None)]
    fail_on: FailOn,
    /// Compare this extension (`x-…`) as well. May be given several times.
    #[arg(long = "extension", value_name = "NAME")]
    extensions: Vec<String>,
    /// Do not generate clients: faster, and says nothing about Rust.
    #[arg(long)]
    no_rust: bool,
    /// Put the suggested version and a section of the changelog into each vendor's crate.
    #[arg(long, conflicts_with_all = ["no_rust", "explain"])]
    write: bool,
    /// Say what a rule means and what to do; without a name, list the rules.
    #[arg(long, value_name = "RULE", num_args = 0..=1, default_missing_value = "", conflicts_with = "what")]
    explain: Option<String>,
    /// Write docs/diff-rules.md.
    #[arg(long, conflicts_with_all = ["what", "explain", "write"])]
    docs: bool,
}

impl Arguments {
    /// Whether two files are compared.
    pub(crate) fn is_about_files(&self) -> bool {
        files::of(&self.what).is_some()
    }

    fn how(&self) -> How<'_> {
        How { extensions: &self.extensions, with_rust: !self.no_rust }
    }
}

/// What a vendor's new document means, as text: `new` is the vendor in another folder, with the
/// new document in it.
pub(crate) fn between(vendor: Vendor, new: Vendor) -> Result<String, Problem> {
    let name = vendor.name.clone();
    let (base, revision) = (Input::of_vendor(vendor)?, Input::of_vendor(new)?);
    let version = version_here(&name);
    let compared = Compared::of(name, version, &base, &revision, &How { extensions: &[], with_rust: true });
    Ok(diff::render::text(&compared.verdict()))
}

/// How a report is shown.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For a terminal.
    Text,
    /// For a comment on a pull request.
    Markdown,
    /// For programs.
    Json,
}

/// What makes the command fail.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// A change that breaks a client that is running.
    Breaking,
    /// The same, and what such a client may rely on.
    Warning,
    /// A change that breaks code that is compiled against the new crate.
    Major,
    /// Nothing.
    None,
}

pub(crate) fn run(arguments: &Arguments) -> Outcome {
    match done(arguments) {
        Ok(outcome) => outcome,
        Err(problems) => {
            term::err("");
            for problem in &problems {
                term::problem(problem);
            }
            Outcome::Broken
        }
    }
}

fn done(arguments: &Arguments) -> Result<Outcome, Vec<Problem>> {
    let one = |problem| vec![problem];
    if let Some(rule) = &arguments.explain {
        term::out(&explain::text(rule).map_err(one)?);
        return Ok(Outcome::Fine);
    }
    if arguments.docs {
        return page::write().map(|()| Outcome::Fine).map_err(one);
    }
    let compared = match files::of(&arguments.what) {
        Some((base, revision)) if arguments.base.is_none() && !arguments.write => {
            vec![files::compare(&base, &revision, arguments).map_err(one)?]
        }
        Some((base, _)) => {
            return Err(one(Problem::in_file(
                base.display().to_string(),
                "two files are compared as they are",
                "`--base` and `--write` are about vendors, whose documents lie in `specs/`",
                "leave the option out, or name vendors",
            )));
        }
        None => {
            files::refuse_others(&arguments.what).map_err(one)?;
            vendors::compare(arguments)?
        }
    };
    let verdicts: Vec<Verdict<'_>> = compared.iter().map(Compared::verdict).collect();
    term::result(shown(&verdicts, arguments.format).trim_end()).map_err(one)?;
    if arguments.write {
        release::write(&compared).map_err(one)?;
    }
    let fails = verdicts.iter().any(|verdict| is_as_bad_as(verdict, arguments.fail_on));
    Ok(if fails { Outcome::Stale } else { Outcome::Fine })
}

fn shown(verdicts: &[Verdict<'_>], format: Format) -> String {
    match format {
        Format::Json => format!("{:#}", diff::render::json(verdicts)),
        Format::Markdown => diff::render::markdown(verdicts),
        Format::Text if verdicts.len() == 1 => verdicts.iter().map(diff::render::text).collect(),
        Format::Text => {
            // The verdicts stand together at the end, where the eye is.
            let changed = verdicts.iter().filter(|verdict| !verdict.report.changes.is_empty());
            let details: Vec<String> =
                changed.map(|verdict| format!("── {}\n\n{}\n", verdict.name, diff::render::details(verdict))).collect();
            let lines: Vec<String> = verdicts.iter().map(|verdict| verdict.line() + "\n").collect();
            details.concat() + &lines.concat()
        }
    }
}

fn is_as_bad_as(verdict: &Verdict<'_>, limit: FailOn) -> bool {
    match limit {
        FailOn::None => false,
        FailOn::Breaking => verdict.worst() >= Some(Level::Breaking),
        FailOn::Warning => verdict.worst() >= Some(Level::Warning),
        FailOn::Major => verdict.step() == diff::rust::Step::Major,
    }
}
