use serde_json::{Value, json};

use crate::{
    context::Context,
    finding::{Cost, Rule},
    schema, walk,
};

pub(crate) static RULE: Rule = Rule {
    id: "format",
    meaning: "a `format` is documented, not checked; `date-time` becomes a `Timestamp`, which keeps the text it was sent as",
    cost: Cost::Validation,
};

/// Our name for a date-time whose zone may be missing; overlays use it.
pub const DATE_TIME_OPTIONAL_ZONE: &str = "date-time-optional-zone";

pub(crate) fn apply(schema: &mut Value, cx: &mut Context) {
    let at = walk::origin(schema);
    let Some(object) = schema.as_object_mut() else { return };
    if !cx.allows(&RULE) || !object.contains_key("format") {
        return;
    }
    let format = schema::text(object, "format").unwrap_or_default().to_owned();
    match (schema::type_of(object), format.as_str()) {
        (Some("string"), "date-time" | "binary") | (Some("integer"), "uint64") => return,
        (Some("string"), DATE_TIME_OPTIONAL_ZONE) => {
            object.insert("format".to_owned(), json!("date-time"));
            schema::add_doc(object, "The zone may be missing.");
        }
        (Some("string"), _) => {
            schema::take(object, "format");
            if !format.is_empty() {
                schema::add_doc(object, &format!("Format: {format}."));
            }
        }
        _ => {
            schema::take(object, "format");
        }
    }
    cx.found(&RULE, at, format);
}
