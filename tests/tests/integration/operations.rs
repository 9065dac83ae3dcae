//! Operations in the documents are methods in the crates: both are counted by hand.

use std::collections::{BTreeMap, BTreeSet};

use switchboard_tests::VENDORS;
use syn::{ImplItem, Item};

use crate::{original::Original, rust::Generated};

#[test]
fn every_operation_is_a_method_and_every_method_is_an_operation() {
    let mut total = (0, 0);
    for vendor in VENDORS {
        let original = Original::of(vendor);
        let generated = Generated::of(vendor);
        let streams = generated.streams();
        let (streamed, whole): (Vec<_>, Vec<_>) = generated.methods().into_iter().partition(|method| streams.contains(&method.call));

        // By name: the docs of each method say which operation it is.
        let mut of_operation: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let operations: BTreeMap<String, String> = original
            .operations()
            .into_iter()
            .map(|operation| (operation.pointer, format!("`{} {}`", operation.method.to_uppercase(), operation.path)))
            .collect();
        for method in whole {
            let operation = operations.iter().find(|(pointer, line)| method.docs.contains(&format!("{line} (`{pointer}`)")));
            let (pointer, _) = operation.unwrap_or_else(|| panic!("{vendor}: {} names no operation: {}", method.name, method.docs));
            of_operation.entry(pointer.clone()).or_default().push(method.name);
        }
        let twice: Vec<_> = of_operation.iter().filter(|(_, methods)| methods.len() > 1).collect();
        assert!(twice.is_empty(), "{vendor}: several methods for one operation: {twice:?}");
        let missing: Vec<_> = operations.iter().filter(|(pointer, _)| !of_operation.contains_key(*pointer)).collect();
        assert!(missing.is_empty(), "{vendor}: operations without a method: {missing:?}");

        // A stream is another way to call an operation that has its method already.
        for method in &streamed {
            let twin = of_operation.keys().find(|pointer| method.docs.contains(&format!("(`{pointer}`)")));
            assert!(twin.is_some(), "{vendor}: {} streams what has no other method", method.name);
        }

        // And by count.
        assert_eq!(operations.len(), of_operation.len(), "{vendor}");
        println!("{vendor}: {} operations, {} methods, and {} that stream", operations.len(), of_operation.len(), streamed.len());
        total = (total.0 + operations.len(), total.1 + of_operation.len());
    }
    println!("all: {} operations, {} methods", total.0, total.1);
}

#[test]
fn what_can_be_streamed_has_a_method_that_streams() {
    for vendor in VENDORS {
        let original = Original::of(vendor);
        let streamed = original.operations().into_iter().filter(|operation| {
            let responses = operation.body["responses"].as_object().expect("responses");
            let mut answers = responses.iter().filter(|(status, _)| status.starts_with('2')).map(|(_, response)| original.target(response));
            answers.any(|response| response.pointer("/content/text~1event-stream").is_some())
        });
        assert_eq!(streamed.count(), Generated::of(vendor).streams().len(), "{vendor}");
    }
}

#[test]
fn every_group_is_reached_from_the_client() {
    for vendor in VENDORS {
        let generated = Generated::of(vendor);
        let groups = generated.module("groups").iter().filter_map(|item| match item {
            Item::Struct(group) => Some(group.ident.to_string()),
            _ => None,
        });
        let mut given = String::new();
        for item in &generated.file.items {
            let Item::Impl(block) = item else { continue };
            for item in &block.items {
                if let ImplItem::Fn(function) = item {
                    given.push_str(&format!("{} ", syn_text(&function.sig.output)));
                }
            }
        }
        let missing: BTreeSet<String> = groups.filter(|group| !given.contains(&format!("groups::{group}<"))).collect();
        assert!(missing.is_empty(), "{vendor}: {missing:?}");
    }
}

/// The path of a return type, without blanks.
fn syn_text(output: &syn::ReturnType) -> String {
    let syn::ReturnType::Type(_, ty) = output else { return String::new() };
    let syn::Type::Path(path) = ty.as_ref() else { return String::new() };
    let names: Vec<String> = path.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    format!("{}<", names.join("::"))
}
