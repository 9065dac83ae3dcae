//! How a caller of a new vendor proves who it is: as the user says, or as the document does.

use serde_json::{Map, Value};
use switchboard_spec::{Problem, load::Document};

/// A key in a header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Auth {
    pub(super) header: String,
    /// What stands before the key, with the blank.
    pub(super) prefix: String,
    /// Whether callers need a key at all.
    pub(super) has_key: bool,
    /// Where this is from.
    pub(super) from: String,
}

/// How `--auth` is written.
const FORMS: &str = "write `bearer`, `header:NAME`, `header:NAME:PREFIX` or `none`";

impl Auth {
    /// Reads the value of `--auth`.
    pub(super) fn given(text: &str) -> Result<Self, Problem> {
        let refuse = |why: &str, help: &str| Err(Problem::in_file("--auth", format!("`{text}` is no way to send a key"), why, help));
        let from = "as given with --auth";
        let mut parts = text.splitn(3, ':');
        match (parts.next().unwrap_or_default(), parts.next(), parts.next()) {
            ("bearer", None, None) => Ok(Self::new("Authorization", "Bearer", from)),
            ("none", None, None) => Ok(Self {
                has_key: false,
                ..Self::new("Authorization", "Bearer", "no key is asked for: build the client with `without_api_key`")
            }),
            ("header", Some(name), prefix) if is_token(name) => {
                let prefix = prefix.unwrap_or_default().trim();
                if prefix.is_empty() || is_token(prefix) {
                    Ok(Self::new(name, prefix, from))
                } else {
                    refuse("a prefix is one word", FORMS)
                }
            }
            ("header", Some(_), _) => refuse("a header's name is made of letters, digits and hyphens", FORMS),
            ("query", ..) => refuse(
                "the clients send a key in a header only: addresses are written to logs",
                "see whether the vendor takes the key in a header as well, and name that",
            ),
            _ => refuse("it is not understood", FORMS),
        }
    }

    /// Finds the first way that the document asks for and the clients have.
    pub(super) fn found(document: &Document) -> Result<Self, Problem> {
        let schemes = document.value.pointer("/components/securitySchemes").and_then(Value::as_object);
        let required =
            document.value.get("security").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object).flat_map(Map::keys);
        let named = required.chain(schemes.into_iter().flat_map(Map::keys));
        let mut found = named.filter_map(|name| Some((name, of_scheme(schemes?.get(name)?)?)));
        if let Some((name, (header, prefix))) = found.next() {
            return Ok(Self::new(&header, &prefix, &format!("security scheme `{name}` of the document")));
        }
        let why = match schemes {
            Some(schemes) if !schemes.is_empty() => {
                let names: Vec<_> = schemes.keys().map(String::as_str).collect();
                format!("of its security schemes (`{}`) none is a key in a header", names.join("`, `"))
            }
            _ => "it has no `components.securitySchemes`".to_owned(),
        };
        Err(Problem::in_file(
            &document.file,
            "the document does not say how a caller proves who it is",
            why,
            format!("see the vendor's documentation and give it with `--auth`: {FORMS}"),
        ))
    }

    fn new(header: &str, prefix: &str, from: &str) -> Self {
        let prefix = if prefix.is_empty() { String::new() } else { format!("{prefix} ") };
        Self { header: header.to_owned(), prefix, has_key: true, from: from.to_owned() }
    }
}

/// Header and prefix of a security scheme; nothing if the key goes elsewhere.
fn of_scheme(scheme: &Value) -> Option<(String, String)> {
    let text = |key| scheme.get(key).and_then(Value::as_str);
    match text("type")? {
        "http" => {
            let scheme = text("scheme").filter(|scheme| is_token(scheme))?;
            // Registered names are written in any case, and most servers want these.
            let word = match scheme.to_lowercase().as_str() {
                "bearer" => "Bearer".to_owned(),
                "basic" => "Basic".to_owned(),
                _ => scheme.to_owned(),
            };
            Some(("Authorization".to_owned(), word))
        }
        "oauth2" | "openIdConnect" => Some(("Authorization".to_owned(), "Bearer".to_owned())),
        "apiKey" if text("in") == Some("header") => text("name").filter(|name| is_token(name)).map(|name| (name.to_owned(), String::new())),
        _ => None,
    }
}

fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

#[cfg(test)]
mod tests {
    use switchboard_spec::load;

    use super::Auth;

    fn found(security: &str) -> Result<(String, String), String> {
        let document = format!(r#"{{"openapi": "3.0.3", "info": {{}}, "paths": {{"/a": {{"get": {{}}}}}}, {security}}}"#);
        let document = load::parse("openapi.json", document.as_bytes()).unwrap();
        Auth::found(&document).map(|auth| (auth.header, auth.prefix)).map_err(|problem| problem.why)
    }

    #[test]
    fn what_is_given_is_taken_apart() {
        for (text, header, prefix) in [
            ("bearer", "Authorization", "Bearer "),
            ("header:X-Key", "X-Key", ""),
            ("header:Authorization:ApiKey", "Authorization", "ApiKey "),
        ] {
            let auth = Auth::given(text).unwrap();
            assert_eq!((auth.header.as_str(), auth.prefix.as_str(), auth.has_key), (header, prefix, true), "{text}");
        }
        assert!(!Auth::given("none").unwrap().has_key);
        for refused in ["", "basic", "header", "header:", "header:X Key", "header:X:a b", "query:key", "bearer:x"] {
            assert!(Auth::given(refused).is_err(), "{refused}");
        }
    }

    #[test]
    fn the_scheme_that_is_required_comes_before_those_that_are_described() {
        let schemes = r#""components": {"securitySchemes": {
            "cookie": {"type": "apiKey", "in": "cookie", "name": "sid"},
            "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
            "token": {"type": "http", "scheme": "bearer"}}}"#;
        assert_eq!(found(schemes), Ok(("X-Key".to_owned(), String::new())));
        assert_eq!(
            found(&format!(r#""security": [{{"cookie": []}}, {{"token": []}}], {schemes}"#)),
            Ok(("Authorization".to_owned(), "Bearer ".to_owned()))
        );
    }

    #[test]
    fn a_document_without_a_key_in_a_header_is_a_question() {
        assert!(found(r#""components": {}"#).unwrap_err().contains("no `components.securitySchemes`"));
        let query = r#""components": {"securitySchemes": {"key": {"type": "apiKey", "in": "query", "name": "k"}}}"#;
        assert!(found(query).unwrap_err().contains("none is a key in a header"));
    }
}
