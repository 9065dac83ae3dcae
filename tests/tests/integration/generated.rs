//! What generated code says of itself, and what it must not do.

use std::collections::BTreeSet;

use serde_json::Value;
use switchboard_tests::{VENDORS, documents};
use syn::Item;

use crate::{
    original::Original,
    rust::{Generated, docs},
};

/// What progenitor would have a client do behind its user's back.
const UNWANTED: &[(&str, &str)] = &[
    ("api-version", "a header that no vendor asks for"),
    ("Client::new(", "a client with time limits that nobody chose"),
    ("reqwest::", "a client that the transport knows nothing of"),
    ("progenitor", "the run time of another generator"),
    (".unwrap()", "a panic"),
    (".expect(", "a panic"),
    ("panic!", "a panic"),
];

#[test]
fn generated_code_sends_no_api_version_and_makes_no_client_of_its_own() {
    for vendor in VENDORS {
        let generated = Generated::of(vendor);
        for (unwanted, what) in UNWANTED {
            let found = generated.text.lines().find(|line| line.contains(unwanted) && !line.trim_start().starts_with("//"));
            assert_eq!(found, None, "{vendor}: {what}");
        }
    }
}

#[test]
fn every_type_says_where_in_the_document_it_is_from() {
    for vendor in VENDORS {
        let original = Original::of(vendor);
        let generated = Generated::of(vendor);
        let by_status = by_status(&generated);
        let mut sources = BTreeSet::new();
        for item in generated.module("types") {
            let (name, attributes) = match item {
                Item::Struct(item) => (&item.ident, &item.attrs),
                Item::Enum(item) => (&item.ident, &item.attrs),
                Item::Type(item) => (&item.ident, &item.attrs),
                _ => continue,
            };
            // Made of several answers, each with a type of its own.
            if by_status.contains(&name.to_string()) {
                continue;
            }
            let docs = docs(attributes);
            let source = docs.lines().find_map(|line| line.strip_prefix("Source: `")?.strip_suffix('`'));
            let source = source.unwrap_or_else(|| panic!("{vendor}: {name} does not say where it is from"));
            assert!(
                documents::resolve(&original.document, source).is_some(),
                "{vendor}: {name} is said to be from {source}: nothing is there"
            );
            sources.insert(source.to_owned());
        }
        println!("{vendor}: types from {} places of the document", sources.len());
        let components = original.schemas().keys().filter(|name| sources.contains(&format!("#/components/schemas/{name}")));
        assert_eq!(components.count(), original.schemas().len(), "{vendor}: every component schema has a type");
    }
}

/// The enums that hold what a call answers, a variant for each status.
fn by_status(generated: &Generated) -> BTreeSet<String> {
    let enums = generated.module("types").iter().filter_map(|item| match item {
        Item::Enum(item) => Some(item),
        _ => None,
    });
    enums.filter(|item| docs(&item.attrs).ends_with("answers, by status.")).map(|item| item.ident.to_string()).collect()
}

/// An enum that listed other values would still keep those of the document, as unknown ones.
#[test]
fn every_enum_lists_the_values_of_the_document() {
    for vendor in VENDORS {
        let original = Original::of(vendor);
        let generated = Generated::of(vendor);
        let listed = generated.enum_texts();
        let mut compared = 0;
        for item in generated.module("types") {
            let Item::Enum(item) = item else { continue };
            let Some(texts) = listed.get(&item.ident.to_string()) else { continue };
            let docs = docs(&item.attrs);
            let source = docs.lines().find_map(|line| line.strip_prefix("Source: `")?.strip_suffix('`')).expect("a source");
            let schema = documents::resolve(&original.document, source).expect("a schema");
            let values = schema.get("enum").and_then(Value::as_array).cloned();
            let values = values.or_else(|| schema.get("const").map(|value| vec![value.clone()])).unwrap_or_default();
            let values: BTreeSet<&str> = values.iter().filter_map(Value::as_str).collect();
            assert_eq!(texts.iter().map(String::as_str).collect::<BTreeSet<_>>(), values, "{vendor}: {}, from {source}", item.ident);
            compared += 1;
        }
        println!("{vendor}: {compared} enums");
        assert_eq!(compared, listed.len(), "{vendor}");
    }
}
