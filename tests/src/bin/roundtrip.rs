//! Sends JSON through a generated type and back, a line at a time, so that others can try theirs:
//!
//! ```text
//! $ echo '{"id": "con_1"}' | cargo run -p switchboard-tests --bin roundtrip -- invent ContactSchema
//! {"ok":true,"json":{"id":"con_1"}}
//! ```
//!
//! A value that the type does not take gives `{"ok":false,"error":"…"}`. Blank lines are passed over.
#![allow(clippy::print_stderr, reason = "a command says on standard error what is wrong with its arguments")]

use std::{
    env,
    io::{self, BufRead, BufWriter, ErrorKind, Write},
    process::ExitCode,
};

use serde::Serialize;
use serde_json::{Serializer, Value, json, ser::Formatter};
use switchboard_tests::{VENDORS, documents, roundtrip};

const USAGE: &str = "usage: roundtrip VENDOR SCHEMA < instances.jsonl";

/// For arguments that name nothing.
const WRONG_USAGE: u8 = 2;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [vendor, schema] = arguments.as_slice() else {
        return refuse(USAGE);
    };
    if !VENDORS.contains(&vendor.as_str()) {
        return refuse(&format!("no vendor is called `{vendor}`; there are {}\n{USAGE}", VENDORS.join(", ")));
    }
    if roundtrip::schema(vendor, schema, &Value::Null).is_none() {
        return refuse(&unknown_schema(vendor, schema));
    }
    match run(vendor, schema) {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever reads has read enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(vendor: &str, schema: &str) -> io::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().split(b'\n') {
        let line = line?;
        if line.trim_ascii().is_empty() {
            continue;
        }
        let outcome = serde_json::from_slice(&line)
            .map_err(|error| format!("the line is no JSON: {error}"))
            .and_then(|value| roundtrip::schema(vendor, schema, &value).unwrap_or_else(|| Err("the schema has no type".to_owned())));
        let answer = match outcome {
            Ok(value) => json!({ "ok": true, "json": value }),
            Err(error) => json!({ "ok": false, "error": error }),
        };
        answer.serialize(&mut Serializer::with_formatter(&mut out, Ascii))?;
        out.write_all(b"\n")?;
    }
    out.flush()
}

/// Writes all but ASCII as `\u…`: to some readers of lines, U+0085 and U+2028 end one.
struct Ascii;

impl Formatter for Ascii {
    fn write_string_fragment<W: Write + ?Sized>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        let mut rest = fragment;
        while let Some(at) = rest.find(|c: char| !c.is_ascii()) {
            let (plain, beyond) = rest.split_at(at);
            out.write_all(plain.as_bytes())?;
            let mut characters = beyond.chars();
            for unit in characters.next().unwrap_or_default().encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}")?;
            }
            rest = characters.as_str();
        }
        out.write_all(rest.as_bytes())
    }
}

fn refuse(message: &str) -> ExitCode {
    eprintln!("{message}");
    ExitCode::from(WRONG_USAGE)
}

/// Names the schemas that share a word with the one asked for, or all of them.
fn unknown_schema(vendor: &str, asked: &str) -> String {
    let document = match documents::read(vendor) {
        Ok(document) => document,
        Err(error) => return format!("`{vendor}` has no schema `{asked}`, and its document cannot be read: {error}"),
    };
    let names = documents::schema_names(&document);
    let wanted = asked.to_lowercase();
    let mut near: Vec<&str> = names
        .iter()
        .copied()
        .filter(|name| {
            let name = name.to_lowercase();
            let stem = name.trim_end_matches("schema");
            wanted.contains(stem) || name.contains(&wanted)
        })
        .collect();
    near.sort_by_key(|name| name.len());
    let (word, shown) = if near.is_empty() { ("there are", names) } else { ("near are", near) };
    format!("`{vendor}` has no schema `{asked}`; {word} {}", shown.join(", "))
}
