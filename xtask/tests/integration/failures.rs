//! What stops a run: it says why, ends with 100 and leaves every file as it was.

use crate::workspace::{Run, Workspace};

/// Runs and expects a problem; no file may have changed.
fn refused(workspace: &Workspace, arguments: &[&str], variables: &[(&str, &str)]) -> Run {
    let before = workspace.files();
    let run = workspace.run_with(arguments, variables);
    assert_eq!(run.code, Some(100), "{}", run.stderr);
    assert!(workspace.files() == before);
    assert_eq!(run.stdout, "");
    run
}

#[test]
fn a_missing_brace_is_a_problem_and_no_vendor_is_written() {
    let workspace = Workspace::generated("brace");
    workspace.edit("specs/toys/openapi.json", "\"version\": \"2\" },", "\"version\": \"2\",");
    // This one is fine and would be written.
    workspace.edit("specs/pets/openapi.yaml", "List the pets", "List all pets");
    let run = refused(&workspace, &["generate"], &[]);
    insta::assert_snapshot!(run.text());
    let run = refused(&workspace, &["generate", "--check"], &[]);
    assert!(run.stderr.contains("not valid JSON"), "{}", run.stderr);
}

#[test]
fn an_unknown_vendor_is_answered_with_those_that_exist() {
    let workspace = Workspace::new("unknown-vendor");
    let run = refused(&workspace, &["generate", "pest", "toys", "cars"], &[]);
    insta::assert_snapshot!(run.text());
}

#[test]
fn an_overlay_action_without_a_match_is_a_problem() {
    let workspace = Workspace::generated("overlay");
    workspace.edit("specs/pets/openapi.yaml", "name: limit", "name: take");
    let run = refused(&workspace, &["generate"], &[]);
    insta::assert_snapshot!(run.text());
}

#[test]
fn an_overlay_action_that_the_vendor_has_made_needless_is_a_problem() {
    let workspace = Workspace::generated("overlay-repaired");
    workspace.edit("specs/pets/openapi.yaml", "{type: number}", "{type: integer}");
    let run = refused(&workspace, &["generate"], &[]);
    assert!(run.stderr.contains("its target already says what it asks for"), "{}", run.stderr);
}

#[test]
fn a_panic_of_the_generator_names_the_operation() {
    let workspace = Workspace::generated("panic");
    let simulate = [("SWITCHBOARD_SIMULATE_PANIC", operation_id(&workspace, "/pets/{id}"))];
    let simulate = simulate.each_ref().map(|(name, id)| (*name, id.as_str()));
    let run = refused(&workspace, &["generate"], &simulate);
    insta::assert_snapshot!(mask_source_line(&run.text()));
}

/// The operation's id in the lowered document, where names are made by rule.
fn operation_id(workspace: &Workspace, path: &str) -> String {
    let lowered = workspace.read("specs/pets/lowered.json");
    let lowered: serde_json::Value = serde_json::from_str(&lowered).unwrap();
    lowered["paths"][path]["get"]["operationId"].as_str().unwrap().to_owned()
}

/// `simulate.rs:12` names a line of ours that moves.
fn mask_source_line(text: &str) -> String {
    let (before, after) = text.split_once("simulate.rs:").unwrap();
    format!("{before}simulate.rs:…{}", after.trim_start_matches(|c: char| c.is_ascii_digit()))
}

#[test]
fn all_problems_of_a_run_are_told_together() {
    let workspace = Workspace::new("together");
    workspace.edit("specs/toys/openapi.json", "3.0.3", "3.2.0");
    workspace.edit("specs/pets/openapi.yaml", "schemas/Pet'", "schemas/Dog'");
    let run = refused(&workspace, &["generate"], &[]);
    assert!(run.stderr.contains("OpenAPI 3.2.0 is not supported"), "{}", run.stderr);
    assert!(run.stderr.contains("`#/components/schemas/Dog`"), "{}", run.stderr);
    assert!(run.stderr.ends_with("2 problems; nothing was written\n"), "{}", run.stderr);
}

#[test]
fn a_run_that_is_killed_while_writing_leaves_the_old_files() {
    let workspace = Workspace::generated("killed");
    workspace.edit("specs/pets/openapi.yaml", "List the pets", "List all pets");
    let before = workspace.files();
    let file = "specs/pets/lowered.json";
    let run = workspace.run_with(&["generate"], &[("SWITCHBOARD_SIMULATE_KILL", file)]);
    assert_ne!(run.code, Some(0));
    let after = workspace.files();
    for (path, content) in &before {
        assert!(after.get(path) == Some(content), "{}", path.display());
    }
    let left = after.len() - before.len();
    assert!(left > 0, "it was killed before it wrote anything");

    let again = workspace.run(&["generate"]);
    assert_eq!(again.code, Some(0), "{}", again.stderr);
    assert!(workspace.read(file).contains("List all pets"));
}
