//! Whether a request carries the key.

use serde_json::Value;

use crate::{
    document::{Document, Operation},
    facts::Auth,
    request::Request,
};

use super::Violation;

/// Where a key is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Scheme {
    /// In a header, after a word.
    Header { name: String, prefix: String },
    /// In the query.
    Query { name: String },
    /// In a cookie.
    Cookie { name: String },
}

/// How a vendor's key is sent: as the facts say, or as the document's schemes do.
pub(crate) fn scheme(auth: Option<&Auth>, document: &Value) -> Option<Scheme> {
    if let Some(auth) = auth {
        return Some(Scheme::Header { name: auth.header.clone(), prefix: auth.prefix.clone() });
    }
    let schemes = document.pointer("/components/securitySchemes").and_then(Value::as_object)?;
    schemes.values().find_map(|scheme| {
        let text = |name: &str| scheme.get(name).and_then(Value::as_str).map(str::to_owned);
        let name = text("name");
        match (text("type")?.as_str(), text("in").as_deref()) {
            ("apiKey", Some("header")) => Some(Scheme::Header { name: name?, prefix: String::new() }),
            ("apiKey", Some("query")) => Some(Scheme::Query { name: name? }),
            ("apiKey", Some("cookie")) => Some(Scheme::Cookie { name: name? }),
            ("http", _) if text("scheme")?.eq_ignore_ascii_case("basic") => {
                Some(Scheme::Header { name: "Authorization".to_owned(), prefix: "Basic ".to_owned() })
            }
            ("http" | "oauth2" | "openIdConnect", _) => {
                Some(Scheme::Header { name: "Authorization".to_owned(), prefix: "Bearer ".to_owned() })
            }
            _ => None,
        }
    })
}

/// Finds fault with the key, if the operation wants one.
pub(crate) fn check(
    document: &Document,
    scheme: Option<&Scheme>,
    operation: &Operation,
    request: &Request,
    key: &str,
) -> Option<Violation> {
    let rule = operation.security.as_deref()?;
    let wanted = document.at(rule).as_array()?;
    // An empty list, or an empty choice in it, lets everybody in.
    if wanted.is_empty() || wanted.iter().any(|choice| choice.as_object().is_some_and(serde_json::Map::is_empty)) {
        return None;
    }
    let (place, sent) = match scheme? {
        Scheme::Header { name, prefix } => {
            let place = format!("header {name}");
            let Some(value) = request.header(name) else {
                return Some(Violation::new(place, "there is no key", rule));
            };
            // The word of a scheme of HTTP is the same in capitals.
            let matches = value.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
            if !matches {
                let what = format!("the value does not begin with `{}`", prefix.trim_end());
                return Some(Violation::new(place, what, rule));
            }
            (place, value.get(prefix.len()..).map(|key| key.trim().to_owned()))
        }
        Scheme::Query { name } => {
            let sent = form_urlencoded::parse(request.query.as_bytes()).find(|(known, _)| known == name);
            (format!("query {name}"), sent.map(|(_, value)| value.into_owned()))
        }
        Scheme::Cookie { name } => {
            let cookies = request.header("cookie").unwrap_or_default().split(';').filter_map(|cookie| cookie.trim().split_once('='));
            (format!("cookie {name}"), cookies.into_iter().find(|(known, _)| known == name).map(|(_, value)| value.to_owned()))
        }
    };
    match sent {
        None => Some(Violation::new(place, "there is no key", rule)),
        Some(sent) if sent != key => Some(Violation::new(place, "the key is not the sandbox's", rule)),
        Some(_) => None,
    }
}
