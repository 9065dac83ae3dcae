use std::collections::BTreeMap;

use serde_json::Value;

use super::components_mut;
use crate::{
    context::Context,
    finding::{Cost, Rule},
    names::{self, Taken},
    pointer,
    schema::Schema,
    walk,
};

pub(crate) static RULE: Rule = Rule {
    id: "type-names",
    meaning: "components get the names of their Rust types; of two that would be one, the later gets a number",
    cost: Cost::None,
};

/// How components are named: settings of a vendor.
#[derive(Clone, Debug, Default)]
pub struct TypeNames {
    /// Taken off the end of a component's name, where what is left is no other component.
    pub strip_suffix: Option<String>,
    /// Component → Rust type, where the rule's name is not wanted.
    pub overrides: BTreeMap<String, String>,
}

/// Names every component; returns the names in use and, by component, the type.
pub fn name_types(document: &mut Value, settings: &TypeNames, cx: &mut Context) -> (Taken, BTreeMap<String, String>) {
    let mut taken = Taken::default();
    let mut types: BTreeMap<String, String> = BTreeMap::new();
    let Some(components) = components_mut(document) else { return (taken, types) };
    let all: Vec<String> = components.keys().cloned().collect();
    let plain: Vec<String> = all.iter().map(|name| names::type_name(name)).collect();
    for (name, plain_name) in all.iter().zip(&plain) {
        let wanted = settings.overrides.get(name).cloned().unwrap_or_else(|| {
            let stripped = settings
                .strip_suffix
                .as_deref()
                .and_then(|suffix| name.strip_suffix(suffix))
                .filter(|rest| !rest.is_empty())
                .map(names::type_name);
            stripped.filter(|short| !plain.contains(short)).unwrap_or_else(|| plain_name.clone())
        });
        let unique = if cx.allows(&RULE) { taken.unique(&wanted) } else { wanted.clone() };
        if unique != wanted {
            cx.found(&RULE, components.get(name).map(walk::origin).unwrap_or_default(), unique.clone());
        }
        types.insert(name.clone(), unique);
    }
    let old = std::mem::take(components);
    let mut new = Schema::new();
    for (name, component) in old {
        let name = types.get(&name).cloned().unwrap_or(name);
        new.insert(name, component);
    }
    *components = new;
    walk::roots(document, &mut |root, _| {
        walk::outside_in(root, &mut |schema| {
            let Some(reference) = schema.get("$ref").and_then(Value::as_str) else { return };
            let Some(name) = reference.strip_prefix("#/components/schemas/") else { return };
            if let Some(new) = types.get(&pointer::last(name)) {
                schema["$ref"] = Value::String(format!("#/components/schemas/{new}"));
            }
        });
    });
    (taken, types)
}
