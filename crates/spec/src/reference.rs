//! The references of a document, and what they point at.

use serde_json::Value;

use crate::{
    nearest, pointer,
    position::{Kind, walk},
};

/// An object that is a reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// JSON pointer of the object that has the `$ref`.
    pub pointer: String,
    /// What stands there once the reference is followed.
    pub kind: Kind,
    /// The value of `$ref`; `None` when it is not a text.
    pub target: Option<String>,
}

impl Reference {
    /// JSON pointer of the `$ref` itself.
    pub fn at(&self) -> String {
        pointer::join(&self.pointer, "$ref")
    }
}

/// All references at or below `value`, which is a `kind` at `pointer`, in document order.
pub fn references(value: &Value, kind: Kind, pointer: &str) -> Vec<Reference> {
    let mut found = Vec::new();
    walk(value, kind, pointer, &mut |kind, pointer, value| {
        if kind.can_be_reference()
            && let Some(target) = value.get("$ref")
        {
            let target = target.as_str().map(str::to_owned);
            found.push(Reference { pointer: pointer.to_owned(), kind, target });
        }
    });
    found
}

/// Where a `$ref` leads, by its form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target<'a> {
    /// `#/…`: a place in the same file, as a JSON pointer (`#/…`, not percent-encoded).
    Pointer(String),
    /// `#name`: a schema with that `$anchor`.
    Anchor(&'a str),
    /// `file#/…`: another file, and a place in it.
    File {
        /// The file as written, not percent-encoded.
        path: String,
        /// JSON pointer in it.
        pointer: String,
    },
    /// Something with a scheme or a host.
    Url,
}

impl<'a> Target<'a> {
    /// Reads the value of a `$ref`.
    pub fn parse(reference: &'a str) -> Self {
        let (path, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        if path.is_empty() {
            return match fragment {
                "" => Self::Pointer("#".to_owned()),
                fragment if fragment.starts_with('/') => Self::Pointer(format!("#{}", escaped(&decode(fragment)))),
                anchor => Self::Anchor(anchor),
            };
        }
        // `c:\` is one letter and no scheme, but no relative path either.
        if path.starts_with("//") || path.split('/').next().is_some_and(|first| first.contains(':')) {
            return Self::Url;
        }
        Self::File { path: decode(path), pointer: format!("#{}", escaped(&decode(fragment))) }
    }
}

/// The value at a JSON pointer (`#/…`).
pub fn at<'a>(document: &'a Value, pointer: &str) -> Option<&'a Value> {
    document.pointer(pointer.trim_start_matches('#'))
}

/// What to say about a pointer that leads nowhere.
pub struct Missing {
    /// The first step that fails, and the place that lacks it.
    step: Option<(String, String)>,
    /// Places that exist and have a similar name.
    near: Vec<String>,
}

impl Missing {
    /// Looks for the step that fails, and for similar names beside it and in the section where
    /// such things belong.
    pub fn find(document: &Value, kind: Kind, place: &str) -> Self {
        let mut parent = "#".to_owned();
        let step = pointer::steps(place).into_iter().find_map(|step| {
            let next = pointer::join(&parent, &step);
            if at(document, &next).is_none() {
                return Some((parent.clone(), step));
            }
            parent = next;
            None
        });
        let name = pointer::last(place);
        let section = kind.section().map(|section| format!("#/components/{section}"));
        let near = [Some(parent), section].into_iter().flatten().find_map(|parent| {
            let members = at(document, &parent)?.as_object()?;
            let names = nearest::nearest(&name, members.keys().map(String::as_str));
            let places = names.iter().map(|name| pointer::join(&parent, name));
            Some(places.collect::<Vec<_>>()).filter(|places| !places.is_empty())
        });
        Self { step, near: near.unwrap_or_default() }
    }

    /// Why the pointer leads nowhere; `holder` is what has been searched.
    pub fn why(&self, holder: &str) -> String {
        match &self.step {
            Some((parent, step)) if parent == "#" => format!("{holder} has no member `{step}`"),
            Some((parent, step)) => format!("`{parent}` of {holder} has no member `{step}`"),
            None => format!("{holder} has nothing there"),
        }
    }

    /// What to do about it.
    pub fn help(&self) -> String {
        match self.near.as_slice() {
            [] => "correct the reference, or add what it refers to".to_owned(),
            near => format!("correct the reference, or add what it refers to; there is `{}`", near.join("`, `")),
        }
    }
}

/// A pointer with each `~` that escapes nothing escaped itself: `a~b` can only be the name `a~b`.
pub(crate) fn escaped(pointer: &str) -> String {
    let mut parts = pointer.split('~');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str(if part.starts_with(['0', '1']) { "~" } else { "~0" });
        out.push_str(part);
    }
    out
}

/// A text without its percent-encoding; a `%` that encodes nothing stays.
pub(crate) fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let code = match (first, tail) {
            (b'%', [high, low, ..]) => hex(*high).zip(hex(*low)),
            _ => None,
        };
        rest = match code {
            Some((high, low)) => {
                bytes.push(high * 16 + low);
                tail.get(2..).unwrap_or_default()
            }
            None => {
                bytes.push(*first);
                tail
            }
        };
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_ref_in_data_or_in_a_property_of_that_name_is_no_reference() {
        let document = json!({
            "components": {
                "schemas": {
                    "A": {
                        "properties": {
                            "$ref": { "type": "string" },
                            "example": { "$ref": "#/1" },
                        },
                        "example": { "$ref": "no" },
                        "default": { "$ref": "no" },
                        "enum": [{ "$ref": "no" }],
                        "const": { "$ref": "no" },
                        "examples": [{ "$ref": "no" }],
                        "x-note": { "$ref": "no" },
                        "allOf": [{ "$ref": "#/2" }],
                    },
                    "x-y": { "items": { "$ref": "#/3" } },
                },
                "examples": {
                    "E": { "value": { "$ref": "no" } },
                    "F": { "$ref": "#/4" },
                },
            },
        });
        let found: Vec<_> =
            references(&document, Kind::Document, "#").into_iter().map(|reference| (reference.target.unwrap(), reference.kind)).collect();
        let expected = [("#/1", Kind::Schema), ("#/2", Kind::Schema), ("#/3", Kind::Schema), ("#/4", Kind::Example)];
        assert_eq!(found, expected.map(|(target, kind)| (target.to_owned(), kind)));
    }

    #[test]
    fn the_form_of_a_reference_says_where_it_leads() {
        let file = |path: &str, pointer: &str| Target::File { path: path.to_owned(), pointer: pointer.to_owned() };
        for (reference, expected) in [
            ("#", Target::Pointer("#".to_owned())),
            ("#/paths/~1a~1%7Bid%7D", Target::Pointer("#/paths/~1a~1{id}".to_owned())),
            ("#/a%b", Target::Pointer("#/a%b".to_owned())),
            ("#node", Target::Anchor("node")),
            ("pet.yaml", file("pet.yaml", "#")),
            ("./a%20b/pet.yaml#/Pet", file("./a b/pet.yaml", "#/Pet")),
            ("../up.yaml", file("../up.yaml", "#")),
            ("/etc/passwd", file("/etc/passwd", "#")),
            ("https://example.com/pet.yaml", Target::Url),
            ("file:///etc/passwd", Target::Url),
            ("//example.com/pet.yaml", Target::Url),
        ] {
            assert_eq!(Target::parse(reference), expected, "{reference}");
        }
    }
}
