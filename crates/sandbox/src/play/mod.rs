//! Playing one vendor: what a request is answered with.

mod act;
mod chat;
mod errors;
mod headers;
mod items;
mod limit;
mod lists;
mod shapes;
mod store;
mod stream;
mod template;

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use serde_json::Value;

use crate::{
    check::{self, Checked, Refused, Violation, auth},
    document::{Document, Found, Operation},
    facts::Facts,
    fault::Plan,
    generate::{self, Purpose},
    reply::{Payload, Reply},
    request::Request,
    settings::Settings,
};
use errors::Wrong;
use shapes::{Shapes, label};
use store::Store;
use template::Words;

/// Ids that never exist, unless somebody has made them: they begin like this.
const MISSING: &str = "missing";

/// A vendor, played.
pub(crate) struct Player {
    pub(crate) document: Document,
    facts: Facts,
    scheme: Option<auth::Scheme>,
    shapes: Shapes,
    settings: Settings,
    key: String,
    store: Mutex<Store>,
    limit: limit::Limit,
}

impl Player {
    pub(crate) fn new(document: Value, facts: Facts, key: String, settings: Settings) -> Result<Self, String> {
        let document = Document::read(document, &facts)?;
        let scheme = auth::scheme(facts.auth.as_ref(), document.published());
        let shapes = Shapes::of(&document, &facts);
        let limit = limit::Limit::new(settings.limit, settings.window);
        Ok(Self { document, facts, scheme, shapes, settings, key, store: Mutex::default(), limit })
    }

    /// The operation called `METHOD /path`.
    fn operation(&self, key: &str) -> Option<&Operation> {
        self.document.operations.iter().find(|operation| operation.key() == key)
    }

    /// Answers a request. `plan` tells which faults are wanted for it.
    pub(crate) fn answer(&self, request: &Request, plan: impl FnOnce(&str) -> Plan) -> (Reply, Plan) {
        let (operation, raw_path) = match self.document.find(&request.method, &request.path) {
            Found::Operation(operation, raw_path) => (operation, raw_path),
            Found::OtherMethods(methods) => {
                let allowed = methods.join(", ");
                let violation = Violation::new("method", format!("this path takes {allowed}"), "#/paths");
                let mut reply = self.refusal(None, 405, &Wrong::Method, &[violation]);
                reply.set_header("allow", allowed);
                return (reply, Plan::default());
            }
            Found::Nothing => {
                let violation = Violation::new("path", "the document has no such path", "#/paths");
                return (self.refusal(None, 404, &Wrong::Path, &[violation]), Plan::default());
            }
        };
        let violation = auth::check(&self.document, self.scheme.as_ref(), operation, request, &self.key);
        if let Some(violation) = violation {
            let status = if operation.documents(401) || !operation.documents(403) { 401 } else { 403 };
            return (self.finish(operation, self.refusal(Some(operation), status, &Wrong::Key, &[violation])), Plan::default());
        }
        let plan = plan(&operation.path);
        let reply = self.authorized(operation, raw_path, request, &plan);
        (self.finish(operation, reply), plan)
    }

    /// Answers a request whose body did not arrive.
    pub(crate) fn refuse(&self, request: &Request, status: u16, what: &str) -> Reply {
        let violation = |rule: &str| [Violation::new("body", what, rule)];
        match self.document.find(&request.method, &request.path) {
            Found::Operation(operation, _) => {
                self.finish(operation, self.refusal(Some(operation), status, &Wrong::Request, &violation(&operation.pointer)))
            }
            _ => self.refusal(None, status, &Wrong::Request, &violation("#/paths")),
        }
    }

    fn authorized(&self, operation: &Operation, raw_path: BTreeMap<String, String>, request: &Request, plan: &Plan) -> Reply {
        if let Some(status) = plan.status {
            let mut reply = self.error(Some(operation), status, &Wrong::Fault(status));
            if let Some(seconds) = &plan.retry_after {
                reply.set_header("retry-after", seconds);
            }
            return reply;
        }
        if !self.limit.take() {
            return self.error(Some(operation), 429, &Wrong::Limit);
        }
        match check::check(&self.document, operation, raw_path, request) {
            Ok(checked) => self.play(operation, &checked, plan),
            Err((Refused::MediaType, violations)) if operation.documents(415) => {
                self.refusal(Some(operation), 415, &Wrong::Request, &violations)
            }
            Err((_, violations)) => {
                let status = [400, 422].into_iter().find(|status| operation.documents(*status)).unwrap_or(400);
                self.refusal(Some(operation), status, &Wrong::Request, &violations)
            }
        }
    }

    /// What every answer of the operation carries.
    fn finish(&self, operation: &Operation, mut reply: Reply) -> Reply {
        reply.operation = Some(operation.key());
        self.add_limit(&mut reply);
        self.add_headers(operation, &mut reply);
        reply
    }

    fn refusal(&self, operation: Option<&Operation>, status: u16, wrong: &Wrong, violations: &[Violation]) -> Reply {
        let mut reply = self.error(operation, status, &wrong.about(violations));
        reply.violation = Some(check::header(violations));
        reply
    }

    fn play(&self, operation: &Operation, request: &Checked, plan: &Plan) -> Reply {
        let mut store = self.store.lock().unwrap_or_else(PoisonError::into_inner);
        let store = &mut *store;
        if self.is_missing(store, operation, request) {
            return self.error(Some(operation), 404, &Wrong::Missing);
        }
        match &operation.facts.play.chat {
            Some(chat) => self.talk(store, operation, chat, request, plan),
            None => self.act(store, operation, request, &Words::default()),
        }
    }

    /// Is something that the path names not there?
    fn is_missing(&self, store: &mut Store, operation: &Operation, request: &Checked) -> bool {
        let items = self.shapes.items_of(&operation.path);
        // A POST to an item may be what makes it.
        let last = operation.path.ends_with('}') && operation.method == "POST";
        let count = items.len() - usize::from(last && !items.is_empty());
        items.into_iter().enumerate().any(|(index, (list, parameter))| {
            let Some(id) = request.path.get(&parameter) else { return false };
            let path = concrete(&list, request, None);
            self.fill(store, &list, &path);
            let held = store.list(&path);
            let is_there = held.get(id).is_some();
            let must_be = self.shapes.is_known(&list) && index < count;
            !is_there && (held.is_removed(id) || must_be || id.starts_with(MISSING))
        })
    }

    /// The first valid example of the answer when all is well.
    fn example(&self, operation: &Operation) -> Option<Value> {
        let (_, _, content) = shapes::success(operation)?;
        let content = content.filter(|content| content.is_json() && operation.facts.play.schema.is_none())?;
        let fits = |value: &&Value| content.schema.as_deref().is_none_or(|schema| self.document.accepts(schema, value));
        content.examples.iter().map(|pointer| self.document.at(pointer)).find(fits).cloned()
    }

    /// Pointer to the schema of what stands at `place` of the answer.
    fn place_schema(&self, operation: &Operation, place: &str) -> String {
        let mut pointer = shapes::success_schema(operation).map(|schema| self.document.target(&schema)).unwrap_or_default();
        for step in place.split('/').skip(1) {
            pointer = self.document.target(&format!("{pointer}/properties/{step}"));
        }
        pointer
    }

    /// The answer when all is well, with an item at its place.
    fn reply_with(&self, operation: &Operation, place: &str, item: Option<&Value>, path: &str) -> Reply {
        let Some((status, _, content)) = shapes::success(operation) else { return Reply { status: 200, ..Reply::default() } };
        let Some(content) = content else { return Reply { status, ..Reply::default() } };
        let schema = shapes::success_schema(operation);
        let purpose = Purpose { label: label(path), number: 1, now: "2025-01-01T00:00:00Z".to_owned(), seed: self.seed(path, 0) };
        let mut answer = match &schema {
            Some(_) if place.is_empty() && item.is_some() => Value::Null,
            Some(schema) => self.example(operation).unwrap_or_else(|| generate::value(&self.document, schema, &purpose)),
            None => generate::content(&self.document, content, &purpose),
        };
        if !content.is_json() {
            let text = answer.as_str().map_or_else(|| answer.to_string(), str::to_owned);
            let mut reply = Reply { status, content: Payload::Bytes(text.into()), ..Reply::default() };
            reply.set_header("content-type", content.media_type.as_str());
            return reply;
        }
        if let Some(item) = item {
            let shown = self.project(&self.place_schema(operation, place), item, path);
            template::set(&mut answer, place, shown);
        }
        let mut reply = Reply::json(status, answer);
        reply.set_header("content-type", content.media_type.as_str());
        reply.schema = schema;
        reply
    }
}

/// A path with its parameters; `last` stands for those that the request's path has not.
fn concrete(template: &str, request: &Checked, last: Option<&str>) -> String {
    let segments = template.split('/').map(|segment| match segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
        Some(name) => request.path.get(name).map(String::as_str).or(last).unwrap_or(segment),
        None => segment,
    });
    segments.collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests;
