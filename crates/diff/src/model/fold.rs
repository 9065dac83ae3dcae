//! Unions that are a list in disguise: of values, or of types.

use serde_json::{Map, Value};
use switchboard_spec::schema::is_annotation;

use super::{Located, Part, Types, items};

/// The values of a union whose members are nothing but values.
pub(super) fn listed<'d>(members: &[(usize, &'d Value)], part: Part<'d>, keyword: &'static str) -> Option<Vec<Located<'d, &'d Value>>> {
    let mut values = Vec::new();
    for (_, member) in members {
        let map = member.as_object()?;
        let plain = map.keys().all(|key| matches!(key.as_str(), "const" | "enum" | "type") || is_annotation(key));
        let own: Vec<&Value> = map.get("const").into_iter().chain(items(map.get("enum"))).collect();
        if !plain || own.is_empty() {
            return None;
        }
        values.extend(own.into_iter().filter(|value| !value.is_null()).map(|value| Located { value, part, keyword }));
    }
    Some(values)
}

/// The types of a union whose members are nothing but types.
pub(super) fn named_types(members: &[(usize, &Value)]) -> Option<Types> {
    let mut types = Types::NOTHING;
    for (_, member) in members {
        let map: &Map<String, Value> = member.as_object()?;
        let plain = map.keys().all(|key| key == "type" || is_annotation(key));
        let own = Types::stated(map).filter(|_| plain && !Types::states_null(map))?;
        if !types.and(own).is_empty() {
            return None;
        }
        types = types.or(own);
    }
    Some(types)
}
