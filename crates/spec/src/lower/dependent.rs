use serde_json::Value;

use super::conditional::adopt;
use crate::{
    context::Context,
    finding::{Cost, Rule},
    schema::{self, Schema},
    walk,
};

pub(crate) static RULE: Rule = Rule {
    id: "dependent",
    meaning: "`dependentRequired` and `dependentSchemas` are not checked; what they declare becomes optional members",
    cost: Cost::Validation,
};

const KEYWORDS: &[&str] = &["dependentRequired", "dependentSchemas", "dependencies"];

pub(crate) fn apply(schema: &mut Value, components: &Schema, cx: &mut Context) {
    if !cx.allows(&RULE) || !KEYWORDS.iter().any(|key| schema.get(key).is_some()) {
        return;
    }
    cx.found(&RULE, walk::origin(schema), "");
    let Some(object) = schema.as_object_mut() else { return };
    for key in KEYWORDS {
        if let Some(Value::Object(map)) = schema::take(object, key) {
            for (_, branch) in map {
                adopt(object, &branch, components);
            }
        }
    }
}
