//! `cargo xtask rules`: what can be done to a document, and what it costs.

mod counts;
mod markdown;

use std::{
    fs,
    path::{Path, PathBuf},
};

use switchboard_spec::{Problem, rules};

use crate::{
    Outcome,
    corpus::{self, Plan},
    table::Table,
    term,
    write::{self, Change},
};

use counts::Counts;

/// The page, in the workspace.
const PAGE: &str = "docs/rules.md";
/// How often each rule was applied to documents that are not in the workspace.
const COUNTS: &str = "docs/corpus-counts.json";

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Write docs/rules.md, with the counts of docs/corpus-counts.json.
    #[arg(long)]
    markdown: bool,
    /// Count anew, over these files and folders of documents.
    #[arg(long, value_name = "PATH", num_args = 1.., requires = "markdown")]
    corpus: Vec<PathBuf>,
    /// Count anew, from a file that `cargo xtask corpus --json` has written.
    #[arg(long, value_name = "FILE", requires = "markdown", conflicts_with = "corpus")]
    results: Option<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments, workspace: &Path) -> Outcome {
    if !arguments.markdown {
        list();
        return Outcome::Fine;
    }
    match write_page(arguments, workspace) {
        Ok(changes) => {
            for change in changes.iter().filter(|change| change.is_needed()) {
                term::err(&format!("{:>12} {}", "Wrote", change.path()));
            }
            Outcome::Fine
        }
        Err(problem) => {
            term::problem(&problem);
            Outcome::Broken
        }
    }
}

fn list() {
    let mut table = Table::new(["rule", "cost", "meaning"], 0);
    for rule in rules::all() {
        table.row([rule.id, rule.cost.as_str(), rule.meaning].map(str::to_owned));
    }
    term::out(&table.to_string());
}

fn write_page(arguments: &Arguments, workspace: &Path) -> Result<Vec<Change>, Problem> {
    let mut files = Vec::new();
    let lines = match &arguments.results {
        Some(file) => Some(corpus::read_lines(file)?),
        None if !arguments.corpus.is_empty() => Some(corpus::generate(&arguments.corpus, &Plan::standard(), workspace)?),
        None => None,
    };
    // The paths of documents are the user's; those of the page are the workspace's.
    crate::enter(workspace)?;
    let counts = match lines {
        Some(lines) => {
            let counts = Counts::of(&lines);
            if counts.documents == 0 {
                return Err(Problem::in_file(
                    COUNTS,
                    "no document came as far as the rules: there is nothing to count",
                    "the counts in the repository would be lost",
                    "see with `cargo xtask corpus PATH` what is wrong with the documents; its `--json` file is given with `--results FILE`",
                ));
            }
            files.push((COUNTS.to_owned(), counts.to_json()));
            counts
        }
        None => read_counts()?,
    };
    files.push((PAGE.to_owned(), markdown::page(&counts)));
    let changes = write::compare(files)?;
    write::replace(&changes.iter().collect::<Vec<_>>())?;
    Ok(changes)
}

fn read_counts() -> Result<Counts, Problem> {
    let text = fs::read_to_string(COUNTS).map_err(|error| error.to_string());
    text.and_then(|text| serde_json::from_str(&text).map_err(|error| error.to_string())).map_err(|error| {
        Problem::in_file(
            COUNTS,
            format!("cannot read the counts: {error}"),
            "the page says how often each rule is applied to real documents",
            "take the file from the repository, or count anew with `--corpus PATH`",
        )
    })
}
