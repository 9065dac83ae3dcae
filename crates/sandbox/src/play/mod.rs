//! Playing one vendor: what a request is answered with.

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

use serde_json::{Map, Value};

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
use shapes::{Shape, Shapes, label};
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

    /// Does what the operation's shape says.
    fn act(&self, store: &mut Store, operation: &Operation, request: &Checked, words: &Words) -> Reply {
        match self.shapes.shape(operation) {
            Shape::List { list, items } => self.show_list(store, operation, request, list, items),
            Shape::Create { list, item } => self.create(store, operation, request, list, item, words).0,
            Shape::Read { list, item } => self.with_item(store, operation, request, list, item, None),
            Shape::Update { list, item } => {
                let sent = members(request);
                self.with_item(store, operation, request, list, item, Some(&sent))
            }
            Shape::Delete { list } => {
                let path = concrete(list, request, None);
                if let Some(id) = self.last_id(operation, request) {
                    store.list(&path).remove(&id);
                }
                self.other(store, operation, request, words)
            }
            Shape::Clear { list } => {
                let path = concrete(list, request, None);
                self.fill(store, list, &path);
                store.list(&path).clear();
                self.other(store, operation, request, words)
            }
            Shape::Within { list, parameter, item, member } => {
                if operation.path.ends_with('}') {
                    self.add_to_list(store, operation, request);
                }
                let sent = member.as_ref().map(|member| self.within(list, member, members(request)));
                self.with_named_item(store, operation, request, (list, parameter, item), sent.as_ref())
            }
            Shape::Other => self.other(store, operation, request, words),
        }
    }

    /// `PATCH /chats/{id}/state` changes the member `state`, if there is one.
    fn within(&self, list: &str, member: &str, sent: Map<String, Value>) -> Map<String, Value> {
        let has_member = self.shapes.item_schema(list).is_some_and(|schema| self.has_member(schema, member));
        if has_member { Map::from_iter([(member.to_owned(), Value::Object(sent))]) } else { sent }
    }

    /// `POST /contacts/{id}/segments/{segment_id}`: the item is in the list from then on.
    fn add_to_list(&self, store: &mut Store, operation: &Operation, request: &Checked) {
        let Some((list, parameter)) = self.shapes.items_of(&operation.path).pop() else { return };
        let (Some(schema), Some(id)) = (self.shapes.item_schema(&list), request.path.get(&parameter)) else { return };
        let path = concrete(&list, request, None);
        self.fill(store, &list, &path);
        if store.list(&path).get(id).is_none() {
            let mut item = self.make(store, &list, schema, None, &Map::new());
            self.set_id(schema, Some(&parameter), &mut item, id);
            store.list(&path).put(id, item);
        }
    }

    fn last_id(&self, operation: &Operation, request: &Checked) -> Option<String> {
        let (_, parameter) = self.shapes.items_of(&operation.path).pop()?;
        request.path.get(&parameter).cloned()
    }

    /// Shows the item that the end of the path names, changed if something was sent.
    fn with_item(
        &self,
        store: &mut Store,
        operation: &Operation,
        request: &Checked,
        list: &str,
        place: &str,
        sent: Option<&Map<String, Value>>,
    ) -> Reply {
        let parameter = self.shapes.items_of(&operation.path).pop().map(|(_, parameter)| parameter).unwrap_or_default();
        self.with_named_item(store, operation, request, (list, &parameter, place), sent)
    }

    fn with_named_item(
        &self,
        store: &mut Store,
        operation: &Operation,
        request: &Checked,
        (list, parameter, place): (&str, &str, &str),
        sent: Option<&Map<String, Value>>,
    ) -> Reply {
        let path = concrete(list, request, None);
        if operation.method == "GET" {
            self.look(store, &path);
        }
        let Some(id) = request.path.get(parameter) else { return self.other(store, operation, request, &Words::default()) };
        let schema = self.shapes.item_schema(list).map(str::to_owned).unwrap_or_default();
        let mut item = match store.list(&path).get(id).cloned() {
            Some(item) => item,
            // Nobody can learn the ids of this list: every one is there.
            None => {
                let base = self.example(operation).and_then(|example| example.pointer(place).cloned());
                let mut item = self.make(store, list, &schema, base, &Map::new());
                self.set_id(&schema, Some(parameter), &mut item, id);
                item
            }
        };
        if let Some(sent) = sent {
            let now = store.now();
            self.overlay(&schema, &mut item, sent);
            self.stamp(&schema, &mut item, &now, false);
        }
        store.list(&path).put(id, item.clone());
        self.reply_with(operation, place, Some(&item), &path)
    }

    /// Makes an item; gives its id, too.
    fn create(
        &self,
        store: &mut Store,
        operation: &Operation,
        request: &Checked,
        list: &str,
        place: &str,
        words: &Words,
    ) -> (Reply, Option<String>) {
        let path = concrete(list, request, None);
        self.fill(store, list, &path);
        let answer_schema = self.place_schema(operation, place);
        let sent = members(request);
        let above = self.copied(store, operation, request, list);
        let base = above.or_else(|| self.example(operation).and_then(|example| example.pointer(place).cloned()));
        let mut item = self.make(store, list, &answer_schema, base, &sent);
        self.forget(operation, &answer_schema, &mut item, &sent);
        let mut reply = self.reply_with(operation, place, Some(&item), &path);
        let id = self.id_of(&answer_schema, None, &item);
        self.set(operation, request, &words.clone().with("id", id.clone()).with("now", store.now()), &mut reply);
        if let Payload::Json(answer) = &reply.content {
            item = answer.pointer(place).cloned().unwrap_or(item);
        }
        if let Some(id) = &id {
            store.list(&path).put(id, item);
            store.mark_made(&path, id);
        }
        (reply, id)
    }

    /// The item that a new one is a copy of: the path names one of the same list.
    fn copied(&self, store: &mut Store, operation: &Operation, request: &Checked, list: &str) -> Option<Value> {
        operation.facts.play.creates.as_ref()?;
        let (above, parameter) = self.shapes.items_of(&operation.path).into_iter().find(|(above, _)| above == list)?;
        store.list(&concrete(&above, request, None)).get(request.path.get(&parameter)?).cloned()
    }

    /// Takes away what could have been sent and was not.
    fn forget(&self, operation: &Operation, schema: &str, item: &mut Value, sent: &Map<String, Value>) {
        let Some(body) = operation.body.as_ref().and_then(|body| body.content.first()?.schema.clone()) else { return };
        let absent =
            item.as_object().into_iter().flat_map(Map::keys).filter(|name| !sent.contains_key(*name) && self.has_member(&body, name));
        for name in absent.cloned().collect::<Vec<_>>() {
            let with = |value: Option<Value>| {
                let mut changed = item.clone();
                let members = changed.as_object_mut()?;
                match value {
                    Some(value) => members.insert(name.clone(), value),
                    None => members.shift_remove(&name),
                };
                self.document.accepts(schema, &changed).then_some(changed)
            };
            if let Some(changed) = with(Some(Value::Null)).or_else(|| with(None)) {
                *item = changed;
            }
        }
    }

    /// An answer that is made up.
    fn other(&self, store: &mut Store, operation: &Operation, request: &Checked, words: &Words) -> Reply {
        let mut reply = self.reply_with(operation, "", None, &concrete(&operation.path, request, None));
        if let (Payload::Json(answer), Some(schema)) = (&mut reply.content, shapes::success_schema(operation)) {
            let (now, number) = (store.now(), store.number());
            if operation.method == "POST" {
                let purpose =
                    Purpose { label: label(&operation.path), number: 1, now: now.clone(), seed: self.seed(&operation.path, number) };
                if let Some(Value::String(id)) = self.new_id(&schema, answer, &purpose) {
                    self.set_id(&schema, None, answer, &id);
                }
                self.stamp(&schema, answer, &now, true);
            }
            self.overlay(&schema, answer, &members(request));
        }
        self.set(operation, request, words, &mut reply);
        reply
    }

    /// The facts' own members of an answer.
    fn set(&self, operation: &Operation, request: &Checked, words: &Words, reply: &mut Reply) {
        let Payload::Json(answer) = &mut reply.content else { return };
        for (pointer, value) in &operation.facts.play.set {
            if let Some(value) = words.render(value, request) {
                template::set(answer, pointer, value);
            }
        }
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

/// The members of a body that is an object.
fn members(request: &Checked) -> Map<String, Value> {
    request.body.as_ref().and_then(Value::as_object).cloned().unwrap_or_default()
}

/// A path with its parameters; `last` stands for those that the request's path has not.
fn concrete(template: &str, request: &Checked, last: Option<&str>) -> String {
    let segments = template.split('/').map(|segment| match segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
        Some(name) => request.path.get(name).map(String::as_str).or(last).unwrap_or(segment),
        None => segment,
    });
    segments.collect::<Vec<_>>().join("/")
}
