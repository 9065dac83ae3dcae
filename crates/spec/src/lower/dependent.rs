use serde_json::Value;

use super::conditional::{Adopted, adopt};
use crate::{
    context::Context,
    finding::{Cost, Rule},
    schema, walk,
};

pub(crate) static RULE: Rule = Rule {
    id: "dependent",
    meaning: "`dependentRequired` and `dependentSchemas` are not checked; what they declare becomes optional members, also where they do not apply",
    cost: Cost::Typing,
};

const KEYWORDS: &[&str] = &["dependentRequired", "dependentSchemas", "dependencies"];

pub(crate) fn apply(schema: &mut Value, adopted: &mut Adopted<'_>, cx: &mut Context) {
    if !cx.allows(&RULE) || !KEYWORDS.iter().any(|key| schema.get(key).is_some()) {
        return;
    }
    cx.found(&RULE, walk::origin(schema), "");
    let Some(object) = schema.as_object_mut() else { return };
    for key in KEYWORDS {
        if let Some(Value::Object(map)) = schema::take(object, key) {
            for (_, branch) in map {
                adopt(object, &branch, adopted);
            }
        }
    }
}
