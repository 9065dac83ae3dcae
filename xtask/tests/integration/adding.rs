//! `add` and `remove` in a small workspace: what is written, what is refused.

use std::{collections::BTreeMap, fs, path::PathBuf};

use crate::{
    server::{Published, Server},
    workspace::{Run, Workspace},
};

/// The document of a vendor that is not there yet.
pub(crate) const ACME: &str = include_str!("../fixtures/acme.yaml");

fn workspace(name: &str) -> Workspace {
    let workspace = Workspace::generated(name);
    workspace.write("acme.yaml", ACME);
    workspace
}

fn from(workspace: &Workspace) -> String {
    workspace.path("acme.yaml").display().to_string()
}

/// Every file and its content.
fn contents(workspace: &Workspace) -> BTreeMap<PathBuf, Vec<u8>> {
    workspace.files().into_iter().map(|(path, (content, _))| (path, content)).collect()
}

fn refused(workspace: &Workspace, arguments: &[&str]) -> Run {
    let before = workspace.files();
    let run = workspace.run(arguments);
    assert_eq!((run.code, run.stdout.as_str()), (Some(100), ""), "{arguments:?}: {}", run.stderr);
    assert!(workspace.files() == before, "{arguments:?}");
    for part in ["error: ", "where: ", "why: ", "do: ", "nothing was "] {
        assert!(run.stderr.contains(part), "{arguments:?}: {}", run.stderr);
    }
    run
}

#[test]
fn a_vendor_is_made_from_its_document() {
    let workspace = workspace("add");
    let run = workspace.run(&["add", "acme-chat", "--from", &from(&workspace)]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert_eq!(workspace.read("specs/acme-chat/openapi.yaml"), ACME);
    let facts = workspace.read("specs/acme-chat/vendor.toml");
    let facts = facts.replace(facts.split("retrieved = \"").nth(1).unwrap().split('"').next().unwrap(), "(today)");
    insta::assert_snapshot!(facts.replace(facts.split("sha256 = \"").nth(1).unwrap().split('"').next().unwrap(), "(hash)"));
    for part in ["acme-chat: 2 operations, 5 types", "The linter found one place", "`cargo xtask remove acme-chat` undoes it"] {
        assert!(run.stdout.contains(part), "{}", run.stdout);
    }
    assert!(workspace.read("crates/acme-chat/Cargo.toml").contains("description = \"A typed client for the API of Acme Chat\""));
    assert!(workspace.read("crates/acme-chat/README.md").contains("Client::from_env()?; // ACME_CHAT_API_KEY; ACME_CHAT_BASE_URL"));
    assert!(workspace.read("crates/acme-chat/src/generated.rs").contains("pub fn send_message"));
    // It is as good as any other: what is generated is current, and the linter is content.
    assert_eq!(workspace.run(&["generate", "--check"]).code, Some(0));
    assert_eq!(workspace.run(&["lint", "acme-chat"]).code, Some(0));
}

#[test]
fn remove_undoes_it() {
    let workspace = workspace("add-remove");
    let before = contents(&workspace);
    assert_eq!(workspace.run(&["add", "acme-chat", "--from", &from(&workspace)]).code, Some(0));
    assert!(contents(&workspace).len() > before.len());
    let run = workspace.run(&["remove", "acme-chat"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert!(contents(&workspace) == before);
}

#[test]
fn a_dry_run_says_what_would_be_done_and_does_nothing() {
    let workspace = workspace("add-dry-run");
    let before = workspace.files();
    let run = workspace.run(&["add", "acme-chat", "--from", &from(&workspace), "--dry-run"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    insta::assert_snapshot!(run.stdout);
    assert!(workspace.files() == before);
    assert_eq!(workspace.run(&["add", "acme-chat", "--from", &from(&workspace)]).code, Some(0));
    let before = workspace.files();
    let run = workspace.run(&["remove", "acme-chat", "--dry-run"]);
    assert!(run.code == Some(0) && run.stdout.contains("would remove specs/acme-chat\n"), "{}", run.stdout);
    assert!(workspace.files() == before);
}

#[test]
fn a_document_can_come_from_its_address() {
    let workspace = workspace("add-url");
    let server = Server::new(Published { headers: "etag: \"v1\"\r\n".to_owned(), ..Published::new(ACME) });
    let run = workspace.run(&["add", "acme", "--from", &server.url, "--title", "Acme \"Inc.\""]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let facts = workspace.read("specs/acme/vendor.toml");
    for part in [&format!("url = \"{}\"", server.url), "etag = '\"v1\"'", "title = \"Acme Inc.\""] {
        assert!(facts.contains(part), "{part} is not in {facts}");
    }
    assert_eq!(workspace.run(&["fetch", "acme"]).stdout, "acme: unchanged\n");
}

#[test]
fn the_key_goes_where_the_user_says() {
    let workspace = workspace("add-auth");
    for (name, auth, facts) in [
        ("one", "bearer", "header = \"Authorization\"\nprefix = \"Bearer \"\n"),
        ("two", "header:X-Key", "header = \"X-Key\"\nprefix = \"\"\n"),
        ("three", "header:Authorization:ApiKey", "header = \"Authorization\"\nprefix = \"ApiKey \"\n"),
        ("four", "none", "[auth] # no key is asked for"),
    ] {
        let run = workspace.run(&["add", name, "--from", &from(&workspace), "--auth", auth]);
        assert_eq!(run.code, Some(0), "{auth}: {}", run.stderr);
        assert!(workspace.read(&format!("specs/{name}/vendor.toml")).contains(facts), "{auth}");
    }
    assert!(workspace.read("crates/four/README.md").contains("without_api_key()"));
}

#[test]
fn a_document_that_does_not_say_how_the_key_is_sent_is_a_question() {
    let workspace = workspace("add-no-auth");
    workspace.edit("acme.yaml", "type: apiKey, in: header", "type: apiKey, in: query");
    let run = refused(&workspace, &["add", "acme", "--from", &from(&workspace)]);
    assert!(run.stderr.contains("`key`") && run.stderr.contains("--auth"), "{}", run.stderr);
    let run = refused(&workspace, &["add", "acme", "--from", &from(&workspace), "--auth", "query:key"]);
    assert!(run.stderr.contains("in a header only"), "{}", run.stderr);
}

#[test]
fn a_name_that_is_taken_or_means_something_else_is_refused() {
    let workspace = workspace("add-name");
    workspace.add("Cargo.lock", "version = 4\n\n[[package]]\nname = \"switchboard-fixtures\"\nversion = \"0.1.0\"\n");
    for (name, part) in [
        ("pets", "`specs/pets` exists"),
        ("Acme", "kebab case"),
        ("match", "something else"),
        ("schemars", "something else"),
        ("fixtures", "a package `switchboard-fixtures`"),
    ] {
        let run = refused(&workspace, &["add", name, "--from", &from(&workspace)]);
        assert!(run.stderr.contains(part), "{name}: {}", run.stderr);
    }
}

#[test]
fn a_document_of_which_no_client_can_be_made_leaves_nothing_behind() {
    let workspace = workspace("add-broken");
    for (from, to, part) in [
        ("openapi: 3.1.0", "openapi: 3.2.0", "OpenAPI 3.2.0 is not supported"),
        ("schemas/BotList\"", "schemas/Bots\"", "`#/components/schemas/Bots`"),
        ("openapi: 3.1.0", "<html>", "a page of HTML"),
    ] {
        workspace.write("broken.yaml", &ACME.replacen(from, to, 1));
        let file = workspace.path("broken.yaml").display().to_string();
        let run = refused(&workspace, &["add", "acme", "--from", &file]);
        assert!(run.stderr.contains(part) && run.stderr.contains("broken.yaml"), "{}", run.stderr);
    }
    let run = refused(&workspace, &["add", "acme", "--from", "nowhere.yaml"]);
    assert!(run.stderr.contains("cannot read the file"), "{}", run.stderr);
}

#[test]
fn a_failure_while_writing_leaves_nothing_behind() {
    let workspace = workspace("add-blocked");
    // A file where a folder has to be.
    let folder = workspace.path("tests/src/calls");
    fs::remove_dir_all(&folder).unwrap();
    fs::write(&folder, "in the way").unwrap();
    refused(&workspace, &["add", "acme", "--from", &from(&workspace)]);
    assert!(!workspace.path("specs/acme").exists() && !workspace.path("crates/acme").exists());
}

#[test]
fn only_a_vendor_that_nothing_else_needs_is_removed() {
    let workspace = workspace("remove-used");
    let run = refused(&workspace, &["remove", "pest"]);
    assert!(run.stderr.contains("did you mean `pets`?"), "{}", run.stderr);
    workspace.write("tests/src/uses.rs", "use switchboard_pets::Client;\n");
    let run = refused(&workspace, &["remove", "pets"]);
    assert!(run.stderr.contains("tests/src/uses.rs"), "{}", run.stderr);
}
