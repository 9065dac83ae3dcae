use serde_json::Value;

use crate::{
    context::Context,
    finding::{Cost, Rule},
    schema, walk,
};

pub(crate) static RULE: Rule =
    Rule { id: "examples", meaning: "`examples` and `example` of a schema become a line of its documentation", cost: Cost::None };

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
