use serde_json::Value;

use crate::{
    context::Context,
    finding::{Cost, Rule},
    schema, walk,
};

pub(crate) static RULE: Rule = Rule {
    id: "content-encoding",
    meaning: "`contentEncoding`, `contentMediaType` and `contentSchema` are documented; the value stays the string that is sent",
    cost: Cost::Docs,
};

pub(crate) fn apply(schema: &mut Value, cx: &mut Context) {
    if !cx.allows(&RULE) {
        return;
    }
    let at = walk::origin(schema);
    let Some(object) = schema.as_object_mut() else { return };
    let encoding = schema::take(object, "contentEncoding");
    let media_type = schema::take(object, "contentMediaType");
    let inner = schema::take(object, "contentSchema");
    let doc = match (&media_type, &encoding) {
        (Some(media_type), Some(encoding)) => format!("{} content, encoded as {}.", schema::show(media_type), schema::show(encoding)),
        (Some(media_type), None) => format!("{} content.", schema::show(media_type)),
        (None, Some(encoding)) => format!("Encoded as {}.", schema::show(encoding)),
        (None, None) if inner.is_some() => "Encoded content.".to_owned(),
        (None, None) => return,
    };
    // Raw bytes in 3.1's words; `binary` in 3.0's.
    if media_type.is_some() && encoding.is_none() && media_type != Some(Value::from("application/json")) {
        object.entry("format").or_insert_with(|| Value::from("binary"));
    }
    schema::add_doc(object, &doc);
    cx.found(&RULE, at, "");
}
