//! Where the API is.

use serde_json::Value;

use crate::{Level, Rule, rule::Findings, subject::Subject};

pub(super) const RULES: &[&Rule] = &[&MISSING, &HTTPS, &VARIABLE, &FACTS];

static MISSING: Rule = Rule {
    id: "server-missing",
    level: Level::Warning,
    meaning: "the document does not say where the API is",
    why: "Every caller has to find the address out.",
    help: "list the API under `servers`, with scheme and host",
    check: missing,
};

static HTTPS: Rule = Rule {
    id: "server-https",
    level: Level::Warning,
    meaning: "a server is not reached by https",
    why: "The key and everything else can be read on the way. The clients refuse plain http but to loopback.",
    help: "write `https://`; describe local servers as loopback",
    check: https,
};

static VARIABLE: Rule = Rule {
    id: "server-variable",
    level: Level::Error,
    meaning: "a server's address has a variable that is not described",
    why: "Without a default there is no address.",
    help: "describe it under the server's `variables` with a `default`, or correct its name",
    check: variable,
};

static FACTS: Rule = Rule {
    id: "server-facts",
    level: Level::Error,
    meaning: "`server.base_url` of `vendor.toml` is none of the document's servers",
    why: "The client is sent to another address than the one that the document speaks of.",
    help: "correct `vendor.toml`, or allow this with the reason for the difference",
    check: facts,
};

/// The servers of the document: pointer, address.
fn servers<'a>(subject: &Subject<'a>) -> Vec<(String, &'a str, &'a Value)> {
    let servers = subject.value.get("servers").and_then(Value::as_array).into_iter().flatten().enumerate();
    servers.filter_map(|(index, server)| Some((format!("#/servers/{index}"), server.get("url")?.as_str()?, server))).collect()
}

fn missing(subject: &Subject<'_>, findings: &mut Findings) {
    let servers = servers(subject);
    if servers.is_empty() {
        findings.add("#", "there is no `servers`");
    }
    for (pointer, url, _) in servers {
        if !url.contains("://") && !url.starts_with('{') {
            findings.add(pointer, format!("`{url}` has no host"));
        }
    }
}

fn https(subject: &Subject<'_>, findings: &mut Findings) {
    for (pointer, url, _) in servers(subject) {
        let Some(rest) = url.strip_prefix("http://") else { continue };
        let host = rest.split(['/', ':']).next().unwrap_or_default();
        let is_loopback = host == "localhost" || host.starts_with("127.") || rest.starts_with("[::1]");
        if !is_loopback {
            findings.add(pointer, format!("`{url}`"));
        }
    }
}

fn variable(subject: &Subject<'_>, findings: &mut Findings) {
    for (pointer, url, server) in servers(subject) {
        let names = url.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name);
        for name in names {
            let described = server.get("variables").and_then(|variables| variables.get(name)?.get("default"));
            if described.is_none() {
                findings.add(&pointer, format!("`{{{name}}}` of `{url}`"));
            }
        }
    }
}

fn facts(subject: &Subject<'_>, findings: &mut Findings) {
    let Some(base_url) = subject.settings.and_then(|settings| settings.server.base_url.as_deref()) else { return };
    let servers = servers(subject);
    let is_same = |url: &str| url.trim_end_matches('/') == base_url.trim_end_matches('/');
    // A server that is only a path, or a template, may well be this one.
    let is_open = |url: &str| !url.contains("://") || url.contains('{');
    if !servers.is_empty() && !servers.iter().any(|(_, url, _)| is_same(url) || is_open(url)) {
        let known: Vec<&str> = servers.iter().map(|(_, url, _)| *url).collect();
        findings.add("#/servers", format!("`{base_url}` is not among `{}`", known.join("`, `")));
    }
}
