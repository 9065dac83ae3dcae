//! Members of objects, and items of lists.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{
    effect::{Effect, Effects, Tolerance},
    model::{Flat, Part, Place, Slot},
    rules,
    uses::Edge,
};

use super::{Comparison, Context, Places, Subject, schemas::Pair};

impl<'d> Comparison<'d> {
    pub(super) fn objects(&mut self, pair: &Pair<'d>) {
        let names: BTreeSet<&'d str> =
            [&pair.base, &pair.revision].into_iter().flat_map(|flat| flat.properties.keys().chain(flat.required.keys())).copied().collect();
        for name in names {
            self.property(pair, name);
        }
        self.unnamed(pair);
        for (keyword, added, removed) in [
            ("propertyNames", &rules::PROPERTY_NAMES_ADDED, &rules::PROPERTY_NAMES_REMOVED),
            ("unevaluatedProperties", &rules::UNEVALUATED_PROPERTIES_ADDED, &rules::UNEVALUATED_PROPERTIES_REMOVED),
        ] {
            self.single(pair, keyword, Edge::Unread, Some((added, removed)));
        }
        self.named(pair);
        self.dependent(pair);
    }

    /// The use of a member's schema, which may be said in several places.
    pub(super) fn property_slot(&mut self, places: &[(&'d Value, Part<'d>)], name: &'d str, base: bool) -> Option<Slot<'d>> {
        let model = if base { &mut self.base } else { &mut self.revision };
        let mut found = Vec::new();
        for (schema, part) in places {
            let properties = model.pointers.member(part.at, "properties");
            found.push((*schema, model.pointers.member(properties, name)));
        }
        model.joint_slot(&found)
    }

    /// The use of the schema of a tuple's item.
    pub(super) fn prefix_slot(&mut self, places: &[(&'d Value, Part<'d>)], index: usize, base: bool) -> Option<Slot<'d>> {
        let model = if base { &mut self.base } else { &mut self.revision };
        let mut found = Vec::new();
        for (schema, part) in places {
            let keyword = if part.map.contains_key("prefixItems") { "prefixItems" } else { "items" };
            let list = model.pointers.member(part.at, keyword);
            found.push((*schema, model.pointers.item(list, index)));
        }
        model.joint_slot(&found)
    }

    fn property(&mut self, pair: &Pair<'d>, name: &'d str) {
        let (old, new) = (&pair.base, &pair.revision);
        let base = old.properties.get(name).and_then(|places| self.property_slot(places, name, true));
        let revision = new.properties.get(name).and_then(|places| self.property_slot(places, name, false));
        let required = (old.required.get(name).copied(), new.required.get(name).copied());
        match (&base, &revision) {
            (Some(base), Some(revision)) => {
                let edge = self.sides(base, revision);
                let context = Context { required: Some((required.0.is_some(), required.1.is_some())), xml: false };
                self.slots(base, revision, pair.origin, edge, context);
                self.required(pair, name, required, edge, Some(base));
            }
            (None, Some(revision)) => {
                let edge = side(&self.revision, revision);
                let part = new.properties.get(name).and_then(|places| places.first()).map(|(_, part)| *part);
                let places = Places { base: part.map_or(pair.at.base, |part| pair.base_without(part)), revision: revision.at };
                let subject = Subject::Revision(revision.at);
                // A member that was required before it was described is not new.
                let (rule, text) = match required {
                    (None, Some(_)) => (&rules::REQUIRED_PROPERTY_ADDED, "is new and required"),
                    (None, None) => (&rules::PROPERTY_ADDED, "is new"),
                    _ => (&rules::PROPERTY_ADDED, "is described"),
                };
                self.edit(rule, (pair.origin, edge), places, subject, text);
                if required.0.is_some() {
                    self.required(pair, name, required, edge, None);
                }
            }
            (Some(base), None) => {
                let edge = side(&self.base, base);
                let part = old.properties.get(name).and_then(|places| places.first()).map(|(_, part)| *part);
                let places = Places { base: base.at, revision: part.map_or(pair.at.revision, |part| pair.revision_without(part)) };
                let closed = if new.is_closed() { Effect::Narrowed } else { Effect::Dropped };
                let subject = Subject::Base(base.at);
                match required {
                    (Some(_), None) => {
                        let tolerance = self.optional(base);
                        let effects = Effects { request: closed, response: Effect::Widened, tolerance };
                        self.edit_with(
                            &rules::REQUIRED_PROPERTY_REMOVED,
                            effects,
                            (pair.origin, edge),
                            places,
                            subject,
                            "is gone, and was required",
                        );
                    }
                    _ => {
                        let effects = Effects { request: closed, response: Effect::Dropped, tolerance: Tolerance::Nothing };
                        self.edit_with(&rules::PROPERTY_REMOVED, effects, (pair.origin, edge), places, subject, "is gone");
                        if required.1.is_some() {
                            self.required(pair, name, required, edge, Some(base));
                        }
                    }
                }
            }
            (None, None) => self.required(pair, name, required, Edge::Same, None),
        }
    }

    /// What the client can take where a member is missing.
    fn optional(&self, base: &Slot<'d>) -> Tolerance {
        if base.null(&self.base) { Tolerance::OptionalMember } else { Tolerance::Nothing }
    }

    fn required(
        &mut self,
        pair: &Pair<'d>,
        name: &'d str,
        required: (Option<Part<'d>>, Option<Part<'d>>),
        edge: Edge,
        base: Option<&Slot<'d>>,
    ) {
        let (rule, text) = match required {
            (None, Some(_)) => (&rules::PROPERTY_BECAME_REQUIRED, "is required"),
            (Some(_), None) => (&rules::PROPERTY_BECAME_OPTIONAL, "may be left out"),
            _ => return,
        };
        // The list that lacks the name, where there is a list.
        let list_in =
            |parts: &[Part<'d>], lacking: Place| parts.iter().find(|part| part.at == lacking && part.map.contains_key("required")).copied();
        let lacking = Places {
            base: required.1.map_or(pair.at.base, |part| pair.base_without(part)),
            revision: required.0.map_or(pair.at.revision, |part| pair.revision_without(part)),
        };
        let base_list = required.0.or(list_in(&pair.base_parts, lacking.base));
        let revision_list = required.1.or(list_in(&pair.revision_parts, lacking.revision));
        let places = self.keyword(base_list.ok_or(lacking.base), revision_list.ok_or(lacking.revision), "required");
        let tolerance = base.map_or(Tolerance::Nothing, |base| self.optional(base));
        let effects = Effects { tolerance, ..rule.effects };
        // A part can require what another one describes, which is then not what has changed.
        let is_elsewhere = |part: Option<Part<'d>>, flat: &Flat<'d>| {
            let described = flat.properties.get(name).map(Vec::as_slice).unwrap_or_default();
            part.is_some_and(|part| !described.is_empty() && !described.iter().any(|(_, by)| by.at == part.at))
        };
        if is_elsewhere(required.0, &pair.base) || is_elsewhere(required.1, &pair.revision) {
            let text = if required.1.is_some() { format!("requires `{name}`") } else { format!("no longer requires `{name}`") };
            return self.edit_with(rule, effects, (pair.origin, edge), places, pair.subject(), text);
        }
        let subject = match base {
            Some(base) => Subject::Base(base.at),
            None => {
                let of = self.revision.pointers.member(pair.at.revision, "properties");
                Subject::Revision(self.revision.pointers.member(of, name))
            }
        };
        self.edit_with(rule, effects, (pair.origin, edge), places, subject, text);
    }

    /// The sides on which a member is met in both documents.
    fn sides(&self, base: &Slot<'d>, revision: &Slot<'d>) -> Edge {
        match (side(&self.base, base), side(&self.revision, revision)) {
            (base, revision) if base == revision => base,
            _ => Edge::Same,
        }
    }

    /// Members that are not named.
    fn unnamed(&mut self, pair: &Pair<'d>) {
        let keyword = "additionalProperties";
        let found = |flat: &Flat<'d>| flat.single.get(keyword).and_then(|all| all.first()).copied();
        let (old, new) = (found(&pair.base), found(&pair.revision));
        let is_closed = |value: &Value| value == &Value::Bool(false);
        let closed = (old.is_some_and(|old| is_closed(old.value.0)), new.is_some_and(|new| is_closed(new.value.0)));
        let base = old.map(|old| old.value.1).or(new.map(|new| pair.base_without(new.part))).unwrap_or(pair.at.base);
        let revision = new.map(|new| new.value.1).or(old.map(|old| pair.revision_without(old.part))).unwrap_or(pair.at.revision);
        let places = Places { base, revision };
        let (rule, text) = match (old, new, closed) {
            (_, _, (true, true)) | (None, None, _) => return,
            (_, _, (false, true)) => (&rules::ADDITIONAL_PROPERTIES_CLOSED, "refuses members that are not named"),
            (_, _, (true, false)) => (&rules::ADDITIONAL_PROPERTIES_OPENED, "no longer refuses members that are not named"),
            (Some(old), Some(new), _) => {
                let base = self.base.slot(old.value.0, old.value.1);
                let revision = self.revision.slot(new.value.0, new.value.1);
                self.slots(&base, &revision, pair.origin, Edge::Same, Context::default());
                return;
            }
            (None, Some(_), _) => (&rules::ADDITIONAL_PROPERTIES_NARROWED, "asks for a schema of members that are not named"),
            (Some(_), None, _) => (&rules::ADDITIONAL_PROPERTIES_WIDENED, "accepts anything as a member that is not named"),
        };
        self.edit(rule, pair.here(), places, pair.subject(), text);
    }

    /// Schemas by pattern or by member.
    fn named(&mut self, pair: &Pair<'d>) {
        let (old, new) = (&pair.base.named, &pair.revision.named);
        let keys: BTreeSet<_> = old.keys().chain(new.keys()).copied().collect();
        for key in keys {
            let (keyword, name) = key;
            let patterns = keyword == "patternProperties";
            let first = |all: Option<&Vec<_>>| all.and_then(|all| all.first()).copied();
            match (first(old.get(&key)), first(new.get(&key))) {
                (Some(old), Some(new)) => {
                    let base = self.base.slot(old.value.0, old.value.1);
                    let revision = self.revision.slot(new.value.0, new.value.1);
                    let edge = if patterns { Edge::Same } else { Edge::Unread };
                    self.slots(&base, &revision, pair.origin, edge, Context::default());
                }
                (None, Some(new)) => {
                    let rule = if patterns { &rules::PATTERN_PROPERTY_ADDED } else { &rules::DEPENDENT_SCHEMA_ADDED };
                    let places = Places { base: pair.base_without(new.part), revision: new.value.1 };
                    // Where all other members are refused it lets some in.
                    let widens = patterns && pair.base.is_closed();
                    let effect = if widens { Effect::Widened } else { Effect::Narrowed };
                    let effects = Effects::tolerated(effect, rule.effects.tolerance);
                    self.edit_with(rule, effects, pair.here(), places, pair.subject(), format!("gains `{keyword}` for `{name}`"));
                }
                (Some(old), None) => {
                    let rule = if patterns { &rules::PATTERN_PROPERTY_REMOVED } else { &rules::DEPENDENT_SCHEMA_REMOVED };
                    let places = Places { base: old.value.1, revision: pair.revision_without(old.part) };
                    let narrows = patterns && pair.revision.is_closed();
                    let effect = if narrows { Effect::Narrowed } else { Effect::Widened };
                    let effects = Effects::tolerated(effect, rule.effects.tolerance);
                    self.edit_with(rule, effects, pair.here(), places, pair.subject(), format!("loses `{keyword}` for `{name}`"));
                }
                (None, None) => {}
            }
        }
    }

    fn dependent(&mut self, pair: &Pair<'d>) {
        let (old, new) = (&pair.base.dependent_required, &pair.revision.dependent_required);
        let word = |part: &Part<'d>| if part.map.contains_key("dependentRequired") { "dependentRequired" } else { "dependencies" };
        for ((name, needed), part) in new.iter().filter(|(key, _)| !old.contains_key(*key)) {
            let places = self.keyword(Err(pair.base_without(*part)), Ok(*part), word(part));
            self.edit(
                &rules::DEPENDENT_REQUIRED_ADDED,
                pair.here(),
                places,
                pair.subject(),
                format!("requires `{needed}` beside `{name}`"),
            );
        }
        for ((name, needed), part) in old.iter().filter(|(key, _)| !new.contains_key(*key)) {
            let places = self.keyword(Ok(*part), Err(pair.revision_without(*part)), word(part));
            let text = format!("no longer requires `{needed}` beside `{name}`");
            self.edit(&rules::DEPENDENT_REQUIRED_REMOVED, pair.here(), places, pair.subject(), text);
        }
    }

    pub(super) fn lists(&mut self, pair: &Pair<'d>) {
        self.single(pair, "items", Edge::Same, Some((&rules::ITEMS_ADDED, &rules::ITEMS_REMOVED)));
        self.single(pair, "unevaluatedItems", Edge::Unread, Some((&rules::UNEVALUATED_ITEMS_ADDED, &rules::UNEVALUATED_ITEMS_REMOVED)));
        let counted = [&pair.base, &pair.revision].iter().any(|flat| flat.bounds.last().is_some_and(Option::is_some));
        // Where such items must not be too many, more that fit can be less that is accepted.
        let edge = if counted { Edge::Either } else { Edge::Unread };
        self.single(pair, "contains", edge, Some((&rules::CONTAINS_ADDED, &rules::CONTAINS_REMOVED)));
        self.unique(pair);
        self.tuple(pair);
    }

    fn unique(&mut self, pair: &Pair<'d>) {
        let (rule, text, places) = match (pair.base.unique, pair.revision.unique) {
            (None, Some(part)) => {
                let places = self.keyword(Err(pair.base_without(part)), Ok(part), "uniqueItems");
                (&rules::UNIQUE_ITEMS_ADDED, "must not have the same item twice", places)
            }
            (Some(part), None) => {
                let places = self.keyword(Ok(part), Err(pair.revision_without(part)), "uniqueItems");
                (&rules::UNIQUE_ITEMS_REMOVED, "may have the same item twice", places)
            }
            _ => return,
        };
        self.edit(rule, pair.here(), places, pair.subject(), text);
    }

    fn tuple(&mut self, pair: &Pair<'d>) {
        let (old, new) = (&pair.base.prefix, &pair.revision.prefix);
        let ends =
            |flat: &Flat<'d>| flat.single.get("items").is_some_and(|all| all.iter().any(|inner| inner.value.0 == &Value::Bool(false)));
        for index in 0..old.len().max(new.len()) {
            let base = old.get(index).and_then(|places| self.prefix_slot(places, index, true));
            let revision = new.get(index).and_then(|places| self.prefix_slot(places, index, false));
            let number = index + 1;
            let part = |places: Option<&Vec<(&'d Value, Part<'d>)>>| places.and_then(|places| places.first()).map(|(_, part)| *part);
            match (base, revision) {
                (Some(base), Some(revision)) => self.slots(&base, &revision, pair.origin, Edge::Same, Context::default()),
                (None, Some(revision)) => {
                    let at: Place = part(new.get(index)).map_or(pair.at.base, |part| pair.base_without(part));
                    let places = Places { base: at, revision: revision.at };
                    let effect = if ends(&pair.base) { Effect::Widened } else { Effect::Narrowed };
                    let text = format!("has a schema for item {number}");
                    self.edit_with(&rules::PREFIX_ITEM_ADDED, Effects::both(effect), pair.here(), places, pair.subject(), text);
                }
                (Some(base), None) => {
                    let at: Place = part(old.get(index)).map_or(pair.at.revision, |part| pair.revision_without(part));
                    let places = Places { base: base.at, revision: at };
                    let effect = if ends(&pair.revision) { Effect::Narrowed } else { Effect::Widened };
                    let text = format!("no longer has a schema for item {number}");
                    self.edit_with(&rules::PREFIX_ITEM_REMOVED, Effects::both(effect), pair.here(), places, pair.subject(), text);
                }
                (None, None) => {}
            }
        }
    }
}

/// The sides on which a member is met.
pub(super) fn side<'d>(model: &crate::model::Model<'d>, slot: &Slot<'d>) -> Edge {
    match (slot.is(model, "readOnly").is_some(), slot.is(model, "writeOnly").is_some()) {
        (true, false) => Edge::ResponseOnly,
        (false, true) => Edge::RequestOnly,
        _ => Edge::Same,
    }
}
