//! What serde says about a failure, without the data that it quotes.

use std::borrow::Cow;

/// The kinds of sentence that serde makes. `{}` stands for data and is left out; what follows
/// ", expected" describes our type and stays.
const WITH_DATA: [&str; 5] = ["invalid type", "invalid value", "invalid length", "unknown variant", "unknown field"];
/// Sentences that only name parts of our types.
const WITHOUT_DATA: [&str; 3] = ["missing field", "duplicate field", "data did not match any variant"];

pub(super) fn of(error: &serde_json::Error) -> Cow<'static, str> {
    if error.is_eof() {
        return Cow::Borrowed("the JSON ends too early");
    }
    if error.is_syntax() {
        return Cow::Owned(format!("not valid JSON ({})", without_position(&error.to_string())));
    }
    let text = error.to_string();
    let text = without_position(&text);
    if WITHOUT_DATA.iter().any(|start| text.starts_with(start)) {
        return Cow::Owned(text.to_owned());
    }
    for start in WITH_DATA {
        if text.starts_with(start) {
            // The last one: the data before it may contain the same word.
            return match text.rfind(", expected ") {
                Some(at) => Cow::Owned(format!("{start}{}", text.get(at..).unwrap_or_default())),
                None => Cow::Borrowed(start),
            };
        }
    }
    Cow::Borrowed("a value that its type does not allow")
}

fn without_position(text: &str) -> &str {
    text.rfind(" at line ").and_then(|at| text.get(..at)).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason<T: serde::de::DeserializeOwned + std::fmt::Debug>(json: &str) -> String {
        of(&serde_json::from_str::<T>(json).unwrap_err()).into_owned()
    }

    #[test]
    fn values_are_never_quoted() {
        assert_eq!(reason::<u8>("\"secret, expected nothing\""), "invalid type, expected u8");
        assert_eq!(reason::<u8>("4242"), "invalid value, expected u8");
        assert_eq!(reason::<std::net::IpAddr>("\"secret\""), "a value that its type does not allow");
        assert_eq!(reason::<Vec<u8>>("[1"), "the JSON ends too early");
        assert!(reason::<u8>("secret").starts_with("not valid JSON"));
    }
}
