//! `lint`: what makes a good document.

use std::fs;

use serde_json::Value;

use crate::workspace::Workspace;

/// Everything is described but one thing.
const FINE: &str = r#"{
    "openapi": "3.0.3",
    "info": { "title": "Toys", "version": "2" },
    "servers": [{ "url": "https://toys.example.com" }],
    "security": [],
    "paths": { "/toys/{id}": {
        "parameters": [{ "name": "id", "in": "path", "required": true, "description": "Which.", "schema": { "type": "string" } }],
        "delete": {
            "operationId": "deleteToy",
            "summary": "Delete a toy",
            "responses": {
                "204": { "description": "It is gone." },
                "404": { "description": "There is none.", "content": { "application/json": { "schema": { "type": "object" } } } }
            }
        }
    } }
}"#;

fn workspace(name: &str) -> Workspace {
    let workspace = Workspace::new(name);
    workspace.write("specs/toys/openapi.json", FINE);
    workspace
}

#[test]
fn what_is_found_is_told_with_place_and_help() {
    let run = workspace("lint-text").run(&["lint", "pets"]);
    assert_eq!(run.code, Some(4), "{}", run.stderr);
    insta::assert_snapshot!(run.stdout);
}

#[test]
fn a_document_in_which_nothing_is_found_ends_with_0() {
    let run = workspace("lint-fine").run(&["lint", "toys"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{}", run.stdout);
    assert!(run.stdout.contains("toys"), "{}", run.stdout);
}

#[test]
fn only_what_is_asked_for_makes_it_fail() {
    let workspace = workspace("lint-fail-on");
    // Of pets there are only warnings.
    for (level, code) in [("warning", 4), ("error", 0), ("none", 0)] {
        assert_eq!(workspace.run(&["lint", "pets", "--fail-on", level]).code, Some(code), "{level}");
    }
    workspace.edit("specs/pets/openapi.yaml", "info:", "tags: [{name: Pets}]\ninfo:");
    workspace.edit("specs/pets/openapi.yaml", "tags:\n  - name: Pets\n", "");
    workspace.edit("specs/pets/openapi.yaml", "[{name: Pets}]", "[{name: Pets}, {name: Pets}]");
    for (level, code) in [("warning", 4), ("error", 4), ("none", 0)] {
        assert_eq!(workspace.run(&["lint", "pets", "--fail-on", level]).code, Some(code), "{level}");
    }
}

#[test]
fn programs_get_every_place_in_one_object() {
    let workspace = workspace("lint-json");
    let allow = "\n[[lint.allow]]\nrule = \"operation-tag\"\nreason = \"one group is enough\"\n";
    workspace.edit("specs/pets/openapi.yaml", "      operationId: getPet\n      tags: [Pets]\n", "      operationId: getPet\n");
    workspace.append("specs/pets/vendor.toml", allow);
    let run = workspace.run(&["lint", "--format", "json"]);
    assert_eq!(run.code, Some(4), "{}", run.stderr);
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(report["schema_version"], 1);
    let [pets, toys] = report["documents"].as_array().unwrap().as_slice() else { panic!("{report:#}") };
    assert_eq!((&pets["vendor"], &toys["vendor"]), (&"pets".into(), &"toys".into()));
    assert_eq!(toys["findings"].as_array().unwrap().len(), 0);
    let findings = pets["findings"].as_array().unwrap();
    let allowed: Vec<_> = findings.iter().filter(|finding| !finding["allowed"].is_null()).collect();
    assert_eq!(allowed.len(), 1, "{report:#}");
    assert_eq!((&allowed[0]["rule"], &allowed[0]["allowed"]), (&"operation-tag".into(), &"one group is enough".into()));
    let totals = &report["totals"];
    assert_eq!(totals["allowed"], 1);
    assert_eq!(totals["errors"].as_u64().unwrap() + totals["warnings"].as_u64().unwrap() + 1, findings.len() as u64);
}

#[test]
fn what_the_overlay_repairs_is_not_found() {
    let workspace = workspace("lint-overlay");
    workspace.edit("specs/toys/openapi.json", "\"summary\": \"Delete a toy\",", "");
    assert_eq!(workspace.run(&["lint", "toys"]).code, Some(4));
    workspace.write(
        "specs/toys/overlay.yaml",
        "overlay: 1.0.0\ninfo: {title: Corrections, version: 1.0.0}\nactions:\n  - target: $.paths['/toys/{id}'].delete\n    description: A text is missing.\n    update: {summary: Delete a toy}\n",
    );
    assert_eq!(workspace.run(&["lint", "toys"]).code, Some(0));
}

#[test]
fn an_allowance_that_allows_nothing_is_an_error() {
    let workspace = workspace("lint-stale");
    workspace.append("specs/toys/vendor.toml", "\n[[lint.allow]]\nrule = \"operation-id\"\nreason = \"there was none\"\n");
    let run = workspace.run(&["lint", "toys"]);
    assert_eq!(run.code, Some(100));
    insta::assert_snapshot!(run.stderr);
}

#[test]
fn a_file_of_anybody_can_be_linted_and_a_vendors_own_file_is_the_vendors() {
    let workspace = workspace("lint-file");
    let file = workspace.path("specs/toys/openapi.json");
    let run = workspace.run(&["lint", file.to_str().unwrap(), "--format", "json"]);
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!((run.code, &report["documents"][0]["vendor"]), (Some(0), &"toys".into()));
    let copy = workspace.path("copy.json");
    fs::copy(&file, &copy).unwrap();
    let run = workspace.run(&["lint", copy.to_str().unwrap(), "--format", "json"]);
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!((run.code, &report["documents"][0]["vendor"]), (Some(0), &Value::Null));
}

#[test]
fn what_is_neither_a_vendor_nor_a_document_is_a_problem() {
    let workspace = workspace("lint-unknown");
    let run = workspace.run(&["lint", "tosy"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(100), ""));
    assert!(run.stderr.contains("did you mean `toys`?"), "{}", run.stderr);
    workspace.edit("specs/toys/openapi.json", "3.0.3", "3.2.0");
    let run = workspace.run(&["lint", "toys", "pets"]);
    assert_eq!(run.code, Some(100));
    assert!(run.stderr.contains("OpenAPI 3.2.0 is not supported"), "{}", run.stderr);
    // The others are told all the same.
    assert!(run.stdout.contains("pets"), "{}", run.stdout);
}

#[test]
fn every_rule_can_be_explained_and_no_other() {
    let workspace = workspace("lint-explain");
    let list = workspace.run(&["lint", "--list"]);
    assert_eq!(list.code, Some(0));
    let ids: Vec<&str> = list.stdout.lines().skip(1).filter_map(|line| line.split_whitespace().next()).collect();
    assert!(ids.len() > 30, "{ids:?}");
    for id in ids {
        let run = workspace.run(&["lint", "--explain", id]);
        assert_eq!(run.code, Some(0), "{id}");
        for part in [id, "Why:", "Do:", "[[lint.allow]]"] {
            assert!(run.stdout.contains(part), "{id}: {}", run.stdout);
        }
    }
    let run = workspace.run(&["lint", "--explain", "operation-di"]);
    assert_eq!(run.code, Some(100));
    assert!(run.stderr.contains("did you mean `operation-id`"), "{}", run.stderr);
}

#[test]
fn the_page_about_the_rules_is_what_the_tool_writes() {
    let workspace = workspace("lint-page");
    assert_eq!(workspace.run(&["lint", "--markdown"]).code, Some(0));
    let page = fs::read_to_string("../docs/lint-rules.md").unwrap();
    assert!(page == workspace.read("docs/lint-rules.md"), "docs/lint-rules.md is stale: run `cargo xtask lint --markdown`");
}
