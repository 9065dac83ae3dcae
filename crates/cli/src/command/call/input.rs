//! From the command line to what a call is made of.

use std::{
    fs,
    io::{self, Read as _},
    path::Path,
};

use clap::ArgMatches;
use serde_json::{Map, Value};
use switchboard_core::{Call, Part, Transport};

use super::check::{Misfit, check};
use crate::{
    catalogue::{Answer, Body, BodyKind, Form, Operation, Parameter, Place, Schema, Vendor},
    nearest,
    problem::{Problem, Result},
};

/// What was given for a call.
pub(super) struct Given {
    parameters: Vec<(&'static Parameter, Value)>,
    body: Option<Content>,
    files: Vec<(String, Part)>,
}

/// A body.
enum Content {
    Value(Value),
    Text(String),
    Bytes(Vec<u8>),
}

/// Reads and checks parameters, body and files.
pub(super) fn read(vendor: &Vendor, operation: &'static Operation, matches: &ArgMatches) -> Result<Given> {
    let mut misfits = Vec::new();
    let mut parameters = Vec::new();
    for parameter in operation.parameters {
        if let Some(value) = parameter_value(parameter, matches) {
            let option = format!("--{}", parameter.option());
            check(&value, parameter.schema, &option, &mut misfits);
            parameters.push((parameter, value));
        }
    }
    let (body, files) = match &operation.body {
        Some(body) => (read_body(body, matches, &mut misfits)?, read_files(body, matches, &mut misfits)?),
        None => (None, Vec::new()),
    };
    if let Some(wanted) = &operation.body {
        let missing = body.is_none() && (wanted.required || wanted.files.iter().any(|file| file.required) && files.is_empty());
        if missing && files.is_empty() {
            misfits.push(Misfit { at: "--body".to_owned(), what: format!("is missing ({})", wanted.schema.word()) });
        }
    }
    if misfits.is_empty() || matches.get_flag("unchecked") {
        return Ok(Given { parameters, body, files });
    }
    Err(misfit(vendor, operation, &misfits))
}

fn misfit(vendor: &Vendor, operation: &Operation, misfits: &[Misfit]) -> Problem {
    let lines: Vec<String> = misfits.iter().map(|misfit| format!("\n  {}: {}", misfit.at, misfit.what)).collect();
    let what = format!("this does not fit the document of {}:{}", vendor.facts.title, lines.concat());
    let hint = format!(
        "`switchboard call {} {} --help` shows what it asks for; --unchecked sends it all the same",
        vendor.facts.name,
        operation.name()
    );
    Problem::usage(what).with_hint(hint)
}

fn parameter_value(parameter: &Parameter, matches: &ArgMatches) -> Option<Value> {
    let texts: Vec<&String> = matches.get_many(parameter.name)?.collect();
    match parameter.schema.resolved() {
        Form::List(items) => Some(Value::Array(texts.into_iter().map(|text| typed(text, items)).collect())),
        _ => texts.last().map(|text| typed(text, parameter.schema)),
    }
}

/// The text as the value that the document asks for; as a text, if it is no such value.
fn typed(text: &str, schema: &Schema) -> Value {
    let as_text = || Value::String(text.to_owned());
    match schema.resolved() {
        Form::Text(_) => as_text(),
        Form::OneOf(_) | Form::Any => {
            let fits = |value: &Value| {
                let mut misfits = Vec::new();
                check(value, schema, "", &mut misfits);
                misfits.is_empty()
            };
            serde_json::from_str(text).ok().filter(fits).unwrap_or_else(as_text)
        }
        _ => serde_json::from_str(text).unwrap_or_else(|_| as_text()),
    }
}

fn read_body(body: &Body, matches: &ArgMatches, misfits: &mut Vec<Misfit>) -> Result<Option<Content>> {
    let given = matches.get_one::<String>("body").map(|text| content(text)).transpose()?;
    match body.kind {
        BodyKind::Text(_) => return given.map(|bytes| utf8(bytes).map(Content::Text)).transpose(),
        BodyKind::Bytes(_) => return Ok(given.map(Content::Bytes)),
        BodyKind::Json(_) | BodyKind::Form(_) | BodyKind::Multipart(_) => {}
    }
    let mut value = given.map(|bytes| json(&bytes)).transpose()?;
    if let Some(fields) = matches.try_get_many::<String>("field").ok().flatten() {
        let object = value.get_or_insert_with(|| Value::Object(Map::new()));
        let Some(object) = object.as_object_mut() else {
            return Err(Problem::usage("--field can only be added to a body that is an object"));
        };
        for field in fields {
            let (name, value) = read_field(field, body.schema)?;
            object.insert(name, value);
        }
    }
    if let Some(value) = &value {
        let mut found = Vec::new();
        check(value, body.schema, "", &mut found);
        // What a file brings need not be in the object.
        let files: Vec<String> = body.files.iter().map(|file| format!("/{}", file.name)).collect();
        misfits.extend(found.into_iter().filter(|misfit| !files.contains(&misfit.at)).map(named));
    }
    Ok(value.map(Content::Value))
}

fn named(misfit: Misfit) -> Misfit {
    Misfit { at: if misfit.at.is_empty() { "body".to_owned() } else { format!("body {}", misfit.at) }, ..misfit }
}

/// `NAME=VALUE` or `NAME:=JSON`.
fn read_field(text: &str, schema: &Schema) -> Result<(String, Value)> {
    let form = || {
        Problem::usage(format!("`{text}` is not NAME=VALUE")).with_hint("a field is given as --field name=Ada or --field 'tags:=[1, 2]'")
    };
    let (name, value) = text.split_once('=').ok_or_else(form)?;
    if let Some(name) = name.strip_suffix(':') {
        let value = serde_json::from_str(value).map_err(|error| Problem::usage(format!("the field `{name}` is not JSON: {error}")))?;
        return Ok((name.to_owned(), value));
    }
    if name.is_empty() {
        return Err(form());
    }
    let member = schema.members().iter().find(|member| member.name == name);
    let value = member.map_or_else(|| Value::String(value.to_owned()), |member| typed(value, member.schema));
    Ok((name.to_owned(), value))
}

fn read_files(body: &Body, matches: &ArgMatches, misfits: &mut Vec<Misfit>) -> Result<Vec<(String, Part)>> {
    let mut files = Vec::new();
    for text in matches.try_get_many::<String>("file").ok().flatten().into_iter().flatten() {
        let Some((name, path)) = text.split_once('=') else {
            return Err(Problem::usage(format!("`{text}` is not NAME=@FILE")).with_hint("a file is given as --file file=@guide.pdf"));
        };
        let path = Path::new(path.strip_prefix('@').unwrap_or(path));
        if !body.files.iter().any(|file| file.name == name || file.name.is_empty()) {
            let names: Vec<&str> = body.files.iter().map(|file| file.name).collect();
            let hint = nearest::hint(name, &names).map(|hint| format!("; {hint}")).unwrap_or_default();
            misfits.push(Misfit { at: format!("--file {name}"), what: format!("the document names no such part{hint}") });
        }
        let bytes = fs::read(path).map_err(|error| unreadable(path, &error))?;
        let mut part = Part::bytes(bytes).with_content_type(media_type(path));
        if let Some(file_name) = path.file_name() {
            part = part.with_file_name(file_name.to_string_lossy());
        }
        files.push((name.to_owned(), part));
    }
    for file in body.files {
        let given = files.iter().filter(|(name, _)| name == file.name).count();
        if file.required && given == 0 {
            misfits.push(Misfit { at: format!("--file {}", file.name), what: "is missing".to_owned() });
        } else if !file.many && given > 1 {
            misfits.push(Misfit { at: format!("--file {}", file.name), what: "can be given only once".to_owned() });
        }
    }
    Ok(files)
}

fn media_type(path: &Path) -> String {
    mime_guess::from_path(path).first_or_octet_stream().to_string()
}

/// The bytes of `--body`: inline, of a file, or from standard input.
fn content(text: &str) -> Result<Vec<u8>> {
    if text == "-" {
        let mut bytes = Vec::new();
        let read = io::stdin().lock().read_to_end(&mut bytes);
        return read.map(|_| bytes).map_err(|error| Problem::usage(format!("standard input cannot be read: {error}")));
    }
    match text.strip_prefix('@') {
        Some(path) => fs::read(path).map_err(|error| unreadable(Path::new(path), &error)),
        None => Ok(text.as_bytes().to_vec()),
    }
}

fn unreadable(path: &Path, error: &io::Error) -> Problem {
    Problem::usage(format!("the file {} cannot be read: {error}", path.display()))
}

fn json(bytes: &[u8]) -> Result<Value> {
    serde_json::from_slice(bytes).map_err(|error| {
        let hint = "text needs quotes: --body '{\"message\": \"Hello\"}', or --field message=Hello; @FILE reads a file";
        Problem::usage(format!("the body is not JSON: {error}")).with_hint(hint)
    })
}

fn utf8(bytes: Vec<u8>) -> Result<String> {
    String::from_utf8(bytes).map_err(|_| Problem::usage("the body is not UTF-8, and the document asks for text"))
}

impl Given {
    /// The call.
    pub(super) fn into_call(self, operation: &'static Operation, transport: &Transport) -> Call {
        let mut call = Call::new(transport, &operation.facts);
        for (parameter, value) in self.parameters {
            call = match parameter.place {
                Place::Path(style) => call.path_as(parameter.name, style, value),
                Place::Query(style) => call.query(parameter.name, style, &value),
                Place::Header(style) => call.header_as(parameter.name, style, &value),
                Place::Cookie => call.cookie(parameter.name, &value),
            };
        }
        if let (Some(body), Some(content)) = (&operation.body, self.body) {
            call = with_body(call, body, content);
        }
        if let Some(BodyKind::Multipart(media_type)) = operation.body.as_ref().map(|body| body.kind) {
            call = call.multipart_type(media_type);
        }
        for (name, part) in self.files {
            call = call.part(name, part);
        }
        match (operation.accept, &operation.answer) {
            (Some(accept), _) => call.accept(accept),
            (None, Answer::Json) => call,
            (None, _) => call.accept("*/*"),
        }
    }
}

fn with_body(call: Call, body: &Body, content: Content) -> Call {
    match (content, body.kind) {
        (Content::Value(value), BodyKind::Json(media_type)) => match body.flag {
            Some((flag, set)) => call.json_with(flag, set, &value),
            None => call.json_as(media_type, &value),
        },
        (Content::Value(value), BodyKind::Form(styles)) => call.form_as(styles, &value),
        (Content::Value(value), _) => call.multipart(&value),
        (Content::Text(text), BodyKind::Text(media_type)) => call.text(media_type, text),
        (Content::Text(text), _) => call.text("text/plain", text),
        (Content::Bytes(bytes), BodyKind::Bytes(media_type)) => call.bytes(media_type, bytes),
        (Content::Bytes(bytes), _) => call.bytes("application/octet-stream", bytes),
    }
}
