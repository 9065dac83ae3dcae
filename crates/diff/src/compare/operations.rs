//! Operations: which of the old ones is which of the new ones, and what they are called.

use std::collections::HashMap;

use serde_json::Value;

use crate::{
    model::{Operation, Part, Place, items, operations, webhooks},
    rules::{self, Rule},
    uses::{Edge, Origin, Use},
};

use super::{Comparison, Places, Subject, schemas::list, servers::address};

/// An operation in both documents, and its number.
pub(super) struct Matched<'s, 'd> {
    pub(super) base: &'s Operation<'d>,
    pub(super) revision: &'s Operation<'d>,
    pub(super) number: usize,
    /// What is sent to the server, and what comes back. A webhook is sent by the server.
    pub(super) sent: Use,
    pub(super) got: Use,
}

impl Matched<'_, '_> {
    pub(super) fn places(&self) -> Places {
        Places { base: self.base.part.at, revision: self.revision.part.at }
    }

    pub(super) fn title(&self) -> String {
        format!("`{}`", self.revision.title())
    }
}

const OPERATION_TEXTS: &[&str] = &["summary", "description", "externalDocs"];

impl<'d> Comparison<'d> {
    pub(super) fn all_operations(&mut self) {
        let (old, new) = (operations(&mut self.base), operations(&mut self.revision));
        self.compare_operations(&old, &new);
        let (old, new) = (webhooks(&mut self.base), webhooks(&mut self.revision));
        self.compare_hooks(&old, &new);
        self.schemes();
    }

    /// Gives an operation a number, and an exchange of its own.
    pub(super) fn number(&mut self, title: String, base: Option<Place>, revision: Option<Place>) -> usize {
        self.operations.push(title);
        self.operation_places.push((base, revision));
        self.operations.len() - 1
    }

    pub(super) fn here(&mut self, number: usize, uses: Use) -> (Origin, Edge) {
        (self.graph.exchange(vec![number], uses), Edge::Same)
    }

    fn compare_operations(&mut self, old: &[Operation<'d>], new: &[Operation<'d>]) {
        let mut matched: HashMap<usize, usize> = HashMap::new();
        let mut taken = vec![false; new.len()];
        // The same path first, with the same names; then with other names; then the same address,
        // of which the server has a part; then another address under the same operationId.
        let exact = |a: &Operation<'d>, b: &Operation<'d>| a.path == b.path;
        let alike = |a: &Operation<'d>, b: &Operation<'d>| a.shape() == b.shape();
        let mut by_shape: HashMap<(&str, String), Vec<usize>> = HashMap::new();
        for (index, operation) in new.iter().enumerate() {
            by_shape.entry((operation.method, operation.shape())).or_default().push(index);
        }
        for same in [&exact as &dyn Fn(&Operation<'d>, &Operation<'d>) -> bool, &alike] {
            for (index, operation) in old.iter().enumerate() {
                let candidates = by_shape.get(&(operation.method, operation.shape()));
                let found = candidates.into_iter().flatten().find(|to| !taken[**to] && same(operation, &new[**to]));
                if let Some(to) = found.filter(|_| !matched.contains_key(&index)) {
                    matched.insert(index, *to);
                    taken[*to] = true;
                }
            }
        }
        let left: Vec<(usize, (&str, String))> =
            (0..new.len()).filter(|to| !taken[*to]).map(|to| (to, (new[to].method, address(&new[to], self.revision.root)))).collect();
        for (index, operation) in old.iter().enumerate() {
            if left.is_empty() || matched.contains_key(&index) {
                continue;
            }
            let here = (operation.method, address(operation, self.base.root));
            if let Some((to, _)) = left.iter().find(|(to, there)| !taken[*to] && *there == here) {
                matched.insert(index, *to);
                taken[*to] = true;
            }
        }
        for (index, operation) in old.iter().enumerate().filter(|(_, operation)| operation.id().is_some()) {
            let unique = old.iter().filter(|other| other.id() == operation.id()).count() == 1;
            let mut found = (0..new.len()).filter(|to| !taken[*to] && new[*to].id() == operation.id());
            if let (Some(to), None, true, false) = (found.next(), found.next(), unique, matched.contains_key(&index)) {
                matched.insert(index, to);
                taken[to] = true;
            }
        }
        for (index, operation) in old.iter().enumerate() {
            match matched.get(&index).and_then(|to| new.get(*to)) {
                Some(revision) => self.operation(operation, revision),
                None => self.operation_went(operation, operation.title(), &rules::OPERATION_REMOVED, "is gone"),
            }
        }
        for (_, operation) in new.iter().enumerate().filter(|(index, _)| !taken[*index]) {
            self.operation_came(operation, operation.title(), &rules::OPERATION_ADDED, Use::REQUEST);
        }
    }

    fn operation(&mut self, base: &Operation<'d>, revision: &Operation<'d>) {
        let number = self.number(revision.title(), Some(base.part.at), Some(revision.part.at));
        let matched = Matched { base, revision, number, sent: Use::REQUEST, got: Use::RESPONSE };
        let stays = base.shape() == revision.shape() && base.method == revision.method;
        if !stays && !self.is_at_one_address(base, revision) {
            let at = self.here(number, Use::REQUEST);
            let text = format!("was `{}`", base.title());
            let subject = Subject::Words(matched.title());
            self.edit(&rules::OPERATION_MOVED, at, matched.places(), subject, text);
        }
        if let (Some(old), Some(new)) = (base.id(), revision.id())
            && old != new
        {
            self.operation_word(
                &matched,
                "operationId",
                &rules::OPERATION_ID_CHANGED,
                format!("has the operationId `{new}`, which was `{old}`"),
            );
        } else if base.id().is_some() != revision.id().is_some() {
            let text = if revision.id().is_some() { "has an operationId" } else { "has lost its operationId" };
            self.operation_word(&matched, "operationId", &rules::OPERATION_ID_CHANGED, text.to_owned());
        }
        let tags =
            |operation: &Operation<'d>| -> Vec<&'d str> { items(operation.part.map.get("tags")).filter_map(Value::as_str).collect() };
        let (old, new) = (tags(base), tags(revision));
        if old != new {
            let words = |tags: &[&str]| list(tags.iter().map(|tag| (*tag).to_owned()));
            self.operation_word(
                &matched,
                "tags",
                &rules::OPERATION_TAGS_CHANGED,
                format!("has the tags {}, which were {}", words(&new), words(&old)),
            );
        }
        self.exchange(&matched);
        self.servers_of(&matched);
        self.security_of(&matched);
        let (old, new) = (self.base.callbacks(base), self.revision.callbacks(revision));
        self.callbacks(&matched, &old, &new);
    }

    /// What an operation, a webhook or a callback sends and gets.
    fn exchange(&mut self, matched: &Matched<'_, 'd>) {
        let at = self.here(matched.number, matched.sent.or(matched.got));
        let subject = Subject::Words(matched.title());
        let deprecated = |part: Part<'d>| part.map.get("deprecated") == Some(&Value::Bool(true));
        match (deprecated(matched.base.part), deprecated(matched.revision.part)) {
            (false, true) => self.operation_word(matched, "deprecated", &rules::OPERATION_DEPRECATED, "is deprecated".to_owned()),
            (true, false) => {
                self.operation_word(matched, "deprecated", &rules::OPERATION_UNDEPRECATED, "is no longer deprecated".to_owned())
            }
            _ => {}
        }
        let (base, revision) = ([matched.base.part], [matched.revision.part]);
        self.promises((&base, &revision), at, matched.places(), &subject);
        // What a path says holds for each of its operations.
        let whole = |operation: &Operation<'d>| -> Vec<Part<'d>> {
            std::iter::once(operation.part).chain(operation.items.iter().copied()).collect()
        };
        self.documentation((&whole(matched.base), &whole(matched.revision)), OPERATION_TEXTS, at, matched.places(), &subject);
        self.extensions(&base, &revision, at, matched.places(), &subject);
        self.parameters(matched);
        self.request_body(matched);
        self.responses(matched);
    }

    /// A word of the operation itself.
    fn operation_word(&mut self, matched: &Matched<'_, 'd>, keyword: &'static str, rule: &'static Rule, text: String) {
        let side = |part: Part<'d>| if part.map.contains_key(keyword) { Ok(part) } else { Err(part.at) };
        let places = self.keyword(side(matched.base.part), side(matched.revision.part), keyword);
        let at = self.here(matched.number, matched.sent);
        self.edit(rule, at, places, Subject::Words(matched.title()), text);
    }

    fn operation_went(&mut self, operation: &Operation<'d>, title: String, rule: &'static Rule, text: &str) {
        let number = self.number(title.clone(), Some(operation.part.at), None);
        let at = self.here(number, Use::REQUEST);
        let lacking = self.place_of_paths(rule);
        let announced = operation.part.map.get("deprecated") == Some(&Value::Bool(true));
        let sunset = operation.text("x-sunset").map(|day| format!(", announced for `{day}`")).unwrap_or_default();
        let text = if announced { format!("{text}; it was deprecated{sunset}") } else { text.to_owned() };
        let places = Places { base: operation.part.at, revision: lacking.revision };
        self.edit(rule, at, places, Subject::Words(format!("`{title}`")), text);
    }

    fn operation_came(&mut self, operation: &Operation<'d>, title: String, rule: &'static Rule, uses: Use) {
        let number = self.number(title.clone(), None, Some(operation.part.at));
        let at = self.here(number, uses);
        let lacking = self.place_of_paths(rule);
        let places = Places { base: lacking.base, revision: operation.part.at };
        self.edit(rule, at, places, Subject::Words(format!("`{title}`")), "is new");
    }

    fn place_of_paths(&mut self, rule: &Rule) -> Places {
        let section = if rule.id.starts_with("webhook") { "webhooks" } else { "paths" };
        let base =
            if self.base.root.get(section).is_some() { self.base.pointers.member(crate::model::ROOT, section) } else { crate::model::ROOT };
        let there = self.revision.root.get(section).is_some();
        let revision = if there { self.revision.pointers.member(crate::model::ROOT, section) } else { crate::model::ROOT };
        Places { base, revision }
    }

    /// Webhooks: the vendor asks, and we answer.
    fn compare_hooks(&mut self, old: &[Operation<'d>], new: &[Operation<'d>]) {
        let same = |a: &Operation<'d>, b: &Operation<'d>| a.path == b.path && a.method == b.method;
        for base in old {
            match new.iter().find(|revision| same(base, revision)) {
                Some(revision) => {
                    let title = format!("webhook {}", revision.title());
                    let number = self.number(title, Some(base.part.at), Some(revision.part.at));
                    self.exchange(&Matched { base, revision, number, sent: Use::RESPONSE, got: Use::REQUEST });
                }
                None => self.operation_went(base, format!("webhook {}", base.title()), &rules::WEBHOOK_REMOVED, "is gone"),
            }
        }
        for revision in new.iter().filter(|revision| !old.iter().any(|base| same(base, revision))) {
            self.operation_came(revision, format!("webhook {}", revision.title()), &rules::WEBHOOK_ADDED, Use::RESPONSE);
        }
    }

    fn callbacks(&mut self, matched: &Matched<'_, 'd>, old: &[(&'d str, Operation<'d>)], new: &[(&'d str, Operation<'d>)]) {
        let same = |a: &(&'d str, Operation<'d>), b: &(&'d str, Operation<'d>)| a.0 == b.0 && a.1.method == b.1.method;
        let lacking = matched.places();
        for base in old {
            match new.iter().find(|revision| same(base, revision)) {
                Some(revision) => {
                    let title = format!("{} (callback `{}`)", matched.revision.title(), revision.0);
                    let number = self.number(title, Some(base.1.part.at), Some(revision.1.part.at));
                    self.exchange(&Matched { base: &base.1, revision: &revision.1, number, sent: Use::RESPONSE, got: Use::REQUEST });
                }
                None => {
                    let at = self.here(matched.number, Use::REQUEST);
                    let places = Places { base: base.1.part.at, revision: lacking.revision };
                    let text = format!("no longer has the callback `{}`", base.0);
                    self.edit(&rules::CALLBACK_REMOVED, at, places, Subject::Words(matched.title()), text);
                }
            }
        }
        for revision in new.iter().filter(|revision| !old.iter().any(|base| same(base, revision))) {
            let at = self.here(matched.number, Use::RESPONSE);
            let places = Places { base: lacking.base, revision: revision.1.part.at };
            let text = format!("has the new callback `{}`", revision.0);
            self.edit(&rules::CALLBACK_ADDED, at, places, Subject::Words(matched.title()), text);
        }
    }
}
