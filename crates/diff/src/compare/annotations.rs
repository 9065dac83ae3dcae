//! What the place of a schema says beside what it accepts, and whether it may be null.

use serde_json::Value;

use crate::{
    effect::{Effect, Effects, Tolerance},
    model::{Flat, Model, Part, Slot},
    rules::{self, Rule},
    uses::{Edge, Origin},
};

use super::{
    Comparison, Context, Places, Subject,
    schemas::{Pair, short},
};

/// A use of a schema in both documents.
struct Uses<'s, 'd> {
    base: &'s Slot<'d>,
    revision: &'s Slot<'d>,
    origin: Origin,
    edge: Edge,
    context: Context,
}

impl<'d> Comparison<'d> {
    pub(super) fn annotations(&mut self, base: &Slot<'d>, revision: &Slot<'d>, origin: Origin, edge: Edge, context: Context) {
        let uses = Uses { base, revision, origin, edge, context };
        self.null(&uses);
        self.read_only(&uses);
        self.write_only(&uses);
        self.defaults(&uses);
        self.schema_deprecated(&uses);
        let words = (base.described_by(&self.base), revision.described_by(&self.revision));
        let at = (origin, edge);
        let lacking = self.lacking(&uses, None, None);
        let node = self.revision.get(revision.node);
        let subject = Subject::Revision(if node.component.is_some() && revision.layers.is_empty() { node.at } else { revision.at });
        self.promises((&words.0, &words.1), at, lacking, &subject);
        let own = Places { base: self.base.get(base.node).at, revision: self.revision.get(revision.node).at };
        self.documentation((&words.0, &words.1), SCHEMA_TEXTS, at, own, &subject);
        if !base.layers.is_empty() || !revision.layers.is_empty() {
            self.extensions(&words.0, &words.1, at, lacking, &subject);
        }
    }

    /// The places of two words, one of which may be missing: then what lacks it. A shared schema
    /// lacks what it lacks wherever it is used.
    fn lacking(&self, uses: &Uses<'_, 'd>, base: Option<Part<'d>>, revision: Option<Part<'d>>) -> Places {
        let in_layer =
            |slot: &Slot<'d>, part: Option<Part<'d>>| part.is_some_and(|part| slot.layers.iter().any(|layer| layer.at == part.at));
        let layered = in_layer(uses.base, base) || in_layer(uses.revision, revision);
        let place = |slot: &Slot<'d>, model: &Model<'d>| if layered { slot.at } else { model.get(slot.node).at };
        Places { base: place(uses.base, &self.base), revision: place(uses.revision, &self.revision) }
    }

    fn word_places(&mut self, uses: &Uses<'_, 'd>, base: Option<(Part<'d>, &'d str)>, revision: Option<(Part<'d>, &'d str)>) -> Places {
        let lacking = self.lacking(uses, base.map(|found| found.0), revision.map(|found| found.0));
        Places {
            base: base.map_or(lacking.base, |(part, word)| self.base.pointers.member(part.at, word)),
            revision: revision.map_or(lacking.revision, |(part, word)| self.revision.pointers.member(part.at, word)),
        }
    }

    fn note(&mut self, uses: &Uses<'_, 'd>, rule: &'static Rule, effects: Effects, places: Places, text: String) {
        // A sentence about a shared schema speaks of the schema, not of one of its uses.
        let node = self.revision.get(uses.revision.node);
        let at = if node.component.is_some() && uses.revision.layers.is_empty() { node.at } else { uses.revision.at };
        self.edit_with(rule, effects, (uses.origin, uses.edge), places, Subject::Revision(at), text);
    }

    fn null(&mut self, uses: &Uses<'_, 'd>) {
        let (old, new) = (uses.base.null(&self.base), uses.revision.null(&self.revision));
        // What says nothing accepts null with everything else.
        if old == new || self.says_nothing(uses) {
            return;
        }
        let base = old.then(|| says_null(uses.base, &self.base)).flatten();
        let revision = new.then(|| says_null(uses.revision, &self.revision)).flatten();
        let places = self.word_places(uses, base, revision);
        let (rule, text) = if new { (&rules::NULL_ALLOWED, "may be null") } else { (&rules::NULL_REFUSED, "may no longer be null") };
        let optional = matches!(uses.context.required, Some((false, _)));
        let tolerance = if optional { Tolerance::OptionalMember } else { Tolerance::Nothing };
        self.note(uses, rule, Effects { tolerance, ..rule.effects }, places, text.to_owned());
    }

    fn says_nothing(&mut self, uses: &Uses<'_, 'd>) -> bool {
        Flat::of(&mut self.base, uses.base.node).is_free() || Flat::of(&mut self.revision, uses.revision.node).is_free()
    }

    fn read_only(&mut self, uses: &Uses<'_, 'd>) {
        let (old, new) = (uses.base.is(&self.base, "readOnly"), uses.revision.is(&self.revision, "readOnly"));
        if old.is_some() == new.is_some() {
            return;
        }
        let places = self.word_places(uses, old.map(|part| (part, "readOnly")), new.map(|part| (part, "readOnly")));
        let required = matches!(uses.context.required, Some((_, true)));
        let (rule, effects, text) = if new.is_some() {
            (&rules::READ_ONLY_ADDED, rules::READ_ONLY_ADDED.effects, "can no longer be sent")
        } else if required {
            let effects = Effects { request: Effect::Narrowed, ..rules::READ_ONLY_REMOVED.effects };
            (&rules::READ_ONLY_REMOVED, effects, "must be sent")
        } else {
            (&rules::READ_ONLY_REMOVED, rules::READ_ONLY_REMOVED.effects, "can be sent")
        };
        self.note(uses, rule, effects, places, text.to_owned());
    }

    fn write_only(&mut self, uses: &Uses<'_, 'd>) {
        let (old, new) = (uses.base.is(&self.base, "writeOnly"), uses.revision.is(&self.revision, "writeOnly"));
        if old.is_some() == new.is_some() {
            return;
        }
        let places = self.word_places(uses, old.map(|part| (part, "writeOnly")), new.map(|part| (part, "writeOnly")));
        let needed = matches!(uses.context.required, Some((true, _))) && !uses.base.null(&self.base);
        let (rule, effects, text) = if new.is_some() && needed {
            let effects = Effects { response: Effect::Widened, ..rules::WRITE_ONLY_ADDED.effects };
            (&rules::WRITE_ONLY_ADDED, effects, "no longer comes in answers, and was required")
        } else if new.is_some() {
            (&rules::WRITE_ONLY_ADDED, rules::WRITE_ONLY_ADDED.effects, "no longer comes in answers")
        } else {
            (&rules::WRITE_ONLY_REMOVED, rules::WRITE_ONLY_REMOVED.effects, "comes in answers")
        };
        self.note(uses, rule, effects, places, text.to_owned());
    }

    fn defaults(&mut self, uses: &Uses<'_, 'd>) {
        let (old, new) = (uses.base.word(&self.base, "default"), uses.revision.word(&self.revision, "default"));
        let show = |value: &Value| short(&value.to_string());
        let (rule, text) = match (old, new) {
            (None, Some((new, _))) => (&rules::DEFAULT_ADDED, format!("has the default `{}`", show(new))),
            (Some((old, _)), None) => (&rules::DEFAULT_REMOVED, format!("no longer has the default `{}`", show(old))),
            (Some((old, _)), Some((new, _))) if !super::schemas::same_value(old, new) => {
                (&rules::DEFAULT_CHANGED, format!("has the default `{}`, which was `{}`", show(new), show(old)))
            }
            _ => return,
        };
        let places = self.word_places(uses, old.map(|(_, part)| (part, "default")), new.map(|(_, part)| (part, "default")));
        self.note(uses, rule, rule.effects, places, text);
    }

    fn schema_deprecated(&mut self, uses: &Uses<'_, 'd>) {
        let (old, new) = (uses.base.is(&self.base, "deprecated"), uses.revision.is(&self.revision, "deprecated"));
        let (rule, text) = match (old, new) {
            (None, Some(_)) => (&rules::SCHEMA_DEPRECATED, "is deprecated"),
            (Some(_), None) => (&rules::SCHEMA_UNDEPRECATED, "is no longer deprecated"),
            _ => return,
        };
        let places = self.word_places(uses, old.map(|part| (part, "deprecated")), new.map(|part| (part, "deprecated")));
        self.note(uses, rule, rule.effects, places, text.to_owned());
    }

    /// Sunset and stability: of a schema, a parameter or an operation.
    pub(super) fn promises(&mut self, words: Words<'_, 'd>, at: (Origin, Edge), lacking: Places, subject: &Subject) {
        let day = |value: Option<&Value>| value.and_then(Value::as_str).map(|day| format!("`{}`", short(day)));
        if let Some((old, new, places)) = self.changed_word(words, "x-sunset", lacking) {
            let text = match (day(old), day(new)) {
                (Some(old), Some(new)) => format!("goes on {new}, which was {old}"),
                (None, Some(new)) => format!("goes on {new}"),
                (Some(old), None) => format!("no longer says when it goes, which was {old}"),
                (None, None) => "has another `x-sunset`, which is no text".to_owned(),
            };
            self.edit(&rules::SUNSET_CHANGED, at, places, subject.clone(), text);
        }
        if let Some((old, new, places)) = self.changed_word(words, "x-stability-level", lacking) {
            // Without a word it is stable.
            let rank = |value: Option<&Value>| match value.and_then(Value::as_str) {
                Some("draft") => 0,
                Some("alpha") => 1,
                Some("beta") => 2,
                _ => 3,
            };
            let rule = if rank(new) < rank(old) { &rules::STABILITY_LOWERED } else { &rules::STABILITY_RAISED };
            let show = |value: Option<&Value>| value.and_then(Value::as_str).map_or_else(|| "stable".to_owned(), short);
            if rank(new) != rank(old) {
                self.edit(rule, at, places, subject.clone(), format!("is {}, which was {}", show(new), show(old)));
            }
        }
    }

    /// The outermost words on `keyword`, if they differ, and where they stand.
    fn changed_word(&mut self, words: Words<'_, 'd>, keyword: &'static str, lacking: Places) -> Option<Changed<'d>> {
        let found = |parts: &[Part<'d>]| parts.iter().find_map(|part| Some((part.map.get(keyword)?, *part)));
        let (old, new) = (found(words.0), found(words.1));
        if old.map(|(value, _)| value) == new.map(|(value, _)| value) {
            return None;
        }
        let places = Places {
            base: old.map_or(lacking.base, |(_, part)| self.base.pointers.member(part.at, keyword)),
            revision: new.map_or(lacking.revision, |(_, part)| self.revision.pointers.member(part.at, keyword)),
        };
        Some((old.map(|(value, _)| value), new.map(|(value, _)| value), places))
    }

    /// Texts for a reader: one difference, however many of them have changed.
    pub(super) fn documentation(
        &mut self,
        words: Words<'_, 'd>,
        keywords: &[&'static str],
        at: (Origin, Edge),
        lacking: Places,
        subject: &Subject,
    ) {
        let mut changed = Vec::new();
        let mut first = None;
        for keyword in keywords {
            let found = |parts: &[Part<'d>]| parts.iter().find_map(|part| Some((part.map.get(*keyword)?, *part)));
            let (old, new) = (found(words.0), found(words.1));
            let text = |value: Option<(&'d Value, Part<'d>)>| value.map(|(value, _)| value).filter(|value| value.as_str() != Some(""));
            if same_text(text(old), text(new)) || (keyword.starts_with("example") && examples(words.0) == examples(words.1)) {
                continue;
            }
            changed.push(*keyword);
            first = first.or(Some((old, new, *keyword)));
        }
        let Some((old, new, keyword)) = first else { return };
        let places = Places {
            base: old.map_or(lacking.base, |(_, part)| self.base.pointers.member(part.at, keyword)),
            revision: new.map_or(lacking.revision, |(_, part)| self.revision.pointers.member(part.at, keyword)),
        };
        let text = format!("has another {}", changed.join(", "));
        self.edit(&rules::DOCUMENTATION_CHANGED, at, places, subject.clone(), text);
    }

    /// The extensions that were asked for.
    pub(super) fn extensions(&mut self, base: &[Part<'d>], revision: &[Part<'d>], at: (Origin, Edge), lacking: Places, subject: &Subject) {
        for name in self.extensions.clone() {
            let found = |parts: &[Part<'d>]| parts.iter().find_map(|part| part.map.get_key_value(&name).map(|found| (found, *part)));
            let (old, new) = (found(base), found(revision));
            if old.map(|((_, value), _)| value) == new.map(|((_, value), _)| value) {
                continue;
            }
            let places = Places {
                base: old.map_or(lacking.base, |((name, _), part)| self.base.pointers.member(part.at, name)),
                revision: new.map_or(lacking.revision, |((name, _), part)| self.revision.pointers.member(part.at, name)),
            };
            let text = format!("has another `{name}`");
            self.edit(&rules::EXTENSION_CHANGED, at, places, subject.clone(), text);
        }
    }

    /// How a value is written in XML.
    pub(super) fn xml(&mut self, pair: &Pair<'d>) {
        let words = (pair.base_parts.as_slice(), pair.revision_parts.as_slice());
        if let Some((_, _, places)) = self.changed_word(words, "xml", pair.at) {
            self.edit(&rules::XML_CHANGED, pair.here(), places, pair.subject(), "is written in another way in XML");
        }
    }
}

/// The objects that describe a place, in the old document and in the new one.
type Words<'s, 'd> = (&'s [Part<'d>], &'s [Part<'d>]);
/// Two words that differ, and where they stand.
type Changed<'d> = (Option<&'d Value>, Option<&'d Value>, Places);

pub(super) const SCHEMA_TEXTS: &[&str] = &["title", "description", "example", "examples", "externalDocs"];

/// Texts are wrapped in many ways.
fn same_text(old: Option<&Value>, new: Option<&Value>) -> bool {
    match (old.and_then(Value::as_str), new.and_then(Value::as_str)) {
        (Some(old), Some(new)) => old.split_whitespace().eq(new.split_whitespace()),
        _ => old == new,
    }
}

/// `example: x` says what `examples: [x]` says.
fn examples<'d>(parts: &[Part<'d>]) -> Vec<&'d Value> {
    let Some(part) = parts.iter().find(|part| part.map.contains_key("example") || part.map.contains_key("examples")) else {
        return Vec::new();
    };
    match part.map.get("examples") {
        Some(Value::Array(all)) => all.iter().collect(),
        Some(other) => vec![other],
        None => part.map.get("example").into_iter().collect(),
    }
}

/// The word that says that a place may be null.
fn says_null<'d>(slot: &Slot<'d>, model: &Model<'d>) -> Option<(Part<'d>, &'static str)> {
    const WORDS: [&str; 6] = ["nullable", "oneOf", "anyOf", "type", "enum", "const"];
    let says = |part: &Part<'d>, word: &str| match (word, part.map.get(word)) {
        ("nullable", Some(value)) => value == &Value::Bool(true),
        ("type", Some(value)) => value == "null" || value.as_array().is_some_and(|all| all.iter().any(|name| name == "null")),
        ("oneOf" | "anyOf", Some(_)) => crate::model::union_members(part.map, word).is_some_and(|(_, null)| null),
        ("enum", Some(value)) => value.as_array().is_some_and(|all| all.contains(&Value::Null)),
        ("const", Some(value)) => value.is_null(),
        _ => false,
    };
    let parts = slot.described_by(model);
    WORDS.iter().find_map(|word| parts.iter().find(|part| says(part, word)).map(|part| (*part, *word)))
}
