//! A referee that was not written here: prism plays each vendor from its original document, and
//! must find nothing wrong with any call. CONTRIBUTING.md tells how to run it.

use std::{
    io,
    net::{TcpListener, TcpStream},
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use serde_json::Value;
use switchboard_cli::catalogue::{Answer, VENDORS, Vendor};

use crate::{
    sample::{Document, specs},
    support::{Folder, KEY, Ran, switchboard},
};

/// Prism while it plays a vendor.
struct Prism {
    child: Child,
    port: u16,
}

impl Prism {
    fn of(vendor: &Vendor) -> Self {
        let program = std::env::var_os("SWITCHBOARD_PRISM").expect("SWITCHBOARD_PRISM names the program `prism`");
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let child = Command::new(program)
            .args(["mock", "--errors", "--host", "127.0.0.1", "--port", &port.to_string()])
            .arg(document_of(vendor))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let prism = Self { child, port };
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", prism.port)).is_err() {
            assert!(begun.elapsed() < Duration::from_secs(60), "prism does not start with {}", vendor.facts.name);
            std::thread::sleep(Duration::from_millis(100));
        }
        prism
    }
}

impl Drop for Prism {
    fn drop(&mut self) {
        let _: io::Result<()> = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The document as the vendor publishes it, not as we correct it.
fn document_of(vendor: &Vendor) -> PathBuf {
    let folder = specs().join(vendor.facts.name);
    ["openapi.json", "openapi.yaml"].map(|name| folder.join(name)).into_iter().find(|path| path.is_file()).unwrap()
}

/// What prism cannot answer although the call is right: it has no words for a stream, and makes
/// answers by schema that do not fit the schema.
const NOT_ANSWERED: [&str; 3] = ["fifth-element chat.stream", "invent workflows.list_runs", "invent workflows.create_run"];

/// Whether prism found nothing wrong with the call, only with the answer it made itself.
fn only_the_answer_is_wrong(ran: &Ran) -> bool {
    if ran.err.contains("https://stoplight.io/prism/errors#NO_COMPLEX_OBJECT_TEXT") {
        return true;
    }
    let problem: Value = serde_json::from_str(&ran.out).unwrap_or_default();
    let violations = problem["validation"].as_array().filter(|violations| !violations.is_empty());
    violations.is_some_and(|violations| violations.iter().all(|violation| violation["location"][0] == "response"))
}

#[test]
#[ignore = "needs Node and prism; CONTRIBUTING.md tells how"]
fn prism_finds_nothing_wrong_with_any_call() {
    let folder = Folder::new("prism");
    let (mut answered, mut not_answered, mut refused) = (0, Vec::new(), Vec::new());
    for vendor in VENDORS {
        let document = Document::of(vendor);
        let prism = Prism::of(vendor);
        for operation in vendor.operations {
            let name = format!("{} {}", vendor.facts.name, operation.name());
            let arguments = document.arguments(operation, &folder);
            let raw = (!matches!(operation.answer, Answer::Stream(_))).then_some("--raw");
            let ran: Ran = switchboard()
                .env(vendor.facts.key_env, KEY)
                .env(vendor.facts.base_url_env, format!("http://127.0.0.1:{}", prism.port))
                .args(["call", vendor.facts.name, &operation.name(), "--retries", "0"])
                .args(raw)
                .args(&arguments)
                .output()
                .unwrap()
                .into();
            match ran.code {
                0 => answered += 1,
                _ if only_the_answer_is_wrong(&ran) => not_answered.push(name),
                _ => refused.push(format!("{name} {arguments:?}\n{}{}", ran.err, ran.out)),
            }
        }
    }
    assert!(refused.is_empty(), "{} calls were refused:\n\n{}", refused.len(), refused.join("\n\n"));
    assert_eq!((answered, not_answered), (98, NOT_ANSWERED.map(str::to_owned).to_vec()));
}
