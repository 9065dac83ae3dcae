//! What is said about a request that is wrong.

use std::fmt::{self, Display};

/// More than this does not fit into a header that everything on the way accepts.
const LONGEST: usize = 2000;

/// One thing that is wrong with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Violation {
    /// `query page` or `body /message/0/text`.
    pub(crate) place: String,
    /// What is wrong, without the value.
    pub(crate) what: String,
    /// Pointer into the document.
    pub(crate) rule: String,
}

impl Violation {
    pub(crate) fn new(place: impl Into<String>, what: impl Into<String>, rule: impl Into<String>) -> Self {
        Self { place: place.into(), what: what.into(), rule: rule.into() }
    }
}

impl Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} ({})", self.place, self.what, self.rule)
    }
}

/// All of them on one line, of visible ASCII only.
pub(crate) fn header(violations: &[Violation]) -> String {
    let all = violations.iter().map(Violation::to_string).collect::<Vec<_>>().join(" | ");
    let mut out = String::new();
    for c in all.chars() {
        match c {
            ' '..='~' => out.push(c),
            _ => out.extend(c.escape_unicode()),
        }
        if out.len() > LONGEST {
            out.push_str("...");
            break;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, Violation, header};

    #[test]
    fn whatever_is_wrong_fits_into_a_header() {
        let violation = Violation::new("query a\r\nb", "é\u{0} ".repeat(1000), "#/paths");
        let text = header(&[violation.clone(), violation]);
        assert!(http::HeaderValue::from_str(&text).is_ok());
        assert!(text.starts_with("query a\\u{d}\\u{a}b: \\u{e9}"), "{text}");
        assert!(text.len() < LONGEST + 20, "{}", text.len());
        let two = [Violation::new("body", "no", "#/a"), Violation::new("query x", "no", "#/b")];
        assert_eq!(header(&two), "body: no (#/a) | query x: no (#/b)");
    }
}
