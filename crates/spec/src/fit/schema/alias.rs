use serde_json::Value;

use super::{components, components_mut};
use crate::{
    context::Context,
    finding::{Cost, Rule},
    pointer, schema, walk,
};

pub(crate) static RULE: Rule = Rule {
    id: "component-alias",
    meaning: "a component that is only a reference is replaced by its target wherever it is used",
    cost: Cost::None,
};

pub(crate) fn apply(document: &mut Value, cx: &mut Context) {
    if !cx.allows(&RULE) {
        return;
    }
    let all = components(document);
    let target_of = |name: &str| -> Option<String> {
        let component = all.get(name)?.as_object()?;
        let plain = schema::constraints(component).all(|key| key == "$ref" || key == "allOf");
        let reference = component.get("$ref").is_some() || component.get("allOf").and_then(Value::as_array).is_some_and(|m| m.len() == 1);
        (plain && reference).then(|| schema::component_of(&all[name]).map(str::to_owned)).flatten()
    };
    let resolve = |name: &str| -> Option<String> {
        let mut end = target_of(name)?;
        // A chain of references cannot be longer than there are components.
        for _ in 0..all.len() {
            match target_of(&end) {
                Some(next) => end = next,
                None => return Some(end),
            }
        }
        None
    };
    let mut any = false;
    for (name, component) in &all {
        if resolve(name).is_some() {
            any = true;
            cx.found_in(&RULE, component, "");
        }
    }
    if !any {
        return;
    }
    walk::roots(document, &mut |root, _| {
        walk::outside_in(root, &mut |schema| {
            let Some(name) = schema.get("$ref").and_then(Value::as_str).and_then(|r| r.strip_prefix("#/components/schemas/")) else {
                return;
            };
            if let Some(end) = resolve(name) {
                schema["$ref"] = Value::String(format!("#/components/schemas/{end}"));
            }
        });
        walk::outside_in(root, &mut |schema| {
            // Tags name members as references do.
            let mapping = schema.pointer_mut("/discriminator/mapping").and_then(Value::as_object_mut);
            for target in mapping.into_iter().flat_map(|mapping| mapping.values_mut()) {
                let end = target.as_str().and_then(|target| resolve(&pointer::last(target)));
                if let Some(end) = end {
                    *target = Value::String(format!("#/components/schemas/{end}"));
                }
            }
        });
    });
    // The aliases stay in the document as what they stand for, so that their names remain.
    if let Some(schemas) = components_mut(document) {
        for (name, component) in schemas.iter_mut() {
            if let (Some(end), Some(object)) = (resolve(name), component.as_object_mut()) {
                schema::take(object, "allOf");
                object.insert("$ref".to_owned(), Value::String(format!("#/components/schemas/{end}")));
            }
        }
    }
}
