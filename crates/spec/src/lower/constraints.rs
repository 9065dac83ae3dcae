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
    CONTAINS "contains" "`contains` is documented, not checked";
    PROPERTY_NAMES "property-names-schema" "`propertyNames` is documented, not checked";
    UNEVALUATED "unevaluated" "`unevaluatedProperties` and `unevaluatedItems` are not checked; where they give a type to what nothing else names, it is kept";
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
    (&CONTAINS, &["contains", "minContains", "maxContains"], contains),
    (&PROPERTY_NAMES, &["propertyNames"], property_names),
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
        let note = match rule.id {
            "numeric-bounds" => beyond_64_bits(object),
            "unevaluated" => further_members(object),
            _ => None,
        };
        for key in *keywords {
            schema::take(object, key);
        }
        if let Some(doc) = &doc {
            schema::add_doc(object, doc);
        }
        cx.found(rule, at.clone(), note.map_or_else(|| doc.clone().unwrap_or_default(), str::to_owned));
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

fn contains(schema: &Schema) -> Option<String> {
    let what = values_of(schema.get("contains")?)?;
    Some(match (schema.get("minContains"), schema.get("maxContains")) {
        (Some(low), Some(high)) => format!("Contains {low} to {high} of {what}."),
        (Some(low), None) => format!("Contains at least {low} of {what}."),
        (None, Some(high)) => format!("Contains 1 to {high} of {what}."),
        (None, None) => format!("Contains {what}."),
    })
}

fn property_names(schema: &Schema) -> Option<String> {
    let names = schema.get("propertyNames")?;
    let said = [
        values_of(names).map(|values| format!("one of {values}")),
        names.get("pattern").map(|pattern| format!("pattern {}", show(pattern))),
        names.as_object().and_then(length).map(|length| length.trim_end_matches('.').to_lowercase()),
    ];
    let said: Vec<String> = said.into_iter().flatten().collect();
    (!said.is_empty()).then(|| format!("Names of members: {}.", said.join("; ")))
}

/// The values that a schema lists, or else its type, in words.
fn values_of(schema: &Value) -> Option<String> {
    if let Some(value) = schema.get("const") {
        return Some(show(value));
    }
    if let Some(values) = schema.get("enum").and_then(Value::as_array) {
        return Some(values.iter().map(show).collect::<Vec<_>>().join(", "));
    }
    None
}

/// `uint64` for whole numbers that no `i64` holds but a `u64` does.
fn beyond_64_bits(schema: &mut Schema) -> Option<&'static str> {
    let is_integer = match schema.get("type")? {
        Value::String(kind) => kind == "integer",
        Value::Array(kinds) => kinds.iter().any(|kind| kind == "integer") && !kinds.iter().any(|kind| kind == "number"),
        _ => false,
    };
    let bound = |plain: &str, exclusive: &str| schema.get(exclusive).filter(|bound| bound.is_number()).or_else(|| schema.get(plain));
    let above = |bound: &Value| bound.as_i64().is_none() && bound.as_f64().is_some_and(|bound| bound >= i64::MAX as f64);
    let below = |bound: &Value| bound.as_i64().is_none() && bound.as_f64().is_some_and(|bound| bound < i64::MIN as f64);
    let (low, high) = (bound("minimum", "exclusiveMinimum"), bound("maximum", "exclusiveMaximum"));
    let not_negative = low.and_then(Value::as_f64).is_some_and(|low| low >= 0.0);
    let (beyond, too_low) = (high.is_some_and(above), low.is_some_and(below));
    if !is_integer || !(beyond || too_low) {
        return None;
    }
    if beyond && not_negative {
        schema.insert("format".to_owned(), Value::from("uint64"));
        return Some("whole numbers up to 64 bits without a sign");
    }
    Some("whole numbers of more than 64 bits cannot be read")
}

/// What may stand beside everything else that names members is what an additional member is.
fn further_members(schema: &mut Schema) -> Option<&'static str> {
    let typed = schema.get("unevaluatedProperties").filter(|value| value.is_object() && !schema::accepts_anything(value))?.clone();
    if schema.contains_key("additionalProperties") {
        return None;
    }
    schema.insert("additionalProperties".to_owned(), typed);
    Some("`unevaluatedProperties` becomes `additionalProperties`")
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
