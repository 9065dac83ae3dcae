//! What the sandbox remembers of one vendor.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, Duration, SecondsFormat};
use serde_json::Value;

/// The first moment of a sandbox: 2025-01-01T00:00:00Z. It has a clock of its own, so that its
/// answers do not depend on when they are asked for.
const BEGINNING: i64 = 1_735_689_600;

/// Lists, and items of all lists together, that are remembered. Beyond that, what was not used for
/// the longest time is forgotten: a sandbox may run for months, and every new path makes lists.
const MOST_LISTS: usize = 5_000;
const MOST_ITEMS: usize = 20_000;
/// The same of conversations, of items that are gone, and of answers that nobody has asked for.
const MOST_OTHERS: usize = 20_000;

/// Everything that is remembered.
#[derive(Debug, Default)]
pub(super) struct Store {
    /// By the path of the list, with the ids in it.
    lists: HashMap<String, List>,
    /// Items that callers have made: path of the list and id. What is below them begins empty.
    made: BTreeSet<(String, String)>,
    /// Conversations by the place that they are held at.
    talks: HashMap<String, Talk>,
    /// Answers that are not done.
    pub(super) pending: Vec<Pending>,
    moments: i64,
    numbers: u64,
    /// Counts what is used, to know what was not for the longest time.
    uses: u64,
}

/// A list.
#[derive(Debug, Default)]
pub(super) struct List {
    items: Vec<(String, Value)>,
    removed: BTreeSet<String>,
    used: u64,
}

/// What was said in a conversation.
#[derive(Clone, Debug, Default)]
pub(super) struct Talk {
    /// What the user has said last, and before that.
    pub(super) said: Vec<String>,
    /// How often the user has said something.
    pub(super) turns: usize,
    used: u64,
}

impl Talk {
    /// Notes what the user says.
    pub(super) fn hear(&mut self, text: String) {
        self.turns += 1;
        self.said.push(text);
        if self.said.len() > 2 {
            self.said.remove(0);
        }
    }
}

/// An answer that is not done.
#[derive(Clone, Debug)]
pub(super) struct Pending {
    /// The list of messages, and the message.
    pub(super) messages: String,
    pub(super) message: String,
    /// The list of conversations, and the conversation.
    pub(super) talks: String,
    pub(super) talk: String,
    /// Looks at it that do not yet find it done; `None` when it never is.
    pub(super) looks: Option<u32>,
    /// The message when it is done, and what its conversation shows then.
    pub(super) done: BTreeMap<String, Value>,
    pub(super) shown: BTreeMap<String, Value>,
}

impl Store {
    /// The next moment, as text.
    pub(super) fn now(&mut self) -> String {
        self.moments += 1;
        let beginning = DateTime::from_timestamp(BEGINNING, 0).unwrap_or_default();
        (beginning + Duration::seconds(self.moments)).to_rfc3339_opts(SecondsFormat::Secs, true)
    }

    /// The next number, for whatever has to differ from what was before.
    pub(super) fn number(&mut self) -> u64 {
        self.numbers += 1;
        self.numbers
    }

    /// Is there such a list already?
    pub(super) fn has(&self, list: &str) -> bool {
        self.lists.contains_key(list)
    }

    /// The list, which is there from then on.
    pub(super) fn list(&mut self, list: &str) -> &mut List {
        self.uses += 1;
        if !self.lists.contains_key(list) {
            self.make_room();
        }
        let found = self.lists.entry(list.to_owned()).or_default();
        found.used = self.uses;
        found
    }

    /// Is there a conversation at this place?
    pub(super) fn has_talk(&self, place: &str) -> bool {
        self.talks.contains_key(place)
    }

    /// The conversation at a place, which is there from then on.
    pub(super) fn talk(&mut self, place: String) -> &mut Talk {
        self.uses += 1;
        if self.talks.len() >= MOST_OTHERS {
            let oldest = median(self.talks.values().map(|talk| talk.used));
            self.talks.retain(|_, talk| talk.used > oldest);
        }
        let found = self.talks.entry(place).or_default();
        found.used = self.uses;
        found
    }

    /// Remembers an answer that is not done.
    pub(super) fn wait_for(&mut self, pending: Pending) {
        if self.pending.len() >= MOST_OTHERS {
            self.pending.remove(0);
        }
        self.pending.push(pending);
    }

    /// Remembers that an item was made by a caller.
    pub(super) fn mark_made(&mut self, list: &str, id: &str) {
        if self.made.len() >= MOST_OTHERS {
            self.made.pop_first();
        }
        self.made.insert((list.to_owned(), id.to_owned()));
    }

    /// Was any item on the way to `list` made by a caller?
    pub(super) fn is_below_made(&self, list: &str) -> bool {
        let mut steps = list.match_indices('/').filter_map(|(at, _)| {
            let (above, rest) = list.split_at(at);
            let (id, _) = rest.strip_prefix('/')?.split_once('/')?;
            Some((above.to_owned(), id.to_owned()))
        });
        steps.any(|step| self.made.contains(&step))
    }

    /// Forgets the half that was not used for the longest time, when there is too much.
    fn make_room(&mut self) {
        let items: usize = self.lists.values().map(|list| list.items.len()).sum();
        if self.lists.len() >= MOST_LISTS || items >= MOST_ITEMS {
            let oldest = median(self.lists.values().map(|list| list.used));
            self.lists.retain(|_, list| list.used > oldest);
        }
    }
}

/// Half of the numbers are at most this.
fn median(numbers: impl Iterator<Item = u64>) -> u64 {
    let mut numbers: Vec<u64> = numbers.collect();
    numbers.sort_unstable();
    numbers.get(numbers.len() / 2).copied().unwrap_or_default()
}

impl List {
    pub(super) fn get(&self, id: &str) -> Option<&Value> {
        self.items.iter().find(|(known, _)| known == id).map(|(_, value)| value)
    }

    pub(super) fn is_removed(&self, id: &str) -> bool {
        self.removed.contains(id)
    }

    /// Puts an item in the place of its older self, or at the end.
    pub(super) fn put(&mut self, id: &str, value: Value) {
        self.removed.remove(id);
        match self.items.iter_mut().find(|(known, _)| known == id) {
            Some((_, old)) => *old = value,
            None => self.items.push((id.to_owned(), value)),
        }
        if self.items.len() > MOST_ITEMS {
            self.items.remove(0);
        }
    }

    pub(super) fn remove(&mut self, id: &str) {
        self.items.retain(|(known, _)| known != id);
        self.note_removed(id.to_owned());
    }

    pub(super) fn clear(&mut self) {
        for (id, _) in std::mem::take(&mut self.items) {
            self.note_removed(id);
        }
    }

    fn note_removed(&mut self, id: String) {
        if self.removed.len() >= MOST_OTHERS {
            self.removed.pop_first();
        }
        self.removed.insert(id);
    }

    pub(super) fn values(&self) -> impl Iterator<Item = &Value> {
        self.items.iter().map(|(_, value)| value)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::{MOST_ITEMS, MOST_LISTS, MOST_OTHERS, Store};

    #[test]
    fn what_is_used_stays_and_what_is_not_is_forgotten() {
        let mut store = Store::default();
        store.list("/mine").put("a", Value::Null);
        for number in 0..3 * MOST_LISTS {
            store.list(&format!("/orgs/{number}/contacts"));
            store.list("/mine");
        }
        assert!(store.list("/mine").get("a").is_some() && !store.has("/orgs/0/contacts"));
        assert!(store.lists.len() <= MOST_LISTS, "{}", store.lists.len());
        for number in 0..2 * MOST_OTHERS {
            store.talk(format!("talk {number}")).hear("Hi".to_owned());
            store.mark_made("/mine", &number.to_string());
        }
        assert!(store.talks.len() <= MOST_OTHERS && store.made.len() <= MOST_OTHERS);
        assert!(store.has_talk(&format!("talk {}", 2 * MOST_OTHERS - 1)));
    }

    #[test]
    fn a_list_keeps_the_newest() {
        let mut store = Store::default();
        for number in 0..=MOST_ITEMS {
            store.list("/mine").items.push((number.to_string(), Value::Null));
        }
        store.list("/mine").put("new", Value::Null);
        let list = store.list("/mine");
        assert!(list.get("new").is_some() && list.get("0").is_none());
        store.list("/other");
        assert!(!store.has("/mine"), "too many items in all");
    }

    #[test]
    fn what_is_below_something_made_is_known_by_its_path() {
        let mut store = Store::default();
        store.mark_made("/orgs/c/contacts", "a");
        assert!(store.is_below_made("/orgs/c/contacts/a/channels"));
        assert!(store.is_below_made("/orgs/c/contacts/a/channels/b/chats"));
        for other in ["/orgs/c/contacts", "/orgs/c/contacts/a", "/orgs/c/contacts/ab/channels", "/orgs/d/contacts/a/channels"] {
            assert!(!store.is_below_made(other), "{other}");
        }
    }
}
