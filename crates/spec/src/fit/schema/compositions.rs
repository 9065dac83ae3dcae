//! Compositions that become components.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{
    compose::{NAME_HINT, NESTING, bare},
    distribute,
};
use crate::{
    context::Context,
    names::{self, Taken},
    pointer,
    schema::{self, Schema},
    walk,
};

/// `allOf` inside of other schemas. A component may hold a composition of itself, so each
/// distinct one becomes a component, merged once.
pub(crate) struct Compositions {
    by_meaning: BTreeMap<String, String>,
    taken: Taken,
    /// New components that no rule has seen yet, each with how many it was found inside of.
    pub(crate) pending: Vec<(String, Value, usize)>,
    /// How many compositions the schema that is looked at was found inside of.
    pub(crate) depth: usize,
    /// The values that merging has written so far, and how many it may.
    pub(super) written: usize,
    most: usize,
}

/// The values that merging may write for each value of the document, and for a document of
/// whatever size. Published documents need less than a tenth of it; schemas that are composed of
/// unions of each other without end need any number.
const WRITTEN_FOR_EACH: usize = 40;
const WRITTEN_FOR_ALL: usize = 40_000;

/// Compositions found inside of compositions: a document has a few levels of them. One that is
/// composed of a union of itself has no end of them.
const DEEPEST_COMPOSITION: usize = 16;

/// The text of a composition: one that grows with each level is larger soon.
const LARGEST_COMPOSITION: usize = 1 << 18;

impl Compositions {
    /// Compositions beside the given components, in a document of so many values.
    pub(crate) fn beside(components: &Schema, size: usize) -> Self {
        let mut taken = Taken::default();
        for name in components.keys() {
            taken.unique(name);
        }
        Self {
            by_meaning: BTreeMap::new(),
            taken,
            pending: Vec::new(),
            depth: 0,
            written: 0,
            most: WRITTEN_FOR_ALL + WRITTEN_FOR_EACH * size,
        }
    }

    /// Whether merging has written so much that it is without end. `schema` is any value then.
    pub(super) fn give_up(&self, schema: &mut Value, cx: &mut Context) -> bool {
        if self.written <= self.most || !cx.allows(&distribute::TOO_MANY) {
            return false;
        }
        any_value(schema, cx);
        true
    }

    /// Puts a component in the place of a composition.
    pub(super) fn replace(&mut self, schema: &mut Value, cx: &mut Context) {
        let at = walk::origin(schema);
        let meaning = bare(schema).to_string();
        if (self.depth >= DEEPEST_COMPOSITION || meaning.len() > LARGEST_COMPOSITION) && !self.by_meaning.contains_key(&meaning) {
            any_value(schema, cx);
            return;
        }
        let name = self.by_meaning.entry(meaning).or_insert_with(|| {
            let hint = schema.get(NAME_HINT).and_then(Value::as_str).map_or_else(|| name_of_place(&at), str::to_owned);
            let name = self.taken.unique(&names::pascal(&hint));
            let mut component = schema.clone();
            if let Some(object) = component.as_object_mut() {
                schema::take(object, NESTING);
            }
            self.pending.push((name.clone(), component, self.depth + 1));
            name
        });
        let mut reference = Schema::new();
        reference.insert("allOf".to_owned(), json!([{ "$ref": pointer::join("#/components/schemas", name) }]));
        for key in ["nullable", "description", "deprecated", "x-wire-name", walk::ORIGIN] {
            if let Some(value) = schema.get(key) {
                reference.insert(key.to_owned(), value.clone());
            }
        }
        *schema = Value::Object(reference);
    }
}

/// Leaves any value of a schema that has no end.
pub(super) fn any_value(schema: &mut Value, cx: &mut Context) {
    cx.found_in(&distribute::TOO_MANY, schema, "composed of itself without end");
    if let Some(object) = schema.as_object_mut() {
        object.retain(|key, _| schema::is_annotation(key) || key == "nullable");
    }
}

/// `#/components/schemas/Pet/properties/owner` → `Pet-owner`.
pub(crate) fn name_of_place(at: &str) -> String {
    const NOISE: &[&str] = &["components", "schemas", "properties", "paths", "content", "schema", "application/json", "allOf"];
    pointer::steps(at).into_iter().filter(|step| !NOISE.contains(&step.as_str())).collect::<Vec<_>>().join("-")
}
