//! Is it OpenAPI, which version of it, and does it have anything to generate?

use serde_json::Value;

use super::{Source, Version};
use crate::{Problem, nearest, pointer};

/// `version: 1.0` without quotes is a number to JSON and YAML, and 1.10 would come out as 1.1.
/// A version is a name, so we take it as it is spelled.
pub(super) fn spell_out_versions(document: &mut Value, source: &Source) {
    for place in ["/openapi", "/swagger", "/info/version"] {
        if let Some(slot) = document.pointer_mut(place)
            && slot.is_number()
            && let Some(spelling) = source.spelling_of(place)
        {
            *slot = Value::String(spelling);
        }
    }
}

/// The version, if it is one that we read.
pub(super) fn version(document: &Value, source: &Source) -> Result<Version, Problem> {
    let Value::Object(root) = document else {
        return Err(Problem::in_file(
            &source.file,
            format!("not an OpenAPI document, but {}", kind_of(document)),
            "an OpenAPI document is an object with the members `openapi`, `info` and `paths`",
            "put the vendor's OpenAPI document there",
        )
        .on_line(1));
    };
    if let Some(swagger) = root.get("swagger") {
        return Err(source.problem(
            "#/swagger",
            format!("the document is Swagger {}, not OpenAPI 3", plain(swagger)),
            "Swagger 2.0 has other members (`definitions`, `host`, `produces`); only OpenAPI \
             3.0 and 3.1 are read",
            "ask the vendor for an OpenAPI 3 document, or convert this one with swagger2openapi",
        ));
    }
    let Some(version) = root.get("openapi") else {
        return Err(not_openapi(source, root.keys().map(String::as_str).collect()));
    };
    let Value::String(text) = version else {
        return Err(source.problem(
            "#/openapi",
            format!("`openapi` is {}, not a version", kind_of(version)),
            "the version decides how the rest of the document is read",
            "write for example `\"3.1.0\"`",
        ));
    };
    // `v3.0.1` and a blank before it are slips that leave no doubt.
    let mut parts = text.trim().trim_start_matches(['v', 'V']).split('.');
    match (parts.next(), parts.next()) {
        (Some("3"), Some("0")) => Ok(Version::V3_0),
        (Some("3"), Some("1")) => Ok(Version::V3_1),
        _ => Err(source.problem(
            "#/openapi",
            format!("OpenAPI {text} is not supported"),
            "only OpenAPI 3.0 and 3.1 are read; another version may mean something else with \
             the same words",
            "ask the vendor for a 3.1 document, or write down by hand what the document says \
             in 3.1",
        )),
    }
}

fn not_openapi(source: &Source, members: Vec<&str>) -> Problem {
    let has = |name: &str| members.contains(&name);
    let looks_like = if has("asyncapi") {
        ": it is an AsyncAPI document"
    } else if has("overlay") && has("actions") {
        ": it is an OpenAPI Overlay"
    } else if has("item") && has("info") {
        ": it looks like a Postman collection"
    } else if has("$schema") || (has("type") && has("properties")) {
        ": it looks like a JSON Schema"
    } else {
        ""
    };
    let help = match nearest::hint("openapi", members.iter().copied()) {
        Some(_) if looks_like.is_empty() => "correct the spelling of the member `openapi`".to_owned(),
        _ => "put the vendor's OpenAPI document there; if this is one, add `openapi: 3.1.0` (or \
              the version that it follows) as its first member"
            .to_owned(),
    };
    let mut names = members.clone();
    names.truncate(5);
    let more = if members.len() > names.len() { ", …" } else { "" };
    let found = match names.join("`, `") {
        names if names.is_empty() => "the object is empty".to_owned(),
        names => format!("found only `{names}`{more}"),
    };
    Problem::in_file(
        &source.file,
        format!("not an OpenAPI document{looks_like}"),
        format!("there is no member `openapi` that says which version it follows; {found}"),
        help,
    )
    .on_line(1)
}

/// Refuses paths that are none.
pub(super) fn paths(document: &Value, source: &Source, version: Version) -> Result<(), Problem> {
    let Some(paths) = document.get("paths") else {
        let is_complete = ["webhooks", "components"].iter().any(|key| document.get(*key).is_some());
        let (why, help) = match version {
            Version::V3_1 if is_complete => return Ok(()),
            Version::V3_1 => ("a 3.1 document has `paths`, `webhooks` or `components`", "add the operations under `paths`"),
            Version::V3_0 => ("OpenAPI 3.0 requires `paths`", "add the operations under `paths`"),
        };
        return Err(Problem::in_file(&source.file, "the document has no `paths`", why, help));
    };
    let Value::Object(paths_object) = paths else {
        return Err(source.problem(
            "#/paths",
            format!("`paths` is {}, not an object", kind_of(paths)),
            "its members are the paths of the API",
            "write each path as a member, e.g. `/contacts:`",
        ));
    };
    for (path, item) in paths_object {
        if !item.is_object() && !item.is_null() && !path.starts_with("x-") {
            return Err(source.problem(
                &pointer::join("#/paths", path),
                format!("the path `{path}` is {}, not an object", kind_of(item)),
                "the members of a path are its operations",
                "write each operation under its method, e.g. `get:`",
            ));
        }
    }
    Ok(())
}

/// What a value is, in words.
fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// A text without quotes, anything else as JSON.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
