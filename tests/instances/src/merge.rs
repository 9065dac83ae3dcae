//! One schema out of several that hold at once: a reference and what stands beside it, the
//! parts of `allOf`, a union and its chosen member.

use serde_json::{Map, Value, json};

use crate::resolve;

/// The keywords of an object schema.
pub type Schema = Map<String, Value>;

/// Marks a schema under which a keyword stood twice, of which only one was kept.
pub const GAP: &str = "x-gap";

/// A schema without `$ref` and `allOf` at its top; `None` if nothing can be valid under it.
pub fn flat(document: &Value, schema: &Value) -> Option<Schema> {
    flat_at(document, schema, &mut Vec::new())
}

/// `inside` are the references that are being followed: what is composed of itself adds nothing.
fn flat_at<'a>(document: &'a Value, schema: &'a Value, inside: &mut Vec<&'a str>) -> Option<Schema> {
    let Value::Object(keywords) = schema else {
        return (schema != &Value::Bool(false)).then(Schema::new);
    };
    let mut out: Schema =
        keywords.iter().filter(|(key, _)| !["$ref", "allOf"].contains(&key.as_str())).map(|(k, v)| (k.clone(), v.clone())).collect();
    if let Some(reference) = keywords.get("$ref").and_then(Value::as_str).filter(|reference| !inside.contains(reference)) {
        inside.push(reference);
        let target = flat_at(document, resolve(document, reference)?, inside);
        inside.pop();
        out = merge(target?, out)?;
    }
    for part in keywords.get("allOf").and_then(Value::as_array).into_iter().flatten() {
        out = merge(out, flat_at(document, part, inside)?)?;
    }
    Some(out)
}

/// What is valid under both; `None` if nothing can be.
pub fn merge(mut one: Schema, other: Schema) -> Option<Schema> {
    for (keyword, value) in other {
        let merged = match one.remove(&keyword) {
            Some(own) if own != value => {
                if ["oneOf", "anyOf", "pattern", "prefixItems", "if"].contains(&keyword.as_str()) {
                    one.insert(GAP.to_owned(), json!(keyword));
                }
                both(&keyword, own, value)?
            }
            _ => value,
        };
        one.insert(keyword, merged);
    }
    Some(one)
}

fn both(keyword: &str, one: Value, other: Value) -> Option<Value> {
    Some(match keyword {
        "type" => {
            let common: Vec<Value> = types(&one).into_iter().filter_map(|ty| narrower(&ty, &types(&other))).map(Value::from).collect();
            (!common.is_empty()).then_some(Value::Array(common))?
        }
        "properties" => {
            let (Value::Object(mut one), Value::Object(other)) = (one, other) else { return None };
            for (name, schema) in other {
                let merged = match one.remove(&name) {
                    Some(own) if own != schema => json!({ "allOf": [own, schema] }),
                    _ => schema,
                };
                one.insert(name, merged);
            }
            Value::Object(one)
        }
        "required" => {
            let (Value::Array(mut one), Value::Array(other)) = (one, other) else { return None };
            one.extend(other.into_iter().filter(|name| !one.contains(name)).collect::<Vec<_>>());
            Value::Array(one)
        }
        "enum" => {
            let (Value::Array(one), Value::Array(other)) = (one, other) else { return None };
            Value::Array(one.into_iter().filter(|value| other.contains(value)).collect())
        }
        "items" | "additionalProperties" => json!({ "allOf": [one, other] }),
        "not" => json!({ "anyOf": [one, other] }),
        "minimum" | "exclusiveMinimum" | "minLength" | "minItems" | "minProperties" => {
            if one.as_f64() > other.as_f64() {
                one
            } else {
                other
            }
        }
        "maximum" | "exclusiveMaximum" | "maxLength" | "maxItems" | "maxProperties" => {
            if one.as_f64() < other.as_f64() {
                one
            } else {
                other
            }
        }
        // Two different constants.
        "const" => return None,
        // What remains says nothing about what is valid.
        _ => one,
    })
}

/// The values of `type`, which may be one or several.
pub fn types(value: &Value) -> Vec<String> {
    let list = value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
    list.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

fn narrower(ty: &str, others: &[String]) -> Option<String> {
    let has = |wanted: &str| others.iter().any(|other| other == wanted);
    match ty {
        "number" if !has("number") && has("integer") => Some("integer".to_owned()),
        "integer" if has("number") => Some("integer".to_owned()),
        _ => has(ty).then(|| ty.to_owned()),
    }
}
