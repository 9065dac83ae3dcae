//! Formats, patterns, and texts that hold something else.

use crate::{
    effect::{Effect, Effects, Tolerance},
    model::{Located, Types},
    pattern,
    rules::{self, Rule},
};

use super::{
    Comparison, Places,
    schemas::{Pair, effects, list, short},
};

impl<'d> Comparison<'d> {
    pub(super) fn strings(&mut self, pair: &Pair<'d>) {
        self.format(pair);
        self.patterns(pair);
        for (keyword, old, new, rule) in [
            ("contentEncoding", pair.base.encoding, pair.revision.encoding, &rules::CONTENT_ENCODING_CHANGED),
            ("contentMediaType", pair.base.media_type, pair.revision.media_type, &rules::CONTENT_MEDIA_TYPE_CHANGED),
        ] {
            if old.map(|text| text.value) != new.map(|text| text.value) {
                self.word(pair, rule, rule.effects, keyword, old, new);
            }
        }
    }

    fn format(&mut self, pair: &Pair<'d>) {
        let (old, new) = (pair.base.format, pair.revision.format);
        let (was, is) = (old.map(|text| text.value), new.map(|text| text.value));
        // Words for a reader: they refuse nothing.
        let is_hint = |format: Option<&str>| format.is_none_or(|format| matches!(format, "password" | "markdown" | "multiline"));
        if was == is || (is_hint(was) && is_hint(is)) {
            return;
        }
        // What the client reads as another type is not a mere check.
        let typed = |format: Option<&str>| format == Some("uint64") && pair.revision.types.has(Types::INTEGER);
        let tolerance = if typed(was) != typed(is) { Tolerance::Nothing } else { Tolerance::Unchecked };
        let (rule, effects) = match (was, is) {
            (None, _) => (&rules::FORMAT_ADDED, Effects::tolerated(Effect::Narrowed, tolerance)),
            (_, None) => (&rules::FORMAT_REMOVED, Effects::tolerated(Effect::Widened, tolerance)),
            (Some(was), Some(is)) => (&rules::FORMAT_CHANGED, effects(lies_within(was, is), lies_within(is, was), tolerance)),
        };
        self.word(pair, rule, effects, "format", old, new);
    }

    /// A keyword with a text.
    fn word(
        &mut self,
        pair: &Pair<'d>,
        rule: &'static Rule,
        effects: Effects,
        name: &str,
        old: Option<Located<'d, &'d str>>,
        new: Option<Located<'d, &'d str>>,
    ) {
        let base = match (old, new) {
            (Some(old), _) => self.base.pointers.member(old.part.at, old.keyword),
            (None, Some(new)) => pair.base_without(new.part),
            (None, None) => pair.at.base,
        };
        let revision = match (new, old) {
            (Some(new), _) => self.revision.pointers.member(new.part.at, new.keyword),
            (None, Some(old)) => pair.revision_without(old.part),
            (None, None) => pair.at.revision,
        };
        let text = match (old, new) {
            (Some(old), Some(new)) => format!("has the {name} `{}`, which was `{}`", short(new.value), short(old.value)),
            (None, Some(new)) => format!("gains the {name} `{}`", short(new.value)),
            (Some(old), None) => format!("loses the {name} `{}`", short(old.value)),
            (None, None) => return,
        };
        self.edit_with(rule, effects, pair.here(), Places { base, revision }, pair.subject(), text);
    }

    fn patterns(&mut self, pair: &Pair<'d>) {
        let missing = |from: &[Located<'d, &'d str>], all: &[Located<'d, &'d str>]| -> Vec<Located<'d, &'d str>> {
            all.iter().filter(|pattern| !from.iter().any(|known| known.value == pattern.value)).copied().collect()
        };
        let (old, new) = (&pair.base.patterns, &pair.revision.patterns);
        let (removed, added) = (missing(new, old), missing(old, new));
        let words = |all: &[Located<'d, &'d str>]| list(all.iter().map(|pattern| pattern.value.to_owned()));
        let places = |this: &mut Self| {
            let base = removed.first().or(old.first()).map(|pattern| pattern.part);
            let revision = added.first().or(new.first()).map(|pattern| pattern.part);
            this.keyword(
                base.ok_or_else(|| revision.map_or(pair.at.base, |part| pair.base_without(part))),
                revision.ok_or_else(|| base.map_or(pair.at.revision, |part| pair.revision_without(part))),
                "pattern",
            )
        };
        match (removed.as_slice(), added.as_slice()) {
            ([], []) => {}
            ([], added) => {
                let places = places(self);
                self.edit(&rules::PATTERN_ADDED, pair.here(), places, pair.subject(), format!("must match {}", words(added)));
            }
            (removed, []) => {
                let places = places(self);
                self.edit(&rules::PATTERN_REMOVED, pair.here(), places, pair.subject(), format!("need not match {}", words(removed)));
            }
            (removed, added) => {
                let inclusion = match (removed, added) {
                    ([old], [new]) => pattern::inclusion(old.value, new.value),
                    _ => pattern::Inclusion { widens: false, narrows: false },
                };
                if inclusion.widens && inclusion.narrows {
                    // Two ways to write one pattern.
                    return;
                }
                let places = places(self);
                let effects = effects(inclusion.widens, inclusion.narrows, Tolerance::Unchecked);
                let text = format!("must match {}, which was {}", words(added), words(removed));
                self.edit_with(&rules::PATTERN_CHANGED, effects, pair.here(), places, pair.subject(), text);
            }
        }
    }
}

/// Whether every value of the format `inner` has the format `outer` as well.
fn lies_within(inner: &str, outer: &str) -> bool {
    const WITHIN: [(&str, &str); 8] = [
        ("int32", "int64"),
        ("int8", "int64"),
        ("int16", "int64"),
        ("uint8", "uint64"),
        ("uint32", "uint64"),
        ("uint32", "int64"),
        ("float", "double"),
        ("uuid4", "uuid"),
    ];
    const WIDER: [(&str, &str); 6] = [
        ("uri", "uri-reference"),
        ("uri", "iri"),
        ("email", "idn-email"),
        ("hostname", "idn-hostname"),
        ("uri-reference", "iri-reference"),
        ("iri", "iri-reference"),
    ];
    WITHIN.iter().chain(&WIDER).any(|known| *known == (inner, outer))
}
