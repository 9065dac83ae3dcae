//! From the table's words to what a server does.

use std::io::Write as _;
use std::sync::LazyLock;
use std::time::Duration;

use serde::Deserialize;
use switchboard_test_support::server::{Step, chunk, last_chunk, reply};

use super::subjects::{KEY, QUERY, Subject, error_body};

/// The message of every error body.
pub(super) const MESSAGE: &str = "That did not work";

/// Sixteen times the limit, in a few kilobytes.
static BOMB: LazyLock<Vec<u8>> = LazyLock::new(|| gzip(&vec![b' '; 16 << 20]));

/// What is made once, and takes its time.
pub(super) fn prepare() {
    LazyLock::force(&BOMB);
}

/// What the server does with one request.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Reply {
    pub(super) steps: Option<Vec<String>>,
    #[serde(default = "ok")]
    pub(super) status: u16,
    #[serde(default)]
    headers: Vec<String>,
    #[serde(default)]
    body: String,
}

fn ok() -> u16 {
    200
}

/// `answer` is what the vendor documents for the call; `other` is the address of another server.
pub(super) fn script<C: Subject>(entry: &Reply, answer: &str, other: &str) -> Vec<Step> {
    let fill = |text: &str| {
        text.replace("{error}", &error_body::<C>(MESSAGE))
            .replace("{other}", other)
            .replace("{answer}", answer)
            .replace("{answer-length}", &answer.len().to_string())
    };
    if let Some(steps) = &entry.steps {
        return steps.iter().map(|text| step(&fill(text))).collect();
    }
    let headers: Vec<String> = entry.headers.iter().map(|header| fill(header)).collect();
    let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
    let json = answer.as_bytes();
    let body: Vec<u8> = match entry.body.as_str() {
        "@ok" => json.to_vec(),
        "@bom" => [b"\xEF\xBB\xBF", json].concat(),
        "@wrong-type" => {
            let (before, member, _, after) = first_text(answer);
            [before, member, "[\"private-data\"]", after].concat().into_bytes()
        }
        "@twice" => {
            let (before, member, text, after) = first_text(answer);
            [before, member, "\"", text, "\",", member, "\"twice\"", after].concat().into_bytes()
        }
        "@not-utf-8" => with_first_text(answer, b"\xff\xfe"),
        "@nul" => with_first_text(answer, b"a\0b"),
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
        "@echo" if C::HAS_QUERY => error_body::<C>(&format!("Wrong key {KEY} for {QUERY}")).into_bytes(),
        "@echo" => error_body::<C>(&format!("Wrong key {KEY}")).into_bytes(),
        "@large-chunked" => return large_in_chunks(),
        "@huge-header" => {
            return vec![Step::Send([b"HTTP/1.1 200 OK\r\nx: ", &vec![b'a'; 1 << 20][..], b"\r\n\r\n"].concat()), Step::Close];
        }
        "@many-headers" => {
            return vec![Step::Send(format!("HTTP/1.1 200 OK\r\n{}\r\n", "x: y\r\n".repeat(1000)).into_bytes()), Step::Close];
        }
        "@events" => b"data: {\"chunk\":\"Hel\"}\n\n: still here\n\ndata: {\"chunk\":\"lo\"}\n\ndata: [DONE]\n\n".to_vec(),
        "@events-by-line" => b"data: {\"chunk\":\"Hel\"}\ndata: {\"chunk\":\"lo\"}\ndata: [DONE]\n".to_vec(),
        "@endless-event" => [&b"data: "[..], &[b'a'; 200_000]].concat(),
        text => fill(text).into_bytes(),
    };
    reply(entry.status, &headers, body)
}

/// Takes an answer apart at its first member that is a text: what stands before, the member's name
/// with its colon, the text, what stands after its quotes.
fn first_text(answer: &str) -> (&str, &str, &str, &str) {
    let value = answer.find("\":\"").unwrap() + 3;
    let member = answer[..value - 2].rfind('"').unwrap();
    let end = value + answer[value..].find('"').unwrap();
    (&answer[..member], &answer[member..value - 1], &answer[value..end], &answer[end + 1..])
}

fn with_first_text(answer: &str, text: &[u8]) -> Vec<u8> {
    let (before, member, _, after) = first_text(answer);
    [before.as_bytes(), member.as_bytes(), b"\"", text, b"\"", after.as_bytes()].concat()
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

pub(super) fn with_own_address(step: Step, own: &str) -> Step {
    match step {
        Step::Send(bytes) => match String::from_utf8(bytes) {
            Ok(text) => Step::Send(text.replace("{self}", own).into_bytes()),
            Err(error) => Step::Send(error.into_bytes()),
        },
        other => other,
    }
}
