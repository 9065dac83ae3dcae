use serde_json::Value;

use crate::{
    context::Context,
    finding::{Cost, Rule},
    schema, walk,
};

pub(crate) static RULE: Rule = Rule {
    id: "examples",
    meaning: "`examples` and `example` of a schema or a parameter become a line of its documentation",
    cost: Cost::None,
};

pub(crate) fn apply(schema: &mut Value, cx: &mut Context) {
    if !cx.allows(&RULE) {
        return;
    }
    let at = walk::origin(schema);
    let Some(object) = schema.as_object_mut() else { return };
    let list = schema::take(object, "examples");
    let single = schema::take(object, "example");
    let values: Vec<Value> = match list {
        Some(Value::Array(values)) => values,
        Some(Value::Object(map)) => map.into_iter().map(|(_, value)| value).collect(),
        Some(other) => vec![other],
        None => single.into_iter().collect(),
    };
    if !values.is_empty() {
        cx.found(&RULE, at, "");
        schema::add_doc(object, &line(&values));
    }
}

/// A line of documentation that shows examples.
pub(crate) fn line(values: &[Value]) -> String {
    let shown: Vec<String> = values.iter().take(3).map(schema::show).collect();
    let word = if shown.len() == 1 { "Example" } else { "Examples" };
    format!("{word}: {}.", shown.join(", "))
}

/// The examples of a parameter: a value, or a map of named ones.
pub(crate) fn of_parameter(parameter: &mut Value, cx: &mut Context) {
    let at = walk::origin(parameter);
    let Some(object) = parameter.as_object_mut() else { return };
    let single = schema::take(object, "example");
    let named = schema::take(object, "examples");
    if !cx.allows(&RULE) {
        return;
    }
    let mut values: Vec<Value> = single.into_iter().collect();
    for (_, example) in named.as_ref().and_then(Value::as_object).into_iter().flatten() {
        values.extend(example.get("value").cloned());
    }
    if !values.is_empty() {
        cx.found(&RULE, at, "");
        schema::add_doc(object, &line(&values));
    }
}
