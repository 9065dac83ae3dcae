//! The examples, run as a service author would run them.

use std::collections::HashSet;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use switchboard::invent;
use switchboard_sandbox::Sandbox;

/// The example as cargo built it beside this test.
fn example(name: &str) -> Command {
    let this = std::env::current_exe().unwrap();
    let path = this.parent().unwrap().parent().unwrap().join("examples").join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    assert!(path.is_file(), "{} is not there: run `cargo test -p switchboard` without `--test`, or build the examples", path.display());
    let mut command = Command::new(path);
    // Whoever runs the tests may have keys.
    for (name, _) in std::env::vars().filter(|(name, _)| name.ends_with("_API_KEY") || name.ends_with("_BASE_URL")) {
        command.env_remove(name);
    }
    command
}

fn stdout(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_tour_talks_to_all_five_and_reads_a_list_with_pages() {
    let text = stdout(&mut example("tour"));
    for title in ["Fifth Element AI", "Invent", "Invicta AI", "LucidSense", "Selcora Characters"] {
        assert!(text.contains(&format!("== {title} (")), "{title} in {text}");
    }
    assert_eq!(text.matches("This is turn 1.").count(), 5, "{text}");
    assert_eq!(text.matches("\"thread\":\"").count(), 5, "{text}");
    let streamed = text.lines().find(|line| line.contains("streamed:")).unwrap();
    assert!(streamed.matches('[').count() > 3, "{streamed}");
    assert_eq!(text.lines().filter(|line| line.contains(" contacts: ")).count(), 3, "{text}");
    assert!(text.contains("25 in all"), "{text}");
}

#[test]
fn the_worker_takes_what_has_come_by_the_deadline() {
    let mut worker = example("fan_out");
    worker.env("SWITCHBOARD_SANDBOX_FAULT", "latency;ms=60000;vendor=lucidsense").args(["--deadline-ms", "8000"]);
    let begun = Instant::now();
    let lines: Vec<Value> = stdout(&mut worker).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(begun.elapsed() < Duration::from_secs(40), "the late one is cancelled");
    let answered: HashSet<&str> =
        lines.iter().filter(|line| line["reply"]["text"].is_string()).map(|line| line["agent"].as_str().unwrap()).collect();
    assert_eq!(lines.len(), 5);
    assert_eq!(answered.len(), 4, "{lines:?}");
    let late = &lines[4];
    assert_eq!((late["agent"].as_str(), late["error"].as_str()), (Some("lucidsense/support-bot"), Some("no answer by the deadline")));
}

/// A child that does not outlive the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// What a server answers: the status line and the rest.
fn get(url: &str) -> (String, String) {
    let (host, path) = url.strip_prefix("http://").unwrap().split_once('/').unwrap();
    let mut connection = TcpStream::connect(host).unwrap();
    write!(connection, "GET /{path} HTTP/1.0\r\nhost: {host}\r\n\r\n").unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.lines().next().unwrap().to_owned(), body.to_owned())
}

/// Events as a browser sees them: name and data.
fn events(url: &str) -> Vec<(String, String)> {
    let (status, text) = get(url);
    assert!(status.contains("200"), "{status} {text}");
    let field = |event: &str, name: &str| -> String {
        let lines: Vec<&str> = event.lines().filter_map(|line| line.strip_prefix(name)?.strip_prefix(": ")).collect();
        lines.join("\n")
    };
    text.split("\n\n").filter(|event| event.contains("data:")).map(|event| (field(event, "event"), field(event, "data"))).collect()
}

fn serve(server: &mut Command) -> (Running, String) {
    let mut child = server.args(["--port", "0"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut url = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut url).unwrap();
    (Running(child), url.trim().to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_server_streams_to_a_browser_and_goes_on_with_its_conversation() {
    let (_server, url) = serve(&mut example("sse_server"));
    let events_of_one = events(&format!("{url}/ask?question=Hello"));
    let pieces: String = events_of_one.iter().filter(|(name, _)| name == "text").map(|(_, data)| data.as_str()).collect();
    assert!(events_of_one.len() > 3, "{events_of_one:?}");
    assert_eq!(pieces, "You said: Hello. This is turn 1.");
    assert_eq!(events_of_one.last().unwrap().0, "done");

    // A vendor as a service would name it, with the environment of a service.
    let sandbox = Sandbox::start().await.unwrap();
    let mut server = example("sse_server");
    server.arg("lucidsense/support-bot");
    server.env("LUCIDSENSE_API_KEY", sandbox.api_key("lucidsense")).env("LUCIDSENSE_BASE_URL", sandbox.base_url("lucidsense"));
    let (_server, url) = serve(&mut server);
    let first = events(&format!("{url}/ask?question=Hello"));
    let state: Value = serde_json::from_str(&first.last().unwrap().1).unwrap();
    let state = state.to_string().replace('"', "%22").replace('{', "%7B").replace('}', "%7D");
    let second = events(&format!("{url}/ask?question=More&state={state}"));
    assert!(second[0].1.contains("This is turn 2"), "{second:?}");

    let (status, _) = get(&format!("{url}/ask?question=Hello&state=nonsense"));
    assert!(status.contains("400"), "{status}");
    assert!(get(&format!("{url}/")).1.contains("EventSource"));
}

#[tokio::test]
async fn an_export_that_is_killed_again_and_again_loses_and_doubles_no_line() {
    const CONTACTS: usize = 430;
    let sandbox = Sandbox::builder().items(CONTACTS).fault("latency;ms=40").start().await.unwrap();
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("export");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let (out, part) = (folder.join("contacts.jsonl"), folder.join("contacts.jsonl.part"));
    let (url, key) = (sandbox.base_url("invent"), sandbox.api_key("invent"));
    let export = {
        let out = out.clone();
        move || {
            let mut export = example("export_contacts");
            export.env("INVENT_BASE_URL", &url).env("INVENT_API_KEY", &key).args(["--take", "10", "--out"]).arg(&out);
            export
        }
    };

    for kill in 1..=4 {
        let mut child = export().stderr(Stdio::null()).spawn().unwrap();
        let before = lines(&part);
        let begun = Instant::now();
        while lines(&part) < before + 30 && begun.elapsed() < Duration::from_secs(30) {
            tokio::time::sleep(Duration::from_millis(3)).await;
        }
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(!out.exists() && lines(&part) >= kill * 30, "killed in the middle");
        // What a kill in the middle of a write leaves, cut within a letter.
        let mut torn = std::fs::OpenOptions::new().append(true).open(&part).unwrap();
        torn.write_all(b"{\"id\":\"con_\xc3").unwrap();
    }
    let last = tokio::task::spawn_blocking(move || stdout(&mut export())).await.unwrap();
    assert!(last.contains(&format!("{CONTACTS} contacts in")), "{last}");

    let text = std::fs::read_to_string(&out).unwrap();
    let ids: Vec<String> = text.lines().map(|line| serde_json::from_str::<invent::types::Contact>(line).unwrap().id).collect();
    let client = invent::Client::builder().base_url(sandbox.base_url("invent")).api_key(sandbox.api_key("invent")).build().unwrap();
    let mut contacts = client.contacts().list("c").take(100).by_item();
    let mut wanted = Vec::new();
    while let Some(contact) = contacts.next().await {
        wanted.push(contact.unwrap().id);
    }
    assert_eq!(wanted.len(), CONTACTS);
    assert_eq!(ids, wanted, "every contact once, in the order of the list");
    assert!(!part.exists());
}

fn lines(path: &Path) -> usize {
    std::fs::read(path).map_or(0, |bytes| bytes.iter().filter(|byte| **byte == b'\n').count())
}
