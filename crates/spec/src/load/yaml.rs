//! YAML, read as JSON would be: only `true` and `false` are booleans, and what a version of
//! YAML that is twenty years old would call a number stays the text that it is.

use serde_json::Value;
use serde_saphyr::{DefaultMessageFormatter, Error, MessageFormatter, Options};

use super::{json, stopped_in};
use crate::Problem;

pub(super) fn read(file: &str, text: &str) -> Result<Value, Problem> {
    serde_saphyr::from_str_with_options(text, options()).map_err(|error| problem(file, text, &error))
}

fn options() -> Options {
    serde_saphyr::options! {
        strict_booleans: true,
        leading_zero_numbers_as_strings: true,
        underscored_numbers_as_strings: true,
        with_snippet: false,
        // The defaults are made for settings; the largest published documents exceed them.
        budget: serde_saphyr::budget! {
            max_events: 20_000_000,
            max_nodes: 10_000_000,
            max_depth: super::DEEPEST,
            max_documents: 2,
        },
    }
}

fn problem(file: &str, text: &str, error: &Error) -> Problem {
    let error = innermost(error);
    let position = error.location().map(|at| (at.line() as usize, at.column() as usize));
    let line = position.map(|(line, _)| line);
    if let Error::DuplicateMappingKey { key, .. } = error {
        let name = key.as_deref().unwrap_or("?");
        return json::repeated(file, line.unwrap_or(1), name);
    }
    let (message, help) = match error {
        // What the parser says of these is meant for callers of the parser.
        Error::MultipleDocuments { .. } => {
            ("a second document begins".into(), "remove the line `---`, or put the second document into a file of its own")
        }
        Error::NullIntoString { .. } => ("a key that is null".into(), "write the key in quotes, e.g. `\"null\":`"),
        error => (
            DefaultMessageFormatter.format_message(error),
            "repair the text there; indentation or a quote that is wrong earlier can also show \
             up only here",
        ),
    };
    let mut what = format!("not valid YAML: {message}");
    let mut why = "an OpenAPI document is a JSON or YAML object".to_owned();
    if let Some((line, column)) = position {
        what.push_str(&format!(" (line {line}, column {column})"));
        why = stopped_in(text, line);
    }
    let mut problem = Problem::in_file(file, what, why, help);
    problem.place.line = line;
    problem
}

/// An error inside an anchored node is wrapped once for every alias that leads to it.
fn innermost(error: &Error) -> &Error {
    match error {
        Error::AliasError { error, .. } | Error::WithSnippet { error, .. } => innermost(error),
        error => error,
    }
}
