//! Whether two schemas accept the same values, by what they say.
//!
//! Schemas that hold themselves are equal unless something tells them apart: pairs that are being
//! compared are taken to be equal.

use std::collections::HashSet;

use crate::model::{Flat, NodeId, Slot};

use super::Comparison;

impl<'d> Comparison<'d> {
    /// Whether a schema of the old document and one of the new are the same but for their names.
    pub(crate) fn equal(&mut self, base: &Slot<'d>, revision: &Slot<'d>) -> bool {
        if base.null(&self.base) != revision.null(&self.revision) {
            return false;
        }
        let first = (base.node, revision.node);
        if let Some(known) = self.equal.get(&first) {
            return *known;
        }
        let mut assumed: HashSet<(NodeId, NodeId)> = HashSet::from([first]);
        let mut left = vec![first];
        while let Some((base, revision)) = left.pop() {
            match self.equal.get(&(base, revision)) {
                Some(true) => continue,
                Some(false) => {
                    self.equal.insert(first, false);
                    return false;
                }
                None => {}
            }
            let Some(inner) = self.say_the_same(base, revision) else {
                self.equal.insert((base, revision), false);
                self.equal.insert(first, false);
                return false;
            };
            left.extend(inner.into_iter().filter(|pair| assumed.insert(*pair)));
        }
        // Nothing told any of them apart, so that all assumptions hold.
        self.equal.extend(assumed.into_iter().map(|pair| (pair, true)));
        true
    }

    /// The pairs that must be equal for these to be; nothing if they differ themselves.
    fn say_the_same(&mut self, base: NodeId, revision: NodeId) -> Option<Vec<(NodeId, NodeId)>> {
        let a = Flat::of(&mut self.base, base);
        let b = Flat::of(&mut self.revision, revision);
        let same = a.types == b.types
            && texts(a.values.as_deref(), |value| value.value.to_string()) == texts(b.values.as_deref(), |value| value.value.to_string())
            && a.bounds.iter().zip(&b.bounds).all(|(a, b)| a.map(|bound| bound.value) == b.map(|bound| bound.value))
            && texts(Some(&a.multiples), |n| n.value.to_string()) == texts(Some(&b.multiples), |n| n.value.to_string())
            && texts(Some(&a.patterns), |p| p.value.to_owned()) == texts(Some(&b.patterns), |p| p.value.to_owned())
            && [(a.format, b.format), (a.encoding, b.encoding), (a.media_type, b.media_type)]
                .iter()
                .all(|(a, b)| a.map(|text| text.value) == b.map(|text| text.value))
            && a.unique.is_some() == b.unique.is_some()
            && a.properties.keys().eq(b.properties.keys())
            && a.required.keys().eq(b.required.keys())
            && a.dependent_required.keys().eq(b.dependent_required.keys())
            && a.single.iter().map(|(key, all)| (key, all.len())).eq(b.single.iter().map(|(key, all)| (key, all.len())))
            && a.named.keys().eq(b.named.keys())
            && a.prefix.len() == b.prefix.len()
            && a.unions.len() == b.unions.len()
            && a.unions.iter().zip(&b.unions).all(|(a, b)| a.keyword == b.keyword && a.members.len() == b.members.len());
        if !same {
            return None;
        }
        let mut slots = Vec::new();
        for (name, places) in &a.properties {
            slots.push((self.property_slot(places, name, true)?, self.property_slot(b.properties.get(name)?, name, false)?));
        }
        for (a, b) in
            a.single.values().flatten().zip(b.single.values().flatten()).chain(a.named.values().flatten().zip(b.named.values().flatten()))
        {
            slots.push((self.base.slot(a.value.0, a.value.1), self.revision.slot(b.value.0, b.value.1)));
        }
        for (index, (a, b)) in a.prefix.iter().zip(&b.prefix).enumerate() {
            slots.push((self.prefix_slot(a, index, true)?, self.prefix_slot(b, index, false)?));
        }
        for (a, b) in a.unions.iter().zip(&b.unions) {
            let (left, right) = (self.member_slots(a, true), self.member_slots(b, false));
            for slot in &left {
                let named = self.base.get(slot.node).component;
                let place = left.iter().position(|other| other.node == slot.node);
                // Members in another order are the same union; a name is what tells them apart.
                let by_name = right.iter().find(|other| named.is_some() && self.revision.get(other.node).component == named);
                slots.push((slot.clone(), by_name.or_else(|| right.get(place?))?.clone()));
            }
        }
        for (a, b) in &slots {
            let only = |a: bool, b: bool| a == b;
            let alike = only(a.null(&self.base), b.null(&self.revision))
                && only(a.is(&self.base, "readOnly").is_some(), b.is(&self.revision, "readOnly").is_some())
                && only(a.is(&self.base, "writeOnly").is_some(), b.is(&self.revision, "writeOnly").is_some());
            if !alike {
                return None;
            }
        }
        Some(slots.into_iter().map(|(a, b)| (a.node, b.node)).collect())
    }
}

fn texts<T>(values: Option<&[T]>, text: impl Fn(&T) -> String) -> Option<Vec<String>> {
    let mut texts: Vec<String> = values?.iter().map(text).collect();
    texts.sort();
    Some(texts)
}
