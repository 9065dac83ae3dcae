//! What the sandbox remembers of one vendor.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, Duration, SecondsFormat};
use serde_json::Value;

/// The first moment of a sandbox: 2025-01-01T00:00:00Z. It has a clock of its own, so that its
/// answers do not depend on when they are asked for.
const BEGINNING: i64 = 1_735_689_600;

/// Everything that is remembered.
#[derive(Debug, Default)]
pub(super) struct Store {
    /// By the path of the list, with the ids in it.
    lists: HashMap<String, List>,
    /// Items that callers have made: path of the list and id. What is below them begins empty.
    made: BTreeSet<(String, String)>,
    /// Conversations by the place that they are held at.
    pub(super) talks: HashMap<String, Talk>,
    /// Answers that are not done.
    pub(super) pending: Vec<Pending>,
    moments: i64,
    numbers: u64,
}

/// A list.
#[derive(Debug, Default)]
pub(super) struct List {
    items: Vec<(String, Value)>,
    removed: BTreeSet<String>,
}

/// What was said in a conversation.
#[derive(Clone, Debug, Default)]
pub(super) struct Talk {
    /// What the user has said, the oldest first.
    pub(super) said: Vec<String>,
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
        self.lists.entry(list.to_owned()).or_default()
    }

    /// Remembers that an item was made by a caller.
    pub(super) fn mark_made(&mut self, list: &str, id: &str) {
        self.made.insert((list.to_owned(), id.to_owned()));
    }

    /// Was any item on the way to `list` made by a caller?
    pub(super) fn is_below_made(&self, list: &str) -> bool {
        self.made.iter().any(|(above, id)| list.starts_with(&format!("{above}/{id}/")))
    }
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
    }

    pub(super) fn remove(&mut self, id: &str) {
        self.items.retain(|(known, _)| known != id);
        self.removed.insert(id.to_owned());
    }

    pub(super) fn clear(&mut self) {
        for (id, _) in std::mem::take(&mut self.items) {
            self.removed.insert(id);
        }
    }

    pub(super) fn values(&self) -> impl Iterator<Item = &Value> {
        self.items.iter().map(|(_, value)| value)
    }
}
