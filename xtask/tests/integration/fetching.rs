//! `fetch`: a vendor's newest document, from a server on this machine.

use std::{fs, net::TcpListener};

use crate::{
    server::{Published, Server},
    workspace::{Run, Workspace},
};

const PETS: &str = "specs/pets/openapi.yaml";
const FACTS: &str = "specs/pets/vendor.toml";

/// A workspace whose vendor `pets` publishes its document at a server of our own.
fn published(name: &str) -> (Workspace, Server) {
    let workspace = Workspace::generated(name);
    let server = Server::new(Published::new(&workspace.read(PETS)));
    workspace.edit(
        FACTS,
        "status = \"hand-written\"\n",
        &format!("status = \"reconstructed\" # from pages\nurl = \"{}\" # the vendor says\n", server.url),
    );
    (workspace, server)
}

/// The document with another text in it.
fn newer(workspace: &Workspace) -> String {
    workspace.read(PETS).replace("version: 1.10", "version: 1.11").replace("List the pets", "List all pets")
}

/// Runs and expects a problem; no file may have changed.
fn refused(workspace: &Workspace, arguments: &[&str]) -> Run {
    refused_with(workspace, arguments, &[])
}

fn refused_with(workspace: &Workspace, arguments: &[&str], variables: &[(&str, &str)]) -> Run {
    let before = workspace.files();
    let run = workspace.run_with(arguments, variables);
    assert_eq!((run.code, run.stdout.as_str()), (Some(100), ""), "{}", run.stderr);
    assert!(workspace.files() == before);
    for part in ["error: ", "where: ", "why: ", "do: ", "nothing was written"] {
        assert!(run.stderr.contains(part), "{}", run.stderr);
    }
    run
}

#[test]
fn a_newer_document_is_written_with_where_it_comes_from() {
    let (workspace, server) = published("fetch-newer");
    let new = newer(&workspace);
    let headers = "etag: \"v2\"\r\nlast-modified: Sun, 22 Nov 2026 10:00:00 GMT\r\n".to_owned();
    server.publish(Published { headers, ..Published::new(&new) });
    let run = workspace.run(&["fetch", "pets"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert!(run.stdout.contains("version 1.10 → 1.11, 2 operations"), "{}", run.stdout);
    // What it means for callers stands between.
    assert!(run.stdout.contains("document-version-changed") && run.stdout.contains("pets "), "{}", run.stdout);
    assert!(run.stdout.ends_with("next: `cargo xtask generate pets`, and read `git diff`\n"), "{}", run.stdout);
    assert_eq!(workspace.read(PETS), new);
    let facts = workspace.read(FACTS);
    let url = format!("url = \"{}\" # the vendor says\n", server.url);
    for part in ["status = \"published\"\n", &url, "sha256 = \"", "etag = '\"v2\"'", "last_modified = \"Sun, 22 Nov 2026 10:00:00 GMT\""] {
        assert!(facts.contains(part), "{part} is not in {facts}");
    }
    assert!(!facts.contains("2026-11-22\"\n\n[server]"), "{facts}");
    assert_eq!(workspace.run(&["generate", "pets"]).code, Some(0));
}

#[test]
fn a_document_that_the_server_knows_to_be_the_newest_is_not_sent_again() {
    let (workspace, server) = published("fetch-not-modified");
    server.publish(Published { headers: "etag: \"v1\"\r\n".to_owned(), ..Published::new(&workspace.read(PETS)) });
    // The first run records what is there.
    assert_eq!(workspace.run(&["fetch", "pets"]).code, Some(0));
    server.publish(Published { status: "304 Not Modified", ..Published::new("") });
    let before = workspace.files();
    let run = workspace.run(&["fetch", "pets"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(0), "pets: unchanged, says the server\n"), "{}", run.stderr);
    assert!(workspace.files() == before);
    assert!(server.seen()[1].contains("if-none-match: \"v1\""), "{:?}", server.seen());

    // Whoever has edited the document wants the published one back, and not to hear that there is no newer one.
    workspace.edit(PETS, "List the pets", "List my pets");
    server.publish(Published {
        headers: "etag: \"v1\"\r\n".to_owned(),
        ..Published::new(&workspace.read(PETS).replace("my pets", "the pets"))
    });
    assert_eq!(workspace.run(&["fetch", "pets"]).code, Some(0));
    assert!(!server.seen()[2].contains("if-none-match"), "{:?}", server.seen());
    assert!(workspace.read(PETS).contains("List the pets"));
}

#[test]
fn a_document_that_is_sent_again_and_is_the_same_is_unchanged() {
    let (workspace, _server) = published("fetch-same");
    assert_eq!(workspace.run(&["fetch", "pets"]).code, Some(0));
    let before = workspace.files();
    let run = workspace.run(&["fetch", "pets"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(0), "pets: unchanged\n"), "{}", run.stderr);
    assert!(workspace.files() == before);
}

#[test]
fn check_says_whether_there_is_a_newer_document_and_writes_nothing() {
    let (workspace, server) = published("fetch-check");
    let before = workspace.files();
    // No vendor is named: toys publishes none.
    let run = workspace.run(&["fetch", "--check"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(0), "pets: unchanged\n"), "{}", run.stderr);
    server.publish(Published::new(&newer(&workspace)));
    let run = workspace.run(&["fetch", "--check"]);
    assert_eq!(run.code, Some(4), "{}", run.stderr);
    assert_eq!(run.stdout, "pets: there is a newer document, version 1.11; run `cargo xtask fetch pets`\n");
    server.publish(Published::new("<!doctype html><title>Sign in</title>"));
    assert_eq!(workspace.run(&["fetch", "--check"]).code, Some(100));
    assert!(workspace.files() == before);
}

#[test]
fn without_a_network_it_says_how_to_give_a_file() {
    let (workspace, _server) = published("fetch-offline");
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let run = refused(&workspace, &["fetch", "pets", "--from", &format!("http://127.0.0.1:{port}/openapi.yaml")]);
    assert!(run.stderr.contains("cannot reach") && run.stderr.contains("--from FILE"), "{}", run.stderr);
}

#[test]
fn a_document_that_has_moved_away_is_looked_up_by_hand() {
    let (workspace, server) = published("fetch-404");
    server.publish(Published { status: "404 Not Found", ..Published::new("no such page") });
    let run = refused(&workspace, &["fetch", "pets"]);
    assert!(run.stderr.contains("answers 404") && run.stderr.contains("look the address up"), "{}", run.stderr);
}

#[test]
fn a_page_to_sign_in_on_is_no_document() {
    let (workspace, server) = published("fetch-html");
    let headers = "content-type: text/html; charset=utf-8\r\n".to_owned();
    server.publish(Published { headers, ..Published::new("<!doctype html>\n<title>Sign in</title>") });
    let run = refused(&workspace, &["fetch", "pets"]);
    assert!(run.stderr.contains("a page of HTML") && run.stderr.contains("a page to sign in on"), "{}", run.stderr);
}

#[test]
fn a_document_without_operations_is_nothing_to_make_a_client_of() {
    let (workspace, server) = published("fetch-empty");
    server.publish(Published::new("openapi: 3.1.0\ninfo: {title: Pets, version: '2'}\ncomponents: {}\n"));
    let run = refused(&workspace, &["fetch", "pets"]);
    assert!(run.stderr.contains("the document has no operation"), "{}", run.stderr);
}

#[test]
fn a_download_that_is_cut_off_is_no_document() {
    let (workspace, server) = published("fetch-cut");
    let whole = Published::new(&newer(&workspace));
    server.publish(Published { sent: whole.body.len() / 2, ..whole });
    let run = refused(&workspace, &["fetch", "pets"]);
    assert!(run.stderr.contains("cut off after"), "{}", run.stderr);
    // A proxy that has cut it off says that this is all.
    let json = workspace.read("specs/toys/openapi.json");
    server.publish(Published::new(&json[..json.len() / 2]));
    let run = refused(&workspace, &["fetch", "pets"]);
    assert!(run.stderr.contains("the document ends too early"), "{}", run.stderr);
}

#[test]
fn versions_of_openapi_that_are_not_read_are_refused() {
    let (workspace, server) = published("fetch-versions");
    for (document, part) in [
        (newer(&workspace).replace("openapi: 3.1.0", "openapi: 3.2.0"), "OpenAPI 3.2.0 is not supported"),
        ("swagger: '2.0'\ninfo: {title: Pets, version: '1'}\npaths: {}\n".to_owned(), "Swagger 2.0, not OpenAPI 3"),
        ("{\"message\": \"rate limit exceeded\"}".to_owned(), "not an OpenAPI document"),
    ] {
        server.publish(Published::new(&document));
        let run = refused(&workspace, &["fetch", "pets"]);
        assert!(run.stderr.contains(part), "{}", run.stderr);
    }
}

#[test]
fn a_document_of_which_no_client_can_be_made_is_not_written() {
    let (workspace, server) = published("fetch-no-client");
    server.publish(Published::new(&newer(&workspace).replace("schemas/Pet'", "schemas/Dog'")));
    let run = refused(&workspace, &["fetch", "pets"]);
    assert!(run.stderr.contains("`#/components/schemas/Dog`"), "{}", run.stderr);
    // The place is in the document that was fetched, not in the folder where it was tried.
    assert!(run.stderr.contains(&format!("where: {}", server.url)), "{}", run.stderr);

    server.publish(Published::new(&newer(&workspace)));
    let lowered: serde_json::Value = serde_json::from_str(&workspace.read("specs/pets/lowered.json")).unwrap();
    let id = lowered["paths"]["/pets/{id}"]["get"]["operationId"].as_str().unwrap();
    let run = refused_with(&workspace, &["fetch", "pets"], &[("SWITCHBOARD_SIMULATE_PANIC", id)]);
    assert!(run.stderr.contains("GET /pets/{id}"), "{}", run.stderr);
}

#[test]
fn corrections_that_no_longer_fit_are_listed() {
    let (workspace, server) = published("fetch-stale");
    workspace.append(FACTS, "\n[operations.\"GET /pets/{id}\"]\nmethod = \"fetch\"\n");
    // The vendor has repaired what we correct, and renamed an operation.
    let new = newer(&workspace).replace("{type: number}", "{type: integer}").replace("/pets/{id}:", "/animals/{id}:");
    server.publish(Published::new(&new));
    let run = workspace.run(&["fetch", "pets"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    for part in
        ["2 facts of ours no longer fit", "overlay action 1", "specs/pets/overlay.yaml:6", "no operation `GET /pets/{id}`", "next: repair"]
    {
        assert!(run.stdout.contains(part), "{part} is not in {}", run.stdout);
    }
    // It is there to be looked at, with our corrections as they were.
    assert_eq!(workspace.read(PETS), new);
    assert!(workspace.read("specs/pets/overlay.yaml").contains("A limit is a whole number."));
    assert!(workspace.read(FACTS).contains("GET /pets/{id}"));
    assert_eq!(workspace.run(&["generate", "pets"]).code, Some(100));
}

#[test]
fn a_document_in_another_format_gets_another_name_and_the_former_goes() {
    let (workspace, _server) = published("fetch-format");
    let json = workspace.read("specs/toys/openapi.json");
    workspace.remove("specs/pets/overlay.yaml");
    workspace.write("toys.json", &json);
    let file = workspace.path("toys.json");
    let run = workspace.run(&["fetch", "pets", "--from", file.to_str().unwrap()]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert_eq!(workspace.read("specs/pets/openapi.json"), json);
    assert!(!workspace.path(PETS).exists());
    let facts = workspace.read(FACTS);
    // Where the vendor publishes is still known; that no version of it is known, too.
    assert!(facts.contains("file = \"openapi.json\"") && facts.contains("# the vendor says") && !facts.contains("etag"), "{facts}");
    assert_eq!(workspace.run(&["generate", "pets"]).code, Some(0));
}

#[test]
fn without_an_address_it_says_what_to_give() {
    let (workspace, _server) = published("fetch-nowhere");
    let run = refused(&workspace, &["fetch", "toys"]);
    assert!(run.stderr.contains("does not say where Toys publishes") && run.stderr.contains("--from URL"), "{}", run.stderr);
    let run = refused(&workspace, &["fetch", "toys", "--from", "nowhere.yaml"]);
    assert!(run.stderr.contains("cannot read the file"), "{}", run.stderr);
    let run = refused(&workspace, &["fetch", "toys", "--from", "http://api.example.com/openapi.json"]);
    assert!(run.stderr.contains("is not https"), "{}", run.stderr);
    let run = refused(&workspace, &["fetch", "toys", "pets", "--from", "toys.json"]);
    assert!(run.stderr.contains("several vendors"), "{}", run.stderr);
    assert_eq!(workspace.run(&["fetch"]).code, Some(2));
}

#[test]
fn when_it_is_killed_while_writing_document_and_facts_are_the_former_ones() {
    let (workspace, server) = published("fetch-killed");
    server.publish(Published::new(&newer(&workspace)));
    for file in [PETS, FACTS] {
        let before = [PETS, FACTS].map(|file| workspace.read(file));
        let run = workspace.run_with(&["fetch", "pets"], &[("SWITCHBOARD_SIMULATE_KILL", file)]);
        assert_ne!(run.code, Some(0));
        assert!(before == [PETS, FACTS].map(|file| workspace.read(file)), "{file}");
    }
    assert_eq!(workspace.run(&["fetch", "pets"]).code, Some(0));
    assert!(workspace.read(PETS).contains("1.11"));
    let left = fs::read_dir(workspace.path("specs/pets"))
        .unwrap()
        .filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().ends_with(".tmp"));
    assert_eq!(left.count(), 0);
}
