//! Which change of the document explains which difference of the surface.

use std::collections::{BTreeMap, BTreeSet};

use switchboard_spec::pointer;

use super::{
    Comparison, Difference,
    index::{Index, in_rust},
};
use crate::{
    effect::{Direction, Level, Tolerance},
    report::{Change, RustEffect},
    rules::{self, Rule},
};

/// How many differences are said of one change.
const SAID: usize = 4;

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
    let kin = Kin::of(&owned, &origins);
    let mut unexplained = Vec::new();
    for difference in left {
        // A type that came, went or has another name changes whatever names it.
        let by_name = difference.mentions.iter().find_map(|name| explained.get(name)).copied();
        match by_name.or_else(|| kin.of_difference(&difference)) {
            Some(number) => owned[number].push(difference),
            None => unexplained.push(difference),
        }
    }
    for (change, differences) in changes.iter_mut().zip(owned) {
        change.rust = effect(&differences);
    }
    changes.extend(surface_change(&unexplained));
}

/// What explained differences are about, so that what follows from them finds its change.
#[derive(Default)]
struct Kin {
    owners: BTreeMap<String, usize>,
    /// Groups of calls.
    groups: BTreeMap<String, usize>,
    /// Where the types are from that are named: one that is used for the first time, or for the
    /// last time, is another type for it.
    places: BTreeMap<String, usize>,
}

impl Kin {
    fn of(owned: &[Vec<Difference>], origins: &BTreeMap<String, String>) -> Self {
        let mut kin = Self::default();
        let mut all: Vec<(usize, &Difference)> =
            owned.iter().enumerate().flat_map(|(number, all)| all.iter().map(move |one| (number, one))).collect();
        // What follows from a break and from an addition follows from the break.
        all.sort_by_key(|(_, difference)| std::cmp::Reverse(difference.step));
        for (number, difference) in all {
            kin.owners.entry(difference.owner.clone()).or_insert(number);
            if let Some((group, _)) = difference.owner.split_once("().") {
                kin.groups.entry(group.to_owned()).or_insert(number);
            }
            for place in difference.mentions.iter().filter_map(|name| origins.get(name)) {
                kin.places.entry(place.clone()).or_insert(number);
            }
        }
        kin
    }

    fn of_difference(&self, difference: &Difference) -> Option<usize> {
        let own = self.owners.get(&difference.owner).or_else(|| self.groups.get(&difference.owner)).copied();
        own.or_else(|| {
            let mut place = difference.origins.1.as_deref().or(difference.origins.0.as_deref())?;
            loop {
                if let Some(number) = self.places.get(place) {
                    return Some(*number);
                }
                place = place.rsplit_once('/')?.0;
            }
        })
    }
}

fn effect(differences: &[Difference]) -> Option<RustEffect> {
    let step = differences.iter().map(|difference| difference.step).max()?;
    // A break before an addition, a member before what follows from it.
    let mut ordered: Vec<&Difference> = differences.iter().collect();
    ordered.sort_by_key(|it| (std::cmp::Reverse(it.step), it.kind));
    let mut texts: Vec<&str> = Vec::new();
    for text in ordered.into_iter().map(|it| it.text.as_str()) {
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
        parameter: None,
        places,
    })
}

/// The change that is about the very thing.
fn direct(index: &Index, changes: &[Change], difference: &Difference) -> Option<usize> {
    let origins: BTreeSet<&String> = [&difference.origins.0, &difference.origins.1].into_iter().flatten().collect();
    let candidates = |at: &dyn Fn(&str) -> Vec<usize>| -> Vec<usize> { origins.iter().flat_map(|origin| at(origin)).collect() };
    if difference.of_call {
        let inside = candidates(&|origin| index.within(origin));
        return call(changes, &inside, difference).or_else(|| parameter(index, changes, difference)).or_else(|| {
            let above = candidates(&|origin| index.around(origin));
            best(changes, inside.into_iter().chain(above))
        });
    }
    if let Some(member) = &difference.member {
        let exact = candidates(&|origin| index.within(&pointer::join(&format!("{origin}/properties"), member)));
        // A setter has the name of the member in Rust, and a part of the type may be elsewhere.
        let named = || {
            let named = index.of_member(member);
            let inside = |number: &usize| origins.iter().any(|origin| changes[*number].is_within(origin));
            let (inside, elsewhere): (Vec<usize>, Vec<usize>) = named.into_iter().partition(inside);
            let elsewhere = elsewhere.into_iter().filter(|number| same_component(&changes[*number], &origins));
            best(changes, inside.into_iter()).or_else(|| best(changes, elsewhere))
        };
        if let Some(found) = best(changes, exact.into_iter()).or_else(named) {
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
    // A member that came is about the member, though the type is what lacked it.
    let of_member =
        |number: &usize| !difference.whole && origins.iter().any(|origin| changes[*number].is_within(&format!("{origin}/properties")));
    best(changes, near.into_iter().filter(|number| !of_member(number)))
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

/// Whether a change is about a part of the same type: one that the type is made of.
fn same_component(change: &Change, origins: &BTreeSet<&String>) -> bool {
    let component = |place: &str| pointer::steps(place).into_iter().take(3).collect::<Vec<_>>();
    let shared = |place: &str| origins.iter().any(|origin| component(origin) == component(place));
    let parts = pointer::steps(&change.places.1);
    shared(&change.places.0) || shared(&change.places.1) || parts.first().is_some_and(|step| step == "components")
}

/// The change of a call's own method, argument or answer.
fn call(changes: &[Change], inside: &[usize], difference: &Difference) -> Option<usize> {
    const OF_OPERATIONS: [&Rule; 5] = [
        &rules::OPERATION_ADDED,
        &rules::OPERATION_REMOVED,
        &rules::OPERATION_MOVED,
        &rules::OPERATION_ID_CHANGED,
        &rules::OPERATION_TAGS_CHANGED,
    ];
    let of_operation = |number: &&usize| difference.whole && OF_OPERATIONS.iter().any(|rule| rule.id == changes[**number].rule.id);
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
fn parameter(index: &Index, changes: &[Change], difference: &Difference) -> Option<usize> {
    let origin = difference.origins.1.as_ref().or(difference.origins.0.as_ref())?;
    let title = title_of(origin)?;
    let here = |number: &usize| changes[*number].used_by.contains(&title) || changes[*number].is_within(origin);
    let found = index.of_operation(&title, origin).into_iter().filter(here).filter(|number| {
        let Some(name) = &changes[*number].parameter else { return false };
        match &difference.member {
            Some(member) => in_rust(member) == in_rust(name),
            None => difference.text.contains(&format!("{}: ", in_rust(name))) || difference.text.contains(&format!("{}_: ", in_rust(name))),
        }
    });
    best(changes, found)
}

/// `#/paths/~1a/get` is the operation `GET /a`.
fn title_of(origin: &str) -> Option<String> {
    match pointer::steps(origin).as_slice() {
        [_, path, method] => Some(format!("{} {path}", method.to_uppercase())),
        _ => None,
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
