//! Examples of what is sent and what is answered.

use serde_json::Value;
use switchboard_tests::roundtrip;

use super::{Tried, examples_of, inside_schemas, through_component};
use crate::original::{Operation, Original, join};

pub(super) fn try_all(original: &Original, tried: &mut Tried) {
    for operation in original.operations() {
        if let Some(body) = operation.body.get("requestBody") {
            let (pointer, body) = original.follow(body, &join(&operation.pointer, "requestBody"));
            try_content(original, &operation, body, &pointer, "request", tried);
        }
        let responses = operation.body.get("responses").and_then(Value::as_object);
        for (status, response) in responses.into_iter().flatten() {
            let (pointer, response) = original.follow(response, &join(&join(&operation.pointer, "responses"), status));
            let what = if status.starts_with('2') { "success" } else { "error" };
            try_content(original, &operation, response, &pointer, what, tried);
        }
    }
}

fn try_content(original: &Original, operation: &Operation<'_>, holder: &Value, pointer: &str, what: &str, tried: &mut Tried) {
    for (media_type, media) in holder.get("content").and_then(Value::as_object).into_iter().flatten() {
        // An example of a stream is the data of one of its events.
        let what = if media_type == "text/event-stream" { "event" } else { what };
        let pointer = join(&join(pointer, "content"), media_type);
        let place = format!("{} {what}", operation.pointer);
        for example in examples_of(original, media, &pointer) {
            let Some(schema) = media.get("schema") else {
                tried.failures.push(format!("{}: an example without a schema", example.pointer));
                continue;
            };
            if let Err(error) = original.validator(schema).validate(example.value) {
                tried.failures.push(format!("{}: not valid under its own schema: {error}", example.pointer));
            }
            let by_place = roundtrip::place(original.vendor, &place, example.value);
            let by_schema = through_component(original, schema, example.value);
            if by_place.is_some() && by_schema.is_some() {
                tried.record(&example.pointer, example.value, by_schema.clone());
            }
            tried.record_place(&example.pointer, example.value, by_place.or(by_schema));
        }
        // A schema that stands here and not among the components has its examples here, too.
        let Some(schema) = media.get("schema") else { continue };
        for (pointer, instance) in inside_schemas::instances(original, schema, &join(&pointer, "schema"), tried) {
            let outcome = roundtrip::place(original.vendor, &place, &instance).or_else(|| through_component(original, schema, &instance));
            tried.record_place(&pointer, &instance, outcome);
        }
    }
}
