use serde_json::Value;

use crate::{
    context::Context,
    finding::{Cost, Rule},
    schema, walk,
};

pub(crate) static RULE: Rule = Rule {
    id: "undeclared-required",
    meaning: "a name in `required` that is no property is left out there: it would become a mandatory member of unknown type",
    cost: Cost::Validation,
};

pub(crate) fn apply(schema: &mut Value, cx: &mut Context) {
    if !cx.allows(&RULE) {
        return;
    }
    let at = walk::origin(schema);
    let Some(object) = schema.as_object_mut() else { return };
    // Draft 4 wrote a flag on the property itself.
    if object.get("required").is_some_and(|required| !required.is_array()) {
        schema::take(object, "required");
        cx.found(&RULE, at, "`required` is no list");
        return;
    }
    let declared: Vec<String> =
        object.get("properties").and_then(Value::as_object).map(|p| p.keys().cloned().collect()).unwrap_or_default();
    let Some(Value::Array(required)) = object.get_mut("required") else { return };
    let mut undeclared = Vec::new();
    let mut seen: Vec<Value> = Vec::new();
    required.retain(|name| {
        let known = name.as_str().is_some_and(|name| declared.iter().any(|d| d == name));
        if !known {
            undeclared.push(schema::show(name));
        }
        let first = !seen.contains(name);
        seen.push(name.clone());
        known && first
    });
    if required.is_empty() {
        schema::take(object, "required");
    }
    if !undeclared.is_empty() {
        cx.found(&RULE, at, undeclared.join(", "));
    }
}
