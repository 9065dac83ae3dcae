//! Texts that a pattern accepts.

use fastrand::Rng;
use regex_syntax::hir::{Class, Hir, HirKind};

/// A text that `pattern` accepts, of at least `least` characters where it can be longer.
pub(super) fn text(pattern: &str, least: Option<usize>, random: &mut Rng) -> Option<String> {
    let hir = regex_syntax::parse(pattern).ok()?;
    let least = least.unwrap_or(0);
    let mut out = String::new();
    for more in 0..64 {
        out.clear();
        write(&hir, &mut out, more, random);
        if out.chars().count() >= least {
            break;
        }
    }
    Some(out)
}

/// `more` is how often a part is repeated beyond what it has to be.
fn write(hir: &Hir, out: &mut String, more: u32, random: &mut Rng) {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => out.push_str(&String::from_utf8_lossy(&literal.0)),
        HirKind::Class(Class::Unicode(class)) => {
            out.extend(choose(class.ranges().iter().map(|range| (range.start(), range.end())), random))
        }
        HirKind::Class(Class::Bytes(class)) => {
            out.extend(choose(class.ranges().iter().map(|range| (char::from(range.start()), char::from(range.end()))), random));
        }
        HirKind::Repetition(repetition) => {
            let most = repetition.max.unwrap_or(u32::MAX);
            for _ in 0..repetition.min.max(1).saturating_add(more).min(most).max(repetition.min) {
                write(&repetition.sub, out, more, random);
            }
        }
        HirKind::Capture(capture) => write(&capture.sub, out, more, random),
        HirKind::Concat(parts) => parts.iter().for_each(|part| write(part, out, more, random)),
        HirKind::Alternation(choices) => {
            if let Some(choice) = choices.get(random.usize(..choices.len().max(1))) {
                write(choice, out, more, random);
            }
        }
    }
}

/// A visible ASCII character if there is one.
fn choose(ranges: impl Iterator<Item = (char, char)> + Clone, random: &mut Rng) -> Option<char> {
    let mut visible: Vec<char> = Vec::new();
    for (start, end) in ranges.clone() {
        visible.extend((start.max('!')..=end.min('~')).take(96));
    }
    match visible.get(random.usize(..visible.len().max(1))) {
        Some(c) => Some(*c),
        None => ranges.map(|(start, _)| start).next(),
    }
}

#[cfg(test)]
mod tests {
    use fastrand::Rng;

    use super::text;

    #[test]
    fn a_text_is_what_its_pattern_says() {
        for pattern in ["^[a-z]{3}-\\d+$", "^(yes|no)$", "^[A-Z0-9_]{2,5}$", "^#[0-9a-fA-F]{6}$", "^\\+?[1-9]\\d{1,14}$", "."] {
            let validator = jsonschema::validator_for(&serde_json::json!({ "pattern": pattern, "minLength": 1 })).unwrap();
            for seed in 0..20 {
                let text = text(pattern, Some(1), &mut Rng::with_seed(seed)).unwrap();
                assert!(validator.is_valid(&serde_json::json!(text)), "{pattern}: {text}");
            }
        }
        let long = text("^[a-z]+$", Some(20), &mut Rng::with_seed(1)).unwrap();
        assert!(long.len() >= 20, "{long}");
    }
}
