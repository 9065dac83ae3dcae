use serde_json::{Map, Value, json};

use crate::{
    context::Context,
    finding::{Cost, Rule},
    names, walk,
};

pub(crate) static RULE: Rule = Rule {
    id: "property-names",
    meaning: "of two members whose names are one in Rust, the later gets a number; on the wire it keeps its name",
    cost: Cost::None,
};

/// Where a renamed member keeps its name on the wire.
pub const WIRE_NAME: &str = "x-wire-name";

pub(crate) fn apply(schema: &mut Value, cx: &mut Context) {
    let at = walk::origin(schema);
    let Some(object) = schema.as_object_mut() else { return };
    if !cx.allows(&RULE) || !object.get("properties").is_some_and(Value::is_object) {
        return;
    }
    let Some(Value::Object(properties)) = object.get_mut("properties") else { return };
    let mut taken = names::Taken::default();
    let mut renamed: Vec<(String, String)> = Vec::new();
    let mut out = Map::new();
    for (name, mut property) in std::mem::take(properties) {
        let ident = names::field(&name);
        let unique = taken.unique(&ident);
        if unique == ident {
            out.insert(name, property);
        } else {
            if let Some(property) = property.as_object_mut() {
                property.insert(WIRE_NAME.to_owned(), json!(name));
            }
            // A member that came with a composition is not where the composition is.
            let place = property.get(walk::ORIGIN).and_then(Value::as_str).map_or_else(|| at.clone(), str::to_owned);
            cx.found(&RULE, place, unique.clone());
            renamed.push((name, unique.clone()));
            out.insert(unique, property);
        }
    }
    *properties = out;
    if let Some(Value::Array(required)) = object.get_mut("required") {
        for name in required.iter_mut() {
            if let Some((_, new)) = renamed.iter().find(|(old, _)| name == old) {
                *name = json!(new);
            }
        }
    }
}
