//! Rules about operations: what progenitor reads of each, and, under [`WIRE`], what the
//! generated call does beyond that.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use crate::{
    context::Context,
    finding::{Cost, Rule},
    names::{self, Taken},
    pointer,
    schema::{self, Schema},
    vendor::Settings,
    walk::{METHODS, ORIGIN},
};

mod body;
mod errors;
mod ids;
mod naming;
mod paging;
mod parameters;
mod paths;
mod responses;
mod said;
mod status;

pub use naming::Name;

/// The rules of this stage.
pub const RULES: &[&Rule] = &[
    &ids::MISSING,
    &ids::DUPLICATE,
    &naming::RULE,
    &NO_OPERATIONS,
    &paths::ALIKE,
    &paths::QUERY,
    &said::SERVERS,
    &said::SECURITY,
    &parameters::IGNORED_HEADER,
    &paths::SLASH,
    &parameters::NAMELESS,
    &parameters::STRAY,
    &parameters::UNDECLARED,
    &parameters::OPTIONAL_PATH,
    &parameters::DUPLICATE,
    &parameters::PLACE,
    &parameters::CONTENT,
    &parameters::STYLE,
    &parameters::PATH_STYLE,
    &parameters::HINTS,
    &parameters::COOKIE,
    &parameters::NO_SCHEMA,
    &parameters::NULLABLE,
    &parameters::CLASH,
    &body::MEDIA_TYPES,
    &body::MEDIA_TYPES_DIFFER,
    &body::MULTIPART,
    &body::RAW,
    &body::STRUCTURE,
    &body::FORM,
    &body::NO_OBJECT,
    &body::STYLES,
    &body::ENCODING,
    &body::NO_SCHEMA,
    &responses::UNION,
    &responses::MEDIA_TYPE,
    &responses::EVENT_STREAM,
    &responses::NONE,
    &responses::NOT_FINAL,
    &responses::HEAD,
    &responses::NO_SCHEMA,
    &errors::UNION,
    &errors::RANGES,
    &errors::UNTYPED,
];

pub(crate) static NO_OPERATIONS: Rule = Rule {
    id: "no-operations",
    meaning: "a document without operations (only webhooks, or only components) gives a client with types and without calls",
    cost: Cost::Docs,
};

/// The extension that holds what progenitor has no word for.
pub const WIRE: &str = "x-switchboard";

/// Fits every operation of a document whose references are followed.
pub fn operations(document: &mut Value, settings: &Settings, cx: &mut Context) {
    let (paths, at) = match document.get_mut("paths").map(Value::take) {
        Some(Value::Object(paths)) => (paths, "#/paths"),
        _ => (Map::new(), "#"),
    };
    let components = super::schema::components(document);
    let mut ids = ids::Ids::of(&paths, cx);
    let mut names = naming::Names::new(settings, &paths);
    let mut out = Map::new();
    for (path, item) in &paths {
        for method in METHODS {
            let Some(operation) = item.get(*method).and_then(Value::as_object) else { continue };
            let id = ids.take(method, path);
            let facts = settings.operations.get(&format!("{} {path}", method.to_uppercase())).cloned().unwrap_or_default();
            let whole = Whole { path, method, operation, id, facts: &facts, components: &components };
            let Fitted { path: lowered, at, calls } = whole.fit(settings, &mut names, cx);
            let place = paths::place(&out, &lowered, method, &at, cx);
            for (suffix, operation) in calls {
                let entry = out.entry(format!("{place}{suffix}")).or_insert_with(|| json!({}));
                if let Some(entry) = entry.as_object_mut() {
                    entry.insert((*method).to_owned(), operation);
                }
            }
        }
    }
    if out.is_empty() && cx.allows(&NO_OPERATIONS) {
        cx.found(&NO_OPERATIONS, at, "");
    }
    document["paths"] = Value::Object(out);
}

/// One operation of the vendor's document, and what is known of it.
struct Whole<'a> {
    path: &'a str,
    method: &'a str,
    operation: &'a Map<String, Value>,
    id: String,
    facts: &'a crate::vendor::Operation,
    components: &'a Schema,
}

/// A lowered operation.
struct Fitted {
    /// The path that progenitor reads.
    path: String,
    /// Where the vendor's document describes it.
    at: String,
    /// The call and its streaming twin, each with the suffix of its path.
    calls: Vec<(&'static str, Value)>,
}

impl Whole<'_> {
    /// The component that `schema` refers to, if it does.
    fn component(&self, schema: &Value) -> Option<Value> {
        self.components.get(schema::component_of(schema)?).cloned()
    }

    fn fit(&self, settings: &Settings, names: &mut naming::Names, cx: &mut Context) -> Fitted {
        let at = self
            .operation
            .get(ORIGIN)
            .and_then(Value::as_str)
            .map_or_else(|| pointer::join(&pointer::join("#/paths", self.path), self.method), str::to_owned);
        let parameters = parameters::fit(self, &at, cx);
        let body = body::fit(self, cx);
        let answers = responses::fit(self, &at, cx);
        let errors = errors::fit(self, &at, cx);
        said::unread(self, &at, cx);
        let name = names.name(self.method, self.path, self.operation, &self.id, answers.returns_list(), cx, &at);

        let mut wire = Map::new();
        wire.insert("group".to_owned(), json!(name.group));
        wire.insert("method".to_owned(), json!(name.method));
        wire.insert("operation".to_owned(), json!(self.id));
        wire.insert("path".to_owned(), json!(parameters.paths.wire));
        wire.insert("pointer".to_owned(), json!(at));
        if !parameters.wire.is_empty() {
            wire.insert("parameters".to_owned(), Value::Object(parameters.wire));
        }
        if let Some(body) = &body {
            wire.insert("body".to_owned(), body.wire.clone());
        }
        let mut response = answers.wire.clone();
        // The member that asks for a stream asks for none here.
        if let Some(flag) = answers.stream.as_ref().and_then(|stream| stream.wire.get("flag")) {
            response["flag"] = flag.clone();
        }
        wire.insert("response".to_owned(), response);
        if !errors.documented.is_empty() {
            wire.insert("errors".to_owned(), Value::Array(errors.documented.clone()));
        }
        for (key, value) in [("safe_to_retry", self.facts.safe_to_retry), ("agent", self.facts.agent)] {
            if value == Some(true) {
                wire.insert(key.to_owned(), json!(true));
            }
        }
        if let Some(paging) = paging::of(self, settings, &parameters.list, answers.returns_list()) {
            wire.insert("paging".to_owned(), paging);
        }

        let mut out = Map::new();
        out.insert("operationId".to_owned(), json!(names::snake(&self.id)));
        for key in ["tags", "summary", "description", "deprecated"] {
            if let Some(value) = self.operation.get(key) {
                out.insert(key.to_owned(), value.clone());
            }
        }
        for paragraph in said::of_body_and_answer(self) {
            schema::add_doc(&mut out, &paragraph);
        }
        out.insert("parameters".to_owned(), Value::Array(parameters.list));
        if let Some(schema) = body.and_then(|body| body.schema) {
            out.insert("requestBody".to_owned(), json!({ "required": true, "content": { "application/json": { "schema": schema } } }));
        }
        out.insert("responses".to_owned(), responses_of(&answers.schema, &errors));
        out.insert(WIRE.to_owned(), Value::Object(wire));
        let mut calls = Vec::new();
        let path = parameters.paths.lowered;
        if let Some(stream) = &answers.stream {
            let mut twin = out.clone();
            let only = answers.only_stream;
            let method = if only { name.method.clone() } else { names.stream_twin(&name) };
            twin.insert("operationId".to_owned(), json!(names::snake(&format!("{}-stream", self.id))));
            twin.insert("responses".to_owned(), responses_of(&stream.schema, &errors));
            if let Some(wire) = twin.get_mut(WIRE).and_then(Value::as_object_mut) {
                wire.insert("method".to_owned(), json!(method));
                wire.insert("response".to_owned(), stream.wire.clone());
                schema::take(wire, "paging");
            }
            if only {
                return Fitted { path, at, calls: vec![("", Value::Object(twin))] };
            }
            calls.push(("#stream", Value::Object(twin)));
        }
        calls.insert(0, ("", Value::Object(out)));
        Fitted { path, at, calls }
    }
}

/// Names the enums of answers that are told apart by status, each once.
pub fn name_answers(document: &mut Value) {
    let mut taken = Taken::default();
    for (_, item) in document.get_mut("paths").and_then(Value::as_object_mut).into_iter().flatten() {
        for (_, operation) in item.as_object_mut().into_iter().flatten() {
            let id = operation.get("operationId").and_then(Value::as_str).map(names::pascal).unwrap_or_default();
            let response = operation.get_mut(WIRE).and_then(|wire| wire.get_mut("response"));
            if let Some(response) = response.filter(|response| response["kind"] == json!("by-status")) {
                response["name"] = json!(taken.unique(&format!("{id}Response")));
            }
        }
    }
}

/// The shape that progenitor types: one success, and one error for all that is not.
fn responses_of(success: &Option<Value>, errors: &errors::Errors) -> Value {
    let mut out = Map::new();
    out.insert("2XX".to_owned(), response_of(success.as_ref()));
    out.extend(errors.responses.clone());
    Value::Object(out)
}

fn response_of(schema: Option<&Value>) -> Value {
    match schema {
        Some(schema) => json!({ "description": "", "content": { "application/json": { "schema": schema } } }),
        None => json!({ "description": "" }),
    }
}

/// Calls `visit` with every schema of the lowered operations, and the name it starts from.
pub fn roots(document: &mut Value, visit: &mut dyn FnMut(&mut Value, &str)) {
    // What one operation takes and how it fails is said twice where it streams too, and for
    // both ranges of errors: it gets one type.
    let mut known: HashMap<(String, String), (Value, Value)> = HashMap::new();
    for (_, item) in document.get_mut("paths").and_then(Value::as_object_mut).into_iter().flatten() {
        for (_, operation) in item.as_object_mut().into_iter().flatten() {
            let id = operation.get("operationId").and_then(Value::as_str).map(names::pascal).unwrap_or_default();
            let source = operation.pointer(&format!("/{WIRE}/pointer")).and_then(Value::as_str).unwrap_or_default().to_owned();
            let mut once = |schema: &mut Value, word: &str| {
                let key = (source.clone(), word.to_owned());
                if let Some((_, after)) = known.get(&key).filter(|(before, _)| before == schema) {
                    *schema = after.clone();
                    return;
                }
                let before = schema.clone();
                visit(schema, &format!("{id}{word}"));
                known.insert(key, (before, schema.clone()));
            };
            for parameter in operation.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten() {
                let name = parameter.get("name").and_then(Value::as_str).map(names::pascal).unwrap_or_default();
                if let Some(schema) = parameter.get_mut("schema") {
                    once(schema, &name);
                }
            }
            if let Some(schema) = operation.pointer_mut("/requestBody/content/application~1json/schema") {
                once(schema, "Body");
            }
            for (status, response) in operation.get_mut("responses").and_then(Value::as_object_mut).into_iter().flatten() {
                let word = if status == "2XX" { "Response" } else { "Error" };
                if let Some(schema) = response.pointer_mut("/content/application~1json/schema") {
                    once(schema, word);
                }
            }
        }
    }
}

/// Names that a call has, whatever its parameters.
pub const OF_EVERY_CALL: &[&str] = &["body", "send", "send_response", "send_raw", "stream", "by_page", "by_item", "clone", "into", "from"];

impl Whole<'_> {
    /// Names that are no names for parameters: those of a call's own methods and of its files.
    fn parameter_names(&self) -> Taken {
        let mut taken = Taken::default();
        for name in OF_EVERY_CALL {
            taken.unique(name);
        }
        for name in ["timeout", "attempt_timeout", "retries", "header", "idempotency_key", "first_event_timeout", "idle_timeout"] {
            taken.unique(&format!("with_{name}"));
        }
        for file in self.files() {
            taken.unique(file["ident"].as_str().unwrap_or_default());
        }
        taken
    }

    /// The files of the body, each with a name of its own for a method or an argument.
    fn files(&self) -> Vec<Value> {
        let content = self.operation.get("requestBody").and_then(|body| body.get("content")?.as_object());
        let files = content.into_iter().flat_map(Map::values).find_map(|entry| entry.get(crate::resolve::FILES)?.as_array());
        let mut taken = Taken::default();
        let mut out = files.cloned().unwrap_or_default();
        for file in &mut out {
            // One of any name is called after what it is.
            let ident = names::snake(file["name"].as_str().unwrap_or("file"));
            let of_the_call = OF_EVERY_CALL.contains(&ident.as_str()) || ident.starts_with("with_");
            file["ident"] = json!(taken.unique(&if of_the_call { format!("{ident}_part") } else { ident }));
        }
        out
    }
}
