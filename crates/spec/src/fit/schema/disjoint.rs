//! Whether no value can be of two schemas at once, by what their properties may be.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::schema::{self, Schema};

/// Deeper than this nobody composes a schema.
const DEEPEST: usize = 16;

/// What is known of the objects that a schema accepts.
#[derive(Default)]
struct Known<'a> {
    is_object: bool,
    required: Vec<&'a str>,
    /// The values that a property may have, where they are listed.
    listed: BTreeMap<&'a str, Vec<&'a Value>>,
}

/// Whether the two ask for a property that no value can be right for: `kind` is `a` in one and `b`
/// in the other.
pub(super) fn exclude_each_other(one: &Value, other: &Value, components: &Schema) -> bool {
    let (one, other) = (Known::of(one, components), Known::of(other, components));
    (one.is_object || other.is_object)
        && one.listed.iter().any(|(name, values)| {
            let required = one.required.contains(name) || other.required.contains(name);
            required && other.listed.get(name).is_some_and(|others| !values.iter().any(|value| others.contains(value)))
        })
}

impl<'a> Known<'a> {
    fn of(schema: &'a Value, components: &'a Schema) -> Self {
        let mut known = Self::default();
        known.add(schema, components, 0);
        known
    }

    fn add(&mut self, schema: &'a Value, components: &'a Schema, depth: usize) {
        if depth > DEEPEST {
            return;
        }
        if let Some(target) = schema::component_of(schema).and_then(|name| components.get(name)) {
            return self.add(target, components, depth + 1);
        }
        self.is_object |= schema.get("type").is_some_and(|kind| kind == "object");
        self.required.extend(schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str));
        for (name, property) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
            if let Some(values) = listed(property, components) {
                self.listed.entry(name).or_insert(values);
            }
        }
        for member in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
            self.add(member, components, depth + 1);
        }
    }
}

/// The values that a schema lists, if it does.
fn listed<'a>(schema: &'a Value, components: &'a Schema) -> Option<Vec<&'a Value>> {
    let schema = schema::component_of(schema).and_then(|name| components.get(name)).unwrap_or(schema);
    let may_be_null = schema.as_object().is_some_and(schema::is_nullable);
    let values = schema.get("enum")?.as_array().filter(|values| !values.is_empty() && !may_be_null)?;
    Some(values.iter().collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn kind(values: Value) -> Value {
        json!({ "type": "object", "required": ["kind"], "properties": { "kind": { "type": "string", "enum": values } } })
    }

    fn exclude(one: &Value, other: &Value) -> bool {
        let components = json!({ "A": kind(json!(["a"])), "Kind": { "type": "string", "enum": ["a"] } });
        let components = components.as_object().unwrap();
        let both = [(one, other), (other, one)].map(|(one, other)| exclude_each_other(one, other, components));
        assert_eq!(both[0], both[1]);
        both[0]
    }

    #[test]
    fn a_required_property_that_cannot_be_both_excludes() {
        assert!(exclude(&kind(json!(["a"])), &kind(json!(["b", "c"]))));
        assert!(exclude(&json!({ "$ref": "#/components/schemas/A" }), &kind(json!(["b"]))));
        assert!(exclude(&json!({ "allOf": [{ "$ref": "#/components/schemas/A" }, { "properties": {} }] }), &kind(json!(["b"]))));
        let by_name = json!({ "properties": { "kind": { "$ref": "#/components/schemas/Kind" } } });
        assert!(exclude(&by_name, &kind(json!(["b"]))));
    }

    #[test]
    fn what_can_be_both_does_not() {
        assert!(!exclude(&kind(json!(["a", "b"])), &kind(json!(["b", "c"]))));
        assert!(!exclude(&kind(json!(["a"])), &json!({ "type": "object" })));
        let optional = json!({ "type": "object", "properties": { "kind": { "enum": ["b"] } } });
        assert!(!exclude(&optional, &json!({ "properties": { "kind": { "enum": ["a"] } } })), "neither asks for it");
        let null = json!({ "type": "object", "properties": { "kind": { "enum": ["b"], "nullable": true } } });
        assert!(!exclude(&null, &kind(json!(["a"]))), "what null does to a list of values differs from version to version");
    }

    #[test]
    fn a_schema_that_is_composed_of_itself_ends() {
        let components = json!({ "A": { "allOf": [{ "$ref": "#/components/schemas/A" }] } });
        let a = json!({ "$ref": "#/components/schemas/A" });
        assert!(!exclude_each_other(&a, &a, components.as_object().unwrap()));
    }
}
