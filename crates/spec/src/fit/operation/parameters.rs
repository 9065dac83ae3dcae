use serde_json::{Map, Value, json};

use super::{Whole, paths::Paths};
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
    NAMELESS "nameless-parameter" Typing "a parameter without a name, or that does not say where it stands, is left out: there is no telling how it is sent";
    STRAY "stray-path-parameter" Docs "a path parameter that is not in the path is left out: there is no place for its value; one that differs in case or punctuation alone is the one in the path";
    UNDECLARED "undeclared-path-parameter" None "a name in a path that no parameter declares becomes a string parameter";
    OPTIONAL_PATH "optional-path-parameter" None "a path parameter is required, whatever is said of it";
    DUPLICATE "duplicate-parameter" None "a parameter that is declared twice in one place is one parameter: the first is taken";
    PLACE "parameter-place" Typing "a parameter in a place that OpenAPI 3 does not have (`body`, `formData`) is sent in the query";
    CONTENT "content-parameter" None "a parameter with `content` is sent in that media type";
    STYLE "parameter-style" None "`style` and `explode` other than the usual are kept for the call, which sends what they say";
    PATH_STYLE "path-style" None "the styles `label` and `matrix` of a path parameter are kept for the call, which writes them into the path";
    HINTS "parameter-hints" Docs "`allowReserved` and `allowEmptyValue` are not read: every value is encoded, and an empty one is sent as it is";
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
    /// The path, with the names that the parameters have.
    pub(super) paths: Paths,
    taken: names::Taken,
}

pub(super) fn fit(whole: &Whole<'_>, at: &str, cx: &mut Context) -> Parameters {
    let mut out = Parameters { list: Vec::new(), wire: Map::new(), paths: Paths::of(whole.path, at, cx), taken: whole.parameter_names() };
    let mut template: Vec<String> = out.paths.names();
    let declared = distinct(whole.operation.get("parameters").and_then(Value::as_array).cloned().unwrap_or_default(), at, cx);
    // Path parameters first: their names are in the path.
    let (path, other): (Vec<Value>, Vec<Value>) = declared.into_iter().partition(|p| p.get("in") == Some(&json!("path")));
    let (here, stray): (Vec<Value>, Vec<Value>) = path.into_iter().partition(|p| template.iter().any(|name| p["name"] == json!(name)));
    for parameter in here {
        template.retain(|name| parameter["name"] != json!(name));
        out.add(parameter, cx);
    }
    let stray = if cx.allows(&STRAY) { stray } else { Vec::new() };
    for mut parameter in stray {
        let name = parameter["name"].as_str().unwrap_or_default().to_owned();
        let meant = template.iter().position(|known| names::snake(known).replace('_', "") == names::snake(&name).replace('_', ""));
        cx.found(&STRAY, walk::origin(&parameter), meant.map_or_else(|| name.clone(), |place| format!("{name} → {}", template[place])));
        if let Some(place) = meant {
            parameter["name"] = json!(template.remove(place));
            out.add(parameter, cx);
        }
    }
    for name in template {
        if cx.allows(&UNDECLARED) {
            cx.found(&UNDECLARED, at, name.clone());
            out.add(json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } }), cx);
        }
    }
    for name in std::mem::take(&mut out.paths.query) {
        if !other.iter().any(|parameter| parameter["name"] == json!(name)) {
            out.add(json!({ "name": name, "in": "query", "schema": { "type": "string" } }), cx);
        }
    }
    for parameter in other {
        out.add(parameter, cx);
    }
    out
}

/// Each parameter once: a name and a place are one value on the wire. Those that lack either
/// are none.
fn distinct(declared: Vec<Value>, at: &str, cx: &mut Context) -> Vec<Value> {
    let key = |parameter: &Value| {
        let text = |key: &str| parameter.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let (name, place) = (text("name"), text("in"));
        // Names of headers have no case.
        if place == "header" { (name.to_ascii_lowercase(), place) } else { (name, place) }
    };
    let mut out: Vec<Value> = Vec::new();
    for parameter in declared {
        if cx.allows(&NAMELESS) && !["name", "in"].iter().all(|key| parameter.get(*key).is_some_and(Value::is_string)) {
            // One that is no object has no mark of where it is from.
            let at = if parameter.is_object() { walk::origin(&parameter) } else { at.to_owned() };
            cx.found(&NAMELESS, at, schema::show(&without_origin(parameter)));
        } else if cx.allows(&DUPLICATE) && out.iter().any(|known| key(known) == key(&parameter)) {
            cx.found(&DUPLICATE, walk::origin(&parameter), key(&parameter).0);
        } else {
            out.push(parameter);
        }
    }
    out
}

fn without_origin(mut value: Value) -> Value {
    if let Some(object) = value.as_object_mut() {
        schema::take(object, ORIGIN);
    }
    value
}

impl Parameters {
    fn add(&mut self, parameter: Value, cx: &mut Context) {
        let at = walk::origin(&parameter);
        let Value::Object(mut parameter) = parameter else { return };
        let name = schema::text(&parameter, "name").unwrap_or_default().to_owned();
        let place = schema::text(&parameter, "in").unwrap_or_default().to_owned();
        let ignored = place == "header" && ["accept", "content-type", "authorization"].contains(&name.to_ascii_lowercase().as_str());
        if ignored && cx.allows(&IGNORED_HEADER) {
            cx.found(&IGNORED_HEADER, at, name);
            return;
        }
        let mut wire = Map::new();
        content(&mut parameter, &mut wire, &at, cx);
        style(&parameter, &place, &mut wire, &at, cx);
        hints(&parameter, &at, cx);
        let lowered_place = match place.as_str() {
            "path" | "header" | "query" => place.as_str(),
            "cookie" => {
                if cx.allows(&COOKIE) {
                    cx.found(&COOKIE, at.clone(), name.clone());
                    wire.insert("in".to_owned(), json!("cookie"));
                }
                "header"
            }
            other => {
                if !cx.allows(&PLACE) {
                    return;
                }
                cx.found(&PLACE, at.clone(), other);
                "query"
            }
        };
        if parameter.get("schema").is_none() && cx.allows(&NO_SCHEMA) {
            cx.found(&NO_SCHEMA, at.clone(), name.clone());
            parameter.insert("schema".to_owned(), json!({ "type": "string", ORIGIN: at.clone() }));
        }
        if let Some(schema) = parameter.get_mut("schema").and_then(Value::as_object_mut)
            && cx.allows(&NULLABLE)
            && schema::take(schema, "nullable").is_some()
        {
            cx.found(&NULLABLE, at.clone(), name.clone());
        }
        let mut required = parameter.get("required") == Some(&json!(true));
        if place == "path" && !required && cx.allows(&OPTIONAL_PATH) {
            cx.found(&OPTIONAL_PATH, at.clone(), name.clone());
            required = true;
        }
        let ident = names::snake(&name);
        let unique = if cx.allows(&CLASH) { self.taken.unique(&ident) } else { ident.clone() };
        let lowered_name = if unique == ident {
            name.clone()
        } else {
            cx.found(&CLASH, at, format!("{name} → {unique}"));
            wire.insert("name".to_owned(), json!(name));
            if place == "path" {
                self.paths.rename(&name, &unique);
            }
            unique
        };
        let mut lowered = Schema::new();
        lowered.insert("name".to_owned(), json!(lowered_name));
        lowered.insert("in".to_owned(), json!(lowered_place));
        lowered.insert("required".to_owned(), json!(required));
        if let Some(text) = description(&parameter) {
            lowered.insert("description".to_owned(), json!(text));
        }
        if let Some(schema) = schema::take(&mut parameter, "schema") {
            lowered.insert("schema".to_owned(), schema);
        }
        self.list.push(Value::Object(lowered));
        if !wire.is_empty() {
            self.wire.insert(lowered_name, Value::Object(wire));
        }
    }
}

/// Keeps how the call must write a value, where it is not the usual way.
fn style(parameter: &Schema, place: &str, wire: &mut Map<String, Value>, at: &str, cx: &mut Context) {
    let usual = if matches!(place, "path" | "header") { "simple" } else { "form" };
    let style = schema::text(parameter, "style").unwrap_or(usual);
    let explode = parameter.get("explode").and_then(Value::as_bool).unwrap_or(style == "form");
    if style == usual && explode == (usual == "form") {
        return;
    }
    let rule = if place == "path" && matches!(style, "label" | "matrix") { &PATH_STYLE } else { &STYLE };
    if cx.allows(rule) {
        wire.entry("style").or_insert_with(|| json!(style));
        wire.insert("explode".to_owned(), json!(explode));
        cx.found(rule, at, format!("{style}, explode {explode}"));
    }
}

/// Takes the schema of a parameter's media type for its own.
fn content(parameter: &mut Schema, wire: &mut Map<String, Value>, at: &str, cx: &mut Context) {
    if !cx.allows(&CONTENT) {
        return;
    }
    let Some(Value::Object(content)) = schema::take(parameter, "content") else { return };
    let Some((media_type, entry)) = content.into_iter().next() else { return };
    parameter.insert("schema".to_owned(), entry.get("schema").cloned().unwrap_or_else(|| json!({ ORIGIN: at })));
    if media_type.contains("json") {
        wire.insert("style".to_owned(), json!("json"));
    }
    cx.found(&CONTENT, at, media_type);
}

fn hints(parameter: &Schema, at: &str, cx: &mut Context) {
    let hints = ["allowReserved", "allowEmptyValue"].into_iter().filter(|key| parameter.get(*key) == Some(&json!(true)));
    let hints = hints.collect::<Vec<_>>().join(", ");
    if !hints.is_empty() && cx.allows(&HINTS) {
        cx.found(&HINTS, at, hints);
    }
}

/// What is said of a parameter, and of its schema.
fn description(parameter: &Schema) -> Option<String> {
    let inner = parameter.get("schema").and_then(Value::as_object);
    let deprecated = [Some(parameter), inner].into_iter().flatten().any(|holder| holder.get("deprecated") == Some(&json!(true)));
    let said = [schema::text(parameter, "description"), inner.and_then(|schema| schema::text(schema, "description"))];
    let mut paragraphs: Vec<&str> = Vec::new();
    for text in said.into_iter().flatten().chain(deprecated.then_some("Deprecated.")) {
        if !text.trim().is_empty() && !paragraphs.contains(&text) {
            paragraphs.push(text);
        }
    }
    (!paragraphs.is_empty()).then(|| paragraphs.join("\n\n"))
}
