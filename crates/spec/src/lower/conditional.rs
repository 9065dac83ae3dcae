use serde_json::Value;

use crate::{
    context::Context,
    finding::{Cost, Rule},
    schema, walk,
};

pub(crate) static RULE: Rule = Rule {
    id: "if-then-else",
    meaning: "`if`/`then`/`else` is not checked; what the branches declare becomes optional members",
    cost: Cost::Validation,
};

pub(crate) fn apply(schema: &mut Value, cx: &mut Context) {
    if !cx.allows(&RULE) || !["if", "then", "else"].iter().any(|key| schema.get(key).is_some()) {
        return;
    }
    cx.found(&RULE, walk::origin(schema), "");
    let Some(object) = schema.as_object_mut() else { return };
    schema::take(object, "if");
    for key in ["then", "else"] {
        if let Some(branch) = schema::take(object, key) {
            adopt_properties(object, branch);
        }
    }
}

/// Adds the properties of a branch that may or may not apply, as optional ones.
pub(super) fn adopt_properties(object: &mut schema::Schema, mut branch: Value) {
    let Some(Value::Object(declared)) = branch.get_mut("properties").map(Value::take) else { return };
    let properties = object.entry("properties").or_insert_with(|| Value::Object(Default::default()));
    let Some(properties) = properties.as_object_mut() else { return };
    for (name, property) in declared {
        properties.entry(name).or_insert(property);
    }
}
