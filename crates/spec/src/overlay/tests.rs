use serde_json::{Value, json};

use super::apply_bytes;
use crate::Problem;

fn document() -> Value {
    json!({
        "info": { "title": "A", "version": "1" },
        "components": { "schemas": {
            "First": { "type": "object" },
            "Second": { "type": "number", "enum": [1, 2] },
            "Third": { "type": "string" },
        }},
    })
}

fn run(actions: &str) -> Result<(Value, Vec<super::Applied>), Problem> {
    let text = format!("overlay: 1.0.0\ninfo: {{title: T, version: 1.0.0}}\nactions:\n{actions}");
    apply_bytes(&document(), "overlay.yaml", text.as_bytes())
}

#[test]
fn actions_are_applied_in_order_and_listed_with_their_places() {
    let (after, applied) = run("
  - target: $.components.schemas.Second
    description: >
      A whole number.
    update: {type: integer, enum: [3]}
  - target: $.components.schemas.Second.enum
    update: 4
")
    .unwrap();
    assert_eq!(after["components"]["schemas"]["Second"], json!({"type": "integer", "enum": [1, 2, 3, 4]}));
    assert_eq!(applied[0].description, "A whole number.");
    assert_eq!(applied[0].pointers, ["#/components/schemas/Second"]);
    assert_eq!(applied[1].number, 2);
}

#[test]
fn removing_keeps_the_order_of_the_others() {
    let (after, applied) = run("  - {target: $.components.schemas.First, remove: true}").unwrap();
    let names: Vec<_> = after["components"]["schemas"].as_object().unwrap().keys().collect();
    assert_eq!(names, ["Second", "Third"]);
    assert!(applied[0].removes);
}

#[test]
fn targets_that_say_it_already_are_not_listed() {
    let (_, applied) = run("  - {target: '$.components.schemas[*]', update: {type: string}}").unwrap();
    assert_eq!(applied[0].pointers, ["#/components/schemas/First", "#/components/schemas/Second"]);
}

#[test]
fn an_item_that_the_list_has_already_is_never_applied() {
    for actions in [
        "  - {target: $.components.schemas.Second.enum, update: 2}",
        "  - {target: $.components.schemas.Second, update: {enum: [2, 1]}}",
        "  - {target: $.components.schemas.Second, update: {type: number}}",
    ] {
        let problem = run(actions).unwrap_err();
        assert_eq!(problem.what, "overlay action 1 was never applied", "{actions}");
        assert_eq!(problem.place.line, Some(4));
    }
}
