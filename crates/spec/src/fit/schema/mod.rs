//! Rules about schemas, in the order in which they are applied.

use serde_json::Value;

use crate::{context::Context, finding::Rule, schema::Schema, walk};

mod additional;
mod alias;
mod annotations;
mod compose;
mod distribute;
pub use annotations::{MEMBER_NAME, OTHER as ANNOTATIONS};
pub use compose::{NAME_HINT, NESTING, bare};
pub use enums::VARIANTS;
pub use format::DATE_TIME_OPTIONAL_ZONE;
pub use property_names::WIRE_NAME;
pub use union::TAG;
mod enums;
mod format;
mod hoist;
mod infer_type;
mod nullable_component;
mod property_names;
mod read_only;
mod required;
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
    let mut compositions = compose::Compositions::beside(&components);
    walk::roots(document, &mut |root, _| one_by_one(root, &components, &mut compositions, cx));
    while let Some((name, mut component, depth)) = compositions.pending.pop() {
        compositions.depth = depth;
        one_by_one(&mut component, &components, &mut compositions, cx);
        if let Some(schemas) = components_mut(document) {
            schemas.insert(name, component);
        }
    }
    union::plain_references(document);
    nullable_component::apply(document, cx);
}

/// Unions of one union of one … are not nested deeper than this.
const DEEPEST: usize = 8;

/// Applies the rules that look at one schema, and at components beside it.
fn one_by_one(root: &mut Value, components: &Schema, compositions: &mut compose::Compositions, cx: &mut Context) {
    let mut outermost = true;
    walk::outside_in(root, &mut |schema| {
        // A union of one member is that member, which may be composed in its turn.
        for _ in 0..DEEPEST {
            compose::apply(schema, outermost, components, compositions, cx);
            if !union::apply(schema, components, cx) {
                break;
            }
        }
        outermost = false;
        enums::apply(schema, cx);
        required::apply(schema, cx);
        additional::apply(schema, cx);
        format::apply(schema, cx);
        property_names::apply(schema, cx);
    });
}

/// The component schemas of a document.
pub fn components(document: &Value) -> Schema {
    document.pointer("/components/schemas").and_then(Value::as_object).cloned().unwrap_or_default()
}

/// The component schemas of a document, to change them.
pub fn components_mut(document: &mut Value) -> Option<&mut Schema> {
    document.pointer_mut("/components/schemas").and_then(Value::as_object_mut)
}
