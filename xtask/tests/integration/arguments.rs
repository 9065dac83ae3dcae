//! The command line itself.

use crate::workspace::Workspace;

#[test]
fn help_names_the_exit_codes() {
    let run = Workspace::new("help").run(&["generate", "--help"]);
    assert_eq!(run.code, Some(0));
    insta::assert_snapshot!(run.stdout);
}

#[test]
fn a_command_that_is_not_understood_ends_with_2() {
    let workspace = Workspace::new("usage");
    for arguments in [vec!["generate", "--chekc"], vec!["produce"], vec![]] {
        let run = workspace.run(&arguments);
        assert_eq!(run.code, Some(2), "{arguments:?}");
        assert!(run.stderr.contains("Usage: cargo xtask"), "{}", run.stderr);
    }
}

#[test]
fn rules_are_listed_with_their_cost() {
    let run = Workspace::new("rules").run(&["rules"]);
    assert_eq!(run.code, Some(0));
    let lines: Vec<_> = run.stdout.lines().collect();
    assert!(lines[0].starts_with("rule "), "{}", lines[0]);
    assert!(lines.len() > 10);
    let costs = ["none", "docs", "validation", "typing"];
    for line in &lines[1..] {
        let cost = line.split_whitespace().nth(1).unwrap();
        assert!(costs.contains(&cost), "{line}");
    }
    assert!(lines.iter().any(|line| line.starts_with("external-ref ")));
}
