//! Every command against the sandbox, and every way to end.

use std::{
    io::{BufRead as _, BufReader},
    process::{Command, Output, Stdio},
};

use serde_json::{Value, json};
use switchboard_cli::catalogue::{VENDORS, Vendor};

use crate::{
    sample::Document,
    support::{Folder, KEY, Ran, run, run_told, switchboard},
};

/// An agent of each vendor that answers without more ado.
const AGENTS: [&str; 3] = ["fifth-element/support-agent", "invicta/7", "lucidsense/guide"];

fn sandboxed(arguments: &[&str]) -> Ran {
    switchboard().args(arguments).arg("--sandbox").output().unwrap().into()
}

/// The first item of what an operation lists.
fn first(arguments: &[&str]) -> Value {
    sandboxed(arguments).fine().line()[0].clone()
}

#[test]
fn the_sandbox_finds_nothing_wrong_with_a_call_of_any_operation() {
    let folder = Folder::new("sandbox");
    let mut fine = 0;
    for vendor in VENDORS {
        let document = Document::of(vendor);
        for operation in vendor.operations {
            let mut arguments = vec!["call".to_owned(), vendor.facts.name.to_owned(), operation.name(), "--retries=0".to_owned()];
            arguments.extend(document.arguments(operation, &folder));
            let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
            well(vendor, sandboxed(&arguments));
            fine += 1;
        }
    }
    assert!(fine >= 101, "{fine}");
}

#[test]
fn the_example_in_the_help_of_any_operation_can_be_tried_as_it_stands() {
    let folder = Folder::new("example");
    let file = folder.file("guide.txt", b"What to do, and why.");
    for vendor in VENDORS {
        for operation in vendor.operations {
            let help = run(&["call", vendor.facts.name, &operation.name(), "--help"]).fine().out;
            let (_, example) = help.split_once("Example:\n  switchboard ").unwrap();
            let example = example.replace("@FILE", &format!("@{}", file.display()));
            well(vendor, in_a_shell(&example).into());
        }
    }
}

/// Vendors whose ids follow from the names of their parameters. Whatever else is called with an id
/// that is made up may be told that there is no such thing.
const GUESSED: [&str; 5] = ["fifth-element", "invent", "invicta", "lucidsense", "selcora"];

#[track_caller]
fn well(vendor: &Vendor, ran: Ran) {
    let is_unknown = ran.code != 0 && ran.err.contains("404 Not Found");
    if !is_unknown || GUESSED.contains(&vendor.facts.name) {
        ran.fine();
    }
}

/// Runs the command with these words, which a shell takes apart as they stand.
fn in_a_shell(words: &str) -> Output {
    let mut shell = Command::new("sh");
    shell.env_clear().env("PATH", "/usr/bin:/bin").env("XDG_CONFIG_HOME", "/nonexistent").stdin(Stdio::null());
    shell.args(["-c", &format!("'{}' {words}", env!("CARGO_BIN_EXE_switchboard"))]).output().unwrap()
}

#[test]
fn an_agent_of_every_vendor_is_asked_the_same_way() {
    for agent in AGENTS {
        let reply = sandboxed(&["ask", agent, "Where is my order?"]).fine().line();
        assert!(reply["text"].as_str().unwrap().contains("Where is my order?"), "{agent}: {reply}");
    }
    let assistant = first(&["call", "invent", "assistants.list", "--org-id", "c"]);
    let agent = format!("invent/{}", assistant["id"].as_str().unwrap());
    let reply = sandboxed(&["ask", &agent, "Where is my order?"]).fine().line();
    assert!(reply["text"].as_str().unwrap().contains("Where is my order?"), "{reply}");
    let model = first(&["call", "selcora", "models.list", "--type", "llm"]);
    let option = format!("llm_id={}", model["id"].as_str().unwrap());
    let reply = sandboxed(&["ask", "selcora", "Where is my order?", "--option", &option]).fine().line();
    assert!(reply["text"].as_str().unwrap().contains("Where is my order?"), "{reply}");
}

#[test]
fn a_streamed_answer_arrives_in_pieces_and_ends_with_the_whole() {
    let lines = sandboxed(&["ask", AGENTS[0], "Hi", "--stream"]).fine().lines();
    let (reply, deltas) = lines.split_last().unwrap();
    let joined: String = deltas.iter().map(|line| line["delta"].as_str().unwrap()).collect();
    assert!(deltas.len() > 3);
    assert_eq!(reply["text"], joined);
}

#[test]
fn a_streaming_operation_prints_its_events() {
    let events = sandboxed(&["call", "fifth-element", "chat.stream", "--slug", "a", "--field", "message=Hi"]).fine().lines();
    assert!(events.len() > 3 && events.iter().all(|event| event["chunk"].is_string()));
}

#[test]
fn a_list_is_fetched_to_its_end() {
    let items = sandboxed(&["call", "invent", "contacts.list", "--org-id", "c", "--take", "10", "--all"]).fine().lines();
    assert_eq!(items.len(), 25);
    let items = sandboxed(&["call", "fifth-element", "documents.list", "--repository-id", "r", "--limit", "10", "--all"]).fine().lines();
    assert_eq!(items.len(), 25);
    let items = sandboxed(&["call", "selcora", "images.list", "--page-size", "10", "--all"]).fine().lines();
    assert_eq!(items.len(), 25);
}

#[test]
fn the_raw_answer_is_what_came() {
    let call = ["call", "invent", "contacts.list", "--org-id", "c", "--take", "2"];
    let raw = sandboxed(&[&call[..], &["--raw"]].concat()).fine().out;
    let value: Value = serde_json::from_str(&raw).unwrap();
    assert_eq!(value, sandboxed(&call).fine().line());
}

#[test]
fn what_is_said_in_a_pipe_is_answered_line_by_line_in_one_conversation() {
    let mut command = switchboard();
    command.args(["chat", "invicta/7", "--sandbox"]);
    let replies = run_told(command, "Hello\n\nAnd again\n").fine().lines();
    assert_eq!(replies.len(), 2);
    assert_eq!(replies[0]["thread"], replies[1]["thread"]);
    assert!(replies[1]["text"].as_str().unwrap().contains("turn 2"), "{}", replies[1]);
}

#[test]
fn each_kind_of_failure_has_its_exit_code() {
    let ask = |fault: &str| sandboxed(&["ask", "invicta/7", "Hi", "--fault", fault]);
    let cases = [
        ("server-error;status=500", 1),
        ("html;status=502", 1),
        ("malformed-json", 1),
        ("server-error;status=401", 3),
        ("server-error;status=403", 3),
        ("rate-limit;retry-after=400", 4),
        ("reset", 5),
    ];
    for (fault, code) in cases {
        let ran = ask(fault);
        assert_eq!((ran.code, ran.out.as_str()), (code, ""), "{fault}: {}", ran.err);
        assert!(ran.err.starts_with("error: "), "{}", ran.err);
    }
    // What goes away is tried again.
    let call = ["call", "invent", "contacts.list", "--org-id", "c", "--fault", "server-error;status=503;times=1"];
    assert_eq!(sandboxed(&call).code, 0);
    assert_eq!(sandboxed(&[&call[..], &["--retries", "0"]].concat()).code, 1);
}

#[test]
fn a_time_limit_is_the_network() {
    let call = ["call", "invent", "contacts.list", "--org-id", "c", "--fault", "latency;ms=5000", "--timeout", "0.2"];
    let ran = sandboxed(&call);
    assert_eq!(ran.code, 5, "{}", ran.err);
}

#[test]
fn an_error_is_told_as_json_when_json_was_asked_for() {
    let ran = sandboxed(&["ask", "invicta/7", "Hi", "--fault", "rate-limit;retry-after=400", "--json"]);
    let told: Value = serde_json::from_str(&ran.err).unwrap();
    let error = &told["error"];
    assert_eq!(
        (&error["exit"], &error["kind"], &error["status"], &error["retry_after"]),
        (&json!(4), &json!("rate_limit"), &json!(429), &json!(400.0))
    );
}

#[test]
fn a_fault_that_is_none_is_told_with_those_that_there_are() {
    let ran = sandboxed(&["ask", "invicta/7", "Hi", "--fault", "slowness"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("there is no fault `slowness`; there are latency, "), "{}", ran.err);
    assert_eq!(run(&["vendors", "--fault", "latency"]).code, 0);
    assert_eq!(run(&["ask", "invicta/7", "Hi", "--fault", "latency"]).err, "error: only the sandbox has faults\nhint: add --sandbox\n");
}

#[test]
fn no_key_of_the_users_reaches_the_sandbox() {
    let ran: Ran = switchboard()
        .env("INVICTA_API_KEY", KEY)
        .env("INVICTA_BASE_URL", "http://127.0.0.1:9")
        .args(["ask", "invicta/7", "Hi", "--sandbox"])
        .output()
        .unwrap()
        .into();
    assert_eq!(ran.code, 0, "a key that is not the sandbox's own would be refused: {}", ran.err);
}

#[test]
fn the_doctor_is_content_with_the_sandbox() {
    let findings = sandboxed(&["doctor"]).fine().lines();
    for vendor in VENDORS {
        for check in ["key", "address", "name", "connection", "http", "clock"] {
            let finding = findings.iter().find(|line| line["vendor"] == vendor.facts.name && line["check"] == check).unwrap();
            assert_eq!(finding["state"], "ok", "{finding}");
        }
    }
}

#[test]
fn the_sandbox_runs_until_it_is_ended_and_another_command_can_use_it() {
    let mut sandbox = switchboard()
        .args(["sandbox", "--port", "0", "--vendor", "invicta"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(sandbox.stdout.take().unwrap()).lines();
    let vendor: Value = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
    let text = |name: &str| vendor[name].as_str().unwrap();
    let ran: Ran = switchboard()
        .env("INVICTA_API_KEY", text("api_key"))
        .env("INVICTA_BASE_URL", text("base_url"))
        .args(["ask", "invicta/7", "Hi"])
        .output()
        .unwrap()
        .into();
    assert!(ran.fine().out.contains("Hi"));
    let told: Value = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
    assert_eq!((&told["method"], &told["status"], &told["violation"]), (&json!("POST"), &json!(200), &Value::Null));
    // A wrong key is refused with the vendor's own words.
    let ran: Ran = switchboard()
        .env("INVICTA_API_KEY", KEY)
        .env("INVICTA_BASE_URL", text("base_url"))
        .args(["ask", "invicta/7", "Hi"])
        .output()
        .unwrap()
        .into();
    assert_eq!(ran.code, 3, "{}", ran.err);
    assert!(!ran.err.contains(KEY), "{}", ran.err);
    sandbox.kill().unwrap();
    sandbox.wait().unwrap();
}
