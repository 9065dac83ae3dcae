use serde_json::{Value, json};

use crate::{
    context::Context,
    finding::{Cost, Rule},
    schema::{self, Schema},
    walk,
};

pub(crate) static RULE: Rule = Rule {
    id: "if-then-else",
    meaning: "`if`/`then`/`else` is not checked; what the branches declare becomes optional members",
    cost: Cost::Validation,
};

/// References that lead further than this go round in a circle.
const DEEPEST: usize = 16;

pub(crate) fn apply(schema: &mut Value, components: &Schema, cx: &mut Context) {
    if !cx.allows(&RULE) || !["if", "then", "else"].iter().any(|key| schema.get(key).is_some()) {
        return;
    }
    cx.found(&RULE, walk::origin(schema), "");
    let Some(object) = schema.as_object_mut() else { return };
    schema::take(object, "if");
    let branches: Vec<Value> = ["then", "else"].iter().filter_map(|key| schema::take(object, key)).collect();
    for branch in branches {
        adopt(object, &branch, components);
    }
}

/// Adds the properties of a branch that may or may not apply, as optional ones.
pub(super) fn adopt(object: &mut Schema, branch: &Value, components: &Schema) {
    let mut declared: Vec<(String, Value)> = Vec::new();
    properties_of(branch, components, &mut declared, 0);
    if declared.is_empty() {
        return;
    }
    let properties = object.entry("properties").or_insert_with(|| json!({}));
    let Some(properties) = properties.as_object_mut() else { return };
    for (name, mut property) in declared {
        match properties.get_mut(&name) {
            None => {
                loosen(&mut property);
                properties.insert(name, property);
            }
            Some(known) => either(known, property),
        }
    }
}

/// The properties that a branch declares, itself or by what it refers to.
fn properties_of(branch: &Value, components: &Schema, out: &mut Vec<(String, Value)>, depth: usize) {
    if depth > DEEPEST {
        return;
    }
    if let Some(target) = branch.get("$ref").and_then(|_| schema::component_of(branch)).and_then(|name| components.get(name)) {
        properties_of(target, components, out, depth + 1);
    }
    for (name, property) in branch.get("properties").and_then(Value::as_object).into_iter().flatten() {
        // `then: {properties: {b: false}}` forbids a member; `true` only names it.
        if property != &Value::Bool(false) {
            out.push((name.clone(), property.clone()));
        }
    }
    for key in ["allOf", "anyOf", "oneOf"] {
        for member in branch.get(key).and_then(Value::as_array).into_iter().flatten() {
            properties_of(member, components, out, depth + 1);
        }
    }
    for key in ["then", "else"] {
        if let Some(inner) = branch.get(key) {
            properties_of(inner, components, out, depth + 1);
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
