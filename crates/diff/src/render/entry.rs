//! What is told at once: a change, or one edit that was made to many operations.

use std::collections::HashMap;

use crate::{report::Change, rules, rust::Step};

/// From how many on they are told at once.
const MANY: usize = 3;
/// How many effects on Rust are told of many.
const EFFECTS: usize = 3;

/// Changes that one sentence tells.
pub(super) struct Entry<'r> {
    /// At least one; they are of one rule, level and direction.
    changes: Vec<&'r Change>,
    /// What the sentence says of the operation that it names.
    pattern: Option<String>,
}

impl<'r> Entry<'r> {
    /// The entries of a list of changes; each stands where the first of its changes stood.
    pub(super) fn all(changes: &[&'r Change]) -> Vec<Self> {
        let mut entries: Vec<Self> = Vec::new();
        let mut known: HashMap<(&str, String), usize> = HashMap::new();
        for change in changes {
            let pattern = pattern(change);
            let key = pattern
                .clone()
                .map(|pattern| (change.rule.id, format!("{:?} {:?} {:?} {pattern}", change.level, change.direction, change.tolerance)));
            match key.as_ref().and_then(|key| known.get(key)).and_then(|index| entries.get_mut(*index)) {
                Some(entry) => entry.changes.push(change),
                None => {
                    known.extend(key.map(|key| (key, entries.len())));
                    entries.push(Self { changes: vec![change], pattern });
                }
            }
        }
        entries.into_iter().flat_map(Self::split).collect()
    }

    /// A few are told one by one.
    fn split(self) -> Vec<Self> {
        if self.changes.len() >= MANY {
            return vec![self];
        }
        self.changes.into_iter().map(|change| Self { changes: vec![change], pattern: None }).collect()
    }

    /// How many changes it tells.
    pub(super) fn count(&self) -> usize {
        self.changes.len()
    }

    /// The first of its changes, which shows what all are like.
    pub(super) fn first(&self) -> &'r Change {
        self.changes[0]
    }

    /// The sentence, with why it is safe.
    pub(super) fn text(&self) -> String {
        let first = self.first();
        let text = match &self.pattern {
            Some(pattern) => pattern.replace(HOLE, &format!("each of {} operations", self.count())),
            None => first.text.clone(),
        };
        let tolerance = first.tolerance.reason().map(|reason| format!(" ({reason})")).unwrap_or_default();
        text + &tolerance
    }

    /// What happens to the crate: the step, and the first few items.
    pub(super) fn rust(&self) -> Option<(Step, String)> {
        let effects: Vec<_> = self.changes.iter().filter_map(|change| change.rust.as_ref()).collect();
        let step = effects.iter().map(|effect| effect.step).max()?;
        let shown: Vec<&str> = effects.iter().take(EFFECTS).map(|effect| effect.text.as_str()).collect();
        let more = effects.len().saturating_sub(EFFECTS);
        let more = if more > 0 { format!("; and so on for {more} more") } else { String::new() };
        Some((step, shown.join("; ") + &more))
    }

    /// The operations that meet it, unless the sentence has named the only one.
    pub(super) fn users(&self) -> Vec<&'r str> {
        let named = |change: &Change| change.operation.as_ref().is_some_and(|operation| change.text.contains(&code(operation)));
        if self.count() == 1 && named(self.first()) {
            return Vec::new();
        }
        self.changes.iter().flat_map(|change| change.used_by.iter().map(String::as_str)).collect()
    }

    /// Where the first one is, in both documents, and how many others there are.
    pub(super) fn places(&self) -> (&'r str, &'r str, usize) {
        (&self.first().base_pointer, &self.first().revision_pointer, self.count() - 1)
    }
}

/// What stands for the operation.
const HOLE: &str = "\u{0}";

/// The sentence without the operation that it is about; nothing where the operation itself is
/// what a reader looks for.
fn pattern(change: &Change) -> Option<String> {
    let own = [&rules::OPERATION_ADDED, &rules::OPERATION_REMOVED, &rules::OPERATION_MOVED, &rules::OPERATION_ID_CHANGED];
    if own.iter().any(|rule| rule.id == change.rule.id) {
        return None;
    }
    let name = code(change.operation.as_ref()?);
    (change.text.matches(&name).count() == 1).then(|| change.text.replace(&name, HOLE))
}

fn code(operation: &str) -> String {
    format!("`{operation}`")
}
