//! The help of an operation, in the words of the vendor's document.

use std::fmt::Write as _;

use clap::{Arg, ArgAction};

use super::reflow::{first_paragraph, reflow, wrap};
use crate::catalogue::{Body, BodyKind, Member, Operation, Schema, Vendor};

/// How deep the members of a body are shown; `--body` takes all of them.
const DEPTH: usize = 3;

/// How wide explanations of fields are, so that they stay within the width of the help.
const WIDTH: usize = 90;

/// Title, description, errors.
pub(super) fn about(operation: &Operation) -> String {
    let mut text = operation.title.to_owned();
    if operation.deprecated {
        text.push_str("\n\nDeprecated.");
    }
    if !operation.description.is_empty() && operation.description.trim_end_matches('.') != operation.title {
        let _ = write!(text, "\n\n{}", reflow(operation.description));
    }
    let _ = write!(text, "\n\n{} {}", operation.facts.method, operation.facts.path);
    if !operation.errors.is_empty() {
        text.push_str("\n\nErrors:");
        for (status, explanation) in operation.errors {
            let _ = write!(text, "\n  {status}  {}", first_paragraph(explanation));
        }
    }
    text
}

/// The options that make a body.
pub(super) fn body_arguments(body: &Body) -> Vec<Arg> {
    let kind = match body.kind {
        BodyKind::Json(_) | BodyKind::Form(_) | BodyKind::Multipart(_) => "JSON",
        BodyKind::Text(_) => "text",
        BodyKind::Bytes(_) => "bytes",
    };
    let must = if body.required { " (required, unless --field is used)" } else { "" };
    let mut arguments = vec![
        Arg::new("body")
            .long("body")
            .value_name("BODY")
            .allow_hyphen_values(true)
            .help(format!("The body as {kind}, or @FILE, or - for standard input{must}")),
    ];
    if !body.schema.members().is_empty() {
        arguments.push(
            Arg::new("field")
                .long("field")
                .value_name("NAME=VALUE")
                .action(ArgAction::Append)
                .help("A field of the body; NAME:=JSON for any JSON. Goes before the same field in --body"),
        );
    }
    if !body.files.is_empty() {
        let names: Vec<&str> = body.files.iter().map(|file| if file.name.is_empty() { "NAME" } else { file.name }).collect();
        arguments.push(
            Arg::new("file")
                .long("file")
                .value_name("NAME=@FILE")
                .action(ArgAction::Append)
                .help(format!("A file to send, as the part {}; the body is then multipart/form-data", names.join(" or "))),
        );
    }
    arguments
}

/// The fields of the body, as the document describes them, and a call that can be tried.
pub(super) fn after(vendor: &Vendor, operation: &Operation) -> String {
    let mut text = String::new();
    operation.body.iter().for_each(|body| fields("", body.schema, DEPTH, &mut text));
    let fields = if text.is_empty() { text } else { format!("Fields of the body:{text}\n\n") };
    format!("{fields}Example:\n  {}", on_lines(vendor.command(operation)))
}

/// A command that can be copied whole: a shell goes on after a backslash.
fn on_lines(mut words: Vec<String>) -> String {
    words.push("--sandbox".to_owned());
    let (mut text, mut width) = (String::new(), 0);
    for (index, word) in words.iter().enumerate() {
        let length = word.chars().count() + 1;
        if index > 0 && width + length > WIDTH {
            text.push_str(" \\\n    ");
            width = 2;
        } else if index > 0 {
            text.push(' ');
        }
        text.push_str(word);
        width += length;
    }
    text
}

fn fields(before: &str, schema: &Schema, depth: usize, text: &mut String) {
    for member in schema.members() {
        let name = format!("{before}{}", member.name);
        let _ = write!(text, "\n  {name} ({})", kind(member));
        for line in wrap(&explanation(member), WIDTH) {
            let _ = write!(text, "\n      {line}");
        }
        if depth > 1 {
            let (before, inner) = match member.schema.items() {
                Some(items) => (format!("{name}[]."), items),
                None => (format!("{name}."), member.schema),
            };
            fields(&before, inner, depth - 1, text);
        }
    }
}

fn kind(member: &Member) -> String {
    let mut words = member.schema.word();
    if member.schema.allows_null() && words != "any" {
        words.push_str(" or null");
    }
    if member.required {
        words.push_str(", required");
    }
    words
}

fn explanation(member: &Member) -> String {
    let text = first_paragraph(member.description);
    let values = member.schema.values();
    if values.is_empty() { text } else { format!("{text} One of: {}.", values.join(", ")).trim_start().to_owned() }
}
