//! Paths: as the vendor writes them, as progenitor reads them, as the call sends them.

use serde_json::{Map, Value};

use crate::{
    context::Context,
    finding::{Cost, Rule},
};

pub(crate) static ALIKE: Rule = Rule {
    id: "paths-alike",
    meaning: "paths that differ in their query or fragment alone are calls of their own: progenitor is given a path for each",
    cost: Cost::None,
};

pub(crate) static SLASH: Rule = Rule {
    id: "path-slash",
    meaning: "a path begins with a slash, and a brace in it that is no part of a parameter is sent as it is",
    cost: Cost::None,
};

pub(crate) static QUERY: Rule = Rule {
    id: "path-query",
    meaning: "a parameter in the query of a path (`/pets?kind={kind}`) is filled in there like one in the path; `{?a,b}` names query parameters",
    cost: Cost::None,
};

/// A path in its three forms.
#[derive(Clone, Debug)]
pub(super) struct Paths {
    /// What progenitor reads: neither query nor fragment. A parameter of the query stands at its end.
    pub(super) lowered: String,
    /// What the call fills in and sends: no fragment, which no server sees.
    pub(super) wire: String,
    /// The query parameters that `{?a,b}` names.
    pub(super) query: Vec<String>,
}

impl Paths {
    pub(super) fn of(path: &str, at: &str, cx: &mut Context) -> Self {
        let slash = if path.starts_with('/') || !cx.allows(&SLASH) { "" } else { "/" };
        let (path, query) = without_query_templates(path, at, cx);
        let path = path.as_str();
        let slashed = format!("{slash}{}", path.split('#').next().unwrap_or(path));
        let wire = plain_templates(&slashed, cx.allows(&SLASH));
        // A mended brace is longer than it was, a parameter never is.
        if !slash.is_empty() || wire.matches("%7B").count() + wire.matches("%7D").count() > path.matches("%7").count() {
            cx.found(&SLASH, at, wire.clone());
        }
        let (before, behind) = wire.split_once('?').unwrap_or((&wire, ""));
        let mut lowered = before.to_owned();
        for name in templates(behind) {
            if !templates(before).contains(&name) && cx.allows(&QUERY) {
                cx.found(&QUERY, at, name);
                lowered.push_str(&format!("/{{{name}}}"));
            }
        }
        Self { lowered, wire, query }
    }

    /// The names between braces, each once.
    pub(super) fn names(&self) -> Vec<String> {
        templates(&self.wire).into_iter().map(str::to_owned).collect()
    }

    /// Gives a parameter another name where progenitor reads it.
    pub(super) fn rename(&mut self, name: &str, new: &str) {
        self.lowered = self.lowered.replace(&format!("{{{name}}}"), &format!("{{{new}}}"));
    }
}

/// The names between braces, each once.
fn templates(text: &str) -> Vec<&str> {
    let mut out: Vec<&str> = Vec::new();
    for (name, _) in text.split('{').skip(1).filter_map(|rest| rest.split_once('}')) {
        if !out.contains(&name) {
            out.push(name);
        }
    }
    out
}

/// Takes `{?a,b}` and `{&a,b}` out of a path: RFC 6570 for what OpenAPI calls query parameters.
fn without_query_templates(path: &str, at: &str, cx: &mut Context) -> (String, Vec<String>) {
    let mut names: Vec<String> = Vec::new();
    if !cx.allows(&QUERY) {
        return (path.to_owned(), names);
    }
    let mut out = String::with_capacity(path.len());
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        match after.strip_prefix(['?', '&']).and_then(|list| list.split_once('}')) {
            Some((list, behind)) => {
                names.extend(list.split(',').map(|name| name.trim_end_matches('*').trim().to_owned()).filter(|name| !name.is_empty()));
                rest = behind;
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    for name in &names {
        cx.found(&QUERY, at, name.clone());
    }
    (out, names)
}

/// `{+path}`, `{path*}` and their like are RFC 6570, which some documents borrow. A brace that
/// begins or ends no parameter is a character of the path.
fn plain_templates(path: &str, mend: bool) -> String {
    let mut out = String::with_capacity(path.len());
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        push_text(&mut out, before, mend);
        let end = after.find('}').filter(|end| !mend || !after.get(..*end).unwrap_or_default().contains(['{', '/']));
        let named = end.and_then(|end| Some((after.get(..end)?, after.get(end + 1..)?)));
        match named {
            Some((name, behind)) => {
                let name = name.trim_start_matches(['+', '#', '.', '/', ';', '?', '&']).trim_end_matches('*').trim();
                if !name.is_empty() || !mend {
                    out.push_str(&format!("{{{name}}}"));
                } else {
                    out.push_str("%7B%7D");
                }
                rest = behind;
            }
            None => {
                out.push_str(if mend { "%7B" } else { "{" });
                rest = after;
            }
        }
    }
    push_text(&mut out, rest, mend);
    out
}

fn push_text(out: &mut String, text: &str, mend: bool) {
    if mend { out.push_str(&text.replace('}', "%7D")) } else { out.push_str(text) }
}

/// Where an operation stands in the lowered document, such that it replaces no other.
pub(super) fn place(out: &Map<String, Value>, lowered: &str, method: &str, at: &str, cx: &mut Context) -> String {
    let is_free = |path: &str| out.get(path).and_then(|item| item.get(method)).is_none();
    if is_free(lowered) || !cx.allows(&ALIKE) {
        return lowered.to_owned();
    }
    cx.found(&ALIKE, at, "");
    let mut number = 2;
    while !is_free(&format!("{lowered}#{number}")) {
        number += 1;
    }
    format!("{lowered}#{number}")
}
