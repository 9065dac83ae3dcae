use serde_json::{Value, json};

use crate::{
    context::Context,
    finding::{Cost, Rule},
    schema, walk,
};

pub(crate) static RULE: Rule = Rule {
    id: "pattern-properties",
    meaning: "`patternProperties` becomes `additionalProperties`: names are not checked, values keep their type where no other member may stand beside them",
    cost: Cost::Validation,
};

pub(crate) fn apply(schema: &mut Value, cx: &mut Context) {
    if !cx.allows(&RULE) || schema.get("patternProperties").is_none() {
        return;
    }
    cx.found(&RULE, walk::origin(schema), "");
    let at = walk::origin(schema);
    let Some(object) = schema.as_object_mut() else { return };
    let Some(Value::Object(patterns)) = schema::take(object, "patternProperties") else { return };
    let closed = object.get("additionalProperties") == Some(&Value::Bool(false));
    let mut values: Vec<Value> = patterns.into_iter().map(|(_, value)| value).collect();
    let additional = match (closed, values.len()) {
        (true, 1) => values.remove(0),
        (true, _) => json!({ "anyOf": values, walk::ORIGIN: format!("{at}/patternProperties") }),
        // Any other name may hold any value, so the map holds any value.
        (false, _) => json!({}),
    };
    object.insert("additionalProperties".to_owned(), additional);
    object.entry("type").or_insert_with(|| json!("object"));
}
