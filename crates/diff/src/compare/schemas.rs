//! One pair of schemas.

use crate::{
    effect::{
        Effect::{Moved, Narrowed, Widened},
        Effects, Tolerance,
    },
    model::{Flat, Located, NodeId, Part, Place, Types},
    rules,
    uses::{Edge, Origin, PairId},
};

use super::{Comparison, Context, Places, Subject};

/// Two schemas that are being compared.
pub(super) struct Pair<'d> {
    pub(super) origin: Origin,
    pub(super) base: Flat<'d>,
    pub(super) revision: Flat<'d>,
    pub(super) base_id: NodeId,
    pub(super) revision_id: NodeId,
    pub(super) base_parts: Vec<Part<'d>>,
    pub(super) revision_parts: Vec<Part<'d>>,
    /// Where they stand.
    pub(super) at: Places,
}

impl<'d> Pair<'d> {
    /// What a sentence about these schemas speaks of.
    pub(super) fn subject(&self) -> Subject {
        Subject::Revision(self.at.revision)
    }

    /// Where they are met.
    pub(super) fn here(&self) -> (Origin, Edge) {
        (self.origin, Edge::Same)
    }

    /// What lacks something that a part of the new schema says: the part of the old one that
    /// stands in its place.
    pub(super) fn base_without(&self, part: Part<'d>) -> Place {
        counterpart(part, &self.revision_parts, &self.base_parts).unwrap_or(self.at.base)
    }

    /// The same for a part of the old schema.
    pub(super) fn revision_without(&self, part: Part<'d>) -> Place {
        counterpart(part, &self.base_parts, &self.revision_parts).unwrap_or(self.at.revision)
    }
}

fn counterpart(part: Part<'_>, own: &[Part<'_>], other: &[Part<'_>]) -> Option<Place> {
    let place = own.iter().position(|known| known.at == part.at)?;
    let alike = own.len() == other.len();
    other.get(place).filter(|_| alike).map(|part| part.at)
}

impl<'d> Comparison<'d> {
    pub(super) fn schemas(&mut self, id: PairId) {
        let (base_id, revision_id) = self.nodes[id.0];
        let base_parts = self.base.get(base_id).parts.clone();
        let revision_parts = self.revision.get(revision_id).parts.clone();
        let at = Places { base: self.base.get(base_id).at, revision: self.revision.get(revision_id).at };
        let mut base = Flat::of(&mut self.base, base_id);
        let mut revision = Flat::of(&mut self.revision, revision_id);
        if base.is_union() != revision.is_union() && (base.folded || revision.folded) {
            // Only one of two unions is nothing but types: then both are unions.
            base = Flat::unfolded(&mut self.base, base_id);
            revision = Flat::unfolded(&mut self.revision, revision_id);
        }
        let pair = Pair { origin: Origin::Pair(id), base, revision, base_id, revision_id, base_parts, revision_parts, at };
        if self.types(&pair) {
            return;
        }
        if pair.base.is_union() != pair.revision.is_union() {
            // What a union says of its values its members say.
            self.unions(&pair);
            return self.discriminators(&pair);
        }
        self.values(&pair);
        self.extensible_values(&pair);
        self.bounds(&pair);
        self.multiples(&pair);
        self.strings(&pair);
        self.lists(&pair);
        self.objects(&pair);
        self.singles(&pair);
        self.unions(&pair);
        self.discriminators(&pair);
        if self.xml.contains(&id) {
            self.xml(&pair);
        }
        self.extensions(&pair.base_parts, &pair.revision_parts, pair.here(), pair.at, &pair.subject());
    }

    /// Compares types; gives whether the rest of the schemas has nothing in common.
    fn types(&mut self, pair: &Pair<'d>) -> bool {
        let (old, new) = (pair.base.types, pair.revision.types);
        let says_nothing = |flat: &Flat<'d>| flat.types == Types::ANY && flat.is_free();
        let (old_free, new_free) = (says_nothing(&pair.base), says_nothing(&pair.revision));
        if old_free && new_free {
            return false;
        }
        // A union says its types by its members.
        let in_union = |flat: &Flat<'d>| flat.types == Types::ANY && !flat.unions.is_empty();
        if !old_free && !new_free && (old == new || in_union(&pair.base) || in_union(&pair.revision)) {
            return false;
        }
        let has_values = |flat: &Flat<'d>| flat.typed.is_none() && flat.values.is_some();
        if !old_free && !new_free && (has_values(&pair.base) || has_values(&pair.revision)) && old.has(new) | new.has(old) {
            // Values carry their types: what changes is the list.
            return false;
        }
        let base = pair.base.typed.ok_or(pair.at.base);
        let revision = pair.revision.typed.ok_or(pair.at.revision);
        let places = self.keyword(base, revision, "type");
        let words = |types: Types, free: bool, flat: &Flat<'d>| match (free, types == Types::ANY) {
            (true, _) => "anything".to_owned(),
            (false, true) if !flat.unions.is_empty() => "one of several schemas".to_owned(),
            _ => types.words(),
        };
        let (was, is) = (words(old, old_free, &pair.base), words(new, new_free, &pair.revision));
        let text = format!("was {was} and is {is}");
        let rule = if new_free || (!old_free && new.has(old)) {
            &rules::TYPE_WIDENED
        } else if old_free || old.has(new) {
            &rules::TYPE_NARROWED
        } else {
            &rules::TYPE_CHANGED
        };
        self.edit(rule, pair.here(), places, pair.subject(), text);
        old_free || new_free || old.and(new).is_empty()
    }

    fn values(&mut self, pair: &Pair<'d>) {
        let show = |values: &[&Located<'d, &'d serde_json::Value>]| list(values.iter().map(|value| value.value.to_string()));
        let part = |values: &[Located<'d, &'d serde_json::Value>]| values.first().map(|value| (value.part, value.keyword));
        match (&pair.base.values, &pair.revision.values) {
            (None, None) => {}
            (None, Some(values)) => {
                let Some((part, keyword)) = part(values) else { return };
                let places = self.keyword(Err(pair.base_without(part)), Ok(part), keyword);
                let text = format!("only accepts {}", show(&values.iter().collect::<Vec<_>>()));
                self.edit(&rules::ENUM_ADDED, pair.here(), places, pair.subject(), text);
            }
            (Some(values), None) => {
                let Some((part, keyword)) = part(values) else { return };
                let places = self.keyword(Ok(part), Err(pair.revision_without(part)), keyword);
                let text = format!("accepts more than {}", show(&values.iter().collect::<Vec<_>>()));
                self.edit(&rules::ENUM_REMOVED, pair.here(), places, pair.subject(), text);
            }
            (Some(old), Some(new)) => {
                let missing = |from: &'_ [Located<'d, &'d serde_json::Value>], there: &Located<'d, &'d serde_json::Value>| {
                    !from.iter().any(|known| same_value(known.value, there.value))
                };
                let removed: Vec<_> = old.iter().filter(|value| missing(new, value)).collect();
                let added: Vec<_> = new.iter().filter(|value| missing(old, value)).collect();
                let (Some((from, old_keyword)), Some((to, new_keyword))) = (part(old), part(new)) else { return };
                let places = Places {
                    base: self.base.pointers.member(from.at, old_keyword),
                    revision: self.revision.pointers.member(to.at, new_keyword),
                };
                if let ([was], [is], 1, 1) = (removed.as_slice(), added.as_slice(), old.len(), new.len()) {
                    let text = format!("was always `{}` and is always `{}`", was.value, is.value);
                    self.edit(&rules::CONST_CHANGED, pair.here(), places, pair.subject(), text);
                    return;
                }
                if !removed.is_empty() {
                    let text = format!("no longer accepts {}", show(&removed));
                    self.edit(&rules::ENUM_VALUE_REMOVED, pair.here(), places, pair.subject(), text);
                }
                if !added.is_empty() {
                    let text = format!("accepts {} as well", show(&added));
                    self.edit(&rules::ENUM_VALUE_ADDED, pair.here(), places, pair.subject(), text);
                }
            }
        }
    }

    /// `x-extensible-enum`: values that are known today.
    fn extensible_values(&mut self, pair: &Pair<'d>) {
        const KEYWORD: &str = "x-extensible-enum";
        let found = |parts: &[Part<'d>]| parts.iter().find_map(|part| Some((part.map.get(KEYWORD)?.as_array()?, *part)));
        let (Some((old, from)), Some((new, to))) = (found(&pair.base_parts), found(&pair.revision_parts)) else { return };
        let missing = |from: &[serde_json::Value], all: &[serde_json::Value]| -> Vec<String> {
            all.iter().filter(|value| !from.contains(value)).map(ToString::to_string).collect()
        };
        let (removed, added) = (missing(new, old), missing(old, new));
        let places = self.keyword(Ok(from), Ok(to), KEYWORD);
        if !removed.is_empty() {
            let text = format!("no longer knows {}", list(removed.into_iter()));
            self.edit(&rules::EXTENSIBLE_ENUM_VALUE_REMOVED, pair.here(), places, pair.subject(), text);
        }
        if !added.is_empty() {
            let text = format!("knows {} as well", list(added.into_iter()));
            self.edit(&rules::EXTENSIBLE_ENUM_VALUE_ADDED, pair.here(), places, pair.subject(), text);
        }
    }

    /// Keywords with one schema, but for those of objects and lists.
    fn singles(&mut self, pair: &Pair<'d>) {
        for (keyword, edge, added, removed) in [
            ("not", Edge::Negated, &rules::NOT_ADDED, &rules::NOT_REMOVED),
            ("then", Edge::Unread, &rules::CONDITION_ADDED, &rules::CONDITION_REMOVED),
            ("else", Edge::Unread, &rules::CONDITION_ADDED, &rules::CONDITION_REMOVED),
            ("contentSchema", Edge::Unread, &rules::CONTENT_SCHEMA_ADDED, &rules::CONTENT_SCHEMA_REMOVED),
        ] {
            self.single(pair, keyword, edge, Some((added, removed)));
        }
        // Without `then` and `else` it asks for nothing; they say when it comes and goes.
        self.single(pair, "if", Edge::Either, None);
    }

    /// A keyword with one schema: what is inside, or that it came or went.
    pub(super) fn single(
        &mut self,
        pair: &Pair<'d>,
        keyword: &'static str,
        edge: Edge,
        rules: Option<(&'static rules::Rule, &'static rules::Rule)>,
    ) {
        let (old, new) = (pair.base.single.get(keyword), pair.revision.single.get(keyword));
        let (old, new) = (old.map(Vec::as_slice).unwrap_or_default(), new.map(Vec::as_slice).unwrap_or_default());
        for (old, new) in old.iter().zip(new) {
            let base = self.base.slot(old.value.0, old.value.1);
            let revision = self.revision.slot(new.value.0, new.value.1);
            self.slots(&base, &revision, pair.origin, edge, Context::default());
        }
        let Some((added, removed)) = rules else { return };
        for new in new.iter().skip(old.len()) {
            let places = Places { base: pair.base_without(new.part), revision: new.value.1 };
            self.edit(added, pair.here(), places, pair.subject(), format!("gains `{}`", new.keyword));
        }
        for old in old.iter().skip(new.len()) {
            let places = Places { base: old.value.1, revision: pair.revision_without(old.part) };
            self.edit(removed, pair.here(), places, pair.subject(), format!("loses `{}`", old.keyword));
        }
    }
}

/// `1` and `1.0` are one number.
pub(super) fn same_value(a: &serde_json::Value, b: &serde_json::Value) -> bool {
    a == b || matches!((a.as_f64(), b.as_f64()), (Some(a), Some(b)) if a == b)
}

/// A few words, and how many more there are.
pub(super) fn list(words: impl Iterator<Item = String>) -> String {
    const SHOWN: usize = 8;
    let words: Vec<String> = words.map(|word| format!("`{}`", short(&word))).collect();
    match words.len() {
        0 => "nothing".to_owned(),
        count if count <= SHOWN => words.join(", "),
        count => format!("{} and {} more", words.get(..SHOWN).unwrap_or_default().join(", "), count - SHOWN),
    }
}

/// A text that fits into a sentence.
pub(super) fn short(text: &str) -> String {
    let one_line = text.split_whitespace().collect::<Vec<_>>().join(" ").replace('`', "'");
    match one_line.char_indices().nth(80) {
        Some((end, _)) => format!("{}…", one_line.get(..end).unwrap_or_default()),
        None => one_line,
    }
}

/// An effect with what the client can take.
pub(super) fn effects(widens: bool, narrows: bool, tolerance: Tolerance) -> Effects {
    let effect = match (widens, narrows) {
        (true, false) => Widened,
        (false, true) => Narrowed,
        _ => Moved,
    };
    Effects::tolerated(effect, tolerance)
}
