//! The facade's list of vendors follows the folders in `specs/`.

use crate::workspace::Workspace;

const MANIFEST: &str = "crates/switchboard/Cargo.toml";
const LIST: &str = "crates/switchboard/src/vendors/mod.rs";

fn with_facade(name: &str) -> Workspace {
    let workspace = Workspace::new(name);
    let block = "# <vendors>\n# </vendors>\n";
    workspace.add(MANIFEST, &format!("[features]\n{block}[dependencies]\n{block}"));
    workspace.add("crates/switchboard/src/vendors/pets.rs", "");
    workspace
}

#[test]
fn every_vendor_gets_a_feature_and_those_with_a_conversation_can_be_talked_to() {
    let workspace = with_facade("facade");
    let run = workspace.run(&["generate"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert!(workspace.read(MANIFEST).contains("all-vendors = [\"pets\", \"toys\"]"));
    let list = workspace.read(LIST);
    assert!(list.contains("Entry::talking::<clients::pets::Client>(&clients::pets::VENDOR)"), "{list}");
    assert!(list.contains("Entry::silent(&clients::toys::VENDOR)"), "{list}");
    assert_eq!(workspace.run(&["generate", "--check"]).code, Some(0));
}

#[test]
fn a_stale_list_is_found_whichever_vendor_is_checked() {
    let workspace = with_facade("facade-stale");
    workspace.run(&["generate"]);
    workspace.edit(LIST, "Entry::silent", "Entry::loud");
    let run = workspace.run(&["generate", "pets", "--check"]);
    assert_eq!(run.code, Some(4));
    assert!(run.stderr.contains(LIST) && run.stderr.contains("run `cargo xtask generate`\n"), "{}", run.stderr);
}

#[test]
fn a_manifest_without_marks_is_a_problem_and_nothing_is_written() {
    let workspace = with_facade("facade-marks");
    workspace.edit(MANIFEST, "# </vendors>", "");
    let before = workspace.files();
    let run = workspace.run(&["generate"]);
    assert_eq!(run.code, Some(100));
    assert!(workspace.files() == before);
    assert!(run.stderr.contains(MANIFEST), "{}", run.stderr);
}
