//! Unions that stand beside other keywords, or beside each other: one union.

use serde_json::{Value, json};

use super::{
    compose::{CONFLICT, Merged, NAME_HINT, NESTING},
    disjoint,
};
use crate::{
    context::Context,
    finding::{Cost, Rule},
    schema::{self, Schema},
    walk,
};

pub(crate) static UNION_SIBLINGS: Rule = Rule {
    id: "union-siblings",
    meaning: "members that stand beside `oneOf` or `anyOf` move into each member of the union",
    cost: Cost::None,
};

pub(crate) static REQUIRED_CHOICE: Rule = Rule {
    id: "required-choice",
    meaning: "a union whose members only ask for properties (`anyOf: [{required: [a]}, {required: [b]}]`) is not checked",
    cost: Cost::Validation,
};

pub(crate) static TOO_MANY: Rule = Rule {
    id: "union-product",
    meaning: "unions beside each other with too many combinations to be a type each: the members are kept, untyped",
    cost: Cost::Typing,
};

/// More variants than this are not multiplied out.
const MOST_VARIANTS: usize = 64;

/// The keywords of an object that are unions.
fn unions(object: &Schema) -> Vec<&'static str> {
    ["oneOf", "anyOf"].into_iter().filter(|key| object.contains_key(*key)).collect()
}

/// Whether `allOf` is a list of unions.
fn several(object: &Schema) -> bool {
    object
        .get("allOf")
        .and_then(Value::as_array)
        .is_some_and(|m| !m.is_empty() && m.iter().all(|m| m.get("oneOf").or(m.get("anyOf")).is_some()))
}

/// The keywords that stand beside the unions.
fn beside(object: &Schema) -> impl Iterator<Item = &String> {
    schema::constraints(object).filter(|key| !["oneOf", "anyOf", "allOf", "nullable", "discriminator"].contains(&key.as_str()))
}

/// Whether a union stands beside something that must move into it. A word that says no more than
/// `object` goes.
pub(super) fn is_mixed(schema: &mut Value) -> bool {
    let Some(object) = schema.as_object_mut() else { return false };
    let count = unions(object).len();
    if count == 1 && !several(object) && beside(object).all(|key| key == "type") && object.get("type").is_none_or(|kind| kind == "object") {
        schema::take(object, "type");
        return false;
    }
    count > 0 || several(object)
}

/// How many unions a variant was moved into already.
pub(super) fn nesting(schema: &Value) -> u64 {
    schema.get(NESTING).and_then(Value::as_u64).unwrap_or(0)
}

/// `{properties, oneOf: [A, B]}` → `{oneOf: [{A + properties}, {B + properties}]}`.
pub(super) fn apply(schema: &mut Value, at: &str, components: &Schema, written: &mut usize, cx: &mut Context) {
    let Some(object) = schema.as_object_mut() else { return };
    let nesting = schema::take(object, NESTING).and_then(|nesting| nesting.as_u64()).unwrap_or(0);
    let keys = unions(object);
    let several = several(object);
    let base: Vec<String> = beside(object).cloned().collect();
    let mut unions: Vec<Vec<Value>> = Vec::new();
    for key in keys {
        if let Some(Value::Array(members)) = schema::take(object, key) {
            unions.push(members);
        }
    }
    if several && let Some(Value::Array(members)) = schema::take(object, "allOf") {
        for mut member in members {
            for key in ["oneOf", "anyOf"] {
                if let Some(Value::Array(members)) = member.as_object_mut().and_then(|m| schema::take(m, key)) {
                    unions.push(members);
                }
            }
        }
    }
    // `anyOf: [{required: [a]}, {required: [b]}]` chooses no type: it only asks for members.
    let before = unions.len();
    if cx.allows(&REQUIRED_CHOICE) {
        unions.retain(|members| !members.iter().all(only_asks_for_members));
    }
    if unions.len() < before {
        cx.found(&REQUIRED_CHOICE, at, "");
    }
    if unions.is_empty() {
        return;
    }
    let shared: Schema = base.iter().filter_map(|key| Some((key.clone(), object.get(key)?.clone()))).collect();
    let shared = Value::Object(shared);
    let most = if cx.allows(&TOO_MANY) { MOST_VARIANTS } else { usize::MAX };
    let fits = |chosen: &[Value], member: &Value| {
        !chosen.iter().chain([&shared]).any(|other| disjoint::exclude_each_other(other, member, components))
    };
    let Some(variants) = combinations(&unions, &fits, most) else {
        cx.found(&TOO_MANY, at, format!("more than {most} combinations"));
        return;
    };
    if variants.is_empty() && cx.allows(&CONFLICT) {
        // No value is right; what a vendor means by that is not for us to say.
        cx.found(&CONFLICT, at, "no member fits what stands beside the union");
        object.retain(|key, _| schema::is_annotation(key) || key == "nullable");
        return;
    }
    cx.found(&UNION_SIBLINGS, at, "");
    for key in &base {
        schema::take(object, key);
    }
    let merged: Vec<(Merged, Result<Value, Value>)> = variants
        .into_iter()
        .map(|chosen| {
            let hint: String = chosen.iter().filter_map(schema::component_of).collect::<Vec<_>>().join("-");
            let origin = chosen.first().and_then(|first| first.get(walk::ORIGIN)).cloned().unwrap_or_else(|| json!(at));
            let alone = <[Value; 1]>::try_from(chosen.clone()).ok();
            let mut members = chosen;
            members.push(shared.clone());
            let mut variant = json!({ "allOf": members, walk::ORIGIN: origin, NESTING: nesting + 1 });
            if !hint.is_empty() {
                variant[NAME_HINT] = json!(hint);
            }
            let mut merged = Merged::default();
            merged.add(&variant, components, &mut Vec::new(), 0);
            *written += merged.written;
            merged.conflict |= merged.cut;
            // What says nothing beyond a component is that component.
            let component = alone.map(|[member]| member).filter(|member| merged.says_no_more_than(member, components));
            (merged, component.ok_or(variant))
        })
        .collect();
    // `type: boolean` beside a union of a boolean and a text is a slip: the union knows better.
    let slip = base.iter().all(|key| key == "type" || key == "format") && merged.iter().any(|(merged, _)| merged.conflict);
    if merged.iter().any(|(merged, _)| merged.cut) {
        cx.found(&TOO_MANY, at, "composed of too much");
    }
    // Of a member and what stands beside it, no value may be both.
    let possible = merged.iter().any(|(merged, _)| !merged.conflict);
    let variants = match (slip && cx.allows(&CONFLICT), unions.as_mut_slice()) {
        (true, [union]) => {
            cx.found(&CONFLICT, at, "the type beside the union is left out");
            std::mem::take(union)
        }
        _ => merged
            .into_iter()
            .filter(|(merged, _)| !merged.conflict || !possible)
            .map(|(merged, variant)| variant.unwrap_or_else(|variant| merged.into_schema(&variant)))
            .collect(),
    };
    if !possible && !slip && cx.allows(&CONFLICT) {
        cx.found(&CONFLICT, at, "no member fits what stands beside the union");
    }
    object.insert("oneOf".to_owned(), Value::Array(variants));
}

/// One member of each union, in every way in which all fit together; nothing if there are more
/// than `most` of several unions.
fn combinations(unions: &[Vec<Value>], fits: &dyn Fn(&[Value], &Value) -> bool, most: usize) -> Option<Vec<Vec<Value>>> {
    let mut out: Vec<Vec<Value>> = vec![Vec::new()];
    for union in unions {
        let mut next = Vec::new();
        for chosen in &out {
            for member in union.iter().filter(|member| fits(chosen, member)) {
                let name = schema::component_of(member);
                let is_new = name.is_none() || !chosen.iter().any(|other| schema::component_of(other) == name);
                next.push([chosen.as_slice(), if is_new { std::slice::from_ref(member) } else { &[] }].concat());
            }
            if unions.len() > 1 && next.len() > most {
                return None;
            }
        }
        out = next;
    }
    Some(out)
}

fn only_asks_for_members(member: &Value) -> bool {
    member.as_object().is_some_and(|object| {
        schema::constraints(object).all(|key| key == "required" || key == "type" || key == "nullable")
            && object.get("type").is_none_or(|kind| kind == "object")
    })
}
