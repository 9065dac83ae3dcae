//! What stands in a document outside of schemas, and nothing reads.
//!
//! Schemas have an allow-list of their own at the end of the way; this is the same for
//! everything around them. It looks at the vendor's document, so that it does not matter
//! which rule would have taken a member out on the way.

use serde_json::{Map, Value};

use crate::{
    context::Context,
    finding::{Cost, Rule},
    fit::schema::ANNOTATIONS,
    pointer,
    position::{Kind, walk},
};

static FACTS: Rule = Rule {
    id: "vendor-facts",
    meaning: "servers, security, tags and texts of the document as a whole are not read from it: `vendor.toml` has what a client needs of them",
    cost: Cost::None,
};

static UNREAD: Rule = Rule { id: "unread", meaning: "a member that OpenAPI does not have at its place is left out", cost: Cost::Docs };

/// The rules of this stage.
pub const RULES: &[&Rule] = &[&FACTS, &UNREAD];

/// Members that are read, or left out by a rule that says so.
fn read(kind: Kind) -> Option<&'static [&'static str]> {
    Some(match kind {
        Kind::Document => &["openapi", "info", "paths", "components", "webhooks"],
        Kind::Components => {
            &["schemas", "parameters", "requestBodies", "responses", "headers", "examples", "links", "callbacks", "pathItems"]
        }
        Kind::PathItem => &[
            "$ref",
            "summary",
            "description",
            "servers",
            "parameters",
            "get",
            "put",
            "post",
            "delete",
            "options",
            "head",
            "patch",
            "trace",
        ],
        Kind::Operation => &[
            "$ref",
            "tags",
            "summary",
            "description",
            "operationId",
            "parameters",
            "requestBody",
            "responses",
            "callbacks",
            "deprecated",
            "security",
            "servers",
        ],
        Kind::Parameter => &[
            "$ref",
            "name",
            "in",
            "description",
            "required",
            "deprecated",
            "allowEmptyValue",
            "style",
            "explode",
            "allowReserved",
            "schema",
            "content",
            "example",
            "examples",
        ],
        Kind::RequestBody => &["$ref", "description", "content", "required"],
        Kind::Response => &["$ref", "description", "headers", "content", "links"],
        Kind::MediaType => &["schema", "example", "examples", "encoding"],
        Kind::Encoding => &["contentType", "headers", "style", "explode", "allowReserved"],
        // Of these nothing is read below their names, and rules say so of the names.
        Kind::Paths | Kind::Responses | Kind::Header | Kind::Example | Kind::Link | Kind::Callback | Kind::SecurityScheme => return None,
        // The keywords of schemas are looked at where they end.
        Kind::Schema => return None,
    })
}

/// Members of a whole document that are facts about its vendor.
const OF_THE_VENDOR: &[&str] = &["servers", "security", "tags", "jsonSchemaDialect", "securitySchemes"];

/// Says what nothing reads.
pub fn members(document: &Value, cx: &mut Context) {
    walk(document, Kind::Document, "#", &mut |kind, at, value| {
        let (Some(read), Some(object)) = (read(kind), value.as_object()) else { return };
        let unread: Vec<&str> = object.keys().map(String::as_str).filter(|key| !read.contains(key)).collect();
        say(&unread, at, cx);
    });
    if let Some(info) = document.get("info").and_then(Value::as_object) {
        let texts: Vec<&str> = info.keys().map(String::as_str).filter(|key| !["title", "version"].contains(key)).collect();
        found(&FACTS, "#/info", &texts, cx);
    }
    for section in ["paths", "webhooks"] {
        let extensions = document.get(section).and_then(Value::as_object).map(extensions).unwrap_or_default();
        found(&ANNOTATIONS, &pointer::join("#", section), &extensions, cx);
    }
}

fn extensions(object: &Map<String, Value>) -> Vec<&str> {
    object.keys().map(String::as_str).filter(|key| key.starts_with("x-")).collect()
}

fn say(unread: &[&str], at: &str, cx: &mut Context) {
    let is_silent = |key: &&str| key.starts_with("x-") || **key == *"externalDocs";
    let (silent, rest): (Vec<&str>, Vec<&str>) = unread.iter().copied().partition(|key| is_silent(key));
    let (facts, rest): (Vec<&str>, Vec<&str>) =
        rest.into_iter().partition(|key| OF_THE_VENDOR.contains(key) && (at == "#" || at == "#/components"));
    found(&ANNOTATIONS, at, &silent, cx);
    found(&FACTS, at, &facts, cx);
    found(&UNREAD, at, &rest, cx);
}

fn found(rule: &'static Rule, at: &str, keys: &[&str], cx: &mut Context) {
    if !keys.is_empty() && cx.allows(rule) {
        cx.found(rule, at, keys.join(", "));
    }
}
