//! Items of lists: made, changed, and shown as another schema wants them.

use fastrand::Rng;
use serde_json::{Map, Value};

use super::{
    Player,
    shapes::{id_member, label},
    store::Store,
    template,
};
use crate::{
    document::{Operation, join},
    generate::{self, Purpose},
};

/// Members that tell when something was made, and when it was last changed.
const MADE: [&str; 3] = ["created_at", "createdAt", "created"];
const CHANGED: [&str; 4] = ["updated_at", "updatedAt", "updated", "modified_at"];

impl Player {
    /// A seed that depends on a place.
    pub(super) fn seed(&self, place: &str, number: u64) -> u64 {
        // FNV-1a: the same on every machine and in every version.
        let bytes = self.settings.seed.to_le_bytes().into_iter().chain(number.to_le_bytes()).chain(place.bytes());
        bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
    }

    /// The list, filled when it is first looked at.
    pub(super) fn fill(&self, store: &mut Store, list: &str, path: &str) {
        if store.has(path) {
            return;
        }
        let begins_empty = self.shapes.is_added_to(list) && store.is_below_made(path);
        store.list(path);
        let Some(schema) = self.shapes.item_schema(list).filter(|_| !begins_empty) else { return };
        let operation = self.shapes.shown_by(list).and_then(|key| self.operation(key));
        let examples = operation.map(|operation| self.examples(operation, list)).unwrap_or_default();
        let paged = operation.is_some_and(|operation| operation.facts.paging.is_some());
        for number in 1..=if paged { self.settings.items } else { self.settings.items.min(3) } {
            let now = store.now();
            let purpose = Purpose { label: label(list), number, now, seed: self.seed(path, number as u64) };
            let mut item = match examples.get((number - 1).checked_rem(examples.len()).unwrap_or_default()) {
                Some(example) => example.clone(),
                None => self.numbered(list, schema, &purpose),
            };
            if number > examples.len() && !examples.is_empty() {
                self.tell_apart(schema, &mut item, &purpose);
            }
            self.begin(list, schema, &mut item);
            let id = self.id_of(schema, None, &item).unwrap_or_else(|| number.to_string());
            store.list(path).put(&id, item);
        }
    }

    /// An item that was there before anybody came. Its id can be guessed, so that what a help text
    /// shows can be tried as it stands: `contact_1`.
    fn numbered(&self, list: &str, schema: &str, purpose: &Purpose) -> Value {
        let item = generate::value(&self.document, schema, purpose);
        let mut named = item.clone();
        if id_member(&self.document, schema, None).is_some_and(|name| item.get(&name).is_some_and(Value::is_string)) {
            self.set_id(schema, None, &mut named, &format!("{}_{}", self.shapes.item_name(list), purpose.number));
        }
        if self.document.accepts(schema, &named) { named } else { item }
    }

    /// The items of the examples of a list's answer.
    fn examples(&self, operation: &Operation, list: &str) -> Vec<Value> {
        let Some((_, _, Some(content))) = super::shapes::success(operation) else { return Vec::new() };
        let super::shapes::Shape::List { items, .. } = self.shapes.shape(operation) else { return Vec::new() };
        let valid = |item: &&Value| self.shapes.item_schema(list).is_some_and(|schema| self.document.accepts(schema, item));
        let lists = content.examples.iter().filter_map(|pointer| self.document.at(pointer).pointer(items)?.as_array());
        lists.flatten().filter(valid).cloned().collect()
    }

    /// Makes a copy of an example another item.
    fn tell_apart(&self, schema: &str, item: &mut Value, purpose: &Purpose) {
        let id = self.new_id(schema, item, purpose);
        let Some(members) = item.as_object_mut() else { return };
        if let (Some(name), Some(id)) = (id_member(&self.document, schema, None), id) {
            members.insert(name, id);
        }
        for name in ["name", "title"] {
            if let Some(Value::String(text)) = members.get_mut(name) {
                *text = format!("{text} {}", purpose.number);
            }
        }
    }

    /// An id like the one that the item has.
    pub(super) fn new_id(&self, schema: &str, item: &Value, purpose: &Purpose) -> Option<Value> {
        let name = id_member(&self.document, schema, None)?;
        match item.get(&name) {
            Some(Value::Number(_)) => Some(Value::from(purpose.seed % 1_000_000 + 1)),
            Some(Value::String(old)) => Some(Value::String(id_like(old, &purpose.label, &mut Rng::with_seed(purpose.seed)))),
            _ => None,
        }
    }

    /// Gives an item the members that the facts say it begins with.
    pub(super) fn begin(&self, list: &str, schema: &str, item: &mut Value) {
        if let Some(members) = self.shapes.beginning(list) {
            self.overlay(schema, item, members);
        }
    }

    /// The text of an item's id.
    pub(super) fn id_of(&self, schema: &str, parameter: Option<&str>, item: &Value) -> Option<String> {
        match item.get(id_member(&self.document, schema, parameter)?)? {
            Value::String(id) => Some(id.clone()),
            Value::Number(id) => Some(id.to_string()),
            _ => None,
        }
    }

    /// Gives an item the id that its path has.
    pub(super) fn set_id(&self, schema: &str, parameter: Option<&str>, item: &mut Value, id: &str) {
        let Some(name) = id_member(&self.document, schema, parameter) else { return };
        let Some(members) = item.as_object_mut() else { return };
        let value = match members.get(&name) {
            Some(Value::Number(_)) => id.parse::<u64>().map_or_else(|_| Value::from(id), Value::from),
            _ => Value::from(id),
        };
        members.insert(name, value);
    }

    /// A new item for a list, with what the caller has sent.
    pub(super) fn make(&self, store: &mut Store, list: &str, schema: &str, base: Option<Value>, sent: &Map<String, Value>) -> Value {
        let now = store.now();
        let purpose = Purpose { label: label(list), number: 1, now: now.clone(), seed: self.seed(list, store.number()) };
        let mut item = base.unwrap_or_else(|| generate::value(&self.document, schema, &purpose));
        if let (Some(name), Some(id)) = (id_member(&self.document, schema, None), self.new_id(schema, &item, &purpose))
            && let Some(members) = item.as_object_mut()
        {
            members.insert(name, id);
        }
        self.begin(list, schema, &mut item);
        self.overlay(schema, &mut item, sent);
        self.stamp(schema, &mut item, &now, true);
        item
    }

    /// Puts members into an item, as far as it may have them.
    pub(super) fn overlay(&self, schema: &str, item: &mut Value, members: &Map<String, Value>) {
        let id = id_member(&self.document, schema, None);
        for (name, value) in members {
            if id.as_ref() != Some(name) && self.has_member(schema, name) {
                self.put(schema, item, &join("", name), value);
            }
        }
    }

    /// Puts a value where it may stand; of an object, as with a merge patch, what may.
    fn put(&self, schema: &str, item: &mut Value, place: &str, value: &Value) {
        let mut changed = item.clone();
        match (changed.pointer_mut(place), value) {
            (Some(Value::Object(old)), Value::Object(new)) => merge(old, new),
            _ => template::set(&mut changed, place, value.clone()),
        }
        if self.document.accepts(schema, &changed) {
            *item = changed;
        } else if let (true, Value::Object(new)) = (item.pointer(place).is_some_and(Value::is_object), value) {
            for (name, value) in new {
                self.put(schema, item, &join(place, name), value);
            }
        }
    }

    /// Has the schema a member of this name, itself or in one of its parts?
    pub(super) fn has_member(&self, schema: &str, name: &str) -> bool {
        let value = self.document.at(schema);
        let named = value.get("properties").and_then(Value::as_object).is_some_and(|properties| properties.contains_key(name));
        let target = self.document.target(schema);
        named
            || ["allOf", "oneOf", "anyOf"].iter().any(|union| {
                let members = value.get(*union).and_then(Value::as_array).map_or(0, Vec::len);
                (0..members).any(|index| self.has_member(&join(&join(&target, union), &index.to_string()), name))
            })
    }

    /// Notes when an item was made or changed.
    pub(super) fn stamp(&self, schema: &str, item: &mut Value, now: &str, is_new: bool) {
        let names = MADE.iter().filter(|_| is_new).chain(&CHANGED);
        let stamps: Map<String, Value> = names.map(|name| ((*name).to_owned(), Value::from(now))).collect();
        self.overlay(schema, item, &stamps);
    }

    /// An item as another schema wants it.
    pub(super) fn project(&self, schema: &str, item: &Value, place: &str) -> Value {
        if self.document.accepts(schema, item) {
            return item.clone();
        }
        let purpose = Purpose { label: label(place), number: 1, now: "2025-01-01T00:00:00Z".to_owned(), seed: self.seed(place, 0) };
        let mut made = generate::value(&self.document, schema, &purpose);
        if let (Some(id), Some(members)) = (self.id_of(schema, None, item), item.as_object()) {
            self.set_id(schema, None, &mut made, &id);
            self.overlay(schema, &mut made, members);
        }
        made
    }
}

fn merge(old: &mut Map<String, Value>, new: &Map<String, Value>) {
    for (name, value) in new {
        match (old.get_mut(name), value) {
            (Some(Value::Object(old)), Value::Object(new)) => merge(old, new),
            _ => {
                old.insert(name.clone(), value.clone());
            }
        }
    }
}

/// An id of the same make: `conv_abc123` → `conv_9f31c0`, a UUID → a UUID.
pub(super) fn id_like(example: &str, label: &str, random: &mut Rng) -> String {
    let is_hex = |text: &str| text.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
    match example.rsplit_once('_') {
        Some((start, _)) if !start.is_empty() => generate::id(start, random),
        _ if example.len() >= 16 && is_hex(example) => {
            let digit = |c: char, random: &mut Rng| if c == '-' { '-' } else { char::from_digit(random.u32(..16), 16).unwrap_or('0') };
            example.chars().map(|c| digit(c, random)).collect()
        }
        _ => generate::id(label, random),
    }
}

#[cfg(test)]
mod tests {
    use fastrand::Rng;

    use super::id_like;

    #[test]
    fn a_new_id_looks_like_the_known_ones() {
        let mut random = Rng::with_seed(1);
        assert!(id_like("conv_abc123", "x", &mut random).starts_with("conv_"));
        assert!(id_like("sd_model_1", "x", &mut random).starts_with("sd_model_"));
        let uuid = id_like("bdd3a319-af01-494f-bc86-892bd41c3e21", "x", &mut random);
        assert_eq!((uuid.len(), uuid.matches('-').count()), (36, 4));
        assert_eq!(id_like("67aacda236ba66b3082b1fe5", "x", &mut random).len(), 24);
        assert!(id_like("1", "job", &mut random).starts_with("job_"));
    }
}
