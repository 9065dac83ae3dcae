//! Examples that stand in schemas, at whatever depth: each is put into an instance of the schema,
//! in the place that it is an example of.

use serde_json::{Value, json};
use switchboard_instances::generator::{Generator, Mood, PLANTED};
use switchboard_tests::roundtrip;

use super::{Example, Tried, examples_of};
use crate::{
    instances::seed,
    original::{Original, join},
};

/// A place in a union, or behind a member that is sometimes empty, is not met at once.
const ATTEMPTS: usize = 400;

/// Those of the component schemas.
pub(super) fn try_all(original: &Original, tried: &mut Tried) {
    for (name, schema) in original.schemas() {
        let root = join("#/components/schemas", name);
        for (pointer, instance) in instances(original, schema, &root, tried) {
            let outcome = roundtrip::schema(original.vendor, name, &instance);
            tried.record(&pointer, &instance, outcome);
        }
    }
}

/// The examples within the schema at `root`: the pointer of each, and a valid instance that holds it.
pub(super) fn instances(original: &Original, schema: &Value, root: &str, tried: &mut Tried) -> Vec<(String, Value)> {
    let mut out = Vec::new();
    for (place, Example { pointer, value }) in examples_within(original, schema, root) {
        let planted = if place == root { Some(value.clone()) } else { plant(original, schema, root, &place, value) };
        match planted {
            Some(instance) => out.push((pointer, instance)),
            None => tried.failures.push(format!("{pointer}: no valid instance of {root} was found that holds {value}")),
        }
    }
    out
}

/// The examples of a schema and of all schemas within it, each with the place of its schema.
fn examples_within<'a>(original: &'a Original, schema: &'a Value, place: &str) -> Vec<(String, Example<'a>)> {
    let mut out: Vec<(String, Example<'a>)> =
        examples_of(original, schema, place).into_iter().map(|example| (place.to_owned(), example)).collect();
    for (keyword, value) in schema.as_object().into_iter().flatten() {
        let place = join(place, keyword);
        match (keyword.as_str(), value) {
            ("items" | "additionalProperties", schema) => out.extend(examples_within(original, schema, &place)),
            ("properties", Value::Object(properties)) => {
                out.extend(properties.iter().flat_map(|(name, schema)| examples_within(original, schema, &join(&place, name))));
            }
            ("oneOf" | "anyOf" | "allOf" | "prefixItems", Value::Array(members)) => {
                let members = members.iter().enumerate();
                out.extend(members.flat_map(|(i, schema)| examples_within(original, schema, &format!("{place}/{i}"))));
            }
            _ => {}
        }
    }
    out
}

/// A valid instance of the schema at `root` with a value in a certain place.
fn plant(original: &Original, schema: &Value, root: &str, place: &str, value: &Value) -> Option<Value> {
    let validator = original.validator(schema);
    let mut document = original.document.clone();
    *document.pointer_mut(place.trim_start_matches('#'))? = json!({ "const": value, PLANTED: true });
    let with_plant = json!({ "$ref": root.replace('%', "%25") });
    let mut generator = Generator::new(&document, seed(original.vendor, place));
    (0..ATTEMPTS).find_map(|_| {
        let instance = generator.instance(&with_plant, Mood::Full);
        (generator.planted && validator.is_valid(&instance)).then_some(instance)
    })
}
