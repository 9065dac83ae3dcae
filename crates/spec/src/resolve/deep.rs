//! References into the inside of things: `$defs`, anchors, properties of other schemas.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::{
    context::Context,
    finding::{Cost, Rule},
    lower::boolean,
    names::Taken,
    pointer,
    reference::{decode, escaped},
    schema, walk,
};

pub(crate) static RULE: Rule = Rule {
    id: "deep-ref",
    meaning: "a `$ref` to something that is no component (`$defs`, an anchor, a property of another schema) gets a component of its own",
    cost: Cost::None,
};

pub(crate) fn to_components(document: &mut Value, cx: &mut Context) {
    if !cx.allows(&RULE) {
        return;
    }
    plain_names(document);
    let original = document.clone();
    let anchors = Anchors::of(document);
    let mut new: BTreeMap<String, Value> = BTreeMap::new();
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    let mut taken = Taken::default();
    for name in original.pointer("/components/schemas").and_then(Value::as_object).into_iter().flat_map(|s| s.keys()) {
        taken.unique(name);
    }
    let mut pending: Vec<String> = Vec::new();
    walk::roots(document, &mut |root, _| {
        rewrite(root, &original, &anchors, &mut names, &mut taken, &mut pending, cx);
    });
    while let Some(target) = pending.pop() {
        let Some(found) = find(&original, &target) else { continue };
        let mut copy = found.clone();
        boolean::root(&mut copy, &target, cx);
        walk::mark(&mut copy, &target);
        rewrite(&mut copy, &original, &anchors, &mut names, &mut taken, &mut pending, cx);
        if let Some(name) = names.get(&target) {
            new.insert(name.clone(), copy);
        }
    }
    if new.is_empty() {
        return;
    }
    let Some(root) = document.as_object_mut() else { return };
    let components = root.entry("components").or_insert_with(|| json!({}));
    let Some(components) = components.as_object_mut() else { return };
    let schemas = components.entry("schemas").or_insert_with(|| json!({}));
    if let Some(schemas) = schemas.as_object_mut() {
        schemas.extend(new);
    }
}

/// Takes out of the names of components what a pointer has to escape, so that a reference and
/// a name are one text from here on.
fn plain_names(document: &mut Value) {
    let Some(schemas) = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut) else { return };
    if !schemas.keys().any(|name| name.contains(['/', '~'])) {
        return;
    }
    let mut taken = Taken::default();
    for name in schemas.keys().filter(|name| !name.contains(['/', '~'])) {
        taken.unique(name);
    }
    let mut renamed: BTreeMap<String, String> = BTreeMap::new();
    for (name, schema) in std::mem::take(schemas) {
        let plain = if name.contains(['/', '~']) { taken.unique(&name.replace(['/', '~'], "-")) } else { name.clone() };
        schemas.insert(plain.clone(), schema);
        if plain != name {
            renamed.insert(pointer::join("#/components/schemas", &name), pointer::join("#/components/schemas", &plain));
        }
    }
    walk::roots(document, &mut |root, _| {
        walk::outside_in(root, &mut |schema| {
            let Some(reference) = schema.get("$ref").and_then(Value::as_str).map(|text| escaped(&decode(text))) else { return };
            // `#`, `components`, `schemas` and the name.
            let end = reference.match_indices('/').nth(3).map_or(reference.len(), |(place, _)| place);
            let inside = renamed.get(&reference[..end]).map(|new| format!("{new}{}", &reference[end..]));
            if let Some(reference) = inside {
                schema["$ref"] = Value::String(reference);
            }
        });
    });
}

fn find<'a>(document: &'a Value, target: &str) -> Option<&'a Value> {
    document.pointer(target.trim_start_matches('#'))
}

fn rewrite(
    root: &mut Value,
    original: &Value,
    anchors: &Anchors,
    names: &mut BTreeMap<String, String>,
    taken: &mut Taken,
    pending: &mut Vec<String>,
    cx: &mut Context,
) {
    walk::outside_in(root, &mut |schema| {
        let at = walk::origin(schema);
        let Some(object) = schema.as_object_mut() else { return };
        for key in ["$dynamicRef", "$recursiveRef"] {
            if let Some(value) = schema::take(object, key) {
                object.entry("$ref").or_insert(value);
            }
        }
        let Some(reference) = schema::text(object, "$ref").map(str::to_owned) else { return };
        let target = anchors.locate(&reference, &at, original);
        // The loader has refused a `$ref` that leads nowhere; of a `$dynamicRef` the last look
        // before progenitor says so.
        let Some(target) = target.filter(|target| find(original, target).is_some()) else { return };
        if is_component(&target) {
            object.insert("$ref".to_owned(), json!(target));
            return;
        }
        let name = names.entry(target.clone()).or_insert_with(|| {
            pending.push(target.clone());
            cx.found(&RULE, at, target.clone());
            taken.unique(&component_name(&target))
        });
        object.insert("$ref".to_owned(), json!(pointer::join("#/components/schemas", name)));
    });
}

fn is_component(target: &str) -> bool {
    target.strip_prefix("#/components/schemas/").is_some_and(|rest| !rest.contains('/'))
}

/// `#/components/schemas/Pet/properties/owner` → `Pet-owner`.
fn component_name(target: &str) -> String {
    const NOISE: &[&str] =
        &["components", "schemas", "properties", "$defs", "definitions", "paths", "content", "schema", "application/json"];
    let steps: Vec<String> = pointer::steps(target).into_iter().filter(|step| !NOISE.contains(&step.as_str())).collect();
    if steps.is_empty() { "Root".to_owned() } else { steps.join("-").replace(['/', '~'], "-") }
}

/// The names that schemas give themselves, with the schemas' pointers.
#[derive(Default)]
struct Anchors {
    anchors: BTreeMap<String, String>,
    ids: BTreeMap<String, String>,
}

impl Anchors {
    fn of(document: &mut Value) -> Self {
        let mut out = Self::default();
        walk::roots(document, &mut |root, _| {
            walk::outside_in(root, &mut |schema| {
                let text = |key: &str| schema.get(key).and_then(Value::as_str).map(|name| name.trim_end_matches('#').to_owned());
                for name in [text("$anchor"), text("$dynamicAnchor")].into_iter().flatten() {
                    out.anchors.entry(name).or_insert_with(|| walk::origin(schema));
                }
                if let Some(id) = text("$id") {
                    out.ids.entry(id).or_insert_with(|| walk::origin(schema));
                }
            });
        });
        out
    }

    /// The pointer that a reference of the schema at `from` means.
    fn locate(&self, reference: &str, from: &str, document: &Value) -> Option<String> {
        let (resource, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let fragment = escaped(&decode(fragment));
        let inside = |base: &str| match fragment.as_str() {
            "" => Some(base.to_owned()),
            pointer if pointer.starts_with('/') => Some(format!("{base}{pointer}")),
            anchor => self.anchors.get(anchor).cloned(),
        };
        if !resource.is_empty() {
            return inside(self.ids.get(resource)?);
        }
        // A pointer counts from the innermost schema with an `$id` around it, though most
        // documents count from their beginning all the same; but `#` is never the document.
        let around = |place: &&String| from == *place || from.starts_with(&format!("{place}/"));
        let innermost = self.ids.values().filter(around).max_by_key(|place| place.len());
        let target = inside("#")?;
        match innermost {
            Some(base) if fragment.is_empty() || find(document, &target).is_none() => inside(base),
            _ => Some(target),
        }
    }
}
