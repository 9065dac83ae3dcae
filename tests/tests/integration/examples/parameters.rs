//! Examples of parameters and of headers of answers: texts, numbers, and values of enums.

use serde_json::Value;
use switchboard_tests::roundtrip::Outcome;

use super::{Tried, examples_of, through_component};
use crate::original::{Original, join};

pub(super) fn try_all(original: &Original, tried: &mut Tried) {
    for operation in original.operations() {
        let path_item = operation.pointer.rsplit_once('/').map_or("", |(item, _)| item);
        let lists = [(operation.body.get("parameters"), operation.pointer.as_str()), (operation.shared, path_item)];
        for (list, pointer) in lists {
            for (i, parameter) in list.and_then(Value::as_array).into_iter().flatten().enumerate() {
                try_one(original, parameter, &format!("{pointer}/parameters/{i}"), tried);
            }
        }
        for (status, response) in operation.body.get("responses").and_then(Value::as_object).into_iter().flatten() {
            let (pointer, response) = original.follow(response, &join(&join(&operation.pointer, "responses"), status));
            for (name, header) in response.get("headers").and_then(Value::as_object).into_iter().flatten() {
                try_one(original, header, &join(&join(&pointer, "headers"), name), tried);
            }
        }
    }
}

fn try_one(original: &Original, holder: &Value, pointer: &str, tried: &mut Tried) {
    let (pointer, holder) = original.follow(holder, pointer);
    let Some(schema) = holder.get("schema") else { return };
    let mut examples = examples_of(original, holder, &pointer);
    let (schema_pointer, target) = original.follow(schema, &join(&pointer, "schema"));
    examples.extend(examples_of(original, target, &schema_pointer));
    for example in examples {
        if let Err(error) = original.validator(schema).validate(example.value) {
            tried.failures.push(format!("{}: not valid under its own schema: {error}", example.pointer));
        }
        let outcome = through_component(original, schema, example.value).or_else(|| plain(target, example.value));
        tried.record(&example.pointer, example.value, outcome);
    }
}

/// A value through the type that a parameter of a call has.
fn plain(schema: &Value, value: &Value) -> Option<Outcome> {
    let known = match schema.get("type")?.as_str()? {
        // The enum of a parameter is open: it takes any text.
        "string" => value.is_string(),
        "integer" => value.as_i64().is_some(),
        "number" => value.as_f64().is_some(),
        "boolean" => value.is_boolean(),
        _ => return None,
    };
    Some(if known { Ok(value.clone()) } else { Err("it has another type than its parameter".to_owned()) })
}
