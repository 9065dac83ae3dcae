use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{components, components_mut};
use crate::{
    context::Context,
    finding::{Cost, Rule},
    schema, walk,
};

pub(crate) static RULE: Rule = Rule {
    id: "nullable-component",
    meaning: "`nullable` moves from a component to the places that refer to it: the type is not null, the place may be",
    cost: Cost::None,
};

pub(crate) fn apply(document: &mut Value, cx: &mut Context) {
    if !cx.allows(&RULE) {
        return;
    }
    let mut nullable: BTreeSet<String> = BTreeSet::new();
    // A union with a nullable member is nullable itself, so this may take several rounds.
    loop {
        let new: Vec<(String, String)> = components(document)
            .iter()
            .filter(|(name, component)| component.get("nullable") == Some(&json!(true)) && !nullable.contains(*name))
            .map(|(name, component)| (name.clone(), walk::origin(component)))
            .collect();
        if new.is_empty() {
            break;
        }
        for (name, at) in new {
            cx.found(&RULE, at, "");
            nullable.insert(name);
        }
        walk::roots(document, &mut |root, _| mark(root, &nullable));
    }
    if let Some(schemas) = components_mut(document) {
        for component in schemas.values_mut().filter_map(Value::as_object_mut) {
            schema::take(component, "nullable");
        }
    }
}

fn mark(schema: &mut Value, nullable: &BTreeSet<String>) {
    if let Some(object) = schema.as_object_mut() {
        // What is in `allOf` is the one reference that `mark_reference` looks at itself.
        for child in walk::children(object).into_iter().filter(|child| child.keyword != "allOf") {
            mark(child.schema, nullable);
        }
    }
    mark_reference(schema, nullable);
    // After its members: what they say of null is said by the union.
    mark_union(schema, nullable);
}

fn mark_reference(schema: &mut Value, nullable: &BTreeSet<String>) {
    if !schema::component_of(schema).is_some_and(|name| nullable.contains(name)) {
        return;
    }
    let Some(object) = schema.as_object_mut() else { return };
    if let Some(reference) = schema::take(object, "$ref") {
        object.insert("allOf".to_owned(), json!([{ "$ref": reference }]));
    }
    schema::set_nullable(object);
}

fn mark_union(schema: &mut Value, nullable: &BTreeSet<String>) {
    let Some(object) = schema.as_object_mut() else { return };
    let Some(Value::Array(members)) = object.get_mut("oneOf") else { return };
    let mut any = false;
    for member in members.iter_mut() {
        any |= schema::component_of(member).is_some_and(|name| nullable.contains(name));
        if let Some(name) = schema::component_of(member).map(str::to_owned) {
            // The member itself is not null: the union is.
            *member = json!({ "$ref": format!("#/components/schemas/{name}") });
        }
    }
    if any {
        schema::set_nullable(object);
    }
}
