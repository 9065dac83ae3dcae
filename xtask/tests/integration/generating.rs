//! `generate` on documents that are fine.

use crate::workspace::Workspace;

const GENERATED: &str = "crates/pets/src/generated.rs";

#[test]
fn a_run_says_what_it_does_and_ends_with_a_table() {
    let workspace = Workspace::new("table");
    let run = workspace.run(&["generate"]);
    assert_eq!(run.code, Some(0));
    insta::assert_snapshot!(run.text());
    assert!(workspace.read(GENERATED).contains("List the pets"));
}

#[test]
fn only_the_vendors_that_are_named_are_generated() {
    let workspace = Workspace::new("named");
    let before = workspace.files();
    let run = workspace.run(&["generate", "pets", "pets"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let new: Vec<_> = workspace.files().into_keys().filter(|path| !before.contains_key(path)).collect();
    assert!(!new.is_empty());
    for path in new {
        assert!(path.to_string_lossy().contains("pets"), "{}", path.display());
    }
}

#[test]
fn a_second_run_changes_no_byte_and_touches_no_file() {
    let workspace = Workspace::generated("second-run");
    let before = workspace.files();
    let run = workspace.run(&["generate"]);
    assert_eq!(run.code, Some(0));
    assert!(workspace.files() == before, "{}", run.stderr);
    assert!(run.stderr.contains("0 files written"), "{}", run.stderr);
    let other = Workspace::generated("second-workspace");
    let contents = |workspace: &Workspace| -> Vec<_> { workspace.files().into_values().map(|(content, _)| content).collect() };
    assert!(contents(&workspace) == contents(&other));
}

#[test]
fn check_finds_nothing_after_generate() {
    let workspace = Workspace::generated("check-fine");
    let run = workspace.run(&["generate", "--check"]);
    assert_eq!(run.code, Some(0));
    insta::assert_snapshot!(run.text());
}

#[test]
fn check_shows_the_difference_that_a_changed_description_makes_and_writes_nothing() {
    let workspace = Workspace::generated("check-description");
    workspace.edit("specs/pets/openapi.yaml", "List the pets", "List all pets");
    let before = workspace.files();
    let run = workspace.run(&["generate", "--check"]);
    assert_eq!(run.code, Some(4));
    assert!(workspace.files() == before);
    insta::assert_snapshot!(run.text());
    for part in [GENERATED, "specs/pets/lowered.json", "`cargo xtask generate pets`"] {
        assert!(run.stderr.contains(part), "{part}");
    }
    assert!(!run.stderr.contains("generate pets toys"));
}

#[test]
fn check_finds_a_file_that_was_edited_by_hand_and_one_that_is_missing() {
    let workspace = Workspace::generated("check-edited");
    workspace.edit(GENERATED, "List the pets", "Lists the pets");
    workspace.remove("specs/toys/lowered.json");
    let run = workspace.run(&["generate", "--check"]);
    assert_eq!(run.code, Some(4));
    insta::assert_snapshot!(run.text());
    let again = workspace.run(&["generate"]);
    assert_eq!(again.code, Some(0));
    assert!(again.stderr.contains("2 files written"), "{}", again.stderr);
    assert_eq!(workspace.run(&["generate", "--check"]).code, Some(0));
}
