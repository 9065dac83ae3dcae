//! What a user is told who made a mistake.

use insta::assert_snapshot;

use crate::support::{KEY, Ran, run, run_told, run_with_keys, switchboard, with_keys};

#[track_caller]
fn usage(arguments: &[&str]) -> String {
    let ran = run_with_keys(arguments);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{}", ran.err);
    ran.err
}

#[test]
fn an_unknown_vendor() {
    assert_snapshot!(usage(&["call", "invnt", "contacts.list"]));
}

#[test]
fn an_unknown_operation() {
    assert_snapshot!(usage(&["call", "invent", "contact.list"]));
}

#[test]
fn an_unknown_parameter() {
    assert_snapshot!(usage(&["call", "invent", "contacts.list", "--org-id", "c", "--pgae", "1"]));
}

#[test]
fn a_missing_parameter() {
    assert_snapshot!(usage(&["call", "invent", "contacts.list"]));
}

#[test]
fn values_that_do_not_fit_the_document() {
    assert_snapshot!(usage(&["call", "invent", "contacts.list", "--org-id", "c", "--status", "subscribd", "--page", "two"]));
}

#[test]
fn a_body_that_does_not_fit_the_document() {
    let body = r#"{"messge": "Hi", "stream": "yes"}"#;
    assert_snapshot!(usage(&["call", "fifth-element", "chat.send", "--slug", "a", "--body", body]));
}

#[test]
fn a_body_that_is_no_json() {
    assert_snapshot!(usage(&["call", "fifth-element", "chat.send", "--slug", "a", "--body", "Hello"]));
}

#[test]
fn a_missing_body() {
    assert_snapshot!(usage(&["call", "fifth-element", "chat.send", "--slug", "a"]));
}

#[test]
fn a_field_without_a_value() {
    assert_snapshot!(usage(&["call", "fifth-element", "chat.send", "--slug", "a", "--field", "message"]));
}

#[test]
fn a_file_for_a_part_that_is_not_there() {
    assert_snapshot!(usage(&["call", "invent", "files.create", "--org-id", "c", "--file", "fil=@/dev/null"]));
}

#[test]
fn all_pages_of_something_without_pages() {
    assert_snapshot!(usage(&["call", "fifth-element", "jobs.get", "--id", "j", "--all"]));
}

#[test]
fn a_path_that_would_lead_elsewhere() {
    assert_snapshot!(usage(&["call", "fifth-element", "jobs.get", "--id", "../admin"]));
}

#[test]
fn what_does_not_fit_can_be_sent_all_the_same() {
    let ran = run_with_keys(&["call", "fifth-element", "chat.send", "--slug", "a", "--body", r#"{"new": 1}"#, "--unchecked", "--dry-run"]);
    assert_eq!(ran.fine().line()["body"]["new"], 1);
}

#[test]
fn a_body_comes_from_standard_input() {
    let mut command = with_keys(switchboard());
    command.args(["call", "fifth-element", "chat.send", "--slug", "a", "--body", "-", "--dry-run"]);
    assert_eq!(run_told(command, r#"{"message": "Hi"}"#).fine().line()["body"]["message"], "Hi");
}

#[test]
fn a_missing_key_is_told_with_its_variable() {
    let ran = run(&["call", "invent", "contacts.list", "--org-id", "c"]);
    assert_snapshot!(ran.told());
}

/// Every way to be misunderstood, and what is said.
#[test]
fn an_error_says_what_to_do_in_the_words_of_the_command() {
    let sandboxed: [(&[&str], &str); 11] = [
        (
            &["ask", "selcora/", "Hi"],
            "set it with --option llm_id=VALUE, or with the environment variable SELCORA_LLM_ID; `switchboard call selcora models.list --type llm --sandbox` lists what there is",
        ),
        (&["ask", "selcora", "Hi", "--option", "llm_id=m", "--thread", "t"], "name an agent, as in `selcora/AGENT`, or leave --thread out"),
        (&["ask", "selcora", "Hi", "--option", "llm=m"], "an option is given as --option NAME=VALUE, or NAME:=JSON"),
        (&["ask", "selcora", "Hi", "--option", "llm_id"], "an option is given as --option llm_id=…, or NAME:=JSON"),
        (
            &["ask", "invent", "Hi", "--option", "org_id=c"],
            "name it as `invent/AGENT`; `switchboard call invent assistants.list --org-id c --sandbox` lists them",
        ),
        (&["ask", "invicta", "Hi"], "name it as `invicta/AGENT`"),
        (&["ask", "invicta/7", "Hi", "--thread", ""], "leave it out to begin one"),
        (&["ask", "invicta/7", "Hi", "--timeout=-1"], "--timeout is not a number of seconds"),
        (&["ask", "invent/bot", "Hi"], "`switchboard call invent assistants.list --org-id c --sandbox` lists the ids that there are"),
        (
            &["ask", "invent/assistant_1", "Hi", "--thread", "t"],
            "`switchboard call invent chats.list --org-id c --sandbox` lists the ids that there are",
        ),
        (&["ask", "lucidsense/missing", "Hi"], "here every id is known but those that begin with `missing`"),
    ];
    for (arguments, advice) in sandboxed {
        let ran = run(&[arguments, &["--sandbox"]].concat());
        assert!(ran.code == 2 || ran.code == 1 && ran.err.contains("404"), "{}", ran.told());
        assert!(ran.err.trim_end().ends_with(advice), "{}", ran.err);
        // No word of Rust.
        assert!(!ran.err.contains("::") && !ran.err.contains("(…)"), "{}", ran.err);
    }
    let (key, url) = ("LUCIDSENSE_API_KEY", "LUCIDSENSE_BASE_URL");
    let unset: [(&[(&str, &str)], &str); 3] = [
        (&[(key, "a\nb")], "look at LUCIDSENSE_API_KEY: a key is one line, without blanks around it"),
        (&[(key, KEY), (url, "http://example.com")], "correct LUCIDSENSE_BASE_URL: an address that begins with https://"),
        (&[(key, KEY), (url, "example.com")], "correct LUCIDSENSE_BASE_URL: an address that begins with https://"),
    ];
    for (variables, advice) in unset {
        let ask = ["ask", "lucidsense/a", "Hi", "--option", "context:={}"];
        let ran: Ran = switchboard().envs(variables.iter().copied()).args(ask).output().unwrap().into();
        assert!(ran.code == 2 && ran.err.trim_end().ends_with(advice), "{}", ran.told());
    }
}

#[test]
fn a_missing_address_is_told_with_its_variable() {
    let mut command = switchboard();
    let ran: Ran =
        command.env("FIFTH_ELEMENT_API_KEY", KEY).args(["call", "fifth-element", "jobs.get", "--id", "j"]).output().unwrap().into();
    assert_snapshot!(ran.told());
}

#[test]
fn a_server_that_is_not_there_is_the_network_and_not_the_vendor() {
    // Nothing listens on port 9 of this machine.
    let ran = run_with_keys(&["call", "fifth-element", "jobs.get", "--id", "j", "--retries", "0"]);
    assert_eq!(ran.code, 5, "{}", ran.err);
    assert!(ran.err.contains("hint: `switchboard doctor fifth-element` tells"), "{}", ran.err);
    let ran = run_with_keys(&["call", "fifth-element", "jobs.get", "--id", "j", "--retries", "0", "--json"]);
    let told: serde_json::Value = serde_json::from_str(&ran.err).unwrap();
    assert_eq!((&told["error"]["kind"], &told["error"]["exit"]), (&"connect".into(), &5.into()));
}

#[test]
fn the_doctor_says_where_the_way_to_a_vendor_ends() {
    // Nothing listens on port 9 of this machine.
    let ran = run_with_keys(&["doctor", "invent", "--json"]);
    assert_eq!(ran.code, 5, "{}", ran.err);
    let told: Vec<(String, String)> = ran.lines().iter().map(|line| (line["check"].to_string(), line["state"].to_string())).collect();
    let told: Vec<(&str, &str)> = told.iter().map(|(check, state)| (check.trim_matches('"'), state.trim_matches('"'))).collect();
    assert_eq!(told, [("key", "ok"), ("address", "ok"), ("name", "ok"), ("connection", "fail")]);
    assert!(ran.lines().last().unwrap()["hint"].is_string());
    let mut command = with_keys(switchboard());
    let ran: Ran = command.env("INVENT_BASE_URL", "ftp://example.com").args(["doctor", "invent"]).output().unwrap().into();
    assert_eq!((ran.code, &ran.lines()[1]["check"], &ran.lines()[1]["state"]), (2, &"address".into(), &"fail".into()));
}
