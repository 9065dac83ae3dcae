use serde_json::{Value, json};

use super::{MEMBER_NAME, components_mut, compose::NAME_HINT, enums::VARIANTS, property_names::WIRE_NAME};
use crate::{
    context::Context,
    finding::{Cost, Rule},
    names::{self, Taken},
    pointer,
    schema::{self, Schema},
    walk,
};

pub(crate) static RULE: Rule = Rule {
    id: "inline-schema",
    meaning: "an inline object, enum or union becomes a component of its own, named after where it stands",
    cost: Cost::None,
};

/// Calls what it is given with each outermost schema of the operations and the name it starts from.
pub type OperationRoots<'a> = dyn FnMut(&mut Value, &mut dyn FnMut(&mut Value, &str)) + 'a;

/// Gives every inline schema that needs a Rust type a name that no other type has.
///
/// `operation_roots` are called with the name that a schema of theirs starts from.
pub fn hoist(document: &mut Value, taken: &mut Taken, operation_roots: &mut OperationRoots<'_>, cx: &mut Context) {
    if !cx.allows(&RULE) {
        return;
    }
    let mut new = Schema::new();
    let mut hoister = Hoister { taken, new: &mut new, cx };
    if let Some(components) = components_mut(document) {
        for (name, component) in components.iter_mut() {
            hoister.inside(component, name);
        }
    }
    operation_roots(document, &mut |schema, name| hoister.visit(schema, name, false));
    if let Some(root) = document.as_object_mut() {
        let components = root.entry("components").or_insert_with(|| json!({}));
        if let Some(components) = components.as_object_mut() {
            let schemas = components.entry("schemas").or_insert_with(|| json!({}));
            if let Some(schemas) = schemas.as_object_mut() {
                schemas.extend(new);
            }
        }
    }
}

struct Hoister<'a> {
    taken: &'a mut Taken,
    new: &'a mut Schema,
    cx: &'a mut Context,
}

impl Hoister<'_> {
    /// Replaces `schema` by a reference, if it needs a type.
    fn visit(&mut self, schema: &mut Value, name: &str, in_union: bool) {
        if !needs_type(schema) {
            self.inside(schema, name);
            return;
        }
        let name = self.taken.unique(&names::type_name(name));
        self.cx.found_in(&RULE, schema, name.clone());
        let mut component = schema.take();
        let mut reference = Schema::new();
        if let Some(object) = component.as_object_mut() {
            // A member of a union has no words of its own.
            let moved: &[&str] = if in_union { &["nullable", WIRE_NAME] } else { &["nullable", WIRE_NAME, "deprecated"] };
            for key in moved {
                if let Some(value) = schema::take(object, key) {
                    reference.insert((*key).to_owned(), value);
                }
            }
            schema::take(object, NAME_HINT);
            schema::take(object, MEMBER_NAME);
            // Said of the type and of the member that holds it; a member of a union has no place for it.
            if let Some(description) = object.get("description").filter(|_| !in_union) {
                reference.insert("description".to_owned(), description.clone());
            }
            if let Some(origin) = object.get(walk::ORIGIN) {
                reference.insert(walk::ORIGIN.to_owned(), origin.clone());
            }
        }
        let target = json!({ "$ref": pointer::join("#/components/schemas", &name) });
        *schema = if reference.keys().any(|key| key != walk::ORIGIN) {
            reference.insert("allOf".to_owned(), json!([target]));
            Value::Object(reference)
        } else {
            target
        };
        self.inside(&mut component, &name);
        self.new.insert(name, component);
    }

    fn inside(&mut self, schema: &mut Value, name: &str) {
        let Some(object) = schema.as_object_mut() else { return };
        let own = own_members(object);
        for child in walk::children(object) {
            let step = pointer::last(&child.steps);
            let hint = child.schema.get(NAME_HINT).and_then(Value::as_str).map(names::pascal);
            let name = match child.keyword {
                "properties" => format!("{name}{}", names::pascal(&step)),
                "items" => format!("{name}Item"),
                "additionalProperties" => format!("{name}Value"),
                "oneOf" => format!("{name}{}", hint.unwrap_or_else(|| variant_name(child.schema, &step, &own))),
                _ => name.to_owned(),
            };
            let in_union = child.keyword == "oneOf";
            self.visit(child.schema, &name, in_union);
        }
    }
}

fn needs_type(schema: &Value) -> bool {
    let has_properties = schema.get("properties").and_then(Value::as_object).is_some_and(|p| !p.is_empty());
    has_properties || ["oneOf", "enum", VARIANTS].iter().any(|key| schema.get(*key).is_some())
}

/// For each member of a union a property that no other member has, if there is one; rather one
/// that it asks for.
fn own_members(union: &Schema) -> Vec<Option<String>> {
    let members: Vec<&Value> = union.get("oneOf").and_then(Value::as_array).into_iter().flatten().collect();
    let none = Schema::new();
    let all: Vec<&Schema> = members.iter().map(|member| member.get("properties").and_then(Value::as_object).unwrap_or(&none)).collect();
    let asks = |member: &Value, name: &str| {
        member.get("required").and_then(Value::as_array).is_some_and(|names| names.iter().any(|required| required == name))
    };
    let own = |index: usize| {
        let elsewhere = |name: &String| all.iter().enumerate().any(|(other, names)| other != index && names.contains_key(name));
        let mut own = all.get(index)?.keys().filter(|name| names::is_plain(name) && !elsewhere(name));
        let first = own.clone().next();
        own.find(|name| asks(members[index], name)).or(first).cloned()
    };
    (0..members.len()).map(own).collect()
}

fn variant_name(schema: &Value, place: &str, own: &[Option<String>]) -> String {
    // The value of a tag says more than a number.
    let tag = schema.get("properties").and_then(Value::as_object).and_then(|properties| {
        properties.values().find_map(|property| match property.get("enum")?.as_array()?.as_slice() {
            [Value::String(only)] if names::is_plain(only) => Some(names::pascal(only)),
            _ => None,
        })
    });
    let number = place.parse::<usize>().map_or(0, |i| i + 1);
    // What makes it another member than its neighbours.
    let own = number.checked_sub(1).and_then(|index| own.get(index)?.as_deref()).map(|name| format!("With{}", names::pascal(name)));
    // A title that is a sentence names nothing.
    let title =
        schema.get(MEMBER_NAME).and_then(Value::as_str).filter(|title| names::is_plain(title) && title.split_whitespace().count() <= 4);
    tag.or_else(|| title.map(names::pascal)).or(own).unwrap_or_else(|| match schema.get("type").and_then(Value::as_str) {
        Some("string") => "String".to_owned(),
        Some("object") if number < 2 => "Object".to_owned(),
        _ => format!("Variant{number}"),
    })
}
