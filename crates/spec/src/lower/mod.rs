//! Lowers JSON Schema 2020-12, as OpenAPI 3.1 uses it, to what OpenAPI 3.0 can say.
//!
//! Every rule looks at one schema at a time; [`schemas`] brings it to all of them.

use serde_json::Value;

use crate::{context::Context, finding::Rule, walk};

pub(crate) mod boolean;
mod conditional;
mod constant;
mod constraints;
mod content;
mod dependent;
pub(crate) mod examples;
mod null_type;
mod pattern_properties;
mod ref_siblings;
mod tuple;
mod type_array;
mod webhooks;

pub use webhooks::drop_webhooks;

/// The rules of this stage, in the order in which a schema meets them.
pub const RULES: &[&Rule] = &[
    &webhooks::RULE,
    &boolean::RULE,
    &content::RULE,
    &conditional::RULE,
    &dependent::RULE,
    &pattern_properties::RULE,
    &pattern_properties::OPEN,
    &constraints::LENGTH,
    &constraints::PATTERN,
    &constraints::BOUNDS,
    &constraints::MULTIPLE_OF,
    &constraints::ARRAY_SIZE,
    &constraints::OBJECT_SIZE,
    &constraints::NOT,
    &constraints::CONTAINS,
    &constraints::PROPERTY_NAMES,
    &constraints::UNEVALUATED,
    &constant::RULE,
    &examples::RULE,
    &tuple::RULE,
    &tuple::OPEN,
    &ref_siblings::RULE,
    &type_array::RULE,
    &null_type::RULE,
];

/// Lowers every schema of a document.
pub fn schemas(document: &mut Value, cx: &mut Context) {
    let components = crate::fit::schema::components(document);
    let mut adopted = conditional::Adopted::from(&components);
    walk::roots(document, &mut |root, _| one(root, &mut adopted, cx));
    while let Some((name, mut component)) = adopted.pending.pop() {
        one(&mut component, &mut adopted, cx);
        if let Some(schemas) = crate::fit::schema::components_mut(document) {
            schemas.insert(name, component);
        }
    }
}

/// Lowers one outermost schema, and all inside of it.
fn one(root: &mut Value, adopted: &mut conditional::Adopted<'_>, cx: &mut Context) {
    // Keywords that bring schemas of their own come first, outermost first, so that
    // the schemas they leave behind are seen by the rules after them.
    walk::outside_in(root, &mut |schema| {
        boolean::apply(schema, cx);
        conditional::apply(schema, adopted, cx);
        dependent::apply(schema, adopted, cx);
        pattern_properties::apply(schema, cx);
        constraints::apply(schema, cx);
    });
    walk::inside_out(root, &mut |schema| {
        content::apply(schema, cx);
        constant::apply(schema, cx);
        examples::apply(schema, cx);
        tuple::apply(schema, cx);
        ref_siblings::apply(schema, cx);
        type_array::apply(schema, cx);
    });
    // Null alternatives are taken from parents before children: a union that loses
    // its null member may become the member that is left.
    walk::outside_in(root, &mut |schema| null_type::apply(schema, cx));
}
