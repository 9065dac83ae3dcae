//! "Did you mean …": the known names closest to a mistyped one.

/// At most three of `known` that are plausibly what `word` was meant to be, best first.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let wanted = word.to_lowercase();
    let limit = (wanted.chars().count() / 3).max(2);
    let mut close: Vec<(usize, &str)> =
        known.into_iter().map(|name| (distance(&wanted, &name.to_lowercase()), name)).filter(|(distance, _)| *distance <= limit).collect();
    close.sort();
    close.dedup();
    close.truncate(3);
    close.into_iter().map(|(_, name)| name).collect()
}

/// ``` did you mean `a` or `b`? ```, or nothing when no known name is close.
pub fn hint<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let names: Vec<String> = nearest(word, known).iter().map(|name| format!("`{name}`")).collect();
    let (last, rest) = names.split_last()?;
    Some(match rest {
        [] => format!("did you mean {last}?"),
        rest => format!("did you mean {} or {last}?", rest.join(", ")),
    })
}

/// Levenshtein's distance: insertions, deletions and replacements of single characters.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (cell, to) in row.iter_mut().skip(1).zip(&b) {
            let replaced = diagonal + usize::from(from != *to);
            diagonal = *cell;
            left = replaced.min(*cell + 1).min(left + 1);
            *cell = left;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{distance, hint, nearest};

    #[test]
    fn distance_counts_single_edits() {
        for (a, b, expected) in [("", "", 0), ("abc", "", 3), ("", "abc", 3), ("kitten", "sitting", 3), ("a", "a", 0)] {
            assert_eq!(distance(a, b), expected, "{a} {b}");
        }
    }

    #[test]
    fn the_nearest_name_comes_first_and_far_ones_are_left_out() {
        assert_eq!(nearest("contcts", ["Order", "Contact", "Contacts"]), ["Contacts", "Contact"]);
        assert_eq!(hint("zzz", ["Order"]), None);
        assert_eq!(hint("pets", ["Pet", "Pots"]).as_deref(), Some("did you mean `Pet` or `Pots`?"));
    }
}
