//! Unions: which member of the old one is which of the new one.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{
    effect::{Effect, Effects},
    model::{Flat, Model, Part, Slot, Types, UNIONS, Union, members, union_members},
    rules,
    uses::Edge,
};

use super::{Comparison, Context, Places, Subject, annotations::SCHEMA_TEXTS, schemas::Pair};

impl<'d> Comparison<'d> {
    pub(super) fn unions(&mut self, pair: &Pair<'d>) {
        let (old, new) = (&pair.base.unions, &pair.revision.unions);
        for (old, new) in old.iter().zip(new) {
            self.members(pair, old, new);
        }
        for union in new.iter().skip(old.len()) {
            self.union_came(pair, union);
        }
        for union in old.iter().skip(new.len()) {
            self.union_went(pair, union);
        }
        if pair.base.folded && pair.revision.folded {
            self.folded_texts(pair);
        }
    }

    /// What members say to a reader that are nothing but a value or a type.
    fn folded_texts(&mut self, pair: &Pair<'d>) {
        for (old, new) in pair.base_parts.iter().zip(&pair.revision_parts) {
            for keyword in UNIONS {
                let (Some((from, _)), Some((to, _))) = (union_members(old.map, keyword), union_members(new.map, keyword)) else { continue };
                let lists = (self.base.pointers.member(old.at, keyword), self.revision.pointers.member(new.at, keyword));
                for ((index, from), (place, to)) in from.iter().zip(&to) {
                    let (Value::Object(from), Value::Object(to)) = (from, to) else { continue };
                    let places =
                        Places { base: self.base.pointers.item(lists.0, *index), revision: self.revision.pointers.item(lists.1, *place) };
                    let (from, to) = (Part { map: from, at: places.base }, Part { map: to, at: places.revision });
                    let subject = Subject::Revision(places.revision);
                    self.documentation((&[from], &[to]), SCHEMA_TEXTS, pair.here(), places, &subject);
                }
            }
        }
    }

    /// The uses of a union's members.
    pub(super) fn member_slots(&mut self, union: &Union<'d>, base: bool) -> Vec<Slot<'d>> {
        let model = if base { &mut self.base } else { &mut self.revision };
        let list = model.pointers.member(union.part.at, union.keyword);
        let found = union.members.iter().map(|(index, member)| {
            let at = model.pointers.item(list, *index);
            model.slot(member, at)
        });
        found.collect()
    }

    fn members(&mut self, pair: &Pair<'d>, old: &Union<'d>, new: &Union<'d>) {
        let (base, revision) = (self.member_slots(old, true), self.member_slots(new, false));
        let matched = self.match_members(&base, &revision);
        let mut kept = (BTreeSet::new(), BTreeSet::new());
        for (from, to) in matched {
            kept.0.insert(from);
            kept.1.insert(to);
            if let (Some(from), Some(to)) = (base.get(from), revision.get(to)) {
                self.slots(from, to, pair.origin, Edge::Same, Context::default());
            }
        }
        let lists = Places {
            base: self.base.pointers.member(old.part.at, old.keyword),
            revision: self.revision.pointers.member(new.part.at, new.keyword),
        };
        for (_, slot) in base.iter().enumerate().filter(|(index, _)| !kept.0.contains(index)) {
            let places = Places { base: slot.at, ..lists };
            let text = format!("no longer has the member {}", title(&self.base, slot));
            self.edit(&rules::UNION_MEMBER_REMOVED, pair.here(), places, pair.subject(), text);
        }
        for (_, slot) in revision.iter().enumerate().filter(|(index, _)| !kept.1.contains(index)) {
            let places = Places { revision: slot.at, ..lists };
            let text = format!("has the new member {}", title(&self.revision, slot));
            self.edit(&rules::UNION_MEMBER_ADDED, pair.here(), places, pair.subject(), text);
        }
        match (old.keyword, new.keyword) {
            ("oneOf", "anyOf") => {
                self.edit(&rules::UNION_MADE_INCLUSIVE, pair.here(), lists, pair.subject(), "is `anyOf`, which was `oneOf`")
            }
            ("anyOf", "oneOf") => {
                self.edit(&rules::UNION_MADE_EXCLUSIVE, pair.here(), lists, pair.subject(), "is `oneOf`, which was `anyOf`")
            }
            _ => {}
        }
    }

    /// Pairs of members that are one, by name, by meaning, by tag, by title, or because nothing
    /// else of their type is left.
    fn match_members(&mut self, base: &[Slot<'d>], revision: &[Slot<'d>]) -> Vec<(usize, usize)> {
        let mut left: Vec<usize> = (0..base.len()).collect();
        let mut right: Vec<usize> = (0..revision.len()).collect();
        let mut matched = Vec::new();
        for way in [Comparison::by_name, Comparison::by_meaning, Comparison::by_tag, Comparison::by_title, Comparison::by_type] {
            left.retain(|from| {
                let found = right.iter().position(|to| way(self, (base, *from, revision, *to)));
                if let Some(place) = found {
                    matched.push((*from, right.remove(place)));
                }
                found.is_none()
            });
            if left.is_empty() || right.is_empty() {
                break;
            }
        }
        matched.sort_unstable();
        matched
    }

    fn by_name(&mut self, (base, from, revision, to): Candidates<'_, 'd>) -> bool {
        let name = base.get(from).and_then(|slot| self.base.get(slot.node).component);
        name.is_some() && revision.get(to).and_then(|slot| self.revision.get(slot.node).component) == name
    }

    fn by_meaning(&mut self, (base, from, revision, to): Candidates<'_, 'd>) -> bool {
        base.get(from).zip(revision.get(to)).is_some_and(|(from, to)| self.equal(from, to))
    }

    fn by_tag(&mut self, (base, from, revision, to): Candidates<'_, 'd>) -> bool {
        let tag = base.get(from).map(|slot| tags(&mut self.base, slot)).unwrap_or_default();
        !tag.is_empty() && revision.get(to).map(|slot| tags(&mut self.revision, slot)).unwrap_or_default() == tag
    }

    fn by_title(&mut self, (base, from, revision, to): Candidates<'_, 'd>) -> bool {
        let title = base.get(from).and_then(|slot| slot.word(&self.base, "title")).map(|(title, _)| title);
        title.is_some() && revision.get(to).and_then(|slot| slot.word(&self.revision, "title")).map(|(title, _)| title) == title
    }

    fn by_type(&mut self, (base, from, revision, to): Candidates<'_, 'd>) -> bool {
        let (Some(old), Some(new)) = (base.get(from), revision.get(to)) else { return false };
        let (a, b) = (Flat::of(&mut self.base, old.node), Flat::of(&mut self.revision, new.node));
        if a.types != b.types {
            return false;
        }
        if a.types != Types::OBJECT {
            return true;
        }
        // Two objects are one if most of their members are.
        if !tags(&mut self.base, old).is_empty() && !tags(&mut self.revision, new).is_empty() {
            return false;
        }
        let (named_old, named_new) = (self.base.get(old.node).component, self.revision.get(new.node).component);
        let shared = a.properties.keys().filter(|name| b.properties.contains_key(*name)).count();
        let all = a.properties.len().max(b.properties.len());
        // Under two names they must be very much alike.
        let needed = if named_old.is_some() && named_new.is_some() { all - all / 5 } else { all.div_ceil(2) };
        shared >= needed
    }

    fn union_came(&mut self, pair: &Pair<'d>, union: &Union<'d>) {
        let slots = self.member_slots(union, false);
        let whole = self.base_slot(pair);
        let same = self.best_member(&whole, &slots, false);
        let list = self.revision.pointers.member(union.part.at, union.keyword);
        let places = Places { base: pair.base_without(union.part), revision: list };
        let titles = titles(&self.revision, &slots);
        let effect = self.effect_of_union(pair, same.is_some(), Effect::Widened);
        self.edit_with(&rules::UNION_ADDED, Effects::both(effect), pair.here(), places, pair.subject(), format!("is one of {titles}"));
        if let Some(member) = same.and_then(|index| slots.get(index)).filter(|_| pair.revision_parts.len() == 1) {
            self.slots(&whole, member, pair.origin, Edge::Same, Context::default());
        }
    }

    fn union_went(&mut self, pair: &Pair<'d>, union: &Union<'d>) {
        let slots = self.member_slots(union, true);
        let whole = self.revision_slot(pair);
        let same = self.best_member(&whole, &slots, true);
        let list = self.base.pointers.member(union.part.at, union.keyword);
        let places = Places { base: list, revision: pair.revision_without(union.part) };
        let titles = titles(&self.base, &slots);
        let effect = self.effect_of_union(pair, same.is_some(), Effect::Narrowed);
        self.edit_with(
            &rules::UNION_REMOVED,
            Effects::both(effect),
            pair.here(),
            places,
            Subject::Base(pair.at.base),
            format!("is no longer one of {titles}"),
        );
        if let Some(member) = same.and_then(|index| slots.get(index)).filter(|_| pair.base_parts.len() == 1) {
            self.slots(member, &whole, pair.origin, Edge::Same, Context::default());
        }
    }

    /// What it means that a union came, or went the other way round.
    fn effect_of_union(&self, pair: &Pair<'d>, has_member: bool, pure: Effect) -> Effect {
        let (with, without) = if pure == Effect::Widened { (&pair.revision, &pair.base) } else { (&pair.base, &pair.revision) };
        // Beside other words a union only asks for more.
        let beside = !with.properties.is_empty() || with.properties.keys().eq(without.properties.keys()) && !without.properties.is_empty();
        match (beside, has_member) {
            (true, _) => pure.undone(),
            (false, true) => pure,
            (false, false) => Effect::Moved,
        }
    }

    fn base_slot(&mut self, pair: &Pair<'d>) -> Slot<'d> {
        self.base.slot_of_node(pair.base_id)
    }

    fn revision_slot(&mut self, pair: &Pair<'d>) -> Slot<'d> {
        self.revision.slot_of_node(pair.revision_id)
    }

    /// The member that a schema has become, or was.
    fn best_member(&mut self, whole: &Slot<'d>, slots: &[Slot<'d>], members_are_old: bool) -> Option<usize> {
        let one = std::slice::from_ref(whole);
        let matched = if members_are_old { self.match_members(slots, one) } else { self.match_members(one, slots) };
        matched.first().map(|(from, to)| if members_are_old { *from } else { *to })
    }

    pub(super) fn discriminators(&mut self, pair: &Pair<'d>) {
        let found = |parts: &[Part<'d>]| parts.iter().find_map(|part| Some((part.map.get("discriminator")?, *part)));
        let (old, new) = (found(&pair.base_parts), found(&pair.revision_parts));
        let name = |value: &'d Value| value.get("propertyName").and_then(Value::as_str).unwrap_or_default();
        let ((old, from), (new, to)) = match (old, new) {
            (None, None) => return,
            (None, Some((new, part))) => {
                let places = self.keyword(Err(pair.base_without(part)), Ok(part), "discriminator");
                let text = format!("is told apart by `{}`", name(new));
                return self.edit(&rules::DISCRIMINATOR_ADDED, pair.here(), places, pair.subject(), text);
            }
            (Some((old, part)), None) => {
                let places = self.keyword(Ok(part), Err(pair.revision_without(part)), "discriminator");
                let text = format!("is no longer told apart by `{}`", name(old));
                return self.edit(&rules::DISCRIMINATOR_REMOVED, pair.here(), places, pair.subject(), text);
            }
            (Some(old), Some(new)) => (old, new),
        };
        let at = self.keyword(Ok(from), Ok(to), "discriminator");
        if name(old) != name(new) {
            let places = Places {
                base: self.base.pointers.member(at.base, "propertyName"),
                revision: self.revision.pointers.member(at.revision, "propertyName"),
            };
            let text = format!("is told apart by `{}`, which was `{}`", name(new), name(old));
            self.edit(&rules::DISCRIMINATOR_CHANGED, pair.here(), places, pair.subject(), text);
        }
        self.mapping(pair, (old, new), at);
    }

    fn mapping(&mut self, pair: &Pair<'d>, (old, new): (&'d Value, &'d Value), at: Places) {
        let (old, new) = (old.get("mapping"), new.get("mapping"));
        let base = if old.is_some() { self.base.pointers.member(at.base, "mapping") } else { at.base };
        let revision = if new.is_some() { self.revision.pointers.member(at.revision, "mapping") } else { at.revision };
        let tags: BTreeSet<&'d String> = members(old).chain(members(new)).map(|(tag, _)| tag).collect();
        for tag in tags {
            let (was, is) = (old.and_then(|map| map.get(tag)), new.and_then(|map| map.get(tag)));
            let places = Places {
                base: if was.is_some() { self.base.pointers.member(base, tag) } else { base },
                revision: if is.is_some() { self.revision.pointers.member(revision, tag) } else { revision },
            };
            let (rule, text) = match (was, is) {
                (None, Some(_)) => (&rules::DISCRIMINATOR_MAPPING_ADDED, format!("has the new tag `{tag}`")),
                (Some(_), None) => (&rules::DISCRIMINATOR_MAPPING_REMOVED, format!("no longer has the tag `{tag}`")),
                (Some(was), Some(is)) if !self.same_target(was, is) => {
                    (&rules::DISCRIMINATOR_MAPPING_CHANGED, format!("has another schema for the tag `{tag}`"))
                }
                _ => continue,
            };
            self.edit(rule, pair.here(), places, pair.subject(), text);
        }
    }

    /// Whether two mappings name one schema, under its name or another.
    fn same_target(&mut self, old: &'d Value, new: &'d Value) -> bool {
        let (Some(old), Some(new)) = (old.as_str(), new.as_str()) else { return old == new };
        let last = |text: &'d str| text.rsplit('/').next().unwrap_or(text);
        if last(old) == last(new) {
            return true;
        }
        let full = |text: &str| if text.contains('/') { text.to_owned() } else { format!("#/components/schemas/{text}") };
        let (Some(old), Some(new)) = (self.base.follow(&full(old)), self.revision.follow(&full(new))) else { return false };
        let (old, new) = (self.base.slot(old.0, old.1), self.revision.slot(new.0, new.1));
        self.pairs.contains_key(&(old.node, new.node)) || self.equal(&old, &new)
    }
}

/// Members of the old union and one of them, members of the new union and one of them.
type Candidates<'s, 'd> = (&'s [Slot<'d>], usize, &'s [Slot<'d>], usize);

/// The members of an object that can only have one value, with that value.
fn tags<'d>(model: &mut Model<'d>, slot: &Slot<'d>) -> BTreeSet<(String, String)> {
    let flat = Flat::of(model, slot.node);
    let mut tags = BTreeSet::new();
    for (name, places) in &flat.properties {
        for (schema, _) in places {
            let listed = schema.get("enum").and_then(Value::as_array).filter(|values| values.len() == 1).and_then(|values| values.first());
            if let Some(value) = schema.get("const").or(listed) {
                tags.insert(((*name).to_owned(), value.to_string()));
            }
        }
    }
    tags
}

/// What a member of a union is called.
fn title(model: &Model<'_>, slot: &Slot<'_>) -> String {
    let node = model.get(slot.node);
    let stated = slot.word(model, "title").and_then(|(title, _)| title.as_str());
    match node.component.or(stated) {
        Some(name) => format!("`{name}`"),
        None => node.parts.iter().find_map(|part| Types::stated(part.map)).map_or_else(|| "without a name".to_owned(), Types::words),
    }
}

fn titles(model: &Model<'_>, slots: &[Slot<'_>]) -> String {
    slots.iter().map(|slot| title(model, slot)).collect::<Vec<_>>().join(", ")
}
