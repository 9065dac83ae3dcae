use serde_json::{Value, json};

use crate::{
    context::Context,
    finding::{Cost, Rule},
    schema, walk,
};

pub(crate) static RULE: Rule = Rule { id: "const", meaning: "`const` becomes an `enum` of one value", cost: Cost::None };

pub(crate) fn apply(schema: &mut Value, cx: &mut Context) {
    if !cx.allows(&RULE) || schema.get("const").is_none() {
        return;
    }
    cx.found(&RULE, walk::origin(schema), "");
    let Some(object) = schema.as_object_mut() else { return };
    if let Some(value) = schema::take(object, "const") {
        object.insert("enum".to_owned(), json!([value]));
    }
}
