//! `rules --markdown`: the page about the rules is what the tool writes.

use std::{fs, path::Path, process::Command};

use serde_json::{Value, json};

const COMMITTED: &str = "..";

/// A folder with the counts, and nothing else.
fn folder(name: &str) -> std::path::PathBuf {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&root);
    fs::create_dir_all(root.join("docs")).unwrap();
    fs::copy(Path::new(COMMITTED).join("docs/corpus-counts.json"), root.join("docs/corpus-counts.json")).unwrap();
    root
}

fn write(root: &Path, arguments: &[&str]) {
    let output =
        Command::new(env!("CARGO_BIN_EXE_xtask")).args(["rules", "--markdown", "--root"]).arg(root).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// The ids of all rules, as the command lists them.
fn rules() -> Vec<String> {
    let output = Command::new(env!("CARGO_BIN_EXE_xtask")).arg("rules").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().skip(1).map(|line| line.split_whitespace().next().unwrap().to_owned()).collect()
}

#[test]
fn the_page_is_what_the_tool_writes() {
    let root = folder("rules-page");
    write(&root, &[]);
    let page = fs::read_to_string(Path::new(COMMITTED).join("docs/rules.md")).unwrap();
    assert!(page == fs::read_to_string(root.join("docs/rules.md")).unwrap(), "docs/rules.md is stale: run `cargo xtask rules --markdown`");
    for rule in rules() {
        assert_eq!(page.matches(&format!("[`{rule}`](")).count(), 1, "{rule}");
    }
}

#[test]
fn counts_are_taken_from_documents_or_from_results() {
    let from_documents = folder("rules-corpus");
    write(&from_documents, &["--corpus", "tests/fixtures/corpus"]);
    let read = |root: &Path| -> Value { serde_json::from_str(&fs::read_to_string(root.join("docs/corpus-counts.json")).unwrap()).unwrap() };
    let counts = read(&from_documents);
    assert_eq!((&counts["documents"], &counts["operations"]), (&json!(2), &json!(4)), "{counts}");
    assert_eq!(counts["rules"]["event-stream"], json!({ "documents": 1, "times": 1 }));
    let page = fs::read_to_string(from_documents.join("docs/rules.md")).unwrap();
    assert!(page.contains("a corpus of 2 public documents with 4 operations"), "{page}");

    let results = from_documents.join("results.jsonl");
    let output =
        Command::new(env!("CARGO_BIN_EXE_xtask")).args(["corpus", "tests/fixtures/corpus", "--json"]).arg(&results).output().unwrap();
    assert!(output.status.success());
    let from_results = folder("rules-results");
    write(&from_results, &["--results", results.to_str().unwrap()]);
    assert_eq!(read(&from_results), counts);
}
