//! The changes by what they are about, so that thousands of differences find theirs.

use std::collections::BTreeMap;

use switchboard_spec::{names::snake, pointer};

use crate::report::Change;

/// The changes, by their numbers.
pub(super) struct Index {
    by_place: BTreeMap<String, Vec<usize>>,
    /// By the names of members on the way to the place.
    by_member: BTreeMap<String, Vec<usize>>,
    /// Those about parameters, by the operations that have them.
    by_operation: BTreeMap<String, Vec<usize>>,
}

impl Index {
    pub(super) fn of(changes: &[Change]) -> Self {
        let mut index = Self { by_place: BTreeMap::new(), by_member: BTreeMap::new(), by_operation: BTreeMap::new() };
        for (number, change) in changes.iter().enumerate() {
            for place in change.all_places() {
                note(&mut index.by_place, place.clone(), number);
                let steps = pointer::steps(place);
                for pair in steps.windows(2).filter(|pair| pair[0] == "properties") {
                    note(&mut index.by_member, in_rust(&pair[1]), number);
                }
            }
            if change.parameter.is_some() {
                for title in &change.used_by {
                    note(&mut index.by_operation, title.clone(), number);
                }
            }
        }
        index
    }

    /// The changes at or below a place.
    pub(super) fn within(&self, place: &str) -> Vec<usize> {
        self.below(place, |_| true)
    }

    /// The changes at a place, or at most that many steps below it, but in no member.
    pub(super) fn near(&self, place: &str, steps: usize) -> Vec<usize> {
        self.below(place, |rest| rest.matches('/').count() <= steps && !rest.contains("/properties/"))
    }

    /// The changes at or below a place, if the way there is as wanted.
    fn below(&self, place: &str, wanted: impl Fn(&str) -> bool) -> Vec<usize> {
        let from = self.by_place.range(place.to_owned()..).take_while(|(known, _)| known.starts_with(place));
        let rest = |known: &str| known.get(place.len()..).unwrap_or_default().to_owned();
        from.filter(|(known, _)| {
            let rest = rest(known);
            (rest.is_empty() || rest.starts_with('/')) && wanted(&rest)
        })
        .flat_map(|(_, numbers)| numbers)
        .copied()
        .collect()
    }

    /// The changes at the nearest place above, as far up as an operation or a component.
    pub(super) fn around(&self, place: &str) -> Vec<usize> {
        let mut at = place;
        while let Some((above, _)) = at.rsplit_once('/').filter(|(above, _)| above.matches('/').count() >= 3) {
            if let Some(found) = self.by_place.get(above) {
                return found.clone();
            }
            at = above;
        }
        Vec::new()
    }

    /// The changes of members of this name.
    pub(super) fn of_member(&self, name: &str) -> Vec<usize> {
        self.by_member.get(&in_rust(name)).cloned().unwrap_or_default()
    }

    /// The changes of parameters of an operation: those that it meets, and those that are made
    /// in it.
    pub(super) fn of_operation(&self, title: &str, origin: &str) -> Vec<usize> {
        let mut found = self.by_operation.get(title).cloned().unwrap_or_default();
        found.extend(self.within(origin));
        found
    }
}

fn note(map: &mut BTreeMap<String, Vec<usize>>, key: String, number: usize) {
    let numbers = map.entry(key).or_default();
    if numbers.last() != Some(&number) {
        numbers.push(number);
    }
}

/// A name on the wire as a name in Rust, without the underscore that keeps it from being a word
/// of the language.
pub(super) fn in_rust(name: &str) -> String {
    snake(name).trim_end_matches('_').to_owned()
}
