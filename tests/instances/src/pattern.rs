//! Random texts that match a regular expression.

use fastrand::Rng;
use regex_syntax::hir::{Class, Hir, HirKind};

/// How often something that may come any number of times comes at most.
const MANY: u32 = 8;

/// How much longer than it must be a repetition is.
const LONG: u32 = 64;

/// A text that matches the pattern of a schema; `None` for what Rust has no engine for.
pub(crate) fn text(pattern: &str, random: &mut Rng) -> Option<String> {
    let parsed = regex_syntax::parse(pattern).ok()?;
    let mut out = String::new();
    write(&parsed, random, &mut out);
    Some(out)
}

fn write(part: &Hir, random: &mut Rng, out: &mut String) {
    match part.kind() {
        // Anchors hold: nothing is written around the match.
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => out.push_str(&String::from_utf8_lossy(&literal.0)),
        HirKind::Class(Class::Unicode(class)) => {
            if let Some(range) = class.ranges().get(random.usize(..class.ranges().len().max(1))) {
                out.push(random.char(range.start()..=range.end()));
            }
        }
        HirKind::Class(Class::Bytes(class)) => {
            if let Some(range) = class.ranges().get(random.usize(..class.ranges().len().max(1))) {
                out.push(char::from(random.u8(range.start()..=range.end())));
            }
        }
        HirKind::Repetition(repetition) => {
            let most = repetition.max.unwrap_or(repetition.min.saturating_add(MANY)).min(repetition.min.saturating_add(LONG));
            for _ in 0..random.u32(repetition.min..=most) {
                write(&repetition.sub, random, out);
            }
        }
        HirKind::Capture(capture) => write(&capture.sub, random, out),
        HirKind::Concat(parts) => parts.iter().for_each(|part| write(part, random, out)),
        HirKind::Alternation(choices) => {
            if let Some(choice) = choices.get(random.usize(..choices.len())) {
                write(choice, random, out);
            }
        }
    }
}
