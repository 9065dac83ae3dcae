//! Failures that are of the same kind: their messages without what differs from one to another.

use crate::child::{Ended, Over};

/// The kind of a problem, from what it says is wrong.
pub(super) fn of_problem(what: &str) -> String {
    general(what)
}

/// The kind of a bad end.
pub(super) fn of_end(ended: &Ended, words: &str) -> String {
    match ended.over {
        Some(Over::Time) => "it takes too long".to_owned(),
        Some(Over::Memory) => "it takes too much memory".to_owned(),
        None => general(words),
    }
}

/// The kind of a compiler's error: its code, where it has one.
pub(super) fn of_error(code: Option<&str>, message: &str) -> String {
    match code {
        Some(code) => format!("{code} {}", general(message)),
        None => general(message),
    }
}

/// More of a message than this tells one document from another.
const LONGEST: usize = 110;

/// `text` without what stands in backticks, numbers, and what follows the first clause.
fn general(text: &str) -> String {
    let mut out = String::new();
    for (index, part) in text.split('`').enumerate() {
        out.push_str(if index % 2 == 0 { part } else { "`…`" });
    }
    let mut plain = String::new();
    let mut in_number = false;
    for c in out.chars() {
        let digit = c.is_ascii_digit();
        match (digit, in_number) {
            (true, false) => plain.push('0'),
            (true, true) => {}
            (false, _) => plain.push(c),
        }
        in_number = digit;
    }
    plain.lines().next().unwrap_or_default().chars().take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::general;

    #[test]
    fn what_differs_from_document_to_document_is_left_out() {
        assert_eq!(general("the name `Abc` is defined 12 times"), "the name `…` is defined 0 times");
        assert_eq!(general("a `$ref` to something that does not exist: `#/x`"), "a `…` to something that does not exist: `…`");
    }
}
