use serde_json::{Map, Value, json};

use super::{Whole, parameter_names};
use crate::{
    context::Context,
    finding::{Cost, Rule},
    names,
    schema::{self, Schema},
    walk::{self, ORIGIN},
};

macro_rules! rules {
    ($($name:ident $id:literal $cost:ident $meaning:literal;)*) => {
        $(pub(crate) static $name: Rule = Rule { id: $id, meaning: $meaning, cost: Cost::$cost };)*
    };
}

rules! {
    IGNORED_HEADER "ignored-header" None "`Accept`, `Content-Type` and `Authorization` are no parameters: the call sets them";
    UNDECLARED "undeclared-path-parameter" None "a name in a path that no parameter declares becomes a string parameter";
    OPTIONAL_PATH "optional-path-parameter" None "a path parameter is required, whatever is said of it";
    CONTENT "content-parameter" None "a parameter with `content` is sent in that media type";
    STYLE "parameter-style" None "`style` and `explode` other than the usual are kept for the call, which sends what they say";
    COOKIE "cookie-parameter" None "a cookie parameter is sent in the `Cookie` header";
    NO_SCHEMA "parameter-without-schema" Typing "a parameter without a schema is a string";
    NULLABLE "nullable-parameter" None "a parameter cannot be null: it is there or not";
    CLASH "parameter-names" None "of two parameters whose names are one in Rust, the later gets another; on the wire it keeps its own";
}

/// The parameters of an operation.
pub(super) struct Parameters {
    /// What progenitor reads.
    pub(super) list: Vec<Value>,
    /// By name in `list`: what else the call must know.
    pub(super) wire: Map<String, Value>,
}

/// Progenitor takes the fragment and the query of a path for parts of it.
pub(super) fn lowered_path(path: &str) -> String {
    path.split(['?', '#']).next().unwrap_or(path).to_owned()
}

pub(super) fn fit(whole: &Whole<'_>, at: &str, cx: &mut Context) -> Parameters {
    let mut out = Parameters { list: Vec::new(), wire: Map::new() };
    let mut taken = parameter_names();
    let mut template: Vec<String> = names_in(&lowered_path(whole.path));
    let declared = whole.operation.get("parameters").and_then(Value::as_array).cloned().unwrap_or_default();
    // Path parameters first: their names are in the path and cannot change.
    let (path, other): (Vec<Value>, Vec<Value>) = declared.into_iter().partition(|p| p.get("in") == Some(&json!("path")));
    for parameter in path {
        let name = parameter.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
        if !template.contains(&name) {
            continue;
        }
        template.retain(|n| *n != name);
        one(parameter, &mut out, &mut taken, cx);
    }
    for name in template {
        if cx.allows(&UNDECLARED) {
            cx.found(&UNDECLARED, at, name.clone());
            let parameter = json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } });
            one(parameter, &mut out, &mut taken, cx);
        }
    }
    for parameter in other {
        one(parameter, &mut out, &mut taken, cx);
    }
    out
}

/// The names between braces.
fn names_in(path: &str) -> Vec<String> {
    path.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name.to_owned()).collect()
}

fn one(parameter: Value, out: &mut Parameters, taken: &mut names::Taken, cx: &mut Context) {
    let at = walk::origin(&parameter);
    let Value::Object(mut parameter) = parameter else { return };
    let name = schema::text(&parameter, "name").unwrap_or_default().to_owned();
    let place = schema::text(&parameter, "in").unwrap_or("query").to_owned();
    let ignored = place == "header" && ["accept", "content-type", "authorization"].contains(&name.to_ascii_lowercase().as_str());
    if ignored && cx.allows(&IGNORED_HEADER) {
        cx.found(&IGNORED_HEADER, at, name);
        return;
    }
    let mut wire = Map::new();
    if let Some(content) = schema::take(&mut parameter, "content") {
        let first =
            content.as_object().and_then(|c| c.iter().next().map(|(media_type, entry)| (media_type.clone(), entry.get("schema").cloned())));
        if let Some((media_type, schema)) = first {
            parameter.insert("schema".to_owned(), schema.unwrap_or_else(|| json!({})));
            if media_type.contains("json") {
                wire.insert("style".to_owned(), json!("json"));
            }
            cx.found(&CONTENT, at.clone(), media_type);
        }
    }
    style(&parameter, &place, &mut wire, &at, cx);
    let lowered_place = match place.as_str() {
        "cookie" => {
            cx.found(&COOKIE, at.clone(), name.clone());
            wire.insert("in".to_owned(), json!("cookie"));
            "header"
        }
        "path" | "header" => place.as_str(),
        // `body` and `formData` are leftovers of version 2 that some tools leave behind.
        _ => "query",
    };
    if parameter.get("schema").is_none() && cx.allows(&NO_SCHEMA) {
        cx.found(&NO_SCHEMA, at.clone(), name.clone());
        parameter.insert("schema".to_owned(), json!({ "type": "string", ORIGIN: at.clone() }));
    }
    if let Some(schema) = parameter.get_mut("schema").and_then(Value::as_object_mut) {
        if cx.allows(&NULLABLE) && schema::take(schema, "nullable").is_some() {
            cx.found(&NULLABLE, at.clone(), name.clone());
        }
    }
    let mut required = parameter.get("required") == Some(&json!(true));
    if place == "path" && !required && cx.allows(&OPTIONAL_PATH) {
        if parameter.contains_key(ORIGIN) {
            cx.found(&OPTIONAL_PATH, at.clone(), name.clone());
        }
        required = true;
    }
    let ident = names::snake(&name);
    let unique = if cx.allows(&CLASH) { taken.unique(&ident) } else { ident.clone() };
    let lowered_name = if unique == ident {
        name.clone()
    } else {
        cx.found(&CLASH, at, format!("{name} → {unique}"));
        wire.insert("name".to_owned(), json!(name));
        unique
    };
    let mut lowered = Schema::new();
    lowered.insert("name".to_owned(), json!(lowered_name));
    lowered.insert("in".to_owned(), json!(lowered_place));
    lowered.insert("required".to_owned(), json!(required));
    let description =
        [schema::text(&parameter, "description"), parameter.get("schema").and_then(|s| s.get("description")).and_then(Value::as_str)];
    let mut paragraphs: Vec<&str> = Vec::new();
    for text in description.into_iter().flatten() {
        if !text.trim().is_empty() && !paragraphs.contains(&text) {
            paragraphs.push(text);
        }
    }
    if !paragraphs.is_empty() {
        lowered.insert("description".to_owned(), json!(paragraphs.join("\n\n")));
    }
    if let Some(schema) = schema::take(&mut parameter, "schema") {
        lowered.insert("schema".to_owned(), schema);
    }
    out.list.push(Value::Object(lowered));
    if !wire.is_empty() {
        out.wire.insert(lowered_name, Value::Object(wire));
    }
}

fn style(parameter: &Schema, place: &str, wire: &mut Map<String, Value>, at: &str, cx: &mut Context) {
    let usual = if matches!(place, "query" | "cookie") { "form" } else { "simple" };
    let style = schema::text(parameter, "style").unwrap_or(usual);
    let explode = parameter.get("explode").and_then(Value::as_bool).unwrap_or(style == "form");
    if style == usual && explode == (usual == "form") {
        return;
    }
    wire.entry("style").or_insert_with(|| json!(style));
    wire.insert("explode".to_owned(), json!(explode));
    cx.found(&STYLE, at, format!("{style}, explode {explode}"));
}
