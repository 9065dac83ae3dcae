use serde_json::Value;

use crate::{
    context::Context,
    finding::{Cost, Rule},
    schema, walk,
};

pub(crate) static TITLE: Rule = Rule {
    id: "title",
    meaning: "`title` is taken away: two schemas of one title would become one Rust type, and the first would win",
    cost: Cost::None,
};

pub(crate) static DEFAULT: Rule = Rule {
    id: "default",
    meaning: "`default` is documented; what the caller leaves out is left out on the wire, so the server's default holds",
    cost: Cost::Docs,
};

/// What is for other readers: at schemas, and at everything around them.
pub static OTHER: Rule = Rule {
    id: "annotations",
    meaning: "`xml`, `externalDocs`, `$comment`, `$schema` and extensions say nothing to a client and are left out",
    cost: Cost::None,
};

/// What the document calls an inline schema, kept until it has a name.
pub const MEMBER_NAME: &str = "x-member-name";

const SILENT: &[&str] =
    &["xml", "externalDocs", "$comment", "$schema", "$vocabulary", "$id", "$anchor", "$dynamicAnchor", "summary", "definitions", "$defs"];

pub(crate) fn apply(schema: &mut Value, cx: &mut Context) {
    let at = walk::origin(schema);
    let Some(object) = schema.as_object_mut() else { return };
    // One of the vendor's own means something else.
    schema::take(object, MEMBER_NAME);
    if cx.allows(&TITLE)
        && object.get("title").is_some_and(|title| !title.is_object())
        && let Some(Value::String(title)) = schema::take(object, "title")
    {
        if schema::text(object, "description").is_none_or(|text| text.trim().is_empty()) {
            schema::add_doc(object, &format!("{}.", title.trim_end_matches('.')));
        }
        // A member of a union may be called so.
        object.insert(MEMBER_NAME.to_owned(), Value::String(title.clone()));
        cx.found(&TITLE, at.clone(), title);
    }
    if cx.allows(&DEFAULT)
        && object.contains_key("default")
        && let Some(default) = schema::take(object, "default")
    {
        // An absent default says nothing that the type does not.
        if !default.is_null() {
            schema::add_doc(object, &format!("Default: {}.", schema::show(&default)));
        }
        cx.found(&DEFAULT, at.clone(), schema::show(&default));
    }
    if cx.allows(&OTHER) {
        let silent: Vec<String> = object
            .keys()
            .filter(|key| SILENT.contains(&key.as_str()) || (key.starts_with("x-") && ![walk::ORIGIN, MEMBER_NAME].contains(&key.as_str())))
            .cloned()
            .collect();
        for key in &silent {
            schema::take(object, key);
        }
        if !silent.is_empty() {
            cx.found(&OTHER, at, silent.join(", "));
        }
    }
}
