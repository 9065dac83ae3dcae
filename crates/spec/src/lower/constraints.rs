//! Keywords that only narrow which values are valid. A client neither refuses what the
//! server would accept nor rejects an answer for its length, so they become documentation.

use serde_json::Value;

use crate::{
    context::Context,
    finding::{Cost, Rule},
    schema::{self, Schema, show},
    walk,
};

macro_rules! rules {
    ($($name:ident $id:literal $meaning:literal;)*) => {
        $(pub(crate) static $name: Rule = Rule { id: $id, meaning: $meaning, cost: Cost::Validation };)*
    };
}

rules! {
    LENGTH "string-length" "`minLength` and `maxLength` are documented, not checked";
    PATTERN "pattern" "`pattern` is documented, not checked";
    BOUNDS "numeric-bounds" "`minimum`, `maximum` and their exclusive forms are documented, not checked";
    MULTIPLE_OF "multiple-of" "`multipleOf` is documented, not checked";
    ARRAY_SIZE "array-size" "`minItems`, `maxItems` and `uniqueItems` are documented, not checked (a tuple keeps its length)";
    OBJECT_SIZE "object-size" "`minProperties` and `maxProperties` are documented, not checked";
    NOT "not" "`not` is not checked";
    CONTAINS "contains" "`contains` is not checked";
    PROPERTY_NAMES "property-names" "`propertyNames` is not checked";
    UNEVALUATED "unevaluated" "`unevaluatedProperties` and `unevaluatedItems` are not checked: further members are kept";
}

type Describe = fn(&Schema) -> Option<String>;

const TABLE: &[(&Rule, &[&str], Describe)] = &[
    (&LENGTH, &["minLength", "maxLength"], length),
    (&PATTERN, &["pattern"], pattern),
    (&BOUNDS, &["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"], bounds),
    (&MULTIPLE_OF, &["multipleOf"], |s| Some(format!("Multiple of {}.", s.get("multipleOf")?))),
    (&ARRAY_SIZE, &["minItems", "maxItems", "uniqueItems"], array_size),
    (&OBJECT_SIZE, &["minProperties", "maxProperties"], |s| range(s, "minProperties", "maxProperties", "members")),
    (&NOT, &["not"], not),
    (&CONTAINS, &["contains", "minContains", "maxContains"], |_| None),
    (&PROPERTY_NAMES, &["propertyNames"], |_| None),
    (&UNEVALUATED, &["unevaluatedProperties", "unevaluatedItems", "additionalItems"], |_| None),
];

pub(crate) fn apply(schema: &mut Value, cx: &mut Context) {
    let at = walk::origin(schema);
    let Some(object) = schema.as_object_mut() else { return };
    for (rule, keywords, describe) in TABLE {
        let applies = keywords.iter().any(|key| object.contains_key(*key));
        if !applies || !cx.allows(rule) || (*rule == &ARRAY_SIZE && is_tuple(object)) {
            continue;
        }
        let doc = describe(object);
        for key in *keywords {
            schema::take(object, key);
        }
        if let Some(doc) = &doc {
            schema::add_doc(object, doc);
        }
        cx.found(rule, at.clone(), doc.unwrap_or_default());
    }
}

/// The `tuple` rule needs the sizes.
fn is_tuple(schema: &Schema) -> bool {
    schema.contains_key("prefixItems") || schema.get("items").is_some_and(Value::is_array)
}

fn length(schema: &Schema) -> Option<String> {
    range(schema, "minLength", "maxLength", "characters")
}

fn pattern(schema: &Schema) -> Option<String> {
    Some(format!("Pattern: {}.", show(schema.get("pattern")?)))
}

fn bounds(schema: &Schema) -> Option<String> {
    let side = |plain: &str, exclusive: &str, at: &str, beyond: &str| {
        // 3.0 writes a flag beside the bound, 3.1 the bound itself.
        match (schema.get(plain), schema.get(exclusive)) {
            (Some(bound), Some(Value::Bool(true))) => Some(format!("{beyond} {bound}")),
            (_, Some(bound)) if bound.is_number() => Some(format!("{beyond} {bound}")),
            (Some(bound), _) => Some(format!("{at} {bound}")),
            _ => None,
        }
    };
    let sides: Vec<String> =
        [side("minimum", "exclusiveMinimum", "at least", "more than"), side("maximum", "exclusiveMaximum", "at most", "less than")]
            .into_iter()
            .flatten()
            .collect();
    (!sides.is_empty()).then(|| capital(&format!("{}.", sides.join(", "))))
}

fn array_size(schema: &Schema) -> Option<String> {
    let size = range(schema, "minItems", "maxItems", "items");
    match (size, schema.get("uniqueItems")) {
        (Some(size), Some(Value::Bool(true))) => Some(format!("{size} No item twice.")),
        (None, Some(Value::Bool(true))) => Some("No item twice.".to_owned()),
        (size, _) => size,
    }
}

fn not(schema: &Schema) -> Option<String> {
    let not = schema.get("not")?;
    if let Some(value) = not.get("const") {
        return Some(format!("Not {}.", show(value)));
    }
    let values = not.get("enum")?.as_array()?;
    Some(format!("None of {}.", values.iter().map(show).collect::<Vec<_>>().join(", ")))
}

fn range(schema: &Schema, low: &str, high: &str, unit: &str) -> Option<String> {
    match (schema.get(low), schema.get(high)) {
        (Some(low), Some(high)) if low == high => Some(format!("Exactly {low} {unit}.")),
        (Some(low), Some(high)) => Some(format!("{low} to {high} {unit}.")),
        (Some(low), None) => Some(format!("At least {low} {unit}.")),
        (None, Some(high)) => Some(format!("At most {high} {unit}.")),
        (None, None) => None,
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
