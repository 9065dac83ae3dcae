//! What is written: for programs in a pipe, and to readers that go away.

use std::{
    io::{BufRead as _, BufReader},
    process::Stdio,
};

use switchboard_cli::catalogue::VENDORS;

use crate::support::{run, switchboard};

#[test]
fn in_a_pipe_every_line_is_json() {
    let vendors = run(&["vendors"]).fine().lines();
    let names: Vec<_> = vendors.iter().map(|line| line["name"].as_str().unwrap()).collect();
    assert_eq!(names, VENDORS.iter().map(|vendor| vendor.facts.name).collect::<Vec<_>>());
    for name in ["fifth-element", "invent", "invicta", "lucidsense", "selcora"] {
        assert!(names.contains(&name), "{name}");
    }
    for (vendor, line) in VENDORS.iter().zip(&vendors) {
        assert_eq!(line["operations"], vendor.operations.len());
        assert_eq!(run(&["operations", vendor.facts.name]).fine().lines().len(), vendor.operations.len());
    }
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let mut child = switchboard().args(["completions", "bash"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let ended = child.wait_with_output().unwrap();
    assert_eq!((ended.status.code(), String::from_utf8(ended.stderr).unwrap().as_str()), (Some(0), ""));
}

#[test]
fn nothing_is_coloured_in_a_pipe() {
    for arguments in [vec!["--help"], vec!["vendors"], vec!["call", "invent", "contact.list"], vec!["operations", "invent"]] {
        let ran = run(&arguments);
        assert!(!ran.out.contains('\u{1b}') && !ran.err.contains('\u{1b}'), "{arguments:?}");
    }
}
