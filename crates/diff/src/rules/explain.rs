//! A rule in words.

use std::fmt::Write;

use super::Rule;
use crate::effect::{Effect, Level, Side, Tolerance};

/// What a rule means, how bad it is on each side, what to do, and documents that show it.
pub fn explain(rule: &Rule) -> String {
    let mut out = format!("{}: {}\n\n{}\n\n", rule.id, rule.title, rule.explanation);
    for (side, effect, name) in
        [(Side::Request, rule.effects.request, "in requests"), (Side::Response, rule.effects.response, "in answers ")]
    {
        let _ = writeln!(out, "  {name}  {}", on_side(rule, side, effect));
    }
    let _ = write!(out, "\nWhat to do: {}\n", rule.advice.text());
    if rule.mirror != rule.id {
        let _ = writeln!(out, "\nUndone by {}.", rule.mirror);
    }
    let _ = write!(out, "\nFor example (crates/diff/fixtures/{}.yaml):\n\n{}", rule.id, indented(rule.fixture));
    out
}

/// `breaking: fewer values are accepted`.
pub fn on_side(rule: &Rule, side: Side, effect: Effect) -> String {
    let tolerance = if side == Side::Response { rule.effects.tolerance } else { Tolerance::Nothing };
    let level = Level::of(effect, side, tolerance);
    let tolerated = level < Level::of(effect, side, Tolerance::Nothing);
    let reason = tolerance.reason().filter(|_| tolerated).map(|reason| format!(" ({reason})")).unwrap_or_default();
    format!("{}: {}{reason}", level.as_str(), effect.as_str())
}

/// The documents of a fixture, and what is expected of them.
fn indented(fixture: &str) -> String {
    fixture.lines().flat_map(|line| ["  ", line, "\n"]).collect()
}
