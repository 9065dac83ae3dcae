//! oasdiff's catalogue beside ours: which rule covers each of its checks, and why a level differs.
//!
//! The catalogue is that of 8 August 2026 (509 checks). A row of `oasdiff.tsv` names the check,
//! its level there, the side that it is about, and our rules, or why there is none. Our level is
//! not written down: it follows from the rule.

use crate::{
    effect::{Effect, Effects, Level, Side, Tolerance},
    rules::{self, Rule},
};

/// A check of oasdiff.
#[derive(Clone, Debug)]
pub struct Cover {
    /// Its id.
    pub check: &'static str,
    /// Its level there.
    pub theirs: Level,
    /// The rules that find the same edit; none if it means nothing to a client.
    pub rules: Vec<&'static Rule>,
    /// The worst level of these on the side that the check is about.
    pub ours: Option<Level>,
    /// Why there is no rule, or why the levels differ.
    pub note: String,
}

/// All checks, in the order of the catalogue.
pub fn oasdiff() -> Vec<Cover> {
    include_str!("../oasdiff.tsv").lines().filter(|line| !line.starts_with('#')).filter_map(cover).collect()
}

fn cover(line: &'static str) -> Option<Cover> {
    let cells: Vec<&'static str> = line.split('\t').collect();
    let (cells, effect) = match cells.as_slice() {
        [cells @ .., effect] if cells.len() == 5 => (cells, named_effect(effect)),
        cells => (cells, None),
    };
    let [check, theirs, side, names, note] = cells else { return None };
    let theirs = match *theirs {
        "E" => Level::Breaking,
        "W" => Level::Warning,
        _ => Level::Info,
    };
    let rules: Vec<&'static Rule> = names.split_whitespace().filter_map(rules::find).collect();
    let side = match *side {
        "request" => Some(Side::Request),
        "response" => Some(Side::Response),
        _ => None,
    };
    let ours = rules.iter().map(|rule| level(rule, side, effect).0).max();
    let tolerance = rules.iter().find_map(|rule| level(rule, side, effect).1.reason());
    let note = match (*note, tolerance) {
        ("", Some(reason)) if ours != Some(theirs) => reason.to_owned(),
        ("", _) if ours.is_some_and(|ours| ours != theirs) => difference(&rules, theirs).to_owned(),
        (note, _) => note.to_owned(),
    };
    Some(Cover { check, theirs, rules, ours, note })
}

fn named_effect(name: &str) -> Option<Effect> {
    match name {
        "narrowed" => Some(Effect::Narrowed),
        "widened" => Some(Effect::Widened),
        "moved" => Some(Effect::Moved),
        _ => None,
    }
}

/// The level of a rule on one side, and what the client tolerates there.
fn level(rule: &Rule, side: Option<Side>, effect: Option<Effect>) -> (Level, Tolerance) {
    let effects = effect.map_or(rule.effects, Effects::both);
    match side {
        Some(Side::Request) => (Level::of(effects.request, Side::Request, Tolerance::Nothing), Tolerance::Nothing),
        Some(Side::Response) => {
            let level = Level::of(effects.response, Side::Response, effects.tolerance);
            let bare = Level::of(effects.response, Side::Response, Tolerance::Nothing);
            (level, if bare > level { effects.tolerance } else { Tolerance::Nothing })
        }
        None => (Level::Info, Tolerance::Nothing),
    }
}

/// Why a level differs where it is not tolerance, by what the rule is about.
fn difference(rules: &[&Rule], theirs: Level) -> &'static str {
    let is = |start: &str| rules.iter().any(|rule| rule.id.starts_with(start));
    if is("security-") {
        "whoever calls as before is refused"
    } else if is("operation-removed") {
        "announced or not, a released client that calls it breaks"
    } else if is("default-") {
        "the accepted values stay, and what is left out may mean something else: the same for parameters and bodies"
    } else if is("sunset-") || is("stability-") || is("schema-deprecated") {
        "a promise has changed and nothing else: no request is refused today"
    } else if is("union-") || is("enum-value") || is("type-") || is("discriminator") {
        "follows from the accepted values: what the client sends must still be accepted, and what it gets must be known to it"
    } else if is("parameter-removed") {
        "what is sent is ignored rather than refused, announced or not"
    } else if is("read-only") || is("write-only") {
        "what is sent may be ignored, or what was read may not come"
    } else if theirs == Level::Warning {
        "a constraint where there was none refuses values that were accepted"
    } else {
        "follows from the accepted values"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_check_has_a_rule_or_a_reason() {
        let all = oasdiff();
        assert_eq!(all.len(), 509);
        let count = |level| all.iter().filter(|cover| cover.theirs == level).count();
        assert_eq!((count(Level::Breaking), count(Level::Warning), count(Level::Info)), (213, 30, 266));
        let mut ids: Vec<&str> = all.iter().map(|cover| cover.check).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), 509, "a check is listed twice");
        for cover in &all {
            assert!(!cover.rules.is_empty() || !cover.note.is_empty(), "{} has neither", cover.check);
            assert!(
                cover.ours.is_none_or(|ours| ours == cover.theirs) || !cover.note.is_empty(),
                "{}: why is the level another?",
                cover.check
            );
        }
    }

    #[test]
    fn every_rule_that_is_named_exists() {
        for line in include_str!("../oasdiff.tsv").lines().filter(|line| !line.starts_with('#')) {
            let names = line.split('\t').nth(3).unwrap();
            for name in names.split_whitespace().filter(|name| *name != "-") {
                assert!(rules::find(name).is_some(), "{line}");
            }
        }
    }
}
