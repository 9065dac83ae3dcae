//! `allOf`, and unions that stand beside other keywords: one schema of one kind each.

use serde_json::{Value, json};

use crate::{
    context::Context,
    finding::{Cost, Rule},
    schema::{self, Schema},
    walk,
};

pub(crate) static ALL_OF: Rule = Rule {
    id: "all-of",
    meaning: "`allOf` is merged into one schema; where two members say different things of one property, both hold",
    cost: Cost::None,
};

pub(crate) static UNION_SIBLINGS: Rule = Rule {
    id: "union-siblings",
    meaning: "members that stand beside `oneOf` or `anyOf` move into each member of the union",
    cost: Cost::None,
};

/// What a variant made here would be called, were it not inline.
pub const NAME_HINT: &str = "x-name-hint";

/// More variants than this are not multiplied out.
const MOST_VARIANTS: usize = 64;
/// Composition nested deeper than this is a cycle.
const DEEPEST: usize = 40;

pub(crate) fn apply(schema: &mut Value, components: &Schema, cx: &mut Context) {
    let at = walk::origin(schema);
    if cx.allows(&ALL_OF) && needs_merge(schema) {
        let mut merged = Merged::default();
        merged.add(schema, components, &mut Vec::new(), 0);
        if merged.conflict {
            cx.found(&ALL_OF, at.clone(), "members contradict each other: kept as any value");
        } else {
            cx.found(&ALL_OF, at.clone(), "");
        }
        *schema = merged.into_schema(schema);
    }
    if cx.allows(&UNION_SIBLINGS) {
        distribute(schema, &at, components, cx);
    }
}

fn needs_merge(schema: &Value) -> bool {
    let Some(object) = schema.as_object() else { return false };
    let Some(members) = object.get("allOf").and_then(Value::as_array) else { return false };
    let only_reference = members.len() == 1
        && members[0].get("$ref").is_some()
        && members[0].as_object().is_some_and(|m| m.len() == 1)
        && schema::constraints(object).all(|key| key == "allOf" || key == "nullable");
    !only_reference
}

/// Several schemas that all hold, as one.
#[derive(Default)]
struct Merged {
    out: Schema,
    unions: Vec<(String, Value)>,
    nullable: Option<bool>,
    conflict: bool,
}

impl Merged {
    /// Adds what `schema` says. `inside` are the components that are being added already.
    fn add(&mut self, schema: &Value, components: &Schema, inside: &mut Vec<String>, depth: usize) {
        let Some(object) = schema.as_object() else { return };
        if depth > DEEPEST {
            return;
        }
        if let Some(name) = object.get("$ref").and_then(Value::as_str).and_then(|r| r.strip_prefix("#/components/schemas/")) {
            // A component that is composed of itself adds nothing the second time.
            if let Some(target) = components.get(name).filter(|_| !inside.iter().any(|n| n == name)) {
                inside.push(name.to_owned());
                self.add(target, components, inside, depth + 1);
                inside.pop();
            }
            return;
        }
        for (key, value) in object {
            match key.as_str() {
                "allOf" => {
                    for member in value.as_array().into_iter().flatten() {
                        self.add(member, components, inside, depth + 1);
                    }
                }
                // A child's parent often lists its children: that union is not part of the child.
                "oneOf" | "anyOf" if refers_to(value, inside) || refers_back(value, components, inside) => {}
                "oneOf" | "anyOf" => self.unions.push((key.clone(), value.clone())),
                _ => self.keyword(key, value, depth),
            }
        }
        if schema::constraints(object).any(|key| key != "allOf") {
            let nullable = schema::is_nullable(object);
            self.nullable = Some(self.nullable.unwrap_or(true) && nullable);
        }
    }

    fn keyword(&mut self, key: &str, value: &Value, depth: usize) {
        let Some(old) = self.out.get_mut(key) else {
            if key != "nullable" && !(depth > 0 && (key == walk::ORIGIN || key == "discriminator")) {
                self.out.insert(key.to_owned(), value.clone());
            }
            return;
        };
        match key {
            "properties" => {
                let (Some(old), Some(new)) = (old.as_object_mut(), value.as_object()) else { return };
                for (name, property) in new {
                    match old.get_mut(name) {
                        None => {
                            old.insert(name.clone(), property.clone());
                        }
                        Some(first) => both(first, property),
                    }
                }
            }
            "required" => {
                let (Some(old), Some(new)) = (old.as_array_mut(), value.as_array()) else { return };
                for name in new {
                    if !old.contains(name) {
                        old.push(name.clone());
                    }
                }
            }
            "enum" => {
                let (Some(old), Some(new)) = (old.as_array_mut(), value.as_array()) else { return };
                if old.iter().any(|value| new.contains(value)) {
                    old.retain(|value| new.contains(value));
                }
            }
            "items" => both(old, value),
            "additionalProperties" => match (&*old, value) {
                (Value::Bool(_), _) => *old = value.clone(),
                (_, Value::Bool(_)) => {}
                _ => both(old, value),
            },
            "type" if old != value => match (old.as_str(), value.as_str()) {
                (Some("number"), Some("integer")) => *old = json!("integer"),
                (Some("integer"), Some("number")) => {}
                _ => self.conflict = true,
            },
            // Of two annotations or formats, the outer one was said first.
            _ => {}
        }
    }

    fn into_schema(self, outer: &Value) -> Value {
        let said = |key: &str| outer.get(key).cloned();
        let mut out = if self.conflict {
            let mut out = self.out;
            out.retain(|key, _| schema::is_annotation(key));
            out
        } else {
            self.out
        };
        for key in ["description", walk::ORIGIN, NAME_HINT, "deprecated"] {
            if let Some(value) = said(key) {
                out.insert(key.to_owned(), value);
            }
        }
        if said("nullable") == Some(json!(true)) || self.nullable == Some(true) {
            schema::set_nullable(&mut out);
        }
        if !self.conflict {
            let mut unions = self.unions;
            match unions.len() {
                0 => {}
                1 => {
                    let (key, members) = unions.remove(0);
                    out.insert(key, members);
                }
                _ => {
                    out.insert(
                        "allOf".to_owned(),
                        Value::Array(unions.into_iter().map(|(key, members)| json!({ key: members })).collect()),
                    );
                }
            }
        }
        Value::Object(out)
    }
}

/// Whether a union lists one of the components that are being merged.
fn refers_to(union: &Value, inside: &[String]) -> bool {
    union.as_array().into_iter().flatten().any(|member| schema::component_of(member).is_some_and(|name| inside.iter().any(|n| n == name)))
}

/// Whether a union found in a component lists components that are composed of that one.
fn refers_back(union: &Value, components: &Schema, inside: &[String]) -> bool {
    let Some(parent) = inside.last() else { return false };
    union.as_array().into_iter().flatten().any(|member| {
        schema::component_of(member)
            .and_then(|name| components.get(name)?.get("allOf")?.as_array())
            .is_some_and(|members| members.iter().any(|m| schema::component_of(m) == Some(parent)))
    })
}

/// Makes `first` say what it and `second` say.
fn both(first: &mut Value, second: &Value) {
    if bare(first) == bare(second) {
        return;
    }
    let origin = walk::origin(first);
    // Anything beside something is that something.
    if schema::accepts_anything(second) {
        return;
    }
    if schema::accepts_anything(first) {
        *first = second.clone();
        return;
    }
    *first = json!({ "allOf": [first.take(), second], walk::ORIGIN: origin });
}

/// A schema without its annotations, at every depth.
pub fn bare(schema: &Value) -> Value {
    let mut bare = schema.clone();
    walk::outside_in(&mut bare, &mut |schema| {
        if let Some(object) = schema.as_object_mut() {
            object.retain(|key, _| !schema::is_annotation(key));
        }
    });
    bare
}

/// `{properties, oneOf: [A, B]}` → `{oneOf: [{A + properties}, {B + properties}]}`.
fn distribute(schema: &mut Value, at: &str, components: &Schema, cx: &mut Context) {
    let Some(object) = schema.as_object_mut() else { return };
    let mut unions: Vec<Vec<Value>> = Vec::new();
    let keys: Vec<&str> = ["oneOf", "anyOf"].into_iter().filter(|key| object.contains_key(*key)).collect();
    let several =
        object.get("allOf").and_then(Value::as_array).is_some_and(|m| m.iter().all(|m| m.get("oneOf").or(m.get("anyOf")).is_some()));
    if keys.is_empty() && !several {
        return;
    }
    let base: Vec<String> = schema::constraints(object)
        .filter(|key| !["oneOf", "anyOf", "allOf", "nullable", "discriminator"].contains(&key.as_str()))
        .cloned()
        .collect();
    let trivial = base.iter().all(|key| key == "type") && object.get("type").is_none_or(|kind| kind == "object");
    if keys.len() == 1 && trivial && !several {
        schema::take(object, "type");
        return;
    }
    for key in keys {
        if let Some(Value::Array(members)) = schema::take(object, key) {
            unions.push(members);
        }
    }
    if several {
        if let Some(Value::Array(members)) = schema::take(object, "allOf") {
            for mut member in members {
                for key in ["oneOf", "anyOf"] {
                    if let Some(Value::Array(members)) = member.as_object_mut().and_then(|m| schema::take(m, key)) {
                        unions.push(members);
                    }
                }
            }
        }
    }
    // `anyOf: [{required: [a]}, {required: [b]}]` chooses no type: it only asks for members.
    unions.retain(|members| !members.iter().all(only_asks_for_members));
    let product: usize = unions.iter().map(Vec::len).product();
    cx.found(&UNION_SIBLINGS, at, if product > MOST_VARIANTS { "too many combinations: the union is not typed" } else { "" });
    if unions.is_empty() || product > MOST_VARIANTS {
        return;
    }
    let mut shared = Schema::new();
    for key in base {
        if let Some(value) = schema::take(object, &key) {
            shared.insert(key, value);
        }
    }
    let mut variants: Vec<Vec<Value>> = vec![Vec::new()];
    for union in &unions {
        variants = variants
            .iter()
            .flat_map(|chosen| union.iter().map(|member| [chosen.as_slice(), std::slice::from_ref(member)].concat()))
            .collect();
    }
    let variants: Vec<Value> = variants
        .into_iter()
        .enumerate()
        .map(|(i, chosen)| {
            let hint: String = chosen.iter().filter_map(schema::component_of).collect::<Vec<_>>().join("-");
            let mut members = chosen;
            members.push(Value::Object(shared.clone()));
            let mut variant = json!({ "allOf": members, walk::ORIGIN: format!("{at}/oneOf/{i}") });
            if !hint.is_empty() {
                variant[NAME_HINT] = json!(hint);
            }
            let mut merged = Merged::default();
            merged.add(&variant, components, &mut Vec::new(), 0);
            merged.into_schema(&variant)
        })
        .collect();
    object.insert("oneOf".to_owned(), Value::Array(variants));
}

fn only_asks_for_members(member: &Value) -> bool {
    member.as_object().is_some_and(|object| {
        schema::constraints(object).all(|key| key == "required" || key == "type" || key == "nullable")
            && object.get("type").is_none_or(|kind| kind == "object")
    })
}
