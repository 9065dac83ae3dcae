//! What `vendor.toml` allows.

use std::path::Path;

use switchboard_lint::{Finding, allow::judge, lint};
use switchboard_spec::{
    load,
    vendor::{Allow, Vendor},
};

const DOCUMENT: &str = r#"{
    "openapi": "3.0.3",
    "info": { "title": "Pets", "version": "1" },
    "paths": {
        "/pets": { "get": { "responses": { "204": { "description": "Done." } } } },
        "/pets2": { "get": { "responses": { "204": { "description": "Done." } } } }
    }
}"#;

fn findings() -> Vec<Finding> {
    let document = load::parse("openapi.json", DOCUMENT.as_bytes()).unwrap();
    lint(&document, None).into_iter().filter(|finding| finding.rule.id == "operation-id").collect()
}

fn vendor(rule: &str, at: Option<&str>, reason: &str) -> Vendor {
    let mut vendor = Vendor::for_document(Path::new("openapi.json"));
    let allow = Allow { rule: rule.to_owned(), at: at.map(str::to_owned), reason: reason.to_owned() };
    vendor.settings.lint.allow.push(allow);
    vendor
}

#[test]
fn without_a_place_a_rule_is_allowed_everywhere() {
    let judged = judge(findings(), &vendor("operation-id", None, "the vendor has none")).unwrap();
    assert!(judged.open.is_empty());
    assert_eq!(judged.allowed.len(), 2);
    assert_eq!(judged.allowed[0].1, "the vendor has none");
}

#[test]
fn with_a_place_a_rule_is_allowed_there_and_below() {
    let judged = judge(findings(), &vendor("operation-id", Some("#/paths/~1pets"), "the vendor has none")).unwrap();
    assert_eq!((judged.open.len(), judged.allowed.len()), (1, 1));
    // A path that begins alike is another path.
    assert_eq!(judged.open[0].pointer, "#/paths/~1pets2/get");
}

#[test]
fn what_allows_nothing_any_more_is_an_error() {
    for (rule, at) in [("operation-id", Some("#/paths/~1toys")), ("tag-duplicate", None)] {
        let problems = judge(findings(), &vendor(rule, at, "the vendor has none")).unwrap_err();
        assert_eq!(problems.len(), 1);
        assert!(problems[0].what.ends_with("allows nothing"), "{}", problems[0]);
    }
}

#[test]
fn a_rule_that_does_not_exist_cannot_be_allowed() {
    let problems = judge(findings(), &vendor("operation-di", None, "the vendor has none")).unwrap_err();
    assert!(problems[0].help.contains("did you mean `operation-id`"), "{}", problems[0]);
}

#[test]
fn what_is_allowed_has_a_reason() {
    let problems = judge(findings(), &vendor("operation-id", None, " ")).unwrap_err();
    assert!(problems[0].what.ends_with("has no reason"), "{}", problems[0]);
}
