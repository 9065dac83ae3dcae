//! How a caller proves who it is.

use serde_json::{Map, Value};
use switchboard_spec::{nearest, pointer};

use crate::{Level, Rule, rule::Findings, subject::Subject};

pub(super) const RULES: &[&Rule] = &[&MISSING, &UNDECLARED, &KEY_IN_QUERY, &FACTS];

static MISSING: Rule = Rule {
    id: "security-missing",
    level: Level::Warning,
    meaning: "an operation does not say what proves who the caller is",
    why: "A client cannot know whether to send a key, and how.",
    help: "add `security` to the document or the operation; `security: []` says that anybody may call it",
    check: missing,
};

static UNDECLARED: Rule = Rule {
    id: "security-undeclared",
    level: Level::Error,
    meaning: "a security requirement names a scheme that is not described",
    why: "What is required cannot be known.",
    help: "describe it under `components.securitySchemes`, or correct its name",
    check: undeclared,
};

static KEY_IN_QUERY: Rule = Rule {
    id: "key-in-query",
    level: Level::Warning,
    meaning: "a key is sent in the address",
    why: "Addresses are written to logs, on the server and on the way. The clients send a key in a header.",
    help: "describe the header, if the vendor has one",
    check: key_in_query,
};

static FACTS: Rule = Rule {
    id: "auth-facts",
    level: Level::Error,
    meaning: "`auth` of `vendor.toml` is none of the document's security schemes",
    why: "The client sends the key where the document does not ask for it.",
    help: "correct `vendor.toml`, or allow this with the reason for the difference",
    check: facts,
};

fn schemes<'a>(subject: &Subject<'a>) -> Vec<(&'a str, String, &'a Value)> {
    let Some(components) = subject.value.get("components") else { return Vec::new() };
    subject.entries("#/components", components, "securitySchemes")
}

fn missing(subject: &Subject<'_>, findings: &mut Findings) {
    if subject.value.get("security").is_some() {
        return;
    }
    let without: Vec<_> = subject.operations().iter().filter(|operation| !operation.value.contains_key("security")).collect();
    if !without.is_empty() && without.len() == subject.operations().len() {
        return findings.add("#", "there is no `security`, neither for the document nor for an operation");
    }
    for operation in without {
        findings.add(&operation.pointer, format!("`{} {}`", operation.method.to_uppercase(), operation.path));
    }
}

fn undeclared(subject: &Subject<'_>, findings: &mut Findings) {
    let schemes = schemes(subject);
    let of_document = subject.value.get("security").map(|list| ("#".to_owned(), list));
    let of_operations =
        subject.operations().iter().filter_map(|operation| Some((operation.pointer.clone(), operation.value.get("security")?)));
    for (pointer, list) in of_document.into_iter().chain(of_operations) {
        for (index, requirement) in list.as_array().into_iter().flatten().enumerate() {
            for name in requirement.as_object().into_iter().flat_map(Map::keys) {
                if schemes.iter().any(|(known, _, _)| known == name) {
                    continue;
                }
                let hint =
                    nearest::hint(name, schemes.iter().map(|(name, _, _)| *name)).map_or_else(String::new, |hint| format!("; {hint}"));
                findings.add(pointer::join(&format!("{pointer}/security/{index}"), name), format!("`{name}`{hint}"));
            }
        }
    }
}

fn key_in_query(subject: &Subject<'_>, findings: &mut Findings) {
    for (_, pointer, scheme) in schemes(subject) {
        if scheme.get("in").and_then(Value::as_str) == Some("query") {
            let name = scheme.get("name").and_then(Value::as_str).unwrap_or_default();
            findings.add(pointer, format!("`?{name}=KEY`"));
        }
    }
}

fn facts(subject: &Subject<'_>, findings: &mut Findings) {
    let Some(auth) = subject.settings.map(|settings| &settings.auth) else { return };
    let schemes = schemes(subject);
    let headers: Vec<&str> = schemes.iter().filter_map(|(_, _, scheme)| header(scheme)).collect();
    if !headers.is_empty() && !headers.iter().any(|header| header.eq_ignore_ascii_case(&auth.header)) {
        findings.add("#/components/securitySchemes", format!("`{}` is not among `{}`", auth.header, headers.join("`, `")));
    }
}

/// The header that a scheme wants the key in.
fn header(scheme: &Value) -> Option<&str> {
    let text = |key| scheme.get(key).and_then(Value::as_str);
    match text("type")? {
        "http" | "oauth2" | "openIdConnect" => Some("Authorization"),
        "apiKey" if text("in") == Some("header") => text("name"),
        _ => None,
    }
}
