//! The command `roundtrip`, as others call it.

use std::{
    io::Write,
    process::{Command, Output, Stdio},
};

use serde_json::{Value, json};

fn roundtrip(arguments: &[&str], input: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_roundtrip"));
    let mut child = command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // It may have refused its arguments before it reads.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn lines(output: &Output) -> Vec<Value> {
    assert!(output.stdout.is_ascii());
    String::from_utf8_lossy(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn each_line_is_answered_by_a_line() {
    let input = "{\"name\": null}\n\n  \r\n{\"name\": 5}\nnot json\n{\"name\":\"\u{85}\u{2028}\u{1f980}\",\"n\":0.1,\"m\":-5.0}";
    let output = roundtrip(&["invent", "UpdateContactSchema"], input);
    assert!(output.status.success());
    let lines = lines(&output);
    assert_eq!(lines.len(), 4, "{lines:?}");
    assert_eq!(lines[0], json!({ "ok": true, "json": { "name": null } }));
    assert_eq!(lines[1]["ok"], json!(false));
    assert!(lines[1]["error"].as_str().unwrap().contains("expected a string"), "{}", lines[1]);
    assert!(lines[2]["error"].as_str().unwrap().starts_with("the line is no JSON"), "{}", lines[2]);
    assert_eq!(lines[3]["json"], json!({ "name": "\u{85}\u{2028}\u{1f980}", "n": 0.1, "m": -5.0 }));
}

#[test]
fn arguments_that_name_nothing_are_refused_with_what_there_is() {
    let vendors = format!("there are {}", switchboard_tests::VENDORS.join(", "));
    for (arguments, part) in [
        (&["invnt", "ContactSchema"][..], vendors.as_str()),
        (&["invent", "Contact"], "near are ContactSchema"),
        (&["selcora", "Xyz"], "there are Role"),
        (&["selcora"], "usage: roundtrip VENDOR SCHEMA"),
    ] {
        let output = roundtrip(arguments, "{}\n");
        let message = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
        assert!(message.contains(part), "{message}");
    }
}
