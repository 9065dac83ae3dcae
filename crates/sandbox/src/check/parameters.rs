//! Parameters: read in their style, checked by their schema.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Violation, text};
use crate::{
    check::auth,
    document::{Document, Operation, Parameter, Place, Style, kinds},
    request::Request,
};

/// Headers that are no parameters, whatever the document says.
const NOT_PARAMETERS: [&str; 3] = ["accept", "authorization", "content-type"];

/// Checks all parameters; gives those of the query.
pub(super) fn check(
    document: &Document,
    operation: &Operation,
    path: &BTreeMap<String, String>,
    request: &Request,
    violations: &mut Vec<Violation>,
) -> BTreeMap<String, Value> {
    let mut query = Query::of(&request.query);
    let mut values = BTreeMap::new();
    for parameter in &operation.parameters {
        let is_header = parameter.place == Place::Header;
        if is_header && NOT_PARAMETERS.iter().any(|name| parameter.name.eq_ignore_ascii_case(name)) {
            continue;
        }
        let place = format!("{} {}", parameter.place.as_str(), parameter.name);
        let read = match parameter.place {
            Place::Path => path.get(&parameter.name).map(|raw| segment(raw).map(|raw| of_path(document, parameter, raw))).transpose(),
            Place::Query => query.take(document, parameter),
            Place::Header => Ok(request.header(&parameter.name).map(|raw| simple(document, parameter, raw, str::to_owned))),
            Place::Cookie => Ok(cookie(request, &parameter.name).map(|raw| text::scalar(document, parameter.schema.as_deref(), &raw))),
        };
        match read {
            Err(what) => violations.push(Violation::new(place, what, &parameter.pointer)),
            Ok(None) if parameter.required => violations.push(Violation::new(place, "it is required", &parameter.pointer)),
            Ok(None) => {}
            Ok(Some(value)) => {
                let failures = parameter.schema.as_deref().map(|schema| document.failures(schema, &value)).unwrap_or_default();
                let is_empty = parameter.allow_empty && value == Value::String(String::new());
                if !is_empty {
                    violations.extend(
                        failures.into_iter().map(|failure| Violation::new(format!("{place}{}", failure.at), failure.what, failure.keyword)),
                    );
                }
                if parameter.place == Place::Query {
                    values.insert(parameter.name.clone(), value);
                }
            }
        }
    }
    let key = auth::scheme(None, document.published());
    for name in query.left() {
        if key != Some(auth::Scheme::Query { name: name.clone() }) {
            violations.push(Violation::new(format!("query {name}"), "the operation has no such parameter", &operation.pointer));
        }
    }
    values
}

/// A segment of a path that servers agree on: some take `..` for the way up, end at a zero byte or
/// give up at what is no text.
fn segment(raw: &str) -> Result<&str, String> {
    match percent_encoding::percent_decode_str(raw).decode_utf8() {
        Err(_) => Err("it is not text in UTF-8".to_owned()),
        Ok(text) if matches!(&*text, "." | "..") => Err("it leads to another path".to_owned()),
        Ok(text) if text.contains('\0') => Err("it has a zero byte".to_owned()),
        Ok(_) => Ok(raw),
    }
}

fn of_path(document: &Document, parameter: &Parameter, raw: &str) -> Value {
    match parameter.style {
        Style::Label => {
            let raw = raw.strip_prefix('.').unwrap_or(raw);
            delimited(document, parameter, raw, if parameter.explode { '.' } else { ',' }, text::decoded)
        }
        Style::Matrix => {
            let pairs: Vec<&str> = raw.split(';').filter(|pair| !pair.is_empty()).collect();
            let values: Vec<&str> = pairs.iter().map(|pair| pair.split_once('=').map_or(*pair, |(_, value)| value)).collect();
            let kinds = kinds(document, parameter.schema.as_deref().map_or(&Value::Null, |schema| document.at(schema)));
            if parameter.explode && kinds.object {
                let pairs = pairs.iter().filter_map(|pair| pair.split_once('=')).map(|(name, value)| (name, text::decoded(value)));
                return text::object(document, parameter.schema.as_deref(), pairs);
            }
            delimited(document, parameter, &values.join(","), ',', text::decoded)
        }
        _ => simple(document, parameter, raw, text::decoded),
    }
}

fn simple(document: &Document, parameter: &Parameter, raw: &str, decode: fn(&str) -> String) -> Value {
    if parameter.style == Style::Json {
        let text = decode(raw);
        return serde_json::from_str(&text).unwrap_or(Value::String(text));
    }
    delimited(document, parameter, raw, ',', decode)
}

/// A value whose parts stand on one line.
fn delimited(document: &Document, parameter: &Parameter, raw: &str, delimiter: char, decode: fn(&str) -> String) -> Value {
    let schema = parameter.schema.as_deref();
    let kinds = kinds(document, schema.map_or(&Value::Null, |schema| document.at(schema)));
    let parts = || raw.split(delimiter).map(decode).collect::<Vec<_>>();
    if kinds.array {
        let parts = if raw.is_empty() { Vec::new() } else { parts() };
        return text::list(document, schema, parts.iter().map(String::as_str));
    }
    if kinds.object {
        let parts = parts();
        if parameter.explode {
            let pairs = parts.iter().filter_map(|pair| pair.split_once('=')).map(|(name, value)| (name, value.to_owned()));
            return text::object(document, schema, pairs);
        }
        let pairs = parts.chunks(2).filter_map(|pair| Some((pair.first()?.as_str(), pair.get(1)?.clone())));
        return text::object(document, schema, pairs);
    }
    text::scalar(document, schema, &decode(raw))
}

fn cookie(request: &Request, name: &str) -> Option<String> {
    let cookies = request.header("cookie")?.split(';').filter_map(|cookie| cookie.trim().split_once('='));
    cookies.into_iter().find(|(known, _)| *known == name).map(|(_, value)| text::decoded(value))
}

/// The pairs of a query, each taken by the parameter that it belongs to.
struct Query {
    /// Name, text as it was sent, and whether it was taken.
    pairs: Vec<(String, String, bool)>,
}

impl Query {
    fn of(query: &str) -> Self {
        let pairs = query.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (text::decoded_form(name), value.to_owned(), false)
        });
        Self { pairs: pairs.collect() }
    }

    /// The texts of a name.
    fn named(&mut self, name: &str) -> Vec<String> {
        let found = self.pairs.iter_mut().filter(|(known, _, _)| known == name);
        found
            .map(|(_, value, taken)| {
                *taken = true;
                value.clone()
            })
            .collect()
    }

    fn take(&mut self, document: &Document, parameter: &Parameter) -> Result<Option<Value>, String> {
        let schema = parameter.schema.as_deref();
        let kinds = kinds(document, schema.map_or(&Value::Null, |schema| document.at(schema)));
        let name = parameter.name.as_str();
        if parameter.style == Style::DeepObject {
            let start = format!("{name}[");
            let mut members = Vec::new();
            for (known, value, taken) in &mut self.pairs {
                if let Some(member) = known.strip_prefix(&start).and_then(|rest| rest.strip_suffix(']')) {
                    *taken = true;
                    members.push((member.to_owned(), text::decoded_form(value)));
                }
            }
            let pairs = members.iter().map(|(member, value)| (member.as_str(), value.clone()));
            return Ok((!members.is_empty()).then(|| text::object(document, schema, pairs)));
        }
        if parameter.style == Style::Form && parameter.explode && kinds.object && !kinds.string {
            let names = schema.map(|schema| text::names(document, schema)).unwrap_or_default();
            let members: Vec<_> = names
                .iter()
                .flat_map(|name| self.named(name).into_iter().map(|value| (name.as_str(), text::decoded_form(&value))))
                .collect();
            return Ok((!members.is_empty()).then(|| text::object(document, schema, members)));
        }
        let mut found = self.named(name);
        if kinds.array && parameter.explode && parameter.style != Style::Json {
            let texts: Vec<String> = found.iter().map(|value| text::decoded_form(value)).collect();
            return Ok((!texts.is_empty()).then(|| text::list(document, schema, texts.iter().map(String::as_str))));
        }
        let Some(raw) = found.pop() else { return Ok(None) };
        if !found.is_empty() {
            return Err("it is given more than once".to_owned());
        }
        let delimiter = match parameter.style {
            Style::Json => {
                let text = text::decoded_form(&raw);
                return serde_json::from_str(&text).map(Some).map_err(|error| format!("it is not JSON: {error}"));
            }
            // The delimiter itself is escaped in an address.
            Style::SpaceDelimited => return Ok(Some(parts(document, schema, &text::decoded_form(&raw), ' '))),
            Style::PipeDelimited => return Ok(Some(parts(document, schema, &text::decoded_form(&raw), '|'))),
            _ => ',',
        };
        Ok(Some(delimited(document, parameter, &raw, delimiter, text::decoded_form)))
    }

    /// The names that no parameter has taken, each once.
    fn left(self) -> Vec<String> {
        let mut names: Vec<String> = self.pairs.into_iter().filter(|(_, _, taken)| !taken).map(|(name, _, _)| name).collect();
        names.dedup();
        names
    }
}

fn parts(document: &Document, schema: Option<&str>, text: &str, delimiter: char) -> Value {
    text::list(document, schema, text.split(delimiter).filter(|part| !part.is_empty()))
}
