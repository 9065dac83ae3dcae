//! `cargo xtask lint`: what makes a good document to make a client of.

mod explain;
mod markdown;
mod report;
mod subject;

use std::path::Path;

use clap::ValueEnum;
use switchboard_lint::Level;

use crate::{Outcome, term, write};

/// What the exit code says about documents.
pub(crate) const EXIT_CODES: &str = "\
Exit codes:
  0    nothing is found that --fail-on names, or all of it is allowed in `vendor.toml`
  4    something is found
  100  a document cannot be read, or something is allowed that is no longer found
  2    the command was not understood";

/// The page about the rules, in the workspace.
const PAGE: &str = "docs/lint-rules.md";

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Vendors, by the names of their folders in `specs/`, and files; all vendors if none is named.
    #[arg(value_name = "VENDOR|FILE")]
    subjects: Vec<String>,
    /// How findings are told.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// What makes the exit code 4.
    #[arg(long, value_enum, value_name = "LEVEL", default_value_t = FailOn::Warning)]
    fail_on: FailOn,
    /// Tell every place, and not only the first of each rule.
    #[arg(long)]
    all: bool,
    /// Say what a rule is for, and what to do about what it finds.
    #[arg(long, value_name = "RULE", conflicts_with_all = ["subjects", "list", "markdown"])]
    explain: Option<String>,
    /// List the rules.
    #[arg(long, conflicts_with_all = ["subjects", "markdown"])]
    list: bool,
    /// Write docs/lint-rules.md.
    #[arg(long, conflicts_with = "subjects")]
    markdown: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// One object, for programs.
    Json,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// Errors only.
    Error,
    /// Errors and warnings.
    Warning,
    /// Nothing.
    None,
}

impl FailOn {
    fn includes(self, level: Level) -> bool {
        match self {
            Self::Error => level == Level::Error,
            Self::Warning => true,
            Self::None => false,
        }
    }
}

pub(crate) fn run(arguments: &Arguments, root: &Path) -> Outcome {
    if let Some(id) = &arguments.explain {
        return explain::rule(id);
    }
    if arguments.list {
        explain::list();
        return Outcome::Fine;
    }
    if arguments.markdown {
        return write_page(root);
    }
    // Files are named from where the user is, vendors from the workspace.
    let names = subject::Names::of(&arguments.subjects, root);
    if let Err(problem) = crate::enter(root) {
        return broken(&[problem]);
    }
    let subjects = match names.subjects() {
        Ok(subjects) => subjects,
        Err(problems) => return broken(&problems),
    };
    let mut examined = Vec::new();
    let mut problems = Vec::new();
    for subject in subjects {
        match subject::examine(subject) {
            Ok(one) => examined.push(one),
            Err(found) => problems.extend(found),
        }
    }
    let text = match arguments.format {
        Format::Text => report::text(&examined, arguments.all),
        Format::Json => report::json(&examined),
    };
    term::out(text.trim_end());
    if !problems.is_empty() {
        return broken(&problems);
    }
    let found = examined.iter().flat_map(|one| &one.judged.open).any(|finding| arguments.fail_on.includes(finding.rule.level));
    if found { Outcome::Stale } else { Outcome::Fine }
}

fn broken(problems: &[switchboard_spec::Problem]) -> Outcome {
    term::err("");
    for problem in problems {
        term::problem(problem);
    }
    Outcome::Broken
}

fn write_page(root: &Path) -> Outcome {
    let written = crate::enter(root).and_then(|()| {
        let changes = write::compare(vec![(PAGE.to_owned(), markdown::page())])?;
        write::replace(&changes.iter().collect::<Vec<_>>())?;
        Ok(changes)
    });
    match written {
        Ok(changes) => {
            for change in changes.iter().filter(|change| change.is_needed()) {
                term::err(&format!("{:>12} {}", "Wrote", change.path()));
            }
            Outcome::Fine
        }
        Err(problem) => broken(&[problem]),
    }
}
