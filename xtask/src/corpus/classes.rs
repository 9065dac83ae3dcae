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

/// What comes before a number that is part of a name.
const NAMED: [&str; 3] = ["OpenAPI ", "Swagger ", "UTF-"];

/// `text` without what stands in backticks, numbers, and what follows the first clause.
fn general(text: &str) -> String {
    let mut out = String::new();
    for (index, part) in text.split('`').enumerate() {
        out.push_str(if index % 2 == 0 { part } else { "`…`" });
    }
    let mut plain = String::new();
    let (mut in_number, mut in_version) = (false, false);
    for c in out.chars() {
        let digit = c.is_ascii_digit();
        in_version = if digit && !in_number { NAMED.iter().any(|name| plain.ends_with(name)) } else { in_version && (digit || c == '.') };
        match (digit, in_number) {
            _ if in_version => plain.push(c),
            (true, false) => plain.push('N'),
            (true, true) => {}
            (false, _) => plain.push(c),
        }
        in_number = digit || in_version;
    }
    plain.lines().next().unwrap_or_default().chars().take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::general;

    #[test]
    fn what_differs_from_document_to_document_is_left_out() {
        assert_eq!(general("the name `Abc` is defined 12 times"), "the name `…` is defined N times");
        assert_eq!(general("OpenAPI 3.2.0 is not supported (line 12)"), "OpenAPI 3.2.0 is not supported (line N)");
        assert_eq!(general("a `$ref` to something that does not exist: `#/x`"), "a `…` to something that does not exist: `…`");
    }
}
