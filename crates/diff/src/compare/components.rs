//! Shared schemas: which came, which went, which have another name.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    model::{Flat, NodeId, Slot},
    rules,
    uses::{Edge, Use},
};

use super::{Comparison, Context, Places, Subject};

/// A shared schema, by its name.
type Named<'d> = (&'d str, Slot<'d>);

impl<'d> Comparison<'d> {
    pub(super) fn components(&mut self) {
        let old: Vec<Named<'d>> = {
            let found = self.base.component_schemas();
            found.into_iter().map(|(name, schema, at)| (name, self.base.slot(schema, at))).collect()
        };
        let new: Vec<Named<'d>> = {
            let found = self.revision.component_schemas();
            found.into_iter().map(|(name, schema, at)| (name, self.revision.slot(schema, at))).collect()
        };
        let names = |all: &[Named<'d>]| -> BTreeSet<&'d str> { all.iter().map(|(name, _)| *name).collect() };
        let (old_names, new_names) = (names(&old), names(&new));
        let gone: Vec<&Named<'d>> = old.iter().filter(|(name, _)| !new_names.contains(name)).collect();
        let came: Vec<&Named<'d>> = new.iter().filter(|(name, _)| !old_names.contains(name)).collect();
        let renamed = self.renamed(&gone, &came);
        let nowhere = self.graph.exchange(Vec::new(), Use::default());
        let here = (nowhere, Edge::Same);
        let lists =
            Places { base: self.base.place_of(&["components", "schemas"]), revision: self.revision.place_of(&["components", "schemas"]) };
        for (name, slot) in &gone {
            let subject = Subject::Words(format!("`{name}`"));
            match renamed.get(name) {
                Some(to) => {
                    let Some((_, other)) = came.iter().find(|(name, _)| name == to) else { continue };
                    let places = Places { base: slot.at, revision: other.at };
                    let (origin, edge) = self.met(slot, other).unwrap_or(here);
                    self.edit(&rules::SCHEMA_RENAMED, (origin, edge), places, subject, format!("is called `{to}`"));
                    self.slots(slot, other, nowhere, Edge::Same, Context::default());
                }
                None => self.edit(&rules::SCHEMA_REMOVED, here, Places { base: slot.at, ..lists }, subject, "is gone"),
            }
        }
        for (name, slot) in came.iter().filter(|(name, _)| !renamed.values().any(|known| known == name)) {
            let subject = Subject::Words(format!("`{name}`"));
            self.edit(&rules::SCHEMA_ADDED, here, Places { revision: slot.at, ..lists }, subject, "is new");
        }
        // What nothing uses is still a type of the crate.
        for (name, slot) in &old {
            if let Some((_, other)) = new.iter().find(|(known, _)| known == name)
                && !(self.is_met(slot.node, true) && self.is_met(other.node, false))
            {
                self.slots(slot, other, nowhere, Edge::Same, Context::default());
            }
        }
    }

    fn met(&self, base: &Slot<'d>, revision: &Slot<'d>) -> Option<(crate::uses::Origin, Edge)> {
        self.pairs.get(&(base.node, revision.node)).map(|pair| (crate::uses::Origin::Pair(*pair), Edge::Same))
    }

    fn is_met(&self, node: NodeId, base: bool) -> bool {
        self.met_nodes.contains(&(node, base))
    }

    /// Old name → new name: by where they are used, or by what they say.
    fn renamed(&mut self, gone: &[&Named<'d>], came: &[&Named<'d>]) -> BTreeMap<&'d str, &'d str> {
        let mut renamed: BTreeMap<&'d str, &'d str> = BTreeMap::new();
        for used in [true, false] {
            let mut candidates: Vec<(&'d str, &'d str)> = Vec::new();
            let taken: BTreeSet<&'d str> = renamed.values().copied().collect();
            for (name, slot) in gone.iter().map(|named| (named.0, &named.1)).filter(|(name, _)| !renamed.contains_key(name)) {
                for (other, to) in came.iter().map(|named| (named.0, &named.1)).filter(|(other, _)| !taken.contains(other)) {
                    let alike = match used {
                        true => self.met(slot, to).is_some() && self.alike(slot, to),
                        false => self.is_similar(slot, to) && self.equal(slot, to),
                    };
                    if alike {
                        candidates.push((name, other));
                    }
                }
            }
            // Two that say the same could both be it, in either document.
            let only = |pair: &&(&str, &str)| candidates.iter().filter(|other| other.0 == pair.0 || other.1 == pair.1).count() == 1;
            renamed.extend(candidates.iter().filter(only).copied());
        }
        renamed
    }

    /// A quick look: much that differs need not be compared in full.
    fn is_similar(&mut self, base: &Slot<'d>, revision: &Slot<'d>) -> bool {
        let (a, b) = (Flat::of(&mut self.base, base.node), Flat::of(&mut self.revision, revision.node));
        let says_something = !a.properties.is_empty() || a.values.is_some() || !a.unions.is_empty();
        says_something && a.types == b.types && a.properties.keys().eq(b.properties.keys())
    }

    /// Whether one can have become the other: they share half of what they name.
    fn alike(&mut self, base: &Slot<'d>, revision: &Slot<'d>) -> bool {
        let (a, b) = (Flat::of(&mut self.base, base.node), Flat::of(&mut self.revision, revision.node));
        let all = a.properties.len().max(b.properties.len());
        let shared = a.properties.keys().filter(|name| b.properties.contains_key(*name)).count();
        a.types == b.types && shared * 2 >= all
    }
}
