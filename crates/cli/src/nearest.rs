//! What somebody may have meant.

/// The candidate that is most like `word`, if one is like it at all.
pub fn of<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let scored = candidates.into_iter().map(|candidate| (score(&word, &candidate.to_lowercase()), candidate));
    scored.filter(|(score, _)| *score > 0.75).max_by(|(a, _), (b, _)| a.total_cmp(b)).map(|(_, candidate)| candidate)
}

/// ` (did you mean …?)`, or the whole list if it is short, or nothing.
pub fn hint(word: &str, candidates: &[&str]) -> Option<String> {
    match of(word, candidates.iter().copied()) {
        Some(candidate) => Some(format!("did you mean `{candidate}`?")),
        None if candidates.is_empty() => None,
        None if candidates.len() <= 20 => Some(format!("there are: {}", candidates.join(", "))),
        None => None,
    }
}

fn score(word: &str, candidate: &str) -> f64 {
    // Who leaves the end out, means the whole.
    let begins = word.len() >= 3 && candidate.starts_with(word);
    if begins { 0.9 } else { strsim::jaro_winkler(word, candidate) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_like_it_is_found_and_nothing_else() {
        let names = ["contacts.list", "contacts.get", "agents.create"];
        assert_eq!(of("contact.list", names), Some("contacts.list"));
        assert_eq!(of("agents", names), Some("agents.create"));
        assert_eq!(of("zebra", names), None);
    }
}
