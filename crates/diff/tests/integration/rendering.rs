//! What people and programs are shown.

use serde_json::{Value, json};
use switchboard_diff::{
    Report, Side, compare,
    render::{self, LIMIT},
    version::{Presence, Verdict},
};

use crate::{code, vendors};

fn document(name: &str, description: &str) -> Value {
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Things", "version": "1" },
        "paths": {
            "/things": {
                "get": {
                    "operationId": "listThings",
                    "responses": { "200": { "description": "All.", "content": { "application/json": { "schema": { "type": "array", "items": { "$ref": "#/components/schemas/Thing" } } } } } },
                },
            },
            "/things/{id}": {
                "get": {
                    "operationId": "getThing",
                    "parameters": [{ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } }],
                    "responses": { "200": { "description": "It.", "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Thing" } } } } },
                },
            },
        },
        "components": { "schemas": { "Thing": {
            "type": "object",
            "description": description,
            "required": ["id"],
            "properties": { "id": { "type": "string" }, name: { "type": "string" }, "state": { "type": "string", "enum": ["on", "off"] } },
        } } },
    })
}

fn verdict<'r>(name: &str, version: &str, report: &'r Report) -> Verdict<'r> {
    Verdict { name: name.to_owned(), version: Some(version.parse().unwrap()), report, presence: Presence::Both }
}

fn small() -> Report {
    let base = document("name", "A thing.");
    let mut revision = document("name", "One thing.");
    let thing = &mut revision["components"]["schemas"]["Thing"];
    thing["properties"]["id"] = json!({ "type": ["string", "null"] });
    thing["properties"]["state"]["enum"] = json!(["on", "off", "standby"]);
    thing["properties"]["colour"] = json!({ "type": "string" });
    code::report(&base, &revision, &[])
}

#[test]
fn a_report_without_changes_is_one_line() {
    let document = document("name", "A thing.");
    let report = code::report(&document, &document, &[]);
    let verdict = verdict("things", "0.3.1", &report);
    insta::assert_snapshot!(render::text(&verdict), @"things 0.3.1: no changes");
    insta::assert_snapshot!(render::markdown(&[verdict]), @r"
    ## What the new documents mean for callers

    - **things 0.3.1: no changes**
    ");
}

#[test]
fn a_small_report_ends_with_the_verdict() {
    let report = small();
    insta::assert_snapshot!("small_text", render::text(&verdict("things", "0.3.1", &report)));
}

#[test]
fn a_small_report_is_a_short_comment() {
    let report = small();
    insta::assert_snapshot!("small_markdown", render::markdown(&[verdict("things", "0.3.1", &report)]));
}

#[test]
fn a_small_report_is_json_with_a_schema_version() {
    let report = small();
    insta::assert_json_snapshot!("small_json", render::json(&[verdict("things", "0.3.1", &report)]));
}

#[test]
fn what_is_not_ascii_and_what_looks_like_markup_is_shown_as_it_is() {
    let base = document("größe", "Ein *Ding* von @jemandem <b>.");
    let mut revision = document("größe", "另一个东西 `x`");
    revision["components"]["schemas"]["Thing"]["properties"]["größe"] = json!({ "type": "integer" });
    revision["components"]["schemas"]["Thing"]["properties"]["名前|<b>`*"] = json!({ "type": "string" });
    let report = code::report(&base, &revision, &[]);
    insta::assert_snapshot!("not_ascii_text", render::text(&verdict("dinge", "1.2.3", &report)));
    insta::assert_snapshot!("not_ascii_markdown", render::markdown(&[verdict("dinge", "1.2.3", &report)]));
}

/// A vendor has replaced its whole document.
fn huge() -> Report {
    let (base, revision) = (vendors::document("invent"), vendors::document("fifth-element"));
    compare(&Side::plain(&base), &Side::plain(&revision), &[])
}

#[test]
fn a_huge_report_fits_into_a_comment_and_says_what_was_cut() {
    let report = huge();
    let several: Vec<Verdict<'_>> = (0..6).map(|number| verdict(&format!("vendor-{number}"), "0.3.1", &report)).collect();
    for count in [1, several.len()] {
        let markdown = render::markdown(&several[..count]);
        assert!(markdown.len() <= LIMIT, "{} bytes for {count} reports", markdown.len());
        assert_eq!(markdown.matches("<details").count(), markdown.matches("</details>").count());
    }
    let markdown = render::markdown(&several);
    assert!(markdown.contains("more that do not fit here"));
    // What breaks comes first; the rest is cut before it.
    let lines: String = markdown
        .lines()
        .filter(|line| line.starts_with("- **") || line.contains("<summary>") && !line.contains("used by") || line.starts_with("- …"))
        .flat_map(|line| [line, "\n"])
        .collect();
    insta::assert_snapshot!("huge_markdown_outline", lines);
    insta::assert_snapshot!(
        "huge_text_end",
        render::text(&several[0])
            .lines()
            .rev()
            .take(12)
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .flat_map(|line| [line, "\n"])
            .collect::<String>()
    );
}

/// An API in which each of some operations can answer `429` from now on, and one is new.
fn many(operations: usize) -> Report {
    let api = |number: usize, statuses: &[&str]| {
        let operation = |id: usize| {
            let answers: serde_json::Map<String, Value> =
                statuses.iter().map(|status| ((*status).to_owned(), json!({ "description": "It." }))).collect();
            json!({ "get": { "operationId": format!("get{id}"), "responses": answers } })
        };
        let paths: serde_json::Map<String, Value> = (0..number).map(|id| (format!("/things/{id}"), operation(id))).collect();
        json!({ "openapi": "3.1.0", "info": { "title": "Things", "version": "1" }, "paths": paths })
    };
    compare(&Side::plain(&api(operations, &["204"])), &Side::plain(&api(operations + 1, &["204", "429"])), &[])
}

#[test]
fn one_edit_of_many_operations_is_told_once() {
    let report = many(50);
    assert_eq!(report.changes.len(), 51);
    let (text, comment) = (render::text(&verdict("things", "0.3.1", &report)), render::markdown(&[verdict("things", "0.3.1", &report)]));
    for told in [&text, &comment] {
        assert_eq!(told.matches("error-status-added").count(), 1, "{told}");
        assert!(told.contains("each of 50 operations can answer `429`"), "{told}");
        assert!(told.contains("and 49 more like it"), "{told}");
        assert!(told.contains("51 other"), "the verdict counts changes: {told}");
        // Its sentence has named the operation.
        assert!(!told.contains("used by GET /things/50") && !told.contains("used by `GET /things/50`"), "{told}");
    }
    assert_eq!(render::json(&[verdict("things", "0.3.1", &report)])["changes"].as_array().unwrap().len(), 51);
    let few = render::text(&verdict("things", "0.3.1", &many(2)));
    assert_eq!(few.matches("error-status-added").count(), 2, "{few}");
}
