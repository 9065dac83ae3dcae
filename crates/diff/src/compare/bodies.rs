//! Bodies of requests, and media types of either side.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{
    model::{Content, Flat, Held, Part, members},
    rules::{self, Rule},
    uses::{Edge, Origin},
};

use super::{Comparison, Context, Places, Subject, operations::Matched};

/// The media types of a body or an answer in both documents.
pub(super) struct Contents<'d> {
    pub(super) base: Part<'d>,
    pub(super) revision: Part<'d>,
    pub(super) old: Content<'d>,
    pub(super) new: Content<'d>,
    pub(super) at: (Origin, Edge),
    pub(super) subject: String,
    /// When one is gone, and when one is new.
    pub(super) rules: (&'static Rule, &'static Rule),
}

impl<'d> Comparison<'d> {
    pub(super) fn request_body(&mut self, matched: &Matched<'_, 'd>) {
        let base = self.base.object(matched.base.part, "requestBody");
        let revision = self.revision.object(matched.revision.part, "requestBody");
        let required = |part: Part<'d>| part.map.get("required") == Some(&Value::Bool(true));
        let at = self.here(matched.number, matched.sent);
        let title = format!("the body of {}", matched.title());
        let subject = Subject::Words(title.clone());
        let (base, revision) = match (base, revision) {
            (None, None) => return,
            (None, Some(revision)) => {
                let (rule, text) = match required(revision) {
                    true => (&rules::REQUIRED_REQUEST_BODY_ADDED, "is new and required"),
                    false => (&rules::REQUEST_BODY_ADDED, "is new"),
                };
                let places =
                    Places { base: matched.base.part.at, revision: self.revision.pointers.member(matched.revision.part.at, "requestBody") };
                return self.edit(rule, at, places, subject, text);
            }
            (Some(base), None) => {
                let (rule, text) = match required(base) {
                    true => (&rules::REQUIRED_REQUEST_BODY_REMOVED, "is gone, and was required"),
                    false => (&rules::REQUEST_BODY_REMOVED, "is gone"),
                };
                let places =
                    Places { base: self.base.pointers.member(matched.base.part.at, "requestBody"), revision: matched.revision.part.at };
                return self.edit(rule, at, places, subject, text);
            }
            (Some(base), Some(revision)) => (base, revision),
        };
        let changed = match (required(base), required(revision)) {
            (false, true) => Some((&rules::REQUEST_BODY_BECAME_REQUIRED, "is required")),
            (true, false) => Some((&rules::REQUEST_BODY_BECAME_OPTIONAL, "may be left out")),
            _ => None,
        };
        if let Some((rule, text)) = changed {
            let side = |part: Part<'d>| if part.map.contains_key("required") { Ok(part) } else { Err(part.at) };
            let places = self.keyword(side(base), side(revision), "required");
            self.edit(rule, at, places, subject.clone(), text);
        }
        let places = Places { base: base.at, revision: revision.at };
        self.documentation((&[base], &[revision]), &["description"], at, places, &subject);
        self.extensions(&[base], &[revision], at, places, &subject);
        let (old, new) = (self.base.held(base, "content"), self.revision.held(revision, "content"));
        let rules = (&rules::REQUEST_MEDIA_TYPE_REMOVED, &rules::REQUEST_MEDIA_TYPE_ADDED);
        self.contents(&Contents { base, revision, old, new, at, subject: title, rules });
    }

    pub(super) fn contents(&mut self, contents: &Contents<'d>) {
        let (old, new) = (&contents.old, &contents.new);
        let mut taken = vec![false; new.len()];
        let mut left = Vec::new();
        for held in old {
            let exact = (0..new.len()).find(|to| !taken[*to] && essence(new[*to].name) == essence(held.name));
            match exact {
                Some(to) => {
                    taken[to] = true;
                    self.media_type(contents, *held, new[to]);
                }
                None => left.push(*held),
            }
        }
        let at = (contents.base.at, contents.revision.at);
        let lists = Places { base: self.base.pointers.member(at.0, "content"), revision: self.revision.pointers.member(at.1, "content") };
        for held in left {
            // A range holds the types that it covers.
            let covering = new.iter().find(|range| covers(range.name, held.name));
            if let Some(range) = covering {
                self.media_type(contents, held, *range);
                continue;
            }
            let places = Places { base: held.part.at, ..lists };
            let text = format!("can no longer be `{}`", held.name);
            self.edit(contents.rules.0, contents.at, places, Subject::Words(contents.subject.clone()), text);
        }
        for held in new.iter().zip(&taken).filter(|(_, taken)| !**taken).map(|(held, _)| *held) {
            // It could be sent before, under the range.
            if let Some(range) = old.iter().find(|range| covers(range.name, held.name)) {
                self.media_type(contents, *range, held);
                continue;
            }
            let places = Places { revision: held.part.at, ..lists };
            let text = format!("can be `{}` as well", held.name);
            self.edit(contents.rules.1, contents.at, places, Subject::Words(contents.subject.clone()), text);
        }
    }

    fn media_type(&mut self, contents: &Contents<'d>, base: Held<'d>, revision: Held<'d>) {
        let kind = essence(revision.name);
        let xml = kind.ends_with("/xml") || kind.ends_with("+xml");
        self.schema_of(base.part, revision.part, contents.at, Context { required: None, xml });
        let subject = Subject::Words(contents.subject.clone());
        let places = Places { base: base.part.at, revision: revision.part.at };
        self.documentation((&[base.part], &[revision.part]), &["example", "examples"], contents.at, places, &subject);
        self.extensions(&[base.part], &[revision.part], contents.at, places, &subject);
        if kind.starts_with("multipart/") || kind == "application/x-www-form-urlencoded" {
            self.encoding(contents, base, revision);
        }
    }

    /// How the members of a form are written.
    fn encoding(&mut self, contents: &Contents<'d>, base: Held<'d>, revision: Held<'d>) {
        let (old, new) = (base.part.map.get("encoding"), revision.part.map.get("encoding"));
        let mut names: Vec<&'d String> = members(old).chain(members(new)).map(|(name, _)| name).collect();
        names.sort();
        names.dedup();
        let (described, still) = (self.parts(base.part, true), self.parts(revision.part, false));
        for name in names {
            // A part that is new or gone is a change of its own, however it is written.
            if described.contains(name.as_str()) != still.contains(name.as_str()) {
                continue;
            }
            let entry = |all: Option<&'d Value>| all.and_then(|all| all.get(name)).map(said).unwrap_or_default();
            if entry(old) == entry(new) {
                continue;
            }
            let mut places = Places { base: base.part.at, revision: revision.part.at };
            if old.is_some_and(|all| all.get(name).is_some()) {
                let all = self.base.pointers.member(base.part.at, "encoding");
                places.base = self.base.pointers.member(all, name);
            }
            if new.is_some_and(|all| all.get(name).is_some()) {
                let all = self.revision.pointers.member(revision.part.at, "encoding");
                places.revision = self.revision.pointers.member(all, name);
            }
            let subject = Subject::Words(format!("the part `{name}` in {}", contents.subject));
            self.edit(&rules::ENCODING_CHANGED, contents.at, places, subject, "is written in another way");
        }
    }

    /// The names of the members of a form.
    fn parts(&mut self, media_type: Part<'d>, base: bool) -> BTreeSet<&'d str> {
        let model = if base { &mut self.base } else { &mut self.revision };
        let Some(schema) = media_type.map.get("schema") else { return BTreeSet::new() };
        let at = model.pointers.member(media_type.at, "schema");
        let slot = model.slot(schema, at);
        Flat::of(model, slot.node).properties.into_keys().collect()
    }
}

/// What an encoding says, without texts for a reader.
fn said(entry: &Value) -> Vec<(&String, &Value)> {
    let mut said: Vec<_> = members(Some(entry)).filter(|(key, _)| !key.starts_with("x-")).collect();
    said.sort_by_key(|(key, _)| *key);
    said
}

/// A media type in small letters, without its character set.
pub(super) fn essence(media_type: &str) -> String {
    let mut parts = media_type.split(';').map(str::trim);
    let kind = parts.next().unwrap_or_default().to_ascii_lowercase();
    let rest = parts.filter(|parameter| !parameter.to_ascii_lowercase().starts_with("charset=") && !parameter.is_empty());
    rest.fold(kind, |kind, parameter| format!("{kind}; {parameter}"))
}

/// Whether a range such as `application/*` has a media type in it.
fn covers(range: &str, media_type: &str) -> bool {
    let (range, media_type) = (essence(range), essence(media_type));
    match range.strip_suffix('*') {
        Some("*/") => media_type != range,
        Some(start) => start.ends_with('/') && media_type.starts_with(start) && media_type != range,
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_character_set_of_a_media_type_means_nothing() {
        assert_eq!(essence("Application/JSON; charset=utf-8"), "application/json");
        assert_ne!(essence("application/json; version=2"), "application/json");
    }

    #[test]
    fn a_range_covers_its_types() {
        assert!(covers("*/*", "application/json"));
        assert!(covers("application/*", "application/json"));
        assert!(!covers("text/*", "application/json"));
        assert!(!covers("*/*", "*/*"));
    }
}
