//! Rules about schemas, in the order in which they are applied.

use serde_json::Value;

use crate::{context::Context, finding::Rule, schema::Schema, walk};

mod additional;
mod alias;
mod annotations;
mod circles;
mod compose;
mod compositions;
mod disjoint;
mod distribute;
use compose::Place;
use compositions::Compositions;
pub(crate) use compositions::name_of_place;

pub use annotations::{MEMBER_NAME, OTHER as ANNOTATIONS};
pub use compose::{NAME_HINT, NESTING, bare};
pub use enums::VARIANTS;
pub use format::DATE_TIME_OPTIONAL_ZONE;
pub use property_names::WIRE_NAME;
pub use union::{OPEN, TAG};
mod enums;
mod format;
mod hoist;
mod infer_type;
mod nullable_component;
mod property_names;
mod read_only;
mod required;
mod settle;
mod stray_keywords;
mod type_names;
mod union;

pub use hoist::{OperationRoots, hoist};
pub use type_names::{TypeNames, name_types};

/// The rules of this stage.
pub const RULES: &[&Rule] = &[
    &annotations::TITLE,
    &annotations::DEFAULT,
    &annotations::OTHER,
    &infer_type::RULE,
    &stray_keywords::RULE,
    &stray_keywords::UNKNOWN_TYPE,
    &alias::RULE,
    &compose::ALL_OF,
    &compose::CONFLICT,
    &distribute::REQUIRED_CHOICE,
    &distribute::TOO_MANY,
    &distribute::UNION_SIBLINGS,
    &union::RULE,
    &union::ANYTHING,
    &union::DISCRIMINATOR,
    &union::UNUSED,
    &enums::RULE,
    &enums::NAMES,
    &required::RULE,
    &read_only::RULE,
    &additional::RULE,
    &format::RULE,
    &property_names::RULE,
    &nullable_component::RULE,
    &hoist::RULE,
    &type_names::RULE,
];

/// Applies the rules that look at one schema at a time.
pub fn schemas(document: &mut Value, cx: &mut Context) {
    walk::roots(document, &mut |root, _| {
        walk::outside_in(root, &mut |schema| {
            annotations::apply(schema, cx);
            infer_type::apply(schema, cx);
            stray_keywords::apply(schema, cx);
        });
    });
    alias::apply(document, cx);
    read_only::apply(document, cx);

    // Composition looks other components up, as they are before it.
    let components = components(document);
    let mut compositions = Compositions::beside(&components, compose::values(document));
    walk::roots(document, &mut |root, _| one_by_one(root, Place::Outermost, &components, &mut compositions, cx));
    while let Some((name, mut component, depth)) = compositions.pending.pop() {
        compositions.depth = depth;
        one_by_one(&mut component, Place::Outermost, &components, &mut compositions, cx);
        if let Some(schemas) = components_mut(document) {
            schemas.insert(name, component);
        }
    }
    settle::apply(document, cx);
}

/// Unions of one union of one … are not nested deeper than this.
const DEEPEST: usize = 8;

/// Applies the rules that look at one schema, and at components beside it.
fn one_by_one(schema: &mut Value, place: Place, components: &Schema, compositions: &mut Compositions, cx: &mut Context) {
    let ends = (0..DEEPEST).any(|_| {
        compose::apply(schema, place, components, compositions, cx);
        // A union of one member is that member, which may be composed in its turn.
        if union::apply(schema, components, cx) {
            return false;
        }
        // What was merged may speak of a type that none of it has declared, or of several.
        infer_type::apply(schema, cx);
        stray_keywords::apply(schema, cx);
        // Values of several types are a union of their types.
        !enums::apply(schema, cx)
    });
    if !ends {
        compositions::any_value(schema, cx);
    }
    required::apply(schema, cx);
    additional::apply(schema, cx);
    format::apply(schema, cx);
    property_names::apply(schema, cx);
    let at = schema.get(walk::ORIGIN).cloned();
    let at = at.as_ref().and_then(Value::as_str).unwrap_or_default();
    let Some(object) = schema.as_object_mut() else { return };
    for child in walk::children(object) {
        let written = child
            .schema
            .get(walk::ORIGIN)
            .and_then(Value::as_str)
            .is_none_or(|origin| origin.strip_prefix(at).is_some_and(|rest| rest.starts_with('/')));
        let place = if written && place != Place::Copied { Place::Written } else { Place::Copied };
        one_by_one(child.schema, place, components, compositions, cx);
    }
}

/// The component schemas of a document.
pub fn components(document: &Value) -> Schema {
    document.pointer("/components/schemas").and_then(Value::as_object).cloned().unwrap_or_default()
}

/// The component schemas of a document, to change them.
pub fn components_mut(document: &mut Value) -> Option<&mut Schema> {
    document.pointer_mut("/components/schemas").and_then(Value::as_object_mut)
}
