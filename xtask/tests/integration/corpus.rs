//! `corpus`: whatever a document does, it is one line of the results.

use std::{fs, path::Path, process::Command};

use serde_json::{Value, json};

use crate::workspace::Run;

const CORPUS: &str = "tests/fixtures/corpus";

fn run(arguments: &[&str], variables: &[(&str, &str)]) -> Run {
    let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .arg("corpus")
        .args(arguments)
        // Clients that are compiled are none of this build's.
        .env("CARGO_TARGET_DIR", env!("CARGO_TARGET_TMPDIR"))
        .envs(variables.iter().copied())
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Run { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
}

/// Runs with a file of results, called after the test, and reads it.
fn results(name: &str, arguments: &[&str], variables: &[(&str, &str)]) -> (Run, Vec<Value>) {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("corpus-{name}.jsonl"));
    let _ = fs::remove_file(&file);
    let run = run(&[arguments, &["--json", file.to_str().unwrap()]].concat(), variables);
    let text = fs::read_to_string(&file).unwrap_or_default();
    let lines = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    (run, lines)
}

/// The line of the document whose name ends with `name`.
fn line<'a>(lines: &'a [Value], name: &str) -> &'a Value {
    lines.iter().find(|line| line["file"].as_str().unwrap().ends_with(name)).unwrap()
}

#[test]
fn a_folder_is_searched_for_documents() {
    let (run, lines) = results("folder", &[CORPUS], &[]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let files: Vec<_> = lines.iter().map(|line| line["file"].as_str().unwrap()).collect();
    // Neither the list of documents nor the hidden file: nobody asked for them.
    let expected = ["more/dangling.yaml", "more/old.json", "more/services.yml", "more/toys.json", "pets.yaml"];
    assert_eq!(files, expected.map(|name| format!("{CORPUS}/{name}")));
}

#[test]
fn what_is_asked_for_by_name_is_answered() {
    let index = format!("{CORPUS}/index.json");
    let (run, lines) = results("by-name", &[&index, "no/such/file.yaml"], &[]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert_eq!(lines.len(), 2);
    for (name, reason) in [("index.json", "not an OpenAPI document, but a list"), ("file.yaml", "cannot read the file")] {
        let line = line(&lines, name);
        assert_eq!(line["outcome"], "refused");
        assert!(line["error"].as_str().unwrap().starts_with(reason), "{line}");
    }
}

#[test]
fn a_line_of_results_has_these_members() {
    let (_, lines) = results("members", &[CORPUS], &[]);
    for line in &lines {
        let members: Vec<_> = line.as_object().unwrap().keys().map(String::as_str).collect();
        let expected = [
            "file",
            "version",
            "operations",
            "generated",
            "dropped",
            "outcome",
            "compiled",
            "error",
            "seconds",
            "peak_mb",
            "lines",
            "schemas",
            "findings",
        ];
        assert_eq!(members, expected);
        assert!(["file", "version", "outcome"].iter().all(|name| line[name].is_string()), "{line}");
        assert!(["operations", "generated", "lines", "schemas"].iter().all(|name| line[name].is_u64()), "{line}");
        assert!(line["seconds"].is_f64());
        assert!(line["peak_mb"].is_f64() || line["peak_mb"].is_null());
        assert!(line["dropped"].is_array() && line["findings"].is_object());
        assert!(line["compiled"].is_null());
        assert_eq!(line["error"].is_null(), line["outcome"] == "ok");
    }
}

#[test]
fn a_stream_beside_an_answer_is_not_counted_twice() {
    let (_, lines) = results("counts", &[CORPUS], &[]);
    let pets = line(&lines, "pets.yaml");
    assert_eq!([&pets["operations"], &pets["generated"]], [&json!(3), &json!(3)]);
    assert_eq!(pets["dropped"], json!([]));
    assert_eq!(pets["version"], "3.1.0");
    assert!(pets["lines"].as_u64().unwrap() > 100);
    assert!(pets["findings"]["event-stream"].as_u64().unwrap() >= 1, "{pets}");
    assert_eq!(pets["peak_mb"].is_f64(), cfg!(target_os = "linux"));
}

#[test]
fn a_document_that_is_refused_says_where_and_why() {
    let (run, lines) = results("refused", &[CORPUS], &[]);
    for (name, version, operations, text) in [
        ("old.json", "2.0", 0, "the document is Swagger 2.0, not OpenAPI 3 (tests/fixtures/corpus/more/old.json:1 at #/swagger)"),
        ("services.yml", "", 0, "not an OpenAPI document (tests/fixtures/corpus/more/services.yml:1)"),
        ("dangling.yaml", "3.0.0", 1, "a `$ref` to something that does not exist: `#/components/responses/Missing`"),
    ] {
        let line = line(&lines, name);
        assert_eq!((&line["outcome"], &line["version"], &line["operations"]), (&json!("refused"), &json!(version), &json!(operations)));
        assert!(line["error"].as_str().unwrap().starts_with(text), "{line}");
        assert!(run.stdout.contains(text), "{}", run.stdout);
    }
}

#[test]
fn a_bad_end_is_a_line_and_the_others_go_on() {
    for (name, variable, arguments, outcome, text) in [
        ("panic", "SWITCHBOARD_SIMULATE_PANIC", vec![], "panic", "simulated by SWITCHBOARD_SIMULATE_PANIC"),
        ("overflow", "SWITCHBOARD_SIMULATE_OVERFLOW", vec![], "panic", "it overflowed its stack, while generating"),
        ("hang", "SWITCHBOARD_SIMULATE_HANG", vec!["--timeout", "3"], "timeout", "it had not ended after 3 seconds, while generating"),
        ("blow-up", "SWITCHBOARD_SIMULATE_BLOW_UP", vec!["--memory", "200"], "panic", "it took more than 200 MB of memory"),
    ] {
        if name == "blow-up" && !cfg!(target_os = "linux") {
            continue;
        }
        let (run, lines) = results(name, &[&[CORPUS], arguments.as_slice()].concat(), &[(variable, "get_toy")]);
        assert_eq!(run.code, Some(5), "{name}: {}", run.stderr);
        let toys = line(&lines, "toys.json");
        assert_eq!(toys["outcome"], outcome, "{toys}");
        assert!(toys["error"].as_str().unwrap().starts_with(text), "{toys}");
        // What was known before is kept.
        assert_eq!((&toys["version"], &toys["operations"], &toys["generated"]), (&json!("3.0.3"), &json!(1), &json!(0)));
        assert_eq!(line(&lines, "pets.yaml")["outcome"], "ok");
        assert!(run.stdout.contains(&format!("{outcome}: {text}")), "{}", run.stdout);
    }
}

#[test]
fn clients_are_compiled_if_that_is_asked_for() {
    let (run, lines) = results("compile", &[CORPUS, "--compile"], &[]);
    assert_eq!(run.code, Some(0), "{}\n{}", run.stderr, run.stdout);
    for line in &lines {
        assert_eq!(line["compiled"], if line["outcome"] == "ok" { json!(true) } else { Value::Null }, "{line}");
    }

    let pets = format!("{CORPUS}/pets.yaml");
    // Another version of the client, so that what was found out before does not serve.
    let changed = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pets.yaml");
    fs::write(&changed, fs::read_to_string(pets).unwrap().replace("The pets.", "All pets.")).unwrap();
    let (run, lines) = results("compile-timeout", &[changed.to_str().unwrap(), "--compile", "--compile-timeout", "0"], &[]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert_eq!((&lines[0]["outcome"], &lines[0]["compiled"]), (&json!("ok"), &Value::Null));
    assert_eq!(lines[0]["error"], "the check was ended: it had not ended after 0 seconds");
}

#[test]
fn without_a_document_there_is_nothing_to_do() {
    let empty = Path::new(env!("CARGO_TARGET_TMPDIR")).join("no-documents");
    fs::create_dir_all(&empty).unwrap();
    let run = run(&[empty.to_str().unwrap()], &[]);
    assert_eq!(run.code, Some(100));
    assert!(run.stderr.contains("there is no document"), "{}", run.stderr);
}

#[test]
fn totals_are_by_outcome_and_by_failure() {
    let run = run(&[CORPUS], &[]);
    let row = |name: &str| -> Vec<&str> {
        let line = run.stdout.lines().find(|line| line.split("  ").next() == Some(name));
        line.unwrap_or_else(|| panic!("no {name} in {}", run.stdout)).split("  ").filter(|cell| !cell.is_empty()).map(str::trim).collect()
    };
    assert_eq!(row("documents"), ["documents", "5", "2", "1"]);
    assert_eq!(row("ok"), ["ok", "2 (40.0 %)", "1 (50.0 %)", "1 (100.0 %)"]);
    assert_eq!(row("refused"), ["refused", "3 (60.0 %)", "1 (50.0 %)", "0 (0.0 %)"]);
    assert_eq!(row("generated"), ["generated", "4 (80.0 %)", "1 (50.0 %)", "3 (100.0 %)"]);
    assert!(run.stdout.contains("the document is Swagger 2.0, not OpenAPI 3"), "{}", run.stdout);
}
