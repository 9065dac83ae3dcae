use serde_json::{Map, Value, json};

use super::{
    Whole,
    body::is_json,
    responses::MEDIA_TYPE,
    status::{self, Class},
};
use crate::{
    context::Context,
    finding::{Cost, Rule},
    fit::schema::bare,
    names, schema, walk,
};

macro_rules! rules {
    ($($name:ident $id:literal $cost:ident $meaning:literal;)*) => {
        $(pub(crate) static $name: Rule = Rule { id: $id, meaning: $meaning, cost: Cost::$cost };)*
    };
}

rules! {
    UNION "error-types" None "several error types become one enum, named after their statuses and chosen by them";
    RANGES "error-ranges" None "error statuses become `4XX` and `5XX` with one type, so that every failure has it";
    UNTYPED "untyped-error" Docs "an error body that is no JSON has no type; its bytes are on the error";
}

/// What an operation answers when it fails.
pub(super) struct Errors {
    /// The type of all error bodies.
    pub(super) schema: Option<Value>,
    /// The statuses that are documented, and what is said of them.
    pub(super) documented: Vec<Value>,
    /// Response by status, as progenitor reads them.
    pub(super) responses: Map<String, Value>,
}

/// One type of error bodies.
struct Kind {
    schema: Value,
    statuses: Vec<String>,
}

pub(super) fn fit(whole: &Whole<'_>, at: &str, cx: &mut Context) -> Errors {
    let responses = status::responses(whole.operation, cx);
    let has_success = responses.iter().any(|(status, _)| status::class(status) == Class::Success);
    let mut out = Errors { schema: None, documented: Vec::new(), responses: Map::new() };
    let mut kinds: Vec<Kind> = Vec::new();
    for (status, response) in responses.into_iter() {
        match status::class(&status) {
            Class::Error => {}
            Class::Default if has_success => {}
            _ => continue,
        }
        let content = response.get("content").and_then(Value::as_object);
        let typed = content.into_iter().flatten().find(|(media_type, _)| is_json(media_type)).and_then(|(_, entry)| entry.get("schema"));
        if let Some(content) = content.filter(|content| content.len() > 1) {
            cx.found(&MEDIA_TYPE, walk::origin(response), content.keys().cloned().collect::<Vec<_>>().join(", "));
        }
        let description = response.get("description").and_then(Value::as_str).unwrap_or_default();
        out.documented.push(json!({ "status": status, "description": description }));
        let typed = typed.filter(|schema| !schema::accepts_anything(schema));
        out.responses.insert(status.clone(), super::response_of(typed));
        match typed {
            Some(schema) => match kinds.iter_mut().find(|known| bare(&known.schema) == bare(schema)) {
                Some(known) => known.statuses.push(status.clone()),
                None => kinds.push(Kind { schema: schema.clone(), statuses: vec![status.clone()] }),
            },
            None if content.is_some_and(|content| !content.is_empty()) && cx.allows(&UNTYPED) => {
                cx.found(&UNTYPED, walk::origin(response), status.as_str());
            }
            None => {}
        }
    }
    let statuses = out.documented.iter().filter_map(|d| d["status"].as_str()).collect::<Vec<_>>().join(", ");
    out.schema = match kinds.len() {
        0 => None,
        1 => kinds.pop().map(|kind| kind.schema),
        _ if !cx.allows(&UNION) => kinds.into_iter().next().map(|kind| kind.schema),
        _ => {
            let names: Vec<String> = kinds.iter().map(Kind::name).collect();
            cx.found(&UNION, at, names.join(", "));
            let (members, statuses): (Vec<Value>, Vec<Vec<String>>) = kinds.into_iter().map(|kind| (kind.schema, kind.statuses)).unzip();
            Some(json!({ "oneOf": members, walk::ORIGIN: at, "x-variant-names": names, "x-statuses": statuses }))
        }
    };
    if cx.allows(&RANGES) {
        if out.schema.is_some() {
            cx.found(&RANGES, format!("{at}/responses"), statuses);
        }
        let all = super::response_of(out.schema.as_ref());
        out.responses = [("4XX".to_owned(), all.clone()), ("5XX".to_owned(), all)].into_iter().collect();
    }
    out
}

impl Kind {
    /// The variant of this type: the status that has it, or the type's own name where several
    /// statuses have it.
    fn name(&self) -> String {
        match (self.statuses.as_slice(), schema::component_of(&self.schema)) {
            ([status], _) => status::variant(status),
            (_, Some(component)) => names::pascal(component),
            (several, None) => several.iter().map(|status| status::variant(status)).collect::<Vec<_>>().join("Or"),
        }
    }
}
