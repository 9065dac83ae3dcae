//! Rust names, as progenitor makes them, and unique where it would make one of two.

use std::collections::{BTreeMap, BTreeSet};

use heck::{ToPascalCase, ToSnakeCase};

/// Words that are no identifiers in any edition up to 2024.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn", "else", "enum", "extern",
    "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv",
    "pub", "ref", "return", "self", "Self", "static", "struct", "super", "trait", "true", "try", "type", "typeof", "unsafe", "unsized",
    "use", "virtual", "where", "while", "yield",
];

/// The name of a parameter or a method: `snake_case`.
pub fn snake(text: &str) -> String {
    identifier(text, |text| text.to_snake_case(), "_")
}

/// The name of a field: `snake_case`.
pub fn field(text: &str) -> String {
    identifier(text, |text| text.to_snake_case(), "x")
}

/// The name of a type or a variant: `PascalCase`.
pub fn pascal(text: &str) -> String {
    identifier(text, |text| text.to_pascal_case(), "X")
}

/// What every module has in scope, and generated code relies on.
const PRELUDE: &[&str] = &[
    "AsMut",
    "AsRef",
    "Box",
    "Clone",
    "Copy",
    "Default",
    "Drop",
    "Eq",
    "Err",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "FromIterator",
    "Into",
    "IntoIterator",
    "Iterator",
    "None",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Result",
    "Send",
    "Sized",
    "Some",
    "String",
    "Sync",
    "ToOwned",
    "ToString",
    "TryFrom",
    "TryInto",
    "Unpin",
    "Vec",
];

/// The name of a type: one that progenitor, which names once more, leaves as it is, and that
/// hides nothing of Rust's own.
pub fn type_name(text: &str) -> String {
    let mut name = pascal(text);
    // Twice is enough for all known names; the bound is for those that are not known.
    for _ in 0..4 {
        let again = pascal(&name);
        if again == name {
            break;
        }
        name = again;
    }
    if PRELUDE.contains(&name.as_str()) { format!("{name}Type") } else { name }
}

/// Whether `text` has something a name can be made of.
pub fn is_plain(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric) && text.is_ascii()
}

/// `prefix` stands before what cannot begin a name: progenitor has another one for calls
/// than for types.
fn identifier(text: &str, case: impl Fn(&str) -> String, prefix: &str) -> String {
    let out = match text {
        "+1" => case("plus1"),
        "-1" => case("minus1"),
        _ => case(&text.replace('\'', "").replace(|c| !unicode_ident::is_xid_continue(c), "-")),
    };
    let out = match out.chars().next() {
        None => case("x"),
        Some(first) if unicode_ident::is_xid_start(first) => out,
        Some(_) => format!("{prefix}{out}"),
    };
    if KEYWORDS.contains(&out.as_str()) { format!("{out}_") } else { out }
}

/// The names of the values of an enum, each once.
pub fn variants(values: &[&str]) -> Vec<String> {
    let mut taken = Taken::default();
    // The variant that keeps what is not listed.
    taken.unique("Unknown");
    values.iter().map(|value| taken.unique(&variant(value))).collect()
}

fn variant(value: &str) -> String {
    if value.is_empty() {
        return "Empty".to_owned();
    }
    if value.chars().any(char::is_alphanumeric) {
        // `1:1` and `11` are different things.
        return pascal(&value.replace('+', "-plus-"));
    }
    let words: Vec<&str> = value.chars().map(symbol).collect();
    pascal(&words.join("-"))
}

fn symbol(c: char) -> &'static str {
    match c {
        '<' => "less",
        '>' => "greater",
        '=' => "equal",
        '!' => "not",
        '*' => "star",
        '+' => "plus",
        '-' => "minus",
        '/' => "slash",
        '.' => "dot",
        '~' => "tilde",
        '&' => "and",
        '|' => "or",
        '%' => "percent",
        '$' => "dollar",
        '#' => "hash",
        '?' => "question",
        ' ' => "space",
        _ => "symbol",
    }
}

/// Names that are in use, and how often each was asked for.
#[derive(Clone, Debug, Default)]
pub struct Taken {
    used: BTreeSet<String>,
    next: BTreeMap<String, usize>,
}

impl Taken {
    /// `name`, or `name` with the first number that makes it new.
    pub fn unique(&mut self, name: &str) -> String {
        if self.used.insert(name.to_owned()) {
            return name.to_owned();
        }
        let mut number = self.next.get(name).copied().unwrap_or(2);
        // `type_` is no keyword any more once it has a number.
        let stem = name.trim_end_matches('_');
        loop {
            let candidate =
                if stem.ends_with(|c: char| c.is_ascii_digit()) { format!("{stem}x{number}") } else { format!("{stem}{number}") };
            number += 1;
            if self.used.insert(candidate.clone()) {
                self.next.insert(name.to_owned(), number);
                return candidate;
            }
        }
    }

    /// Whether `name` is in use.
    pub fn contains(&self, name: &str) -> bool {
        self.used.contains(name)
    }
}
