use std::collections::{BTreeMap, HashSet};

use serde_json::{Value, json};

use crate::{
    context::Context,
    finding::{Cost, Rule},
    fit::schema::name_of_place,
    names::{self, Taken},
    pointer,
    schema::{self, Schema},
    walk,
};

pub(crate) static RULE: Rule = Rule {
    id: "if-then-else",
    meaning: "`if`/`then`/`else` is not checked; what the branches declare becomes optional members, also where no branch applies",
    cost: Cost::Typing,
};

/// What branches adopt from the components that they refer to.
///
/// A member that has conditions in its turn may lead back to where it was adopted, so it becomes a
/// component, once.
pub(crate) struct Adopted<'a> {
    components: &'a Schema,
    taken: Taken,
    by_place: BTreeMap<String, String>,
    /// New components that no rule has seen yet.
    pub(crate) pending: Vec<(String, Value)>,
}

impl<'a> Adopted<'a> {
    /// Nothing yet, beside the given components.
    pub(crate) fn from(components: &'a Schema) -> Self {
        let mut taken = Taken::default();
        for name in components.keys() {
            taken.unique(name);
        }
        Self { components, taken, by_place: BTreeMap::new(), pending: Vec::new() }
    }

    /// A copy of a member of a component, or a reference to it.
    fn copy(&mut self, property: &Value) -> Value {
        let mut property = property.clone();
        let mut has_conditions = false;
        walk::outside_in(&mut property, &mut |schema| has_conditions |= CONDITIONS.iter().any(|key| schema.get(*key).is_some()));
        if !has_conditions {
            return property;
        }
        let at = walk::origin(&property);
        let name = self.by_place.entry(at.clone()).or_insert_with(|| {
            let name = self.taken.unique(&names::pascal(&name_of_place(&at)));
            self.pending.push((name.clone(), property));
            name
        });
        json!({ "$ref": pointer::join("#/components/schemas", name), walk::ORIGIN: at })
    }
}

/// Keywords that adopt members.
const CONDITIONS: &[&str] = &["if", "then", "else", "dependentSchemas", "dependencies"];

pub(crate) fn apply(schema: &mut Value, adopted: &mut Adopted<'_>, cx: &mut Context) {
    if !cx.allows(&RULE) || !["if", "then", "else"].iter().any(|key| schema.get(key).is_some()) {
        return;
    }
    cx.found(&RULE, walk::origin(schema), "");
    let Some(object) = schema.as_object_mut() else { return };
    schema::take(object, "if");
    let branches: Vec<Value> = ["then", "else"].iter().filter_map(|key| schema::take(object, key)).collect();
    for branch in branches {
        adopt(object, &branch, adopted);
    }
}

/// Adds the properties of a branch that may or may not apply, as optional ones.
pub(super) fn adopt(object: &mut Schema, branch: &Value, adopted: &mut Adopted<'_>) {
    let mut declared: Vec<(String, Value)> = Vec::new();
    properties_of(branch, false, adopted, &mut declared, &mut HashSet::new());
    if declared.is_empty() {
        return;
    }
    let properties = object.entry("properties").or_insert_with(|| json!({}));
    let Some(properties) = properties.as_object_mut() else { return };
    for (name, mut property) in declared {
        // Only names the member.
        if property.is_boolean() {
            property = json!({});
        }
        match properties.get_mut(&name) {
            None => {
                loosen(&mut property);
                properties.insert(name, property);
            }
            Some(known) => either(known, property),
        }
    }
}

/// The properties that a branch declares, itself or by what it refers to; `seen` are the
/// components that were asked.
fn properties_of(branch: &Value, referred: bool, adopted: &mut Adopted<'_>, out: &mut Vec<(String, Value)>, seen: &mut HashSet<String>) {
    let component = branch.get("$ref").and_then(|_| schema::component_of(branch)).filter(|name| seen.insert((*name).to_owned()));
    let components = adopted.components;
    if let Some(target) = component.and_then(|name| components.get(name)) {
        properties_of(target, true, adopted, out, seen);
    }
    for (name, property) in branch.get("properties").and_then(Value::as_object).into_iter().flatten() {
        // `then: {properties: {b: false}}` forbids a member; `true` only names it.
        if property != &Value::Bool(false) {
            out.push((name.clone(), if referred { adopted.copy(property) } else { property.clone() }));
        }
    }
    for key in ["allOf", "anyOf", "oneOf"] {
        for member in branch.get(key).and_then(Value::as_array).into_iter().flatten() {
            properties_of(member, referred, adopted, out, seen);
        }
    }
    for key in ["then", "else"] {
        if let Some(inner) = branch.get(key) {
            properties_of(inner, referred, adopted, out, seen);
        }
    }
}

/// Makes `known` accept what `other` accepts too: a branch that does not apply must not make
/// a valid value unreadable.
fn either(known: &mut Value, other: Value) {
    if other.is_boolean() || only_narrows(&other) || crate::fit::schema::bare(known) == crate::fit::schema::bare(&other) {
        return;
    }
    if known.is_boolean() || schema::accepts_anything(known) {
        return;
    }
    let at = walk::origin(known);
    *known = json!({ "anyOf": [known.take(), other], walk::ORIGIN: at });
}

/// Takes the one value away that a member must have while its branch applies.
fn loosen(property: &mut Value) {
    let Some(object) = property.as_object_mut() else { return };
    let only = match (object.get("const"), object.get("enum").and_then(Value::as_array).map(Vec::as_slice)) {
        (Some(value), _) | (None, Some([value])) => value.clone(),
        _ => return,
    };
    schema::take(object, "const");
    schema::take(object, "enum");
    let kind = match only {
        Value::String(_) => "string",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        _ => return,
    };
    object.entry("type").or_insert_with(|| json!(kind));
}

/// Whether a schema has nothing that changes the type of a value: `{const: "card"}` narrows.
fn only_narrows(schema: &Value) -> bool {
    schema.as_object().is_some_and(|object| {
        schema::constraints(object).all(|key| {
            !["type", "$ref", "allOf", "anyOf", "oneOf", "properties", "items", "additionalProperties", "prefixItems"]
                .contains(&key.as_str())
        })
    })
}
