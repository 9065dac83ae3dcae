//! What is different between two surfaces, in words.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Step,
    api::{Api, Kind, Thing},
};

/// A difference between two surfaces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Difference {
    /// What happens to which item.
    pub(crate) text: String,
    pub(crate) step: Step,
    /// What kind of item it is.
    pub(super) kind: Kind,
    /// Where the item's owner is from: in the old document, in the new one.
    pub(crate) origins: (Option<String>, Option<String>),
    /// The name on the wire of the member or parameter that it is for.
    pub(crate) member: Option<String>,
    /// What its owner is called.
    pub(crate) owner: String,
    /// Whether it is a method, or what a call takes or gives.
    pub(crate) of_call: bool,
    /// It is about what a call gives.
    pub(crate) is_answer: bool,
    /// It is the constructor of a type.
    pub(crate) is_constructor: bool,
    /// Types that are named in it.
    pub(crate) mentions: BTreeSet<String>,
    /// The owner itself came or went.
    pub(crate) whole: bool,
}

/// All differences: what is inside something that came or went is not said again.
pub(super) fn differences(old: &Api, new: &Api) -> Vec<Difference> {
    let owners = |a: &Api, b: &Api| -> BTreeSet<String> {
        let whole = a.things.iter().filter(|(key, thing)| is_whole(thing) && !b.things.contains_key(*key));
        whole.map(|(_, thing)| thing.owner.clone()).collect()
    };
    let (gone, came) = (owners(old, new), owners(new, old));
    let keys: BTreeSet<&String> = old.things.keys().chain(new.things.keys()).collect();
    let mut out: Vec<Difference> = Vec::new();
    // What is named inside something that came or went.
    let mut inner: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for key in keys {
        let (was, is) = (old.things.get(key), new.things.get(key));
        let Some(thing) = is.or(was) else { continue };
        let inside = !is_whole(thing) && (is.is_none() && gone.contains(&thing.owner) || was.is_none() && came.contains(&thing.owner));
        if inside {
            inner.entry(thing.owner.clone()).or_default().extend(names(&thing.signature));
            continue;
        }
        let (step, text) = match (was, is) {
            (Some(was), Some(is)) if was.signature != is.signature => (Step::Major, changed(was, is)),
            (Some(was), None) => (Step::Major, removed(was)),
            (None, Some(is)) => {
                // Whoever matches every variant does not compile with one more.
                let breaks = is.kind == Kind::Variant && old.exhaustive.contains(&is.owner);
                (if breaks { Step::Major } else { Step::Minor }, added(is))
            }
            _ => continue,
        };
        out.push(Difference {
            text,
            step,
            kind: thing.kind,
            origins: (old.origins.get(&thing.owner).cloned(), new.origins.get(&thing.owner).cloned()),
            member: thing.member.clone(),
            owner: thing.owner.clone(),
            of_call: matches!(thing.kind, Kind::Method | Kind::Option | Kind::Answer),
            is_answer: thing.kind == Kind::Answer,
            is_constructor: thing.kind == Kind::Constructor,
            mentions: [was, is].into_iter().flatten().flat_map(|thing| names(&thing.signature)).collect(),
            whole: is_whole(thing),
        });
    }
    for difference in out.iter_mut().filter(|difference| difference.whole) {
        difference.mentions.extend(inner.remove(&difference.owner).unwrap_or_default());
    }
    out
}

fn is_whole(thing: &Thing) -> bool {
    matches!(thing.kind, Kind::Type | Kind::Method)
}

fn changed(was: &Thing, is: &Thing) -> String {
    let shown = &is.shown;
    match is.kind {
        Kind::Method => format!("`{}` takes `{}`, which was `{}`", shown.trim_end_matches("()"), is.readable, was.readable),
        Kind::Constructor | Kind::Setter | Kind::Option | Kind::Other => {
            let arguments = |thing: &Thing| thing.readable.split(" -> ").next().unwrap_or_default().to_owned();
            format!("`{}` takes `{}`, which was `{}`", shown.trim_end_matches("()"), arguments(is), arguments(was))
        }
        Kind::Answer => format!("`{shown}` gives `{}`, which was `{}`", is.readable, was.readable),
        Kind::Type => format!("`{shown}` is another kind of type"),
        Kind::Field | Kind::Variant => format!("`{shown}` becomes `{}`", is.readable),
        Kind::Trait => String::new(),
    }
}

fn removed(was: &Thing) -> String {
    let shown = &was.shown;
    match was.kind {
        Kind::Trait => without(shown, "is no longer"),
        Kind::Answer => format!("`{shown}` no longer gives `{}`", was.readable),
        _ => format!("`{shown}` is gone"),
    }
}

fn added(is: &Thing) -> String {
    let shown = &is.shown;
    match is.kind {
        Kind::Trait => without(shown, "is"),
        Kind::Field => format!("`{shown}: {}` is new", is.readable),
        Kind::Answer => format!("`{shown}` gives `{}`", is.readable),
        _ => format!("`{shown}` is new"),
    }
}

/// `X: Default` → `X` is no longer `Default`.
fn without(shown: &str, verb: &str) -> String {
    match shown.split_once(": ") {
        Some((owner, name)) => format!("`{owner}` {verb} `{name}`"),
        None => shown.to_owned(),
    }
}

/// The names in a signature that can be types of the crate.
fn names(signature: &str) -> impl Iterator<Item = String> {
    let words = signature.split(|c: char| !c.is_alphanumeric() && c != '_');
    words.filter(|word| word.starts_with(char::is_uppercase)).map(str::to_owned)
}
