//! Puts shared parameters, bodies and responses into the operations that use them.

use serde_json::{Map, Value, json};

use crate::{
    context::Context,
    finding::{Cost, Rule},
    lower::examples,
    pointer,
    reference::{Target, at},
    schema,
    walk::{self, METHODS, ORIGIN},
};

pub(crate) static SHARED: Rule = Rule {
    id: "shared-components",
    meaning: "shared path items, parameters, bodies and responses are written out where they are used",
    cost: Cost::None,
};

pub(crate) static PATH_PARAMETERS: Rule = Rule {
    id: "path-parameters",
    meaning: "parameters of a path belong to each of its operations, unless an operation has its own of that name and place",
    cost: Cost::None,
};

pub(crate) static PATH_TEXTS: Rule = Rule {
    id: "path-texts",
    meaning: "summary, description and servers of a path belong to each of its operations that has none of its own",
    cost: Cost::None,
};

pub(crate) static EXAMPLES: Rule = Rule {
    id: "media-type-examples",
    meaning: "examples of whole bodies and answers are not part of the client's documentation",
    cost: Cost::Docs,
};

pub(crate) static RESPONSE_HEADERS: Rule = Rule {
    id: "response-headers",
    meaning: "response headers have no member in a type; they are there on every response",
    cost: Cost::Docs,
};

pub(crate) static LINKS: Rule = Rule { id: "links", meaning: "links between operations are left out", cost: Cost::Docs };

pub(crate) static CALLBACKS: Rule =
    Rule { id: "callbacks", meaning: "callbacks are requests from the vendor to you; a client has no method for them", cost: Cost::Docs };

/// The members of a multipart body that carry files: names, in the body's media type object.
pub const FILES: &str = "x-files";

pub(crate) fn operations(document: &mut Value, cx: &mut Context) {
    let original = document.clone();
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else { return };
    paths.retain(|path, _| !path.starts_with("x-"));
    for (path, item) in paths.iter_mut() {
        let mut at = pointer::join("#/paths", path);
        if let Some((target, found)) = follow(&original, item).filter(|_| cx.allows(&SHARED)) {
            cx.found(&SHARED, at, target.clone());
            at = target;
            let own = std::mem::replace(item, found.clone());
            walk_item(item, &at);
            // What stands beside the reference is of this path alone, and comes first.
            if let (Some(item), Value::Object(own)) = (item.as_object_mut(), own) {
                item.extend(own.into_iter().filter(|(key, _)| key != "$ref"));
            }
        }
        let Some(object) = item.as_object_mut() else { continue };
        let shared: Vec<Value> = schema::take(object, "parameters").and_then(|p| p.as_array().cloned()).unwrap_or_default();
        let shared: Vec<Value> =
            shared.into_iter().enumerate().map(|(i, p)| parameter(&original, p, &format!("{at}/parameters/{i}"), cx)).collect();
        let shared = if cx.allows(&PATH_PARAMETERS) { shared } else { Vec::new() };
        if !shared.is_empty() {
            cx.found(&PATH_PARAMETERS, format!("{at}/parameters"), "");
        }
        let texts: Vec<(&str, Value)> =
            ["summary", "description", "servers"].into_iter().filter_map(|key| Some((key, schema::take(object, key)?))).collect();
        if !texts.is_empty() && cx.allows(&PATH_TEXTS) {
            cx.found(&PATH_TEXTS, at.clone(), texts.iter().map(|(key, _)| *key).collect::<Vec<_>>().join(", "));
        }
        for method in METHODS {
            let mut place = pointer::join(&at, method);
            if let Some(operation) = object.get_mut(*method)
                && let Some((target, found)) = follow(&original, operation).filter(|_| cx.allows(&SHARED))
            {
                cx.found(&SHARED, place, target.clone());
                *operation = found.clone();
                walk::operation(operation, &target, &mut |schema, at| walk::mark(schema, at));
                place = target;
            }
            if let Some(operation) = object.get_mut(*method).and_then(Value::as_object_mut) {
                if cx.allows(&PATH_TEXTS) {
                    for (key, value) in &texts {
                        operation.entry(*key).or_insert_with(|| value.clone());
                    }
                }
                whole_operation(&original, operation, &shared, &place, cx);
            }
        }
    }
}

/// Marks the schemas of a path item that was copied from elsewhere.
fn walk_item(item: &mut Value, at: &str) {
    for method in METHODS {
        if let Some(operation) = item.get_mut(*method) {
            walk::operation(operation, &pointer::join(at, method), &mut |schema, at| walk::mark(schema, at));
        }
    }
}

fn whole_operation(original: &Value, operation: &mut Map<String, Value>, shared: &[Value], at: &str, cx: &mut Context) {
    operation.insert(ORIGIN.to_owned(), json!(at));
    let own: Vec<Value> = schema::take(operation, "parameters").and_then(|p| p.as_array().cloned()).unwrap_or_default();
    let own: Vec<Value> = own.into_iter().enumerate().map(|(i, p)| parameter(original, p, &format!("{at}/parameters/{i}"), cx)).collect();
    let key = |p: &Value| (p.get("name").cloned(), p.get("in").cloned());
    let mut all: Vec<Value> = shared.iter().filter(|p| !own.iter().any(|o| key(o) == key(p))).cloned().collect();
    all.extend(own);
    operation.insert("parameters".to_owned(), Value::Array(all));

    if let Some(body) = operation.get_mut("requestBody") {
        resolve(original, body, &format!("{at}/requestBody"), cx);
        let place = walk::origin(body);
        for (media_type, entry) in body.get_mut("content").and_then(Value::as_object_mut).into_iter().flatten() {
            clean(entry, &pointer::join(&format!("{place}/content"), media_type), cx);
            if media_type.starts_with("multipart/") {
                let files = files(original, entry);
                if let Some(entry) = entry.as_object_mut().filter(|_| !files.is_empty()) {
                    entry.insert(FILES.to_owned(), json!(files));
                }
            }
        }
    }
    for (status, response) in operation.get_mut("responses").and_then(Value::as_object_mut).into_iter().flatten() {
        resolve(original, response, &pointer::join(&format!("{at}/responses"), status), cx);
        let place = walk::origin(response);
        let Some(response) = response.as_object_mut() else { continue };
        if let Some(Value::Object(headers)) = schema::take(response, "headers").filter(|_| cx.allows(&RESPONSE_HEADERS)) {
            cx.found(&RESPONSE_HEADERS, format!("{place}/headers"), headers.keys().cloned().collect::<Vec<_>>().join(", "));
        }
        if schema::take(response, "links").is_some() && cx.allows(&LINKS) {
            cx.found(&LINKS, format!("{place}/links"), "");
        }
        for (media_type, entry) in response.get_mut("content").and_then(Value::as_object_mut).into_iter().flatten() {
            clean(entry, &pointer::join(&format!("{place}/content"), media_type), cx);
        }
    }
    if schema::take(operation, "callbacks").is_some() && cx.allows(&CALLBACKS) {
        cx.found(&CALLBACKS, format!("{at}/callbacks"), "");
    }
}

/// Examples of a media type are for the tests, which read the vendor's document.
fn clean(media_type: &mut Value, at: &str, cx: &mut Context) {
    let Some(media_type) = media_type.as_object_mut() else { return };
    let examples = [schema::take(media_type, "example"), schema::take(media_type, "examples")];
    if examples.iter().any(Option::is_some) && cx.allows(&EXAMPLES) {
        cx.found(&EXAMPLES, at, "");
    }
}

fn parameter(original: &Value, mut parameter: Value, at: &str, cx: &mut Context) -> Value {
    resolve(original, &mut parameter, at, cx);
    examples::of_parameter(&mut parameter, cx);
    parameter
}

/// Replaces a reference by what it refers to, and marks where that is from.
fn resolve(original: &Value, value: &mut Value, at: &str, cx: &mut Context) {
    let mut at = at.to_owned();
    if let Some((target, found)) = follow(original, value).filter(|_| cx.allows(&SHARED)) {
        let description = value.get("description").cloned();
        *value = found.clone();
        if let (Some(description), Some(object)) = (description, value.as_object_mut()) {
            object.insert("description".to_owned(), description);
        }
        cx.found(&SHARED, target.clone(), "");
        at = target;
    }
    if let Some(object) = value.as_object_mut() {
        object.insert(ORIGIN.to_owned(), json!(at));
    }
}

fn follow<'a>(original: &'a Value, value: &Value) -> Option<(String, &'a Value)> {
    let mut reference = value.get("$ref")?.as_str()?;
    // The loader has refused circles; the bound is a second lock.
    for _ in 0..64 {
        let Target::Pointer(place) = Target::parse(reference) else { return None };
        let found = at(original, &place)?;
        match found.get("$ref").and_then(Value::as_str) {
            Some(next) => reference = next,
            None => return Some((place, found)),
        }
    }
    None
}

/// The members of a multipart body that are files, by what the document says of them.
fn files(original: &Value, media_type: &Value) -> Vec<Value> {
    let encoding = media_type.get("encoding");
    let mut members = Members::default();
    if let Some(schema) = media_type.get("schema") {
        members.add(original, schema);
    }
    let mut names: Vec<&String> = Vec::new();
    for (name, _) in &members.properties {
        if !names.contains(name) {
            names.push(name);
        }
    }
    names
        .into_iter()
        .filter_map(|name| {
            let declared = encoding
                .and_then(|e| e.get(name)?.get("contentType")?.as_str())
                .is_some_and(|t| !t.contains("json") && !t.starts_with("text/plain"));
            let said = members.properties.iter().filter(|(known, _)| *known == name);
            let said: Vec<Carried> = said.map(|(_, property)| carried(original, property, 0)).collect();
            let kind = if declared { File::Only } else { File::among(said.iter().map(|said| said.kind)) };
            let many = said.iter().any(|said| said.many);
            let null = said.iter().any(|said| said.null);
            let required = kind == File::Only && !null && members.required.contains(&name.as_str());
            (kind != File::No).then(|| json!({ "name": name, "required": required, "many": many, "only": kind == File::Only }))
        })
        .chain(members.open.then(|| json!({ "any": true, "required": false, "many": true })))
        .collect()
}

/// How deep a composition is looked into for a file: one of itself has no end, and each level may
/// be as many times wider.
const DEEPEST: usize = 4;

/// The members of a body: those of the parts it is composed of, and those of its alternatives.
#[derive(Default)]
struct Members<'a> {
    properties: Vec<(&'a String, &'a Value)>,
    /// What every body has.
    required: Vec<&'a str>,
    /// Whether members that are not named are files.
    open: bool,
    /// What was looked at: a composition of itself ends there.
    seen: Vec<&'a Value>,
}

impl<'a> Members<'a> {
    fn add(&mut self, original: &'a Value, schema: &'a Value) {
        let schema = target(original, schema);
        if self.seen.iter().any(|seen| std::ptr::eq(*seen, schema)) {
            return;
        }
        self.seen.push(schema);
        self.properties.extend(schema.get("properties").and_then(Value::as_object).into_iter().flatten());
        let rest = schema.get("additionalProperties");
        self.open |= rest.is_some_and(|rest| carried(original, rest, 0).kind == File::Only);
        self.required.extend(list(schema, "required").filter_map(Value::as_str));
        for part in list(schema, "allOf") {
            self.add(original, part);
        }
        for alternative in list(schema, "anyOf").chain(list(schema, "oneOf")) {
            let required = self.required.len();
            self.add(original, alternative);
            // What one alternative asks for, another need not.
            self.required.truncate(required);
        }
    }
}

fn list<'a>(schema: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    schema.get(key).and_then(Value::as_array).into_iter().flatten()
}

#[derive(Clone, Copy, PartialEq)]
enum File {
    No,
    /// A file, or something that JSON can say too.
    Perhaps,
    Only,
}

impl File {
    /// What a value is that may be each of these.
    fn among(kinds: impl Iterator<Item = Self>) -> Self {
        kinds.reduce(|a, b| if a == b { a } else { Self::Perhaps }).unwrap_or(Self::No)
    }
}

/// What a member carries.
#[derive(Clone, Copy)]
struct Carried {
    kind: File,
    /// Whether there may be several.
    many: bool,
    /// Whether null will do: no part is null, so that it may be left out.
    null: bool,
}

fn carried(original: &Value, property: &Value, depth: usize) -> Carried {
    let schema = target(original, property);
    let null = schema.get("nullable") == Some(&json!(true)) || list(schema, "type").any(|named| named == "null");
    if depth > DEEPEST {
        return Carried { kind: File::No, many: false, null };
    }
    let media_type = schema.get("contentMediaType").and_then(Value::as_str);
    let encoded = schema.get("contentEncoding").is_some();
    if schema.get("format").and_then(Value::as_str) == Some("binary") || (media_type.is_some_and(|t| !t.contains("json")) && !encoded) {
        return Carried { kind: File::Only, many: false, null };
    }
    if let Some(items) = schema.get("items") {
        let kind = carried(original, items, depth + 1).kind;
        return Carried { kind, many: kind != File::No, null };
    }
    // `allOf` of one reference is how 3.0 puts a text beside it.
    let parts = list(schema, "allOf").map(|part| carried(original, part, depth + 1));
    if let Some(part) = parts.filter(|part| part.kind != File::No).max_by_key(|part| part.kind == File::Only) {
        return Carried { null: null || part.null, ..part };
    }
    let (nulls, others): (Vec<_>, Vec<_>) =
        list(schema, "anyOf").chain(list(schema, "oneOf")).partition(|one| one.get("type") == Some(&json!("null")));
    let others: Vec<Carried> = others.into_iter().map(|one| carried(original, one, depth + 1)).collect();
    Carried {
        kind: File::among(others.iter().map(|one| one.kind)),
        many: others.iter().any(|one| one.many),
        null: null || !nulls.is_empty() || others.iter().any(|one| one.null),
    }
}

fn target<'a>(original: &'a Value, schema: &'a Value) -> &'a Value {
    follow(original, schema).map_or(schema, |(_, found)| found)
}
