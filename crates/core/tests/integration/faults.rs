//! The table in `faults.toml`, played by a real server for each vendor.

use std::error::Error as _;
use std::io::Write as _;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use futures_util::{StreamExt as _, stream};
use serde::Deserialize;
use switchboard_core::{Error, Vendor};

use crate::leaks;
use crate::support::MACHINE;
use crate::support::client::{Client, QUERY, Thing};
use crate::support::server::{Server, Step, chunk, last_chunk, reply};
use crate::support::vendors::{self, KEY};

#[derive(Deserialize)]
struct Table {
    behaviour: Vec<Behaviour>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Behaviour {
    name: String,
    #[serde(default = "get")]
    method: String,
    #[serde(default)]
    replies: Vec<Reply>,
    to: Option<String>,
    limits: Option<bool>,
    kind: String,
    attempts: u32,
    status: Option<u16>,
    keeps: Option<String>,
    #[serde(default)]
    message: bool,
    wait: Option<u64>,
    stranger: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reply {
    steps: Option<Vec<String>>,
    #[serde(default = "ok")]
    status: u16,
    #[serde(default)]
    headers: Vec<String>,
    #[serde(default)]
    body: String,
}

impl Behaviour {
    /// Whether the server leaves the client waiting for something that never comes.
    fn stalls(&self) -> bool {
        let steps = self.replies.iter().filter_map(|reply| reply.steps.as_ref()).flatten();
        self.kind == "timeout" || steps.into_iter().any(|step| step == "hang")
    }
}

fn get() -> String {
    "GET".to_owned()
}

fn ok() -> u16 {
    200
}

/// Sixteen times the limit, in a few kilobytes.
static BOMB: LazyLock<Vec<u8>> = LazyLock::new(|| gzip(&vec![b' '; 16 << 20]));

const MESSAGE: &str = "That did not work";
/// The limit for an attempt where it must run out; where it must not, the machine may be busy.
const SHORT: Duration = Duration::from_millis(500);
const LONG: Duration = Duration::from_secs(20);
/// Three short attempts, with a margin for a busy machine.
const LONGEST: Duration = Duration::from_secs(8);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_behaviour_ends_as_documented_for_every_vendor() {
    let _shared = MACHINE.read().await;
    LazyLock::force(&BOMB);
    let table: Table = toml::from_str(include_str!("faults.toml")).unwrap();
    let cases: Vec<_> = table
        .behaviour
        .iter()
        .flat_map(|behaviour| vendors::ALL.map(|vendor| (behaviour, vendor)))
        .filter(|(behaviour, vendor)| behaviour.limits.is_none_or(|limits| limits == vendor.rate_limit.is_some()))
        .map(|(behaviour, vendor)| check_patiently(behaviour, vendor))
        .collect();
    let count = cases.len();
    let outcomes: Vec<_> = stream::iter(cases).buffered(16).collect().await;
    let failures: Vec<_> = outcomes.into_iter().filter_map(Result::err).collect();
    println!("{} behaviours, {count} cases with {} vendors", table.behaviour.len(), vendors::ALL.len());
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
    assert!(table.behaviour.len() >= 40);
}

/// A machine that stands still for half a second can make a server look as if it stalled earlier
/// than it did; so these cases, and only these, have three tries.
async fn check_patiently(behaviour: &Behaviour, vendor: &'static Vendor) -> Result<(), String> {
    let mut outcome = check(behaviour, vendor).await;
    for _ in 0..2 {
        if outcome.is_err() && behaviour.stalls() {
            outcome = check(behaviour, vendor).await;
        }
    }
    outcome
}

async fn check(behaviour: &Behaviour, vendor: &'static Vendor) -> Result<(), String> {
    let stranger = Server::start(vec![reply(200, &["content-type: application/json"], r#"{"id":"a"}"#)]).await;
    // The script needs the server's own address, which is known only when it runs.
    let server = {
        let replies: Vec<_> = behaviour.replies.iter().map(|reply| script(reply, vendor, &stranger.url())).collect();
        Server::answering(move |number, request| {
            let steps = replies[number.min(replies.len().saturating_sub(1))].clone();
            let host = request.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("host: ").map(str::to_owned));
            let own = format!("http://{}", host.unwrap_or_default());
            steps.into_iter().map(|step| with_own_address(step, &own)).collect()
        })
        .await
    };
    let base_url = match behaviour.to.as_deref() {
        Some("nowhere") => "http://127.0.0.1:9".to_owned(),
        Some("https") => server.url().replace("http:", "https:"),
        _ => server.url(),
    };
    let limit = if behaviour.stalls() { SHORT } else { LONG };
    let client =
        Client::hasty(vendor, &base_url).with_connect_timeout(LONG).with_attempt_timeout(limit).with_timeout(LONG).build().unwrap();
    let begun = Instant::now();
    let outcome = match behaviour.method.as_str() {
        "POST" => client.create_thing().send_response().await,
        "POST+key" => client.create_thing().with_idempotency_key("once-only").send_response().await,
        _ => client.get_thing("a").search(QUERY).send_response().await,
    };
    let took = begun.elapsed();
    let fault = |text: String| Err(format!("{} [{}]: {text}", behaviour.name, vendor.name));

    if took > LONGEST {
        return fault(format!("took {took:?}"));
    }
    let (kind, attempts) = match &outcome {
        Ok(answer) => ("ok", answer.attempts()),
        Err(error) => (error.kind().as_str(), error.attempts()),
    };
    if (kind, attempts) != (behaviour.kind.as_str(), behaviour.attempts) {
        return fault(format!("{kind} after {attempts} attempts instead of {} after {}; {outcome:?}", behaviour.kind, behaviour.attempts));
    }
    if let Ok(answer) = &outcome
        && *answer.value() != (Thing { id: "a".to_owned(), count: None })
    {
        return fault(format!("wrong value {answer:?}"));
    }
    if let Err(error) = &outcome
        && let Err(text) = check_error(error, behaviour, vendor)
    {
        return fault(text);
    }
    check_requests(behaviour, vendor, &server, &stranger).or_else(fault)
}

fn check_error(error: &Error, behaviour: &Behaviour, vendor: &Vendor) -> Result<(), String> {
    let text = error.to_string();
    if error.status().map(|status| status.as_u16()) != behaviour.status {
        return Err(format!("status {:?} instead of {:?}", error.status(), behaviour.status));
    }
    if let Some(keeps) = &behaviour.keeps {
        let body = String::from_utf8_lossy(error.body().map(|body| &body[..]).unwrap_or_default());
        if !body.contains(keeps.as_str()) {
            return Err(format!("the body {body:?} lacks {keeps:?}"));
        }
    }
    if behaviour.message {
        if error.message() != Some(MESSAGE) || !text.contains(MESSAGE) {
            return Err(format!("message {:?} in {text:?}", error.message()));
        }
        if error.code() != vendors::has_code(vendor).then_some("E42") {
            return Err(format!("code {:?}", error.code()));
        }
    }
    if let Some(wait) = behaviour.wait
        && error.retry_after().is_none_or(|found| found < Duration::from_secs(wait))
    {
        return Err(format!("retry_after {:?} instead of at least {wait} s", error.retry_after()));
    }
    if error.body().is_some_and(|body| body.len() > 64 * 1024) {
        return Err("kept too much of the body".to_owned());
    }
    if error.operation().is_none() || error.vendor() != Some(vendor.name) || text.contains('\n') {
        return Err(format!("not a good sentence: {text:?}"));
    }
    if error.is_decode() && error.source().is_none() && !text.contains("gzip") && !text.contains("packed") {
        return Err("the reason is not in the chain".to_owned());
    }
    leaks::find_in_error(error).map_or(Ok(()), Err)
}

fn check_requests(behaviour: &Behaviour, vendor: &Vendor, server: &Server, stranger: &Server) -> Result<(), String> {
    let requests = server.requests();
    if behaviour.to.is_none() {
        let header = format!("{}: {}{KEY}\r\n", vendor.auth.header, vendor.auth.prefix);
        if !requests.iter().all(|request| request.contains(&header)) {
            return Err("the key is not in its header".to_owned());
        }
        if behaviour.method == "POST+key" && !requests.iter().all(|request| request.contains("idempotency-key: once-only\r\n")) {
            return Err("the idempotency key changed".to_owned());
        }
        let first = behaviour.replies.first().map_or(0, |reply| reply.status);
        // An attempt may be over before the server has looked.
        if !behaviour.stalls() && !(300..400).contains(&first) && requests.len() != behaviour.attempts as usize {
            return Err(format!("the server saw {} requests", requests.len()));
        }
    }
    let strange = stranger.requests();
    if strange.len() != usize::from(behaviour.stranger == Some(true)) {
        return Err(format!("the other server was asked {} times", strange.len()));
    }
    match strange.iter().find_map(|request| leaks::find(request)) {
        Some(leak) => Err(format!("the other server got {leak}")),
        None => Ok(()),
    }
}

fn script(entry: &Reply, vendor: &Vendor, other: &str) -> Vec<Step> {
    let fill = |text: &str| text.replace("{error}", &vendors::error_body(vendor, MESSAGE)).replace("{other}", other);
    if let Some(steps) = &entry.steps {
        return steps.iter().map(|text| step(&fill(text))).collect();
    }
    let headers: Vec<String> = entry.headers.iter().map(|header| fill(header)).collect();
    let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
    let json = br#"{"id":"a"}"#;
    let body: Vec<u8> = match entry.body.as_str() {
        "@ok" => json.to_vec(),
        "@bom" => [b"\xEF\xBB\xBF", &json[..]].concat(),
        "@not-utf-8" => b"{\"id\":\"\xff\xfe\"}".to_vec(),
        "@nul" => b"{\"id\":\"a\0b\"}".to_vec(),
        "@deep" => vec![b'['; 100_000],
        "@large" => vec![b' '; 2 << 20],
        "@gzip" => gzip(json),
        "@gzip-cut" => gzip(json)[..15].to_vec(),
        "@gzip-checksum" => {
            let mut packed = gzip(json);
            let at = packed.len() - 8;
            packed[at] ^= 1;
            packed
        }
        "@bomb" => BOMB.clone(),
        "@echo" => vendors::error_body(vendor, &format!("Wrong key {KEY} for {QUERY}")).into_bytes(),
        "@large-chunked" => return large_in_chunks(),
        "@huge-header" => {
            return vec![Step::Send([b"HTTP/1.1 200 OK\r\nx: ", &vec![b'a'; 1 << 20][..], b"\r\n\r\n"].concat()), Step::Close];
        }
        "@many-headers" => {
            return vec![Step::Send(format!("HTTP/1.1 200 OK\r\n{}\r\n", "x: y\r\n".repeat(1000)).into_bytes()), Step::Close];
        }
        text => fill(text).into_bytes(),
    };
    reply(entry.status, &headers, body)
}

fn large_in_chunks() -> Vec<Step> {
    let head = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n".to_vec();
    let chunks = std::iter::repeat_with(|| chunk(vec![b' '; 64 << 10])).take(32);
    std::iter::once(Step::Send(head)).chain(chunks).chain([last_chunk()]).collect()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

fn step(text: &str) -> Step {
    let (verb, rest) = text.split_once(' ').unwrap_or((text, ""));
    let milliseconds = |text: &str| Duration::from_millis(text.parse().unwrap());
    match verb {
        "send" => Step::Send(rest.as_bytes().to_vec()),
        "wait" => Step::Wait(milliseconds(rest)),
        "drip" => {
            let (pause, text) = rest.split_once(' ').unwrap();
            Step::Drip(text.as_bytes().to_vec(), milliseconds(pause))
        }
        "hang" => Step::Hang,
        "close" => Step::Close,
        "reset" => Step::Reset,
        other => panic!("no such step: {other}"),
    }
}

fn with_own_address(step: Step, own: &str) -> Step {
    match step {
        Step::Send(bytes) => match String::from_utf8(bytes) {
            Ok(text) => Step::Send(text.replace("{self}", own).into_bytes()),
            Err(error) => Step::Send(error.into_bytes()),
        },
        other => other,
    }
}
