//! Conversations with an agent: what was said is remembered, and the answers show it.

use std::collections::BTreeMap;

use fastrand::Rng;
use serde_json::{Map, Value};

use super::{
    Player, concrete,
    errors::Wrong,
    items::id_like,
    shapes::{Shape, label},
    store::{Pending, Store},
    template::Words,
};
use crate::{
    check::Checked,
    document::{Document, Operation},
    facts::Chat,
    fault::{Plan, Run},
    reply::Reply,
};

/// More of what the user has said is not repeated.
const REPEATED: usize = 500;

impl Player {
    pub(super) fn talk(&self, store: &mut Store, operation: &Operation, chat: &Chat, request: &Checked, plan: &Plan) -> Reply {
        let (text, before) = heard(chat, request.body.as_ref());
        let sent = thread(chat, request);
        let created = match (&sent, self.shapes.shape(operation)) {
            (None, Shape::Create { list, item }) if chat.messages.is_some() => {
                Some(self.create(store, operation, request, list, item, &Words::default()))
            }
            _ => None,
        };
        let thread = match (&sent, &created) {
            (Some(thread), _) => thread.clone(),
            (None, Some((_, Some(id)))) => id.clone(),
            (None, _) => self.new_thread(store, operation),
        };
        let messages = chat.messages.as_deref().map(|list| concrete(list, request, Some(&thread)));
        let held_at = messages.clone().unwrap_or_else(|| format!("{} {thread}", concrete(&operation.path, request, None)));
        let is_new = !store.has_talk(&held_at);
        if is_new && chat.must_exist && sent.is_some() && sent != example_thread(&self.document, operation, chat) {
            return self.error(Some(operation), 404, &Wrong::Missing);
        }
        let Some(text) = text else {
            // A conversation that begins without a word, or with what is no text.
            return created.map_or_else(|| self.act(store, operation, request, &Words::default()), |(reply, _)| reply);
        };
        let (said, turn) = if chat.thread.is_some() {
            let talk = store.talk(held_at);
            talk.hear(short(&text));
            (talk.said.clone(), talk.turns)
        } else {
            let turn = before.len() + 1;
            (before.into_iter().chain([text.clone()]).collect(), turn)
        };
        let answer = answer(&said, turn);
        let words = Words::default()
            .with("text", text.as_str())
            .with("reply", answer.as_str())
            .with("thread", thread.as_str())
            .with("turn", turn)
            .with("tokens", text.split_whitespace().count() + answer.split_whitespace().count())
            .with("now", store.now());
        let reply = match (chat.messages.as_deref(), messages) {
            (Some(list), Some(path)) => self.keep(store, operation, chat, request, plan, &words, (list, &path, &thread)),
            _ => None,
        };
        if let Some(events) = self.streamed(operation, chat, request, &words, &answer) {
            return events;
        }
        match (created, reply) {
            (Some((created, _)), _) => self.refreshed(store, operation, request, created, &thread),
            (None, Some(reply)) => reply,
            (None, None) => self.act(store, operation, request, &words),
        }
    }

    /// Keeps both messages in the list; the answer is one of them.
    #[allow(clippy::too_many_arguments, reason = "each is one thing about the same message")]
    fn keep(
        &self,
        store: &mut Store,
        operation: &Operation,
        chat: &Chat,
        request: &Checked,
        plan: &Plan,
        words: &Words,
        (list, path, thread): (&str, &str, &str),
    ) -> Option<Reply> {
        let schema = self.shapes.item_schema(list)?.to_owned();
        self.fill(store, list, path);
        let add = |store: &mut Store, template: &Map<String, Value>| {
            let members = words.members(template, request);
            let item = self.make(store, list, &schema, None, &members);
            let id = self.id_of(&schema, None, &item).unwrap_or_default();
            store.list(path).put(&id, item.clone());
            (id, item)
        };
        let said = chat.said.as_ref().map(|template| add(store, template));
        let reply_template = chat.reply.as_ref()?;
        let place = match self.shapes.shape(operation) {
            Shape::Create { item, .. } => item.clone(),
            _ => String::new(),
        };
        let (talks, shown) = (self.above(list, request, thread), chat.states.clone().unwrap_or_default());
        let Some(pending) = &chat.pending else {
            let (_, item) = add(store, reply_template);
            self.show_talk(store, &talks, thread, &words.members(&shown.done, request));
            return Some(self.reply_with(operation, &place, Some(&item), path));
        };
        let (message, _) = add(store, pending);
        let failed = chat.failed.as_ref().filter(|_| plan.run == Some(Run::Failed));
        let (done, after) = match failed {
            Some(failed) => (failed, &shown.failed),
            None => (reply_template, &shown.done),
        };
        let (done, after) = (words.members(done, request), words.members(after, request));
        store.wait_for(Pending {
            messages: path.to_owned(),
            message,
            talks: talks.1.clone(),
            talk: thread.to_owned(),
            looks: (plan.run != Some(Run::Stuck)).then_some(self.settings.polls),
            done: done.into_iter().collect(),
            shown: after.into_iter().collect(),
        });
        self.show_talk(store, &talks, thread, &words.members(&shown.pending, request));
        said.map(|(_, item)| self.reply_with(operation, &place, Some(&item), path))
    }

    /// The list that the conversations themselves are in, as the document and as this request names it.
    fn above(&self, messages: &str, request: &Checked, thread: &str) -> (String, String) {
        let list = self.shapes.items_of(messages).pop().map(|(list, _)| list).unwrap_or_default();
        let path = concrete(&list, request, Some(thread));
        (list, path)
    }

    /// Changes what the conversation's own item shows.
    fn show_talk(&self, store: &mut Store, (list, path): &(String, String), thread: &str, members: &Map<String, Value>) {
        let Some(schema) = self.shapes.item_schema(list) else { return };
        if let Some(mut item) = store.list(path).get(thread).cloned() {
            self.overlay(schema, &mut item, members);
            store.list(path).put(thread, item);
        }
    }

    /// A conversation that was just made, as it is now.
    fn refreshed(&self, store: &mut Store, operation: &Operation, request: &Checked, created: Reply, thread: &str) -> Reply {
        let Shape::Create { list, item } = self.shapes.shape(operation) else { return created };
        let path = concrete(list, request, None);
        match store.list(&path).get(thread).cloned() {
            Some(now) => self.reply_with(operation, item, Some(&now), &path),
            None => created,
        }
    }

    /// Somebody looks at a list: what is not done comes one look nearer to its end.
    pub(super) fn look(&self, store: &mut Store, path: &str) {
        let mut done = Vec::new();
        store.pending.retain_mut(|pending| {
            if pending.messages != path && pending.talks != path {
                return true;
            }
            match &mut pending.looks {
                Some(0) => {
                    done.push(pending.clone());
                    false
                }
                Some(looks) => {
                    *looks -= 1;
                    true
                }
                None => true,
            }
        });
        for pending in done {
            self.end(store, pending);
        }
    }

    fn end(&self, store: &mut Store, pending: Pending) {
        let now = store.now();
        let mut change = |list: &str, id: &str, members: BTreeMap<String, Value>| {
            if let Some(Value::Object(mut item)) = store.list(list).get(id).cloned() {
                item.extend(members);
                if item.contains_key("updated_at") {
                    item.insert("updated_at".to_owned(), Value::from(now.as_str()));
                }
                store.list(list).put(id, Value::Object(item));
            }
        };
        change(&pending.messages, &pending.message, pending.done);
        change(&pending.talks, &pending.talk, pending.shown);
    }

    /// An id for a conversation, like the one in the document's example.
    fn new_thread(&self, store: &mut Store, operation: &Operation) -> String {
        let place =
            operation.facts.play.set.iter().find(|(_, value)| value.as_str() == Some("$thread")).map(|(pointer, _)| pointer.clone());
        let example = place.and_then(|place| self.example(operation)?.pointer(&place)?.as_str().map(str::to_owned));
        let seed = self.seed(&operation.path, store.number());
        id_like(example.as_deref().unwrap_or_default(), &format!("{}_thread", label(&operation.path)), &mut Rng::with_seed(seed))
    }
}

/// The conversation that a request continues.
fn thread(chat: &Chat, request: &Checked) -> Option<String> {
    let place = chat.thread.as_deref()?;
    match place.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
        Some(parameter) => request.path.get(parameter).cloned(),
        None => request.body.as_ref()?.pointer(place)?.as_str().map(str::to_owned),
    }
}

/// The conversation that the document's own example continues: somebody has begun it.
fn example_thread(document: &Document, operation: &Operation, chat: &Chat) -> Option<String> {
    let content = operation.body.as_ref()?.content.first()?;
    let mut examples = content.examples.iter().map(|pointer| document.at(pointer));
    examples.find_map(|example| example.pointer(chat.thread.as_deref()?)?.as_str().map(str::to_owned))
}

/// What the user says, and, where the request repeats it, what was said before.
fn heard(chat: &Chat, body: Option<&Value>) -> (Option<String>, Vec<String>) {
    let Some(body) = body else { return (None, Vec::new()) };
    if let Some((list, rest)) = chat.text.split_once("/*") {
        let items = body.pointer(list).and_then(Value::as_array).into_iter().flatten();
        let texts: Vec<&str> = items.filter_map(|item| item.pointer(rest)?.as_str()).collect();
        return ((!texts.is_empty()).then(|| texts.join("\n")), Vec::new());
    }
    if let Some((list, rest)) = chat.text.split_once("/-") {
        let items: Vec<&Value> = body.pointer(list).and_then(Value::as_array).into_iter().flatten().collect();
        let Some((last, before)) = items.split_last() else { return (None, Vec::new()) };
        // Only what the same side has said counts as a turn.
        let speaker = |item: &Value| item.get("role").cloned();
        let before = before.iter().filter(|item| speaker(item) == speaker(last));
        let text = |item: &Value| item.pointer(rest).and_then(Value::as_str).map(str::to_owned);
        return (text(last), before.filter_map(|item| text(item)).collect());
    }
    (body.pointer(&chat.text).and_then(Value::as_str).map(str::to_owned), Vec::new())
}

/// What the agent answers: it shows what it has heard, and that it remembers.
fn answer(said: &[String], turn: usize) -> String {
    match said {
        [] => String::new(),
        [only] => format!("You said: {}. This is turn {turn}.", short(only)),
        [.., before, last] => format!("You said: {}. This is turn {turn}; before that you said: {}.", short(last), short(before)),
    }
}

/// As much of a text as is repeated.
fn short(text: &str) -> String {
    text.chars().take(REPEATED).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{answer, heard};
    use crate::facts::Chat;

    #[test]
    fn the_users_words_are_found_where_the_facts_say() {
        let chat = |text: &str| Chat { text: text.to_owned(), ..Chat::default() };
        let one = json!({ "message": "Hi" });
        assert_eq!(heard(&chat("/message"), Some(&one)), (Some("Hi".to_owned()), vec![]));
        let parts = json!({ "message": [{ "text": "a" }, { "type": "image" }, { "text": "b" }] });
        assert_eq!(heard(&chat("/message/*/text"), Some(&parts)), (Some("a\nb".to_owned()), vec![]));
        let all = json!({ "messages": [
            { "role": "system", "content": "Be kind." }, { "role": "user", "content": "1" },
            { "role": "agent", "content": "2" }, { "role": "user", "content": "3" },
        ] });
        assert_eq!(heard(&chat("/messages/-/content"), Some(&all)), (Some("3".to_owned()), vec!["1".to_owned()]));
        assert_eq!(heard(&chat("/message"), Some(&json!({}))), (None, vec![]));
    }

    #[test]
    fn an_answer_shows_that_it_remembers() {
        let said = ["Hello".to_owned(), "And now?".to_owned()];
        assert_eq!(answer(&said[..1], 1), "You said: Hello. This is turn 1.");
        assert_eq!(answer(&said, 2), "You said: And now?. This is turn 2; before that you said: Hello.");
    }
}
