//! Which change of the document explains which difference of the surface.

use std::collections::{BTreeMap, BTreeSet};

use switchboard_spec::{names::snake, pointer};

use super::{Comparison, Difference};
use crate::{
    effect::{Direction, Level, Tolerance},
    report::{Change, RustEffect},
    rules,
};

/// How many differences are said of one change.
const SAID: usize = 4;

/// The changes, by the places that they are about.
struct Index {
    by_place: BTreeMap<String, Vec<usize>>,
}

impl Index {
    fn of(changes: &[Change]) -> Self {
        let mut by_place: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (number, change) in changes.iter().enumerate() {
            for place in [&change.places.0, &change.places.1, &change.subject_place] {
                let at = by_place.entry(place.clone()).or_default();
                if at.last() != Some(&number) {
                    at.push(number);
                }
            }
        }
        Self { by_place }
    }

    /// The changes at or below a place.
    fn within(&self, place: &str) -> Vec<usize> {
        let inside = |known: &str| known.len() == place.len() || known.as_bytes().get(place.len()) == Some(&b'/');
        let from = self.by_place.range(place.to_owned()..).take_while(|(known, _)| known.starts_with(place));
        from.filter(|(known, _)| inside(known)).flat_map(|(_, numbers)| numbers).copied().collect()
    }

    /// The changes at a place, or at most that many steps below it, but in no member.
    fn near(&self, place: &str, steps: usize) -> Vec<usize> {
        let inside = |known: &str| {
            let rest = known.get(place.len()..).unwrap_or_default();
            (rest.is_empty() || rest.starts_with('/')) && rest.matches('/').count() <= steps && !rest.contains("/properties/")
        };
        let from = self.by_place.range(place.to_owned()..).take_while(|(known, _)| known.starts_with(place));
        from.filter(|(known, _)| inside(known)).flat_map(|(_, numbers)| numbers).copied().collect()
    }

    /// The changes at the nearest place above.
    fn around(&self, place: &str) -> Vec<usize> {
        let mut at = place;
        while let Some((above, _)) = at.rsplit_once('/') {
            if let Some(found) = self.by_place.get(above) {
                return found.clone();
            }
            at = above;
        }
        Vec::new()
    }
}

/// Hands each difference to the change that explains it; what nothing explains becomes a change
/// of its own.
pub(crate) fn attribute(changes: &mut Vec<Change>, comparison: Comparison) {
    let Comparison { differences, origins, .. } = comparison;
    let index = Index::of(changes);
    let mut owned: Vec<Vec<Difference>> = vec![Vec::new(); changes.len()];
    // Owner of a difference that was explained → the change.
    let mut explained: BTreeMap<String, usize> = BTreeMap::new();
    let mut left = Vec::new();
    for difference in differences {
        match direct(&index, changes, &difference) {
            Some(number) => {
                if difference.whole {
                    explained.insert(difference.owner.clone(), number);
                }
                owned[number].push(difference);
            }
            None => left.push(difference),
        }
    }
    let mut unexplained = Vec::new();
    for difference in left {
        // A type that came, went or has another name changes whatever names it; a constructor
        // changes with the members of its type.
        let by_name = difference.mentions.iter().find_map(|name| explained.get(name)).copied();
        // A type that is used for the first time, or for the last time, is another type for it.
        let place = difference.origins.1.as_ref().or(difference.origins.0.as_ref());
        let is_about = |known: &Difference| {
            let group = format!("{}().", difference.owner);
            let named = || {
                known
                    .mentions
                    .iter()
                    .filter_map(|name| origins.get(name))
                    .any(|origin| place.is_some_and(|place| place == origin || place.starts_with(&format!("{origin}/"))))
            };
            known.owner == difference.owner || known.owner.starts_with(&group) || named()
        };
        let by_kinship = || owned.iter().position(|all| all.iter().any(is_about));
        match by_name.or_else(by_kinship) {
            Some(number) => owned[number].push(difference),
            None => unexplained.push(difference),
        }
    }
    for (change, differences) in changes.iter_mut().zip(owned) {
        change.rust = effect(&differences);
    }
    changes.extend(surface_change(&unexplained));
}

fn effect(differences: &[Difference]) -> Option<RustEffect> {
    let step = differences.iter().map(|difference| difference.step).max()?;
    // What the change is about comes before what follows from it; a break before an addition.
    let (worst, others): (Vec<&Difference>, Vec<&Difference>) = differences.iter().partition(|it| it.step == step);
    let mut texts: Vec<&str> = Vec::new();
    for text in worst.into_iter().chain(others).map(|it| it.text.as_str()) {
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    let said: Vec<&str> = texts.iter().take(SAID).copied().collect();
    let more = texts.len().saturating_sub(SAID);
    let rest = if more > 0 { format!("; and {more} more") } else { String::new() };
    Some(RustEffect { text: format!("{}{rest}", said.join("; ")), step })
}

fn surface_change(differences: &[Difference]) -> Option<Change> {
    let rust = effect(differences)?;
    let origin =
        |pick: fn(&Difference) -> &Option<String>| differences.iter().find_map(|it| pick(it).clone()).unwrap_or_else(|| "#".to_owned());
    let places = (origin(|it| &it.origins.0), origin(|it| &it.origins.1));
    Some(Change {
        rule: &rules::RUST_SURFACE_CHANGED,
        level: Level::Info,
        direction: Direction::None,
        operation: None,
        base_pointer: places.0.clone(),
        revision_pointer: places.1.clone(),
        used_by: Vec::new(),
        text: "the generated crate has another surface".to_owned(),
        tolerance: Tolerance::Nothing,
        rust: Some(rust),
        subject_place: places.1.clone(),
        places,
    })
}

/// The change that is about the very thing.
fn direct(index: &Index, changes: &[Change], difference: &Difference) -> Option<usize> {
    let origins: BTreeSet<&String> = [&difference.origins.0, &difference.origins.1].into_iter().flatten().collect();
    let candidates = |at: &dyn Fn(&str) -> Vec<usize>| -> Vec<usize> { origins.iter().flat_map(|origin| at(origin)).collect() };
    if difference.of_call {
        let inside = candidates(&|origin| index.within(origin));
        return call(changes, &inside, difference).or_else(|| parameter(changes, difference)).or_else(|| {
            let above = candidates(&|origin| index.around(origin));
            best(changes, inside.into_iter().chain(above))
        });
    }
    if let Some(member) = &difference.member {
        let exact = candidates(&|origin| {
            let mut found = index.within(&pointer::join(&format!("{origin}/properties"), member));
            if found.is_empty() {
                // A setter has the name of the member in Rust.
                let all = index.within(&format!("{origin}/properties"));
                found = all.into_iter().filter(|number| names_member(&changes[*number], member)).collect();
            }
            found
        });
        if let Some(found) = best(changes, exact.into_iter()) {
            return Some(found);
        }
        let elsewhere = changes.iter().enumerate().filter(|(_, change)| names_member(change, member) && same_component(change, &origins));
        if let Some(found) = best(changes, elsewhere.map(|(number, _)| number)) {
            return Some(found);
        }
    }
    if difference.is_constructor {
        let members = candidates(&|origin| index.near(&format!("{origin}/properties"), 2));
        let required = candidates(&|origin| index.near(&format!("{origin}/required"), 0));
        return best(changes, members.into_iter().chain(required));
    }
    if difference.member.is_some() {
        return None;
    }
    // A type of an operation's own stands for a part of the operation.
    let places: Vec<String> = origins.iter().flat_map(|origin| parts_of(origin, &difference.owner)).collect();
    let near: Vec<usize> = places.iter().flat_map(|place| index.near(place, 2)).collect();
    best(changes, near.into_iter())
        .or_else(|| if difference.whole { best(changes, candidates(&|origin| index.around(origin)).into_iter()) } else { None })
}

/// Where a type is said to be from; for one that is made for an operation, the part of it.
fn parts_of(origin: &str, owner: &str) -> Vec<String> {
    let is_operation = pointer::steps(origin).len() == 3 && origin.starts_with("#/paths/");
    match is_operation {
        false => vec![origin.to_owned()],
        true if owner.ends_with("Body") => vec![format!("{origin}/requestBody")],
        true => vec![format!("{origin}/responses")],
    }
}

/// Whether the subject of a change is a member of this name.
fn names_member(change: &Change, member: &str) -> bool {
    [&change.places.0, &change.places.1, &change.subject_place].into_iter().any(|place| {
        let steps = pointer::steps(place);
        steps.windows(2).any(|pair| {
            pair[0] == "properties" && (pair[1] == member || snake(&pair[1]).trim_end_matches('_') == member.trim_end_matches('_'))
        })
    })
}

/// Whether a change is about a part of the same type: one that the type is made of.
fn same_component(change: &Change, origins: &BTreeSet<&String>) -> bool {
    let component = |place: &str| pointer::steps(place).into_iter().take(3).collect::<Vec<_>>();
    let shared = |place: &str| origins.iter().any(|origin| component(origin) == component(place));
    let parts = pointer::steps(&change.places.1);
    shared(&change.places.0) || shared(&change.places.1) || parts.first().is_some_and(|step| step == "components")
}

/// The change of a call's own method, argument or answer.
fn call(changes: &[Change], inside: &[usize], difference: &Difference) -> Option<usize> {
    let of_operation = |number: &&usize| {
        let id = changes[**number].rule.id;
        difference.whole
            && (id.starts_with("operation-added")
                || id.starts_with("operation-removed")
                || id.starts_with("operation-id")
                || id.starts_with("operation-tags")
                || id.starts_with("operation-moved"))
    };
    if let Some(found) = inside.iter().find(of_operation) {
        return Some(*found);
    }
    let word = if difference.is_answer { "responses" } else { "requestBody" };
    let part = |number: &&usize| {
        changes[**number].places.1.contains(&format!("/{word}")) || changes[**number].places.0.contains(&format!("/{word}"))
    };
    if difference.is_answer || difference.member.as_deref() == Some("body") || difference.text.contains("body:") {
        return best(changes, inside.iter().filter(part).copied());
    }
    None
}

/// The change of the parameter that an argument or an option is for.
fn parameter(changes: &[Change], difference: &Difference) -> Option<usize> {
    let origin = difference.origins.1.as_ref().or(difference.origins.0.as_ref())?;
    let found = changes.iter().enumerate().filter(|(_, change)| {
        let Some((_, rest)) = change.text.split_once("parameter `") else { return false };
        let Some(name) = rest.split('`').next() else { return false };
        let name = snake(name);
        let meant = match &difference.member {
            Some(member) => member.trim_end_matches('_') == name.trim_end_matches('_'),
            None => {
                difference.text.contains(&format!("{}: ", name.trim_end_matches('_'))) || difference.text.contains(&format!("{name}: "))
            }
        };
        let here = change.used_by.iter().any(|title| is_title_of(title, origin)) || change.places.1.starts_with(origin.as_str());
        meant && here
    });
    best(changes, found.map(|(number, _)| number))
}

/// `GET /a` is the operation at `#/paths/~1a/get`.
fn is_title_of(title: &str, origin: &str) -> bool {
    match (title.split_once(' '), pointer::steps(origin).as_slice()) {
        (Some((method, path)), [_, place, name]) => place == path && name.eq_ignore_ascii_case(method),
        _ => false,
    }
}

/// Of several the worst on the wire, then the first.
fn best(changes: &[Change], candidates: impl Iterator<Item = usize>) -> Option<usize> {
    let mut candidates: Vec<usize> = candidates.filter(|number| changes[*number].rule.id != rules::DOCUMENTATION_CHANGED.id).collect();
    candidates.sort_unstable();
    candidates.dedup();
    let rank = |number: &usize| (changes[*number].level, std::cmp::Reverse(*number));
    candidates.into_iter().max_by_key(rank)
}
