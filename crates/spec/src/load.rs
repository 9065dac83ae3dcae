//! Documents as they lie in a folder: read, recognised, and refused with a reason.
//!
//! The vendor's text is kept beside the value, so that every later message can name the line
//! that a JSON pointer stands on.

mod identify;
mod json;
mod lines;
mod yaml;

use std::{borrow::Cow, fmt, fs, path::Path, sync::Arc};

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::{Place, Problem};

/// The versions of OpenAPI that are understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Version {
    /// OpenAPI 3.0, any patch.
    V3_0,
    /// OpenAPI 3.1, any patch.
    V3_1,
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::V3_0 => "3.0",
            Self::V3_1 => "3.1",
        })
    }
}

/// Lists and objects in each other, one for each level. What is deeper is an attack or a slip: the
/// deepest published document that we know has 70.
const DEEPEST: usize = 512;

/// How a text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// JSON.
    Json,
    /// YAML.
    Yaml,
}

/// The text of a file, kept for the sake of line numbers.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    /// The file, as a user would type it.
    pub(crate) file: String,
    text: Arc<str>,
    format: Format,
}

impl Source {
    /// Reads JSON or YAML, whatever it describes; members keep the order of the text.
    pub(crate) fn parse(file: &str, bytes: &[u8]) -> Result<(Value, Self), Problem> {
        let text = text_of(bytes).map_err(|error| not_utf8(file, bytes, error))?;
        let text = text.as_ref();
        // The mark is not part of the text, and neither parser of ours wants to see it.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let (value, format) = read(file, text)?;
        Ok((value, Self { file: file.to_owned(), text: text.into(), format }))
    }

    /// The line (from 1) of the member or item that `pointer` names.
    pub(crate) fn line_of(&self, pointer: &str) -> Option<usize> {
        lines::locate(&self.text, self.format, pointer).map(|found| found.line)
    }

    /// The scalar at `pointer` as it is spelled in the text.
    pub(crate) fn spelling_of(&self, pointer: &str) -> Option<String> {
        lines::locate(&self.text, self.format, pointer)?.spelling
    }

    /// A problem at `pointer`, with its line when that is known.
    pub(crate) fn problem(&self, pointer: &str, what: impl Into<String>, why: impl Into<String>, help: impl Into<String>) -> Problem {
        let mut problem = Problem::in_file(&self.file, what, why, help).at(pointer);
        problem.place.line = self.line_of(pointer);
        problem
    }
}

/// An OpenAPI document.
#[derive(Clone, Debug)]
pub struct Document {
    /// The document; members keep the order of the file.
    pub value: Value,
    /// The file, as a user would type it.
    pub file: String,
    /// The version of OpenAPI that it says it is.
    pub version: Version,
    /// SHA-256 of the bytes of the file, in hexadecimal.
    pub sha256: String,
    source: Source,
}

impl Document {
    /// The line of the file (from 1) that `pointer` stands on.
    ///
    /// `None` for what the file does not say, e.g. something that an overlay added or that a
    /// YAML alias or merge key brought in.
    pub fn line_of(&self, pointer: &str) -> Option<usize> {
        self.source.line_of(pointer)
    }

    /// `pointer` as a place for a message: file, line when known, pointer.
    pub fn place(&self, pointer: &str) -> Place {
        Place { file: self.file.clone(), line: self.line_of(pointer), pointer: Some(pointer.to_owned()) }
    }

    /// A problem at `pointer`.
    pub fn problem(&self, pointer: &str, what: impl Into<String>, why: impl Into<String>, help: impl Into<String>) -> Problem {
        Problem { what: what.into(), place: self.place(pointer), why: why.into(), help: help.into() }
    }
}

/// Reads the document at `path`.
pub fn load(path: &Path) -> Result<Document, Problem> {
    let file = path.display().to_string();
    let bytes = read_file(path)?;
    parse(&file, &bytes)
}

/// Reads a document from bytes; `file` is only used in messages.
pub fn parse(file: &str, bytes: &[u8]) -> Result<Document, Problem> {
    let (mut value, source) = Source::parse(file, bytes)?;
    identify::spell_out_versions(&mut value, &source);
    let version = identify::version(&value, &source)?;
    identify::paths(&value, &source, version)?;
    Ok(Document { value, file: file.to_owned(), version, sha256: sha256(bytes), source })
}

/// SHA-256 of `bytes`, in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    format!("{:x}", Sha256::digest(bytes))
}

/// The bytes of a file, or a problem that names it.
pub(crate) fn read_file(path: &Path) -> Result<Vec<u8>, Problem> {
    fs::read(path).map_err(|error| {
        Problem::in_file(
            path.display().to_string(),
            format!("cannot read the file: {error}"),
            "nothing can be generated from a file that cannot be read",
            "check the name and the permissions of the file",
        )
    })
}

/// Which reader a text is for is decided by its first character and not by its name: vendors
/// publish JSON as `.yaml` and the other way round.
fn read(file: &str, text: &str) -> Result<(Value, Format), Problem> {
    if text.trim().is_empty() {
        return Err(Problem::in_file(
            file,
            "the file is empty",
            "an OpenAPI document is a JSON or YAML object",
            "put the vendor's document there",
        ));
    }
    if is_markup(text) {
        return Err(Problem::in_file(
            file,
            "not JSON and not YAML, but a page of HTML or XML",
            "an OpenAPI document is a JSON or YAML object; a page is what a browser is shown, \
             often instead of a download",
            "fetch the document itself: the page usually links to `openapi.json` or `openapi.yaml`",
        )
        .on_line(1));
    }
    if !text.trim_start().starts_with(['{', '[']) {
        return Ok((yaml::read(file, text)?, Format::Yaml));
    }
    match json::read(file, text) {
        Ok(value) => Ok((value, Format::Json)),
        // A YAML text may begin with a brace as well; only its author can have meant that.
        Err(error) if error.is_syntax() && named_yaml(file) => yaml::read(file, text).map(|value| (value, Format::Yaml)),
        // What JSON forbids and YAML allows, a comma before a brace, is a slip that leaves no doubt.
        Err(error) if error.is_syntax() => match yaml::read(file, text) {
            Ok(value) => Ok((value, Format::Yaml)),
            Err(_) => Err(error.into_problem(file, text)),
        },
        Err(error) => Err(error.into_problem(file, text)),
    }
}

/// The text of a file. Windows likes UTF-16, and its mark leaves no doubt.
fn text_of(bytes: &[u8]) -> Result<Cow<'_, str>, std::str::Utf8Error> {
    let units = |from: fn([u8; 2]) -> u16| bytes.chunks_exact(2).skip(1).map(|pair| from([pair[0], pair[1]])).collect::<Vec<_>>();
    let decoded = match bytes {
        [0xff, 0xfe, ..] => String::from_utf16(&units(u16::from_le_bytes)).ok(),
        [0xfe, 0xff, ..] => String::from_utf16(&units(u16::from_be_bytes)).ok(),
        _ => None,
    };
    match decoded {
        Some(text) => Ok(Cow::Owned(text)),
        None => str::from_utf8(bytes).map(Cow::Borrowed),
    }
}

fn named_yaml(file: &str) -> bool {
    file.ends_with(".yaml") || file.ends_with(".yml")
}

fn is_markup(text: &str) -> bool {
    let mut start = text.trim_start().chars();
    start.next() == Some('<') && start.next().is_some_and(|c| c.is_alphabetic() || "!?".contains(c))
}

fn not_utf8(file: &str, bytes: &[u8], error: std::str::Utf8Error) -> Problem {
    let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
    let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    Problem::in_file(
        file,
        format!("not text in UTF-8 (byte {} of the file)", error.valid_up_to() + 1),
        "JSON and YAML are read as UTF-8",
        "save the file in UTF-8",
    )
    .on_line(line)
}

/// Where a parser stopped, in the words of the text.
fn stopped_in(text: &str, line: usize) -> String {
    let line = text.lines().nth(line.saturating_sub(1)).unwrap_or_default().trim();
    match line.char_indices().nth(60) {
        _ if line.is_empty() => "the parser stopped at the end of the text".to_owned(),
        Some((end, _)) => {
            format!("the parser stopped in `{}…`", line.get(..end).unwrap_or_default())
        }
        None => format!("the parser stopped in `{line}`"),
    }
}
