use serde_json::{Map, Value, json};

use super::{
    Whole,
    body::is_json,
    status::{self, Class},
};
use crate::{
    context::Context,
    finding::{Cost, Rule},
    fit::schema::bare,
    schema, walk,
};

macro_rules! rules {
    ($($name:ident $id:literal $cost:ident $meaning:literal;)*) => {
        $(pub(crate) static $name: Rule = Rule { id: $id, meaning: $meaning, cost: Cost::$cost };)*
    };
}

rules! {
    UNION "error-types" None "several error types become one enum with a variant for each status";
    RANGES "error-ranges" None "error statuses become `4XX` and `5XX` with one type, so that every failure has it";
    UNTYPED "untyped-error" Docs "an error body that is no JSON has no type; its bytes are on the error";
}

/// The type of an operation's error bodies, and the statuses that are documented.
pub(super) fn fit(whole: &Whole<'_>, at: &str, cx: &mut Context) -> (Option<Value>, Vec<Value>) {
    let empty = Map::new();
    let responses = whole.operation.get("responses").and_then(Value::as_object).unwrap_or(&empty);
    let has_success = responses.keys().any(|status| status::class(status) == Class::Success);
    let mut documented = Vec::new();
    let mut types: Vec<(String, Value)> = Vec::new();
    for (status, response) in responses {
        match status::class(status) {
            Class::Error => {}
            Class::Default if has_success => {}
            _ => continue,
        }
        let content = response.get("content").and_then(Value::as_object);
        let typed = content.into_iter().flatten().find(|(media_type, _)| is_json(media_type)).and_then(|(_, entry)| entry.get("schema"));
        let description = response.get("description").and_then(Value::as_str).unwrap_or_default();
        documented.push(json!({ "status": status, "description": description }));
        match typed {
            Some(schema) if !schema::accepts_anything(schema) => {
                if !types.iter().any(|(_, known)| bare(known) == bare(schema)) {
                    types.push((status::variant(status), schema.clone()));
                }
            }
            _ if content.is_some_and(|content| !content.is_empty()) => cx.found(&UNTYPED, walk::origin(response), status.as_str()),
            _ => {}
        }
    }
    if !types.is_empty() {
        cx.found(&RANGES, format!("{at}/responses"), documented.iter().filter_map(|d| d["status"].as_str()).collect::<Vec<_>>().join(", "));
    }
    let error = match types.len() {
        0 => None,
        1 => types.pop().map(|(_, schema)| schema),
        _ if !cx.allows(&UNION) => types.into_iter().next().map(|(_, schema)| schema),
        _ => {
            cx.found(&UNION, at, types.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", "));
            let (names, members): (Vec<String>, Vec<Value>) = types.into_iter().unzip();
            Some(json!({ "oneOf": members, walk::ORIGIN: at, "x-variant-names": names }))
        }
    };
    (error, documented)
}
