//! Whether every text that matches one pattern matches another.
//!
//! Both are read as finite automata, and the product is searched for a text that only one of
//! them accepts. What cannot be read as one (look-around, back references) or grows too large is
//! not decided.

use std::collections::{HashMap, VecDeque};

use regex_automata::{
    Anchored, MatchKind,
    dfa::{Automaton, StartKind, dense},
    nfa::thompson,
    util::{primitives::StateID, start, syntax},
};

/// How two patterns lie to each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Inclusion {
    /// Every text that matched still does.
    pub(crate) widens: bool,
    /// Every text that matches did before.
    pub(crate) narrows: bool,
}

/// An automaton may take this much memory.
const MEMORY: usize = 1 << 20;
/// A pair of automata may have this many states.
const STATES: usize = 20_000;

/// Compares two patterns; neither lies within the other where that cannot be decided.
pub(crate) fn inclusion(old: &str, new: &str) -> Inclusion {
    let automata = automaton(old).zip(automaton(new));
    automata.and_then(|(old, new)| compare(&old, &new)).unwrap_or_default()
}

type Dfa = dense::DFA<Vec<u32>>;

fn automaton(pattern: &str) -> Option<Dfa> {
    // A pattern matches anywhere in a text. What follows a match is of no interest.
    dense::Builder::new()
        .configure(
            dense::Config::new()
                .match_kind(MatchKind::All)
                .start_kind(StartKind::Anchored)
                .dfa_size_limit(Some(MEMORY))
                .determinize_size_limit(Some(MEMORY)),
        )
        .syntax(syntax::Config::new().unicode(false).utf8(false).dot_matches_new_line(true))
        .thompson(thompson::Config::new().utf8(false).nfa_size_limit(Some(MEMORY)))
        .build(&format!("(?:.*)(?:{})(?:.*)$", in_our_syntax(pattern)?))
        .ok()
}

/// `\d`, `\w` and `\s` are of ASCII in JavaScript, and so they are here; `\/` is a slash.
fn in_our_syntax(pattern: &str) -> Option<String> {
    // Letters beyond ASCII would be bytes here.
    (pattern.is_ascii() && !pattern.contains("\\u") && !pattern.contains("\\p")).then(|| pattern.replace("\\/", "/"))
}

fn compare(old: &Dfa, new: &Dfa) -> Option<Inclusion> {
    let begin = |dfa: &Dfa| dfa.start_state(&start::Config::new().anchored(Anchored::Yes)).ok();
    let first = (begin(old)?, begin(new)?);
    let mut seen: HashMap<(StateID, StateID), ()> = HashMap::from([(first, ())]);
    let mut queue = VecDeque::from([first]);
    let mut found = Inclusion { widens: true, narrows: true };
    while let Some((a, b)) = queue.pop_front() {
        let accepts = |dfa: &Dfa, state| dfa.is_match_state(dfa.next_eoi_state(state));
        let (in_old, in_new) = (accepts(old, a), accepts(new, b));
        found.widens &= !in_old || in_new;
        found.narrows &= !in_new || in_old;
        if seen.len() > STATES {
            return None;
        }
        for byte in 0..=127 {
            let next = (old.next_state(a, byte), new.next_state(b, byte));
            if seen.insert(next, ()).is_none() {
                queue.push_back(next);
            }
        }
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(old: &str, new: &str) -> (bool, bool) {
        let inclusion = inclusion(old, new);
        (inclusion.widens, inclusion.narrows)
    }

    #[test]
    fn a_pattern_that_accepts_more_only_widens() {
        assert_eq!(of("^[a-z]+$", "^[a-z0-9]+$"), (true, false));
        assert_eq!(of("^[a-z]{1,10}$", "^[a-z]{1,20}$"), (true, false));
        assert_eq!(of("^a", ".*"), (true, false));
    }

    #[test]
    fn a_pattern_that_accepts_less_only_narrows() {
        assert_eq!(of("^[a-z0-9]+$", "^[a-z]+$"), (false, true));
        assert_eq!(of("a", "^a$"), (false, true));
    }

    #[test]
    fn two_ways_to_write_a_pattern_are_one() {
        assert_eq!(of("^[0-9]+$", "^\\d+$"), (true, true));
        assert_eq!(of("^(a|b)$", "^[ab]$"), (true, true));
    }

    #[test]
    fn patterns_with_little_in_common_move() {
        assert_eq!(of("^[a-z]+$", "^[A-Z]+$"), (false, false));
    }

    #[test]
    fn what_is_no_automaton_is_not_decided() {
        assert_eq!(of("^(?!x)a$", "^a$"), (false, false));
        assert_eq!(of("^é$", "^[é]$"), (false, false));
        assert_eq!(of("(", "("), (false, false));
    }
}
