use serde_json::{Map, Value, json};

use crate::{
    context::Context,
    finding::{Cost, Rule},
    pointer, schema, walk,
};

pub(crate) static RULE: Rule = Rule {
    id: "boolean-schema",
    meaning: "a schema `true` becomes `{}`; a place whose schema is `false` is left out, as nothing can stand there",
    cost: Cost::None,
};

pub(crate) fn apply(schema: &mut Value, cx: &mut Context) {
    if !cx.allows(&RULE) {
        return;
    }
    let at = walk::origin(schema);
    let Some(object) = schema.as_object_mut() else { return };
    close_tuple(object);
    for key in ["items", "contains", "propertyNames", "not", "if", "then", "else", "contentSchema"] {
        one(object, key, &at, cx);
    }
    for key in ["properties", "patternProperties", "dependentSchemas", "$defs"] {
        if let Some(Value::Object(map)) = object.get_mut(key) {
            let names: Vec<String> = map.keys().cloned().collect();
            for name in names {
                one(map, &name, &pointer::join(&at, key), cx);
            }
        }
    }
    for key in ["allOf", "anyOf", "oneOf", "prefixItems"] {
        if let Some(Value::Array(list)) = object.get_mut(key) {
            for (i, member) in list.iter_mut().enumerate() {
                if member.as_bool() == Some(true) {
                    *member = json!({ walk::ORIGIN: format!("{at}/{key}/{i}") });
                    cx.found(&RULE, format!("{at}/{key}/{i}"), "");
                }
            }
            if key != "prefixItems" && list.iter().any(Value::is_boolean) {
                list.retain(|member| !member.is_boolean());
                cx.found(&RULE, format!("{at}/{key}"), "a member that accepts nothing is left out");
            }
        }
    }
}

/// A component, or the schema of a parameter or a media type, that is a boolean itself.
pub(crate) fn root(schema: &mut Value, at: &str, cx: &mut Context) {
    if let (Value::Bool(accepts), true) = (&*schema, cx.allows(&RULE)) {
        let note = if *accepts { "" } else { "accepts nothing; kept as any value" };
        *schema = json!({ walk::ORIGIN: at });
        cx.found(&RULE, at, note);
    }
}

/// `items: false` behind `prefixItems` says how long the list can be.
fn close_tuple(object: &mut Map<String, Value>) {
    let Some(length) = object.get("prefixItems").and_then(Value::as_array).map(Vec::len) else { return };
    if object.get("items") == Some(&json!(false)) {
        object.entry("maxItems").or_insert_with(|| json!(length));
    }
}

fn one(holder: &mut Map<String, Value>, key: &str, at: &str, cx: &mut Context) {
    let at = pointer::join(at, key);
    match holder.get(key).and_then(Value::as_bool) {
        Some(true) => {
            holder.insert(key.to_owned(), json!({ walk::ORIGIN: at.clone() }));
            cx.found(&RULE, at, "");
        }
        Some(false) => {
            schema::take(holder, key);
            cx.found(&RULE, at, "accepts nothing: left out");
        }
        None => {}
    }
}
