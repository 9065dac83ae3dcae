//! `--dry-run`, of everything that can be called.

use std::collections::BTreeSet;

use serde_json::json;
use switchboard_cli::catalogue::{Answer, VENDORS};

use crate::{
    sample::Document,
    support::{Folder, KEY, run, run_with_keys, switchboard, with_keys},
};

#[test]
fn every_operation_of_every_vendor_can_be_called_with_arguments_made_from_its_document() {
    let folder = Folder::new("every-operation");
    let mut called = 0;
    for vendor in VENDORS {
        let document = Document::of(vendor);
        let streams = vendor.operations.iter().filter(|operation| matches!(operation.answer, Answer::Stream(_))).count();
        assert_eq!(vendor.operations.len(), document.operations() + streams, "{}", vendor.facts.name);
        for operation in vendor.operations {
            let name = operation.name();
            let arguments = document.arguments(operation, &folder);
            let ran: crate::support::Ran =
                with_keys(switchboard()).args(["call", vendor.facts.name, &name, "--dry-run"]).args(&arguments).output().unwrap().into();
            assert_eq!(ran.code, 0, "{} {name} {arguments:?}\n{}", vendor.facts.name, ran.err);
            let request = ran.line();
            assert_eq!(request["method"], operation.facts.method.as_str(), "{name}");
            assert!(!ran.out.contains('{') || !request["url"].as_str().unwrap().contains(['{', '}']), "{request}");
            assert!(!ran.out.contains(KEY) && !ran.err.contains(KEY), "{name}");
            called += 1;
        }
    }
    assert!(called >= 101, "{called}: the operations of all vendors, with the streaming twin of Fifth Element's chat");
}

#[test]
fn names_on_the_command_line_are_unique_for_each_vendor() {
    for vendor in VENDORS {
        let names: BTreeSet<String> = vendor.operations.iter().map(|operation| operation.name()).collect();
        assert_eq!(names.len(), vendor.operations.len(), "{}", vendor.facts.name);
    }
}

#[test]
fn a_dry_run_shows_where_the_key_goes_and_not_the_key() {
    let ran = run_with_keys(&[
        "call",
        "invicta",
        "agents.send_prompt",
        "--ai-agent-id",
        "7",
        "--field",
        "userInput=Hi",
        "--field",
        "variables=[]",
        "--dry-run",
    ])
    .fine();
    let request = ran.line();
    assert_eq!(request["url"], "http://127.0.0.1:9/invicta/triggers/webhooks/api-key/7");
    assert_eq!(request["headers"]["x-invicta-api"], "<INVICTA_API_KEY>");
    assert_eq!(request["body"], json!({"userInput": "Hi", "variables": []}));
    assert!(!ran.out.contains(KEY));
}

#[test]
fn a_dry_run_needs_no_key() {
    let ran = run(&["call", "lucidsense", "agents.execute", "--agent-id", "a", "--field", "message=Hi", "--dry-run"]).fine();
    assert_eq!(ran.line()["headers"]["authorization"], "ApiKey <LUCIDSENSE_API_KEY>");
}

#[test]
fn values_are_sent_as_the_types_of_the_document() {
    let ran = run_with_keys(&[
        "call",
        "invent",
        "contacts.list",
        "--org-id",
        "c",
        "--take=5",
        "--search",
        "a b&c",
        "--unsubscribed",
        "--dry-run",
    ])
    .fine();
    assert_eq!(ran.line()["url"], "http://127.0.0.1:9/invent/orgs/c/contacts?search=a%20b%26c&unsubscribed=true&take=5");
    let ran = run_with_keys(&[
        "call",
        "selcora",
        "agents.create",
        "--field",
        "name=7",
        "--field",
        "age=7",
        "--body",
        r#"{"age": 9}"#,
        "--unchecked",
        "--dry-run",
    ])
    .fine();
    assert_eq!(ran.line()["body"], json!({"age": 7, "name": "7"}));
}

#[test]
fn a_file_makes_the_body_multipart() {
    let folder = Folder::new("multipart");
    let path = folder.file("guide.pdf", b"%PDF-1.7");
    let file = format!("file=@{}", path.display());
    let ran = run_with_keys(&["call", "invent", "files.create", "--org-id", "c", "--file", &file, "--dry-run"]).fine();
    let request = ran.line();
    assert!(request["headers"]["content-type"].as_str().unwrap().starts_with("multipart/form-data; boundary="));
    let body = request["body"].as_str().unwrap();
    assert!(body.contains("name=\"file\"; filename=\"guide.pdf\"\r\nContent-Type: application/pdf\r\n\r\n%PDF-1.7\r\n"), "{body}");
}
