//! What an operation does: items are made, shown, changed and removed.

use serde_json::{Map, Value};

use super::{
    Player, concrete,
    shapes::{self, Shape, label},
    store::Store,
    template::{self, Words},
};
use crate::{
    check::Checked,
    document::Operation,
    generate::Purpose,
    reply::{Payload, Reply},
};

impl Player {
    /// Does what the operation's shape says.
    pub(super) fn act(&self, store: &mut Store, operation: &Operation, request: &Checked, words: &Words) -> Reply {
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
    pub(super) fn create(
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
}

/// The members of a body that is an object.
fn members(request: &Checked) -> Map<String, Value> {
    request.body.as_ref().and_then(Value::as_object).cloned().unwrap_or_default()
}
