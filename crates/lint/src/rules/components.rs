//! What nothing refers to.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};
use switchboard_spec::{pointer, position::Kind, reference::Target};

use crate::{
    Level, Rule,
    rule::Findings,
    subject::{Place, Subject},
};

pub(super) const RULES: &[&Rule] = &[&UNUSED];

static UNUSED: Rule = Rule {
    id: "unused-component",
    level: Level::Warning,
    meaning: "a component is not used by any operation",
    why: "A client has a type for every schema, so callers see one that they can never get or send. Often a reference was \
          forgotten, and the place where it should stand is not typed.",
    help: "refer to it where it belongs, or remove it",
    check: unused,
};

fn unused(subject: &Subject<'_>, findings: &mut Findings) {
    let uses = Uses::of(subject);
    let used = uses.reached();
    for component in &uses.components {
        if !used.contains(component.as_str()) {
            findings.add(component.clone(), "nothing refers to it, directly or through what is used");
        }
    }
}

/// Which components refer to which.
#[derive(Default)]
struct Uses {
    /// Pointers of all components.
    components: Vec<String>,
    /// Component → components that it refers to. What stands outside of components has the empty name.
    from: BTreeMap<String, BTreeSet<String>>,
}

impl Uses {
    fn of(subject: &Subject<'_>) -> Self {
        let mut uses = Self::default();
        let sections = subject.value.get("components").and_then(Value::as_object).into_iter().flatten();
        for (section, entries) in sections.filter(|(section, _)| !section.starts_with("x-")) {
            let base = pointer::join("#/components", section);
            let names = entries.as_object().into_iter().flat_map(Map::keys);
            uses.components.extend(names.filter(|name| !name.starts_with("x-")).map(|name| pointer::join(&base, name)));
        }
        let mut anchors = BTreeMap::new();
        for (at, schema) in subject.schemas() {
            for key in ["$anchor", "$dynamicAnchor", "$id"] {
                if let Some(name) = schema.get(key).and_then(Value::as_str) {
                    anchors.insert(name, component_of(at));
                }
            }
        }
        for place in subject.places() {
            let from = component_of(&place.pointer);
            for target in targets(place) {
                match Target::parse(&target) {
                    Target::Pointer(to) => uses.add(&from, component_of(&to)),
                    Target::Anchor(name) => uses.add(&from, anchors.get(name).cloned().unwrap_or_default()),
                    Target::File { .. } | Target::Url => {
                        let resource = target.split('#').next().unwrap_or_default();
                        uses.add(&from, anchors.get(resource).cloned().unwrap_or_default());
                    }
                }
            }
            uses.inherit(place);
        }
        uses
    }

    fn add(&mut self, from: &str, to: String) {
        if from != to {
            self.from.entry(from.to_owned()).or_default().insert(to);
        }
    }

    /// A schema with a discriminator and without a list of members has those as members that
    /// are made of it.
    fn inherit(&mut self, place: &Place<'_>) {
        if place.kind != Kind::Schema {
            return;
        }
        let child = component_of(&place.pointer);
        if child != place.pointer {
            return;
        }
        for member in place.value.get("allOf").and_then(Value::as_array).into_iter().flatten() {
            let parent = member.get("$ref").and_then(Value::as_str).map(Target::parse);
            if let Some(Target::Pointer(parent)) = parent {
                self.add(&component_of(&parent), child.clone());
            }
        }
    }

    fn reached(&self) -> BTreeSet<&str> {
        let mut reached = BTreeSet::new();
        let mut pending = vec![""];
        while let Some(component) = pending.pop() {
            for next in self.from.get(component).into_iter().flatten() {
                if reached.insert(next.as_str()) {
                    pending.push(next);
                }
            }
        }
        reached
    }
}

/// Everything that a place refers to, as references.
fn targets(place: &Place<'_>) -> Vec<String> {
    let mut targets = Vec::new();
    if place.kind.can_be_reference() {
        targets.extend(place.value.get("$ref").and_then(Value::as_str).map(str::to_owned));
    }
    match place.kind {
        Kind::Schema => {
            let dynamic = place.value.get("$dynamicRef").and_then(Value::as_str);
            targets.extend(dynamic.map(str::to_owned));
            let mapping = place.value.pointer("/discriminator/mapping").and_then(Value::as_object);
            for target in mapping.into_iter().flat_map(Map::values).filter_map(Value::as_str) {
                let is_name = !target.contains(['#', '/']);
                targets.push(if is_name { pointer::join("#/components/schemas", target) } else { target.to_owned() });
            }
        }
        Kind::Document | Kind::Operation => {
            let requirements = place.value.get("security").and_then(Value::as_array).into_iter().flatten();
            let names = requirements.filter_map(Value::as_object).flat_map(Map::keys);
            targets.extend(names.map(|name| pointer::join("#/components/securitySchemes", name)));
        }
        _ => {}
    }
    targets
}

/// The component that a pointer leads into; the empty text for what is in none.
fn component_of(pointer: &str) -> String {
    let Some(rest) = pointer.strip_prefix("#/components/") else { return String::new() };
    let mut steps = rest.splitn(3, '/');
    match (steps.next(), steps.next()) {
        (Some(section), Some(name)) => format!("#/components/{section}/{name}"),
        _ => String::new(),
    }
}
