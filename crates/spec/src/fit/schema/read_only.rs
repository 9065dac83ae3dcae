use serde_json::Value;

use crate::{
    context::Context,
    finding::{Cost, Rule},
    schema, walk,
};

pub(crate) static RULE: Rule = Rule {
    id: "read-only",
    meaning: "a required member that is `readOnly` or `writeOnly` becomes optional: in one direction it is not there",
    cost: Cost::Validation,
};

pub(crate) fn apply(document: &mut Value, cx: &mut Context) {
    if !cx.allows(&RULE) {
        return;
    }
    walk::roots(document, &mut |root, _| {
        walk::outside_in(root, &mut |schema| {
            let at = walk::origin(schema);
            let Some(object) = schema.as_object_mut() else { return };
            let one_way: Vec<String> = object
                .get("properties")
                .and_then(Value::as_object)
                .into_iter()
                .flatten()
                .filter(|(_, property)| ["readOnly", "writeOnly"].iter().any(|key| property.get(*key) == Some(&Value::Bool(true))))
                .map(|(name, _)| name.clone())
                .collect();
            if let Some(Value::Array(required)) = object.get_mut("required") {
                let before = required.len();
                required.retain(|name| !one_way.iter().any(|one| name == one));
                if required.len() < before {
                    cx.found(&RULE, at, one_way.join(", "));
                }
            }
            if let Some(Value::Object(properties)) = object.get_mut("properties") {
                for property in properties.values_mut().filter_map(Value::as_object_mut) {
                    for (key, text) in [("readOnly", "Only in answers."), ("writeOnly", "Only in requests.")] {
                        if schema::take(property, key) == Some(Value::Bool(true)) {
                            schema::add_doc(property, text);
                        }
                    }
                }
            }
            schema::take(object, "readOnly");
            schema::take(object, "writeOnly");
        });
    });
}
