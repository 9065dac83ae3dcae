//! `diff`: two files, and the documents of vendors in git.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

use crate::workspace::{Run, Workspace};

const PETS: &str = "specs/pets/openapi.yaml";

/// A workspace in a repository of its own, with everything committed on `main`.
fn repository(name: &str) -> Workspace {
    let workspace = Workspace::new(name);
    workspace.add("Cargo.toml", "[workspace]\n\n[workspace.package]\nversion = \"0.3.1\"\n");
    let facade = "[features]\n# <vendors>\n# </vendors>\n[dependencies]\n# <vendors>\n# </vendors>\n";
    workspace.add("crates/switchboard/Cargo.toml", facade);
    workspace.add("crates/pets/Cargo.toml", "[package]\nname = \"switchboard-pets\"\nversion.workspace = true\n");
    git(&workspace, &["init", "--quiet", "--initial-branch", "main"]);
    git(&workspace, &["add", "."]);
    commit(&workspace, "Begin");
    workspace
}

fn git(workspace: &Workspace, arguments: &[&str]) {
    let output = Command::new("git")
        .args(["-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"])
        .args(arguments)
        .current_dir(workspace.path(""))
        .output()
        .unwrap();
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

fn commit(workspace: &Workspace, message: &str) {
    git(workspace, &["commit", "--quiet", "--all", "--no-verify", "--message", message]);
}

fn json(run: &Run) -> Value {
    serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {}{}", run.stdout, run.stderr))
}

/// A folder for the two files of a test.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn files(name: &str, base: &str, revision: &str, arguments: &[&str]) -> Run {
    let folder = folder(name);
    fs::write(folder.join("old.yaml"), base).unwrap();
    fs::write(folder.join("new.yaml"), revision).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(["diff", "old.yaml", "./new.yaml"])
        .args(arguments)
        .current_dir(&folder)
        .output()
        .unwrap();
    Run { code: output.status.code(), stdout: String::from_utf8(output.stdout).unwrap(), stderr: String::from_utf8(output.stderr).unwrap() }
}

const THING: &str = "
openapi: 3.0.3
info: {title: Things, version: '1'}
paths:
  /things:
    get:
      operationId: listThings
      responses:
        '200':
          description: It.
          content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}
components:
  schemas:
    Thing: {type: object, required: [id], properties: {id: {type: string}, size: {type: integer, nullable: true}}}
";

#[test]
fn a_working_tree_without_changes_has_none() {
    let run = repository("diff-none").run(&["diff"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(0), "pets 0.3.1: no changes\ntoys: no changes\n"), "{}", run.stderr);
}

#[test]
fn a_change_of_a_document_is_compared_with_where_the_branch_left_main() {
    let workspace = repository("diff-branch");
    git(&workspace, &["checkout", "--quiet", "-b", "update"]);
    workspace.edit(PETS, "required: [name]", "required: []");
    commit(&workspace, "Update pets");
    workspace.edit(PETS, "nickname: {type: [string, 'null']}", "nickname: {type: [string, 'null']}\n        age: {type: integer}");
    let run = workspace.run(&["diff", "pets"]);
    insta::assert_snapshot!(run.stdout);
    assert_eq!(run.code, Some(0));
    let by_name = workspace.run(&["diff", "pets", "--base", "HEAD"]);
    assert!(by_name.stdout.contains("pets 0.3.1 → 0.3.2 (minor: 1 addition)"), "{}", by_name.stdout);
}

#[test]
fn pointers_lead_into_the_document_as_the_vendor_gave_it() {
    let workspace = repository("diff-overlay");
    // The overlay makes a whole number of it; only its own bound is new.
    workspace.edit("specs/pets/overlay.yaml", "update: {type: integer}", "update: {type: integer, maximum: 50}");
    let report = json(&workspace.run(&["diff", "pets", "--no-rust", "--format", "json"]));
    let change = &report["changes"][0];
    assert_eq!(change["rule"], "maximum-lowered");
    assert_eq!(change["revision_pointer"], "#/paths/~1pets/get/parameters/0/schema");
}

#[test]
fn what_is_as_bad_as_was_said_ends_with_4() {
    let workspace = repository("diff-fail");
    workspace.edit(PETS, "nickname: {type: [string, 'null']}", "other: {type: string}");
    for (limit, code) in [("none", 0), ("breaking", 0), ("warning", 4), ("major", 4)] {
        let run = workspace.run(&["diff", "pets", "--fail-on", limit]);
        assert_eq!(run.code, Some(code), "{limit}: {}", run.stdout);
    }
    workspace.edit(PETS, "required: [name]", "required: []");
    assert_eq!(workspace.run(&["diff", "--no-rust", "--fail-on", "breaking"]).code, Some(4));
}

#[test]
fn the_suggested_version_and_the_changelog_are_written_once() {
    let workspace = repository("diff-write");
    workspace.edit(PETS, "required: [name]", "required: []");
    for _ in 0..2 {
        let run = workspace.run(&["diff", "--write"]);
        assert_eq!(run.code, Some(0), "{}", run.stderr);
        assert!(workspace.read("crates/pets/Cargo.toml").contains("version = \"0.4.0\""));
        let facade = workspace.read("crates/switchboard/Cargo.toml");
        assert!(
            facade.contains("path = \"../pets\", version = \"0.4.0\"") && facade.contains("path = \"../toys\", version = \"0.3.1\""),
            "{facade}"
        );
        insta::assert_snapshot!("written_changelog", workspace.read("crates/pets/CHANGELOG.md"));
    }
}

#[test]
fn a_vendor_that_is_new_or_gone_is_said() {
    let workspace = repository("diff-new");
    fs::rename(workspace.path("").join("specs/toys"), workspace.path("").join("specs/games")).unwrap();
    let settings = workspace.read("specs/games/vendor.toml");
    workspace.write("specs/games/vendor.toml", &settings.replace("\"toys\"", "\"games\""));
    let run = workspace.run(&["diff", "--no-rust"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let (new, gone) =
        ("games: a new vendor, there is nothing to compare it with", "toys: the vendor is gone, and its crate with it (major)");
    assert_eq!(run.stdout, format!("{new}\npets 0.3.1: no changes\n{gone}\n"));
    let comment = workspace.run(&["diff", "--no-rust", "--format", "markdown"]).stdout;
    assert!(comment.contains(new) && comment.contains(gone), "{comment}");
    let report = json(&workspace.run(&["diff", "--no-rust", "--format", "json"]));
    assert_eq!((&report["semver"], &report["verdicts"][2]["semver"]), (&"major".into(), &"major".into()));
    for (vendor, limit, code) in [("toys", "breaking", 4), ("toys", "major", 4), ("games", "warning", 0)] {
        let run = workspace.run(&["diff", vendor, "--no-rust", "--fail-on", limit]);
        assert_eq!(run.code, Some(code), "{vendor} {limit}: {}", run.stdout);
    }
    // There is no version to write.
    let before = workspace.read("crates/switchboard/Cargo.toml");
    assert_eq!(workspace.run(&["diff", "games", "toys", "--write"]).code, Some(0));
    assert_eq!(workspace.read("crates/switchboard/Cargo.toml"), before);
}

#[test]
fn what_cannot_be_compared_is_explained() {
    let workspace = repository("diff-broken");
    for (arguments, said) in [
        (vec!["diff", "--base", "nowhere"], "there is no revision `nowhere`"),
        (vec!["diff", "cats"], "there is no vendor `cats`"),
        (vec!["diff", "a.yaml", "b.yaml"], "cannot read the file"),
        (vec!["diff", "a.yaml"], "a document is compared with one other document"),
        (vec!["diff", "a.yaml", "pets", "c.yaml"], "a document is compared with one other document"),
        (vec!["diff", "a.yaml", "b.yaml", "--write"], "two files are compared as they are"),
        (vec!["diff", "--explain", "null-alowed"], "did you mean `null-allowed`?"),
    ] {
        let run = workspace.run(&arguments);
        assert_eq!(run.code, Some(100), "{arguments:?}: {}", run.stderr);
        assert!(run.stderr.contains(said), "{arguments:?}: {}", run.stderr);
        assert!(run.stderr.contains("  do:    "), "{}", run.stderr);
    }
    git(&workspace, &["checkout", "--quiet", "-b", "other"]);
    git(&workspace, &["branch", "--quiet", "-D", "main"]);
    let run = workspace.run(&["diff"]);
    assert_eq!(run.code, Some(100));
    assert!(run.stderr.contains("where this branch left `main` is not known"), "{}", run.stderr);
    assert_eq!(workspace.run(&["diff", "--fail-on", "everything"]).code, Some(2));
}

#[test]
fn a_document_that_was_broken_is_named_in_its_revision() {
    let workspace = repository("diff-was-broken");
    workspace.edit(PETS, "openapi: 3.1.0", "openapi: 2.0.0");
    commit(&workspace, "Break it");
    workspace.edit(PETS, "openapi: 2.0.0", "openapi: 3.1.0");
    let run = workspace.run(&["diff", "pets", "--base", "HEAD"]);
    assert_eq!(run.code, Some(100));
    assert!(run.stderr.contains(":specs/pets/openapi.yaml"), "{}", run.stderr);
}

#[test]
fn a_document_that_does_not_generate_is_compared_all_the_same() {
    let new = THING.replace("type: integer, nullable: true", "type: string");
    let folder = folder("diff-crash");
    fs::write(folder.join("old.yaml"), THING).unwrap();
    fs::write(folder.join("new.yaml"), &new).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(["diff", "old.yaml", "new.yaml"])
        .env("SWITCHBOARD_SIMULATE_PANIC", "listThings")
        .current_dir(&folder)
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(text.contains("The step is a guess from the rules, not from the generated crates: the old document does not generate: the generator did not survive it"), "{text}");
    assert!(text.contains("new.yaml (probably major: 1 breaking"), "{text}");
}

#[test]
fn a_document_of_webhooks_is_compared() {
    let hook = "openapi: 3.1.0
info: {title: Hooks, version: '1'}
webhooks:
  paid:
    post:
      requestBody: {content: {application/json: {schema: {type: object, required: [id], properties: {id: {type: string}}}}}}
      responses: {'204': {description: Taken.}}
";
    let run = files("diff-hooks", hook, &hook.replace("required: [id], ", ""), &["--fail-on", "breaking"]);
    assert_eq!(run.code, Some(4), "{}", run.stderr);
    assert!(run.stdout.contains("`id` in the body of the webhook `paid` may be left out"), "{}", run.stdout);
}

#[test]
#[cfg(target_os = "linux")]
fn a_report_that_cannot_be_written_is_a_failure() {
    let workspace = repository("diff-full");
    let run = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(["diff", "--no-rust", "--root"])
        .arg(workspace.path(""))
        .stdout(fs::OpenOptions::new().write(true).open("/dev/full").unwrap())
        .output()
        .unwrap();
    assert_eq!(run.status.code(), Some(100));
    assert!(String::from_utf8_lossy(&run.stderr).contains("cannot write there"), "{}", String::from_utf8_lossy(&run.stderr));
}

#[test]
fn two_spellings_of_one_meaning_do_not_differ() {
    let new = THING.replace("3.0.3", "3.1.0").replace("type: integer, nullable: true", "type: [integer, 'null']");
    let run = files("diff-spelling", THING, &new, &[]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(0), "new.yaml: no changes\n"));
}

#[test]
fn the_json_has_the_shape_that_is_documented() {
    let new = THING.replace("id: {type: string}", "id: {type: integer}");
    let report = json(&files("diff-json", THING, &new, &["--format", "json"]));
    assert_eq!(report["schema_version"], 1);
    assert_eq!(report["semver"], "major");
    insta::assert_json_snapshot!(report["changes"][0]);
}

#[test]
fn extensions_are_compared_when_they_are_named() {
    let new = THING.replace("operationId: listThings", "operationId: listThings\n      x-level: 2");
    assert_eq!(files("diff-extension", THING, &new, &[]).stdout, "new.yaml: no changes\n");
    let run = files("diff-extension", THING, &new, &["--extension", "x-level", "--format", "json"]);
    assert_eq!(json(&run)["changes"][0]["rule"], "extension-changed");
}

#[test]
fn every_rule_can_be_explained() {
    let list = Command::new(env!("CARGO_BIN_EXE_xtask")).args(["diff", "--explain"]).output().unwrap();
    let list = String::from_utf8(list.stdout).unwrap();
    let rules: Vec<&str> =
        list.lines().filter_map(|line| line.strip_prefix("  ")).filter_map(|line| line.split_whitespace().next()).collect();
    assert_eq!(rules.len(), switchboard_diff::rules::all().len());
    for rule in rules.iter().step_by(20) {
        let output = Command::new(env!("CARGO_BIN_EXE_xtask")).args(["diff", "--explain", rule]).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.starts_with(&format!("{rule}: ")) && text.contains("What to do: ") && text.contains("For example"), "{text}");
    }
}

#[test]
fn the_page_about_the_rules_is_what_the_tool_writes() {
    let root = folder("diff-page");
    let output = Command::new(env!("CARGO_BIN_EXE_xtask")).args(["diff", "--docs", "--root"]).arg(&root).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let page = fs::read_to_string(root.join("docs/diff-rules.md")).unwrap();
    let committed = fs::read_to_string("../docs/diff-rules.md").unwrap();
    assert!(page == committed, "docs/diff-rules.md is stale: run `cargo xtask diff --docs`");
}
