//! Who may call: requirements of operations, and the schemes that they name.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::{
    effect::{Effect, Effects},
    model::{Operation, Place, ROOT, items, members},
    rules,
    uses::{Edge, Use},
};

use super::{Comparison, Places, Subject, operations::Matched};

/// One way to be let in: schemes, each with its scopes. Without a scheme everybody is.
type Alternative<'d> = BTreeMap<String, BTreeSet<&'d str>>;

/// Old name of a scheme → new name.
pub(super) type SchemeNames<'d> = BTreeMap<&'d str, &'d str>;

const SCHEMES: &str = "/components/securitySchemes";

impl<'d> Comparison<'d> {
    /// Which scheme is which: by name, or by what it asks for.
    pub(super) fn scheme_names(&self) -> SchemeNames<'d> {
        let (old, new) = (self.base.root.pointer(SCHEMES), self.revision.root.pointer(SCHEMES));
        let mut names = SchemeNames::new();
        for (name, scheme) in members(old) {
            let same = members(new).find(|(other, _)| *other == name);
            let alike = || {
                members(new)
                    .find(|(other, found)| old.is_some_and(|old| old.get(other.as_str()).is_none()) && asked(scheme) == asked(found))
            };
            if let Some((other, _)) = same.or_else(alike) {
                names.insert(name, other);
            }
        }
        names
    }

    /// What an operation asks for, in both documents.
    pub(super) fn security_of(&mut self, matched: &Matched<'_, 'd>) {
        let (old, base) = requirement(matched.base, self.base.root);
        let (new, revision) = requirement(matched.revision, self.revision.root);
        let names = self.scheme_names.clone();
        let new: Vec<Alternative<'d>> = alternatives(new, str::to_owned);
        // A name that is still asked for is the same name, whatever has become of its scheme.
        let asked_still = |name: &str| new.iter().any(|alternative| alternative.contains_key(name));
        let renamed = |name: &str| if asked_still(name) { name.to_owned() } else { names.get(name).copied().unwrap_or(name).to_owned() };
        let old: Vec<Alternative<'d>> = alternatives(old, renamed);
        for name in new.iter().flat_map(Alternative::keys) {
            self.scheme_users.entry(name.clone()).or_default().push(matched.number);
        }
        let base = base.map_or(if self.base.root.get("security").is_some() { None } else { Some(ROOT) }, Some);
        let places = Places {
            base: match base {
                Some(ROOT) => ROOT,
                Some(at) => self.base.pointers.member(at, "security"),
                None => self.base.pointers.member(ROOT, "security"),
            },
            revision: match revision {
                Some(at) => self.revision.pointers.member(at, "security"),
                None if self.revision.root.get("security").is_some() => self.revision.pointers.member(ROOT, "security"),
                None => ROOT,
            },
        };
        // What the document says for all operations is said of all.
        let shared = !matched.base.part.map.contains_key("security") && !matched.revision.part.map.contains_key("security");
        let subject = Subject::Words(if shared { "the API".to_owned() } else { matched.title() });
        let at = self.here(matched.number, Use::REQUEST);
        for lost in old.iter().filter(|old| !new.iter().any(|new| covers(old, new))) {
            let scopes = new.iter().find(|new| new.keys().eq(lost.keys()));
            match scopes {
                _ if lost.is_empty() => {
                    let text = format!("needs {}", words(&new));
                    self.edit(&rules::SECURITY_ADDED, at, places, subject.clone(), text);
                }
                Some(with) => {
                    let text = format!("needs the scopes {} as well", scopes_beyond(with, lost));
                    self.edit(&rules::SECURITY_SCOPE_ADDED, at, places, subject.clone(), text);
                }
                None => {
                    let text = format!("no longer accepts {}", words(std::slice::from_ref(lost)));
                    self.edit(&rules::SECURITY_ALTERNATIVE_REMOVED, at, places, subject.clone(), text);
                }
            }
        }
        for gained in new.iter().filter(|new| !old.iter().any(|old| covers(new, old))) {
            let scopes = old.iter().find(|old| old.keys().eq(gained.keys()));
            match scopes {
                _ if gained.is_empty() => {
                    let text = format!("no longer needs {}", words(&old));
                    self.edit(&rules::SECURITY_REMOVED, at, places, subject.clone(), text);
                }
                Some(with) => {
                    let text = format!("no longer needs the scopes {}", scopes_beyond(with, gained));
                    self.edit(&rules::SECURITY_SCOPE_REMOVED, at, places, subject.clone(), text);
                }
                None => {
                    let text = format!("accepts {} as well", words(std::slice::from_ref(gained)));
                    self.edit(&rules::SECURITY_ALTERNATIVE_ADDED, at, places, subject.clone(), text);
                }
            }
        }
    }

    /// The schemes themselves.
    pub(super) fn schemes(&mut self) {
        let names = self.scheme_names.clone();
        let (old, new) = (self.base.root.pointer(SCHEMES), self.revision.root.pointer(SCHEMES));
        let (base, revision) =
            (self.base.place_of(&["components", "securitySchemes"]), self.revision.place_of(&["components", "securitySchemes"]));
        for (name, scheme) in members(old) {
            let at = self.base.pointers.member(base, name);
            let Some(other) = names.get(name.as_str()).copied() else {
                let here = (self.graph.exchange(Vec::new(), Use::default()), Edge::Same);
                let places = Places { base: at, revision };
                self.edit(&rules::SECURITY_SCHEME_REMOVED, here, places, Subject::Words(format!("the scheme `{name}`")), "is gone");
                continue;
            };
            let Some(found) = new.and_then(|new| new.get(other)) else { continue };
            let places = Places { base: at, revision: self.revision.pointers.member(revision, other) };
            let (scheme, at) = self.base.resolve(scheme, places.base);
            let (found, to) = self.revision.resolve(found, places.revision);
            self.scheme(other, (scheme, found), Places { base: at, revision: to });
        }
        for (name, _) in members(new).filter(|(name, _)| !names.values().any(|known| known == name)) {
            let here = (self.graph.exchange(Vec::new(), Use::default()), Edge::Same);
            let places = Places { base, revision: self.revision.pointers.member(revision, name) };
            self.edit(&rules::SECURITY_SCHEME_ADDED, here, places, Subject::Words(format!("the scheme `{name}`")), "is new");
        }
    }

    fn scheme(&mut self, name: &str, (old, new): (&'d Value, &'d Value), places: Places) {
        let users = self.scheme_users.get(name).cloned().unwrap_or_default();
        // A scheme that nobody needs breaks nobody.
        let uses = if users.is_empty() { Use::default() } else { Use::REQUEST };
        let at = (self.graph.exchange(users, uses), Edge::Same);
        let subject = Subject::Words(format!("the scheme `{name}`"));
        let (was, is) = (asked(old), asked(new));
        let lost = was.iter().find(|fact| !is.contains(fact));
        if let Some((fact, value)) = lost {
            let shown =
                |scheme: &'d Value, other: &str| scheme.get(fact).and_then(Value::as_str).map_or_else(|| other.to_owned(), str::to_owned);
            let now = is.iter().find(|(known, _)| known == fact).map_or("nothing", |(_, value)| value.as_str());
            let (now, value) = (shown(new, now), shown(old, value));
            let text = format!("has `{fact}` `{now}`, which was `{value}`");
            self.edit(&rules::SECURITY_SCHEME_CHANGED, at, places, subject.clone(), text);
        } else if is.iter().any(|fact| !was.contains(fact)) {
            // The ways that there were are still there.
            let effects = Effects { request: Effect::Widened, ..rules::SECURITY_SCHEME_CHANGED.effects };
            let text = "offers another way to get a token";
            self.edit_with(&rules::SECURITY_SCHEME_CHANGED, effects, at, places, subject.clone(), text);
        } else if scopes(old) != scopes(new) {
            self.edit(&rules::SECURITY_SCOPES_CHANGED, at, places, subject.clone(), "offers other scopes");
        }
        let parts = |value: &'d Value, at: Place| value.as_object().map(|map| crate::model::Part { map, at });
        if let (Some(old), Some(new)) = (parts(old, places.base), parts(new, places.revision)) {
            self.documentation((&[old], &[new]), &["description", "bearerFormat"], at, places, &subject);
        }
    }
}

/// The `security` of an operation, and where it is its own.
fn requirement<'d>(operation: &Operation<'d>, root: &'d Value) -> (Option<&'d Value>, Option<Place>) {
    match operation.part.map.get("security") {
        Some(own) => (Some(own), Some(operation.part.at)),
        None => (root.get("security"), None),
    }
}

fn alternatives<'d>(requirement: Option<&'d Value>, name: impl Fn(&str) -> String) -> Vec<Alternative<'d>> {
    let found: Vec<Alternative<'d>> = items(requirement)
        .map(|alternative| {
            members(Some(alternative))
                .map(|(scheme, scopes)| (name(scheme), items(Some(scopes)).filter_map(Value::as_str).collect()))
                .collect()
        })
        .collect();
    if found.is_empty() { vec![Alternative::new()] } else { found }
}

/// Whether whoever has `old` has all that `new` asks for.
fn covers(old: &Alternative<'_>, new: &Alternative<'_>) -> bool {
    new.iter().all(|(scheme, scopes)| old.get(scheme).is_some_and(|had| scopes.is_subset(had)))
}

/// What a scheme asks for: facts by name, but for scopes and texts.
fn asked(scheme: &Value) -> Vec<(String, String)> {
    let mut facts = Vec::new();
    for key in ["type", "in", "scheme", "openIdConnectUrl", "name"] {
        if let Some(value) = scheme.get(key).and_then(Value::as_str) {
            // Names of headers and of schemes are written in any letters.
            let plain = if key == "openIdConnectUrl" { value.to_owned() } else { value.to_ascii_lowercase() };
            facts.push((key.to_owned(), plain));
        }
    }
    for (flow, facts_of_flow) in members(scheme.get("flows")) {
        facts.push(("flow".to_owned(), flow.clone()));
        for key in ["authorizationUrl", "tokenUrl", "refreshUrl"] {
            if let Some(value) = facts_of_flow.get(key).and_then(Value::as_str) {
                facts.push((format!("{flow} {key}"), value.to_owned()));
            }
        }
    }
    facts
}

fn scopes(scheme: &Value) -> BTreeSet<(&String, &String)> {
    members(scheme.get("flows")).flat_map(|(flow, facts)| members(facts.get("scopes")).map(move |(scope, _)| (flow, scope))).collect()
}

fn words(alternatives: &[Alternative<'_>]) -> String {
    let one = |alternative: &Alternative<'_>| {
        let schemes: Vec<String> = alternative
            .iter()
            .map(|(scheme, scopes)| match scopes.is_empty() {
                true => format!("`{scheme}`"),
                false => format!("`{scheme}` ({})", scopes.iter().copied().collect::<Vec<_>>().join(", ")),
            })
            .collect();
        if schemes.is_empty() { "nothing".to_owned() } else { schemes.join(" and ") }
    };
    alternatives.iter().map(one).collect::<Vec<_>>().join(" or ")
}

fn scopes_beyond(with: &Alternative<'_>, without: &Alternative<'_>) -> String {
    let beyond = with.iter().flat_map(|(scheme, scopes)| {
        let had = without.get(scheme);
        scopes.iter().filter(move |scope| had.is_none_or(|had| !had.contains(**scope))).map(|scope| (*scope).to_owned())
    });
    super::schemas::list(beyond)
}
