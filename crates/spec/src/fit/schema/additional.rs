use serde_json::Value;

use crate::{
    context::Context,
    finding::{Cost, Rule},
    schema, walk,
};

pub(crate) static RULE: Rule = Rule {
    id: "closed-object",
    meaning: "`additionalProperties: false` is not enforced: a member that the vendor adds later is kept, not refused",
    cost: Cost::Validation,
};

pub(crate) fn apply(schema: &mut Value, cx: &mut Context) {
    let at = walk::origin(schema);
    let Some(object) = schema.as_object_mut() else { return };
    let Some(additional) = object.get("additionalProperties") else { return };
    if additional == &Value::Bool(false) {
        if cx.allows(&RULE) {
            schema::take(object, "additionalProperties");
            cx.found(&RULE, at, "");
        }
    } else if schema::accepts_anything(additional) {
        // What an object is without the keyword.
        schema::take(object, "additionalProperties");
    }
}
