//! Where the API is.

use serde_json::Value;

use crate::{
    effect::{Effect, Effects},
    model::{Operation, Part, ROOT, items, members},
    rules,
    uses::Use,
};

use super::{Comparison, Places, Subject, operations::Matched, schemas::list};

impl<'d> Comparison<'d> {
    /// The servers of an operation: its own, its path's, or the document's.
    pub(super) fn servers_of(&mut self, matched: &Matched<'_, 'd>) {
        let (old, base) = servers(matched.base, self.base.root);
        let (new, revision) = servers(matched.revision, self.revision.root);
        if old == new {
            return;
        }
        let place = |at: Option<Part<'d>>| at.map(|part| part.at);
        let places = Places {
            base: match (place(base), old) {
                (Some(at), _) => self.base.pointers.member(at, "servers"),
                (None, Some(_)) => self.base.pointers.member(ROOT, "servers"),
                (None, None) => ROOT,
            },
            revision: match (place(revision), new) {
                (Some(at), _) => self.revision.pointers.member(at, "servers"),
                (None, Some(_)) => self.revision.pointers.member(ROOT, "servers"),
                (None, None) => ROOT,
            },
        };
        let subject = Subject::Words(if base.is_none() && revision.is_none() { "the API".to_owned() } else { matched.title() });
        self.compare_servers(matched, (old, new), places, &subject);
    }

    /// Whether two operations are at one address, though a part of it has gone from the server
    /// into the path or the other way round.
    pub(super) fn is_at_one_address(&self, base: &Operation<'d>, revision: &Operation<'d>) -> bool {
        base.method == revision.method && address(base, self.base.root) == address(revision, self.revision.root)
    }

    fn compare_servers(
        &mut self,
        matched: &Matched<'_, 'd>,
        (old, new): (Option<&'d Value>, Option<&'d Value>),
        places: Places,
        subject: &Subject,
    ) {
        let at = self.here(matched.number, Use::REQUEST);
        let (was, is) = (addresses(old), addresses(new));
        let whole = self.is_at_one_address(matched.base, matched.revision);
        let is_in = |server: &String, path: &str, others: &[String], other_path: &str| match whole {
            true => others.iter().any(|other| join(other, other_path) == join(server, path)),
            false => others.contains(server),
        };
        let (from, to) = (matched.base.shape(), matched.revision.shape());
        let item = |this: &mut Self, base: Option<usize>, revision: Option<usize>| Places {
            base: base.map_or(places.base, |index| this.base.pointers.item(places.base, index)),
            revision: revision.map_or(places.revision, |index| this.revision.pointers.item(places.revision, index)),
        };
        let lost: Vec<usize> = (0..was.len()).filter(|index| !is_in(&was[*index], &from, &is, &to)).collect();
        let gained: Vec<usize> = (0..is.len()).filter(|index| !is_in(&is[*index], &to, &was, &from)).collect();
        // Clients take the first one.
        let moved = lost.contains(&0) && gained.contains(&0);
        if moved {
            let places = item(self, old.map(|_| 0), new.map(|_| 0));
            let text = format!("is at `{}`, which was `{}`", is[0], was[0]);
            self.edit(&rules::SERVER_CHANGED, at, places, subject.clone(), text);
        }
        for index in lost.iter().filter(|index| !(moved && **index == 0)) {
            let places = item(self, Some(*index), None);
            self.edit(&rules::SERVER_REMOVED, at, places, subject.clone(), format!("is no longer at `{}`", was[*index]));
        }
        for index in gained.iter().filter(|index| !(moved && **index == 0)) {
            let places = item(self, None, Some(*index));
            self.edit(&rules::SERVER_ADDED, at, places, subject.clone(), format!("is at `{}` as well", is[*index]));
        }
        for (index, url) in was.iter().enumerate() {
            let Some(other) = is.iter().position(|known| known == url) else { continue };
            let of = |all: Option<&'d Value>, index: usize| items(all).nth(index).map(variables).unwrap_or_default();
            let (before, after) = (of(old, index), of(new, other));
            if before != after {
                let effects = Effects { request: effect_of(&before, &after), ..rules::SERVER_VARIABLE_CHANGED.effects };
                let changed = after.iter().filter(|fact| !before.contains(fact)).chain(before.iter().filter(|fact| !after.contains(fact)));
                let mut names: Vec<String> = changed.map(|fact| fact.0.clone()).collect();
                names.dedup();
                let places = item(self, Some(index), Some(other));
                let text = format!("has other values of {} in `{url}`", list(names.into_iter()));
                self.edit_with(&rules::SERVER_VARIABLE_CHANGED, effects, at, places, subject.clone(), text);
            }
        }
    }
}

/// The servers of an operation, and where they are not the document's.
fn servers<'d>(operation: &Operation<'d>, root: &'d Value) -> (Option<&'d Value>, Option<Part<'d>>) {
    match operation.own_or_shared("servers") {
        Some((value, part)) => (Some(value), Some(part)),
        None => (root.get("servers"), None),
    }
}

/// Where an operation is called: its first server, and its path without the names of variables.
pub(super) fn address(operation: &Operation<'_>, root: &Value) -> String {
    let servers = addresses(servers(operation, root).0);
    join(servers.first().map_or("/", String::as_str), &operation.shape())
}

fn join(server: &str, path: &str) -> String {
    format!("{}{path}", server.trim_end_matches('/'))
}

/// Without a server it is where the document is.
fn addresses(servers: Option<&Value>) -> Vec<String> {
    let found: Vec<String> = items(servers)
        .map(|server| {
            let url = server.get("url").and_then(Value::as_str).unwrap_or("/");
            let plain = url.trim_end_matches('/');
            // The host is written in any letters.
            match plain.split_once("://").map(|(scheme, rest)| (scheme, rest.split_once('/').unwrap_or((rest, "")))) {
                Some((scheme, (host, ""))) => format!("{}://{}", scheme.to_lowercase(), host_in_small(host)),
                Some((scheme, (host, path))) => format!("{}://{}/{path}", scheme.to_lowercase(), host_in_small(host)),
                None if plain.is_empty() => "/".to_owned(),
                None => plain.to_owned(),
            }
        })
        .collect();
    if found.is_empty() { vec!["/".to_owned()] } else { found }
}

fn host_in_small(host: &str) -> String {
    if host.contains('{') { host.to_owned() } else { host.to_lowercase() }
}

/// Another default is another address; fewer values are fewer addresses.
fn effect_of(before: &[Variable], after: &[Variable]) -> Effect {
    let find = |all: &'_ [Variable], name: &str| all.iter().find(|variable| variable.0 == name).cloned();
    let mut lost = before.len() != after.len();
    let mut gained = false;
    for (name, default, values) in before {
        let Some((_, new_default, new_values)) = find(after, name) else { return Effect::Moved };
        if *default != new_default {
            return Effect::Moved;
        }
        // Without a list every value is good.
        lost |= !new_values.is_empty() && (values.is_empty() || values.iter().any(|value| !new_values.contains(value)));
        gained |= !values.is_empty() && (new_values.is_empty() || new_values.iter().any(|value| !values.contains(value)));
    }
    match (lost, gained) {
        (false, true) => Effect::Widened,
        (true, false) => Effect::Narrowed,
        _ => Effect::Moved,
    }
}

/// A variable of an address: name, default, values.
type Variable = (String, String, Vec<String>);

/// What the variables of an address can be: name, default, values.
fn variables(server: &Value) -> Vec<Variable> {
    let text = |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or_default().to_owned();
    members(server.get("variables"))
        .map(|(name, variable)| {
            let mut values: Vec<String> = items(variable.get("enum")).map(|value| text(Some(value))).collect();
            values.sort();
            (name.clone(), text(variable.get("default")), values)
        })
        .collect()
}
