//! One call through the run time against the same call by hand with reqwest and serde_json.
//!
//! `cargo bench -p switchboard-core --bench calls`. For instruction counts, which do not depend on
//! the machine's mood, see the module `count` below.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs, unreachable_pub, reason = "a benchmark")]

mod support;

use divan::Bencher;
use serde::{Deserialize, Serialize};
use switchboard_core::http::Method;
use switchboard_core::{Call, Operation, QueryStyle, Transport, decode};

use support::{client, operation, server};

/// `BENCH_ONLY=ours|by_hand BENCH_CALLS=n` makes n calls of one kind and nothing else, to be run
/// under a tool that counts instructions.
fn main() {
    match std::env::var("BENCH_ONLY").as_deref() {
        Ok(which) => count(which),
        Err(_) => divan::main(),
    }
}

static GET: Operation = operation(Method::GET, "/things/{id}");
static POST: Operation = operation(Method::POST, "/agents/{id}/execute");

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "only decoded")]
struct Reply {
    chat_id: String,
    reply: String,
}

#[derive(Serialize)]
struct Question {
    chat_id: &'static str,
    message: &'static str,
}

const QUESTION: Question = Question { chat_id: "67aacda236ba66b3082b1fe5", message: "What is factorial of 6" };

fn answer(body: &str) -> Vec<u8> {
    let head = format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx-request-id: abc\r\ncontent-length: {}\r\n\r\n", body.len());
    [head.into_bytes(), body.as_bytes().to_vec()].concat()
}

fn small() -> Vec<u8> {
    answer(r#"{"chat_id":"67aacda236ba66b3082b1fe5","reply":"The factorial of 6 is 720."}"#)
}

fn large() -> Vec<u8> {
    let reply = "word ".repeat(200_000);
    answer(&format!(r#"{{"chat_id":"67aacda236ba66b3082b1fe5","reply":"{reply}"}}"#))
}

async fn get_ours(transport: &Transport) -> Reply {
    let call = Call::new(transport, &GET).path("id", "abc").query("page", QueryStyle::Form { explode: true }, &2);
    call.execute(decode::json::<Reply>).await.unwrap().into_value()
}

async fn post_ours(transport: &Transport) -> Reply {
    let call = Call::new(transport, &POST).path("id", "abc").json(&QUESTION);
    call.execute(decode::json::<Reply>).await.unwrap().into_value()
}

/// What a careful author writes by hand: key, accept, a time limit, the status, the body.
async fn get_by_hand(client: &reqwest::Client, base: &str) -> Reply {
    let request = client.get(format!("{base}/things/{}?page={}", "abc", 2));
    finish_by_hand(request).await
}

async fn post_by_hand(client: &reqwest::Client, base: &str) -> Reply {
    finish_by_hand(client.post(format!("{base}/agents/{}/execute", "abc")).json(&QUESTION)).await
}

async fn finish_by_hand(request: reqwest::RequestBuilder) -> Reply {
    let request = request
        .bearer_auth("key")
        .header("accept", "application/json")
        .header("accept-encoding", "gzip")
        .timeout(std::time::Duration::from_secs(600));
    let body = request.send().await.unwrap().error_for_status().unwrap().bytes().await.unwrap();
    serde_json::from_slice(&body).unwrap()
}

fn hand_client() -> reqwest::Client {
    // The reqwest of this build has no cryptography of its own; a second call changes nothing.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .no_proxy()
        .tcp_nodelay(true)
        .user_agent("switchboard/0.1.0")
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap()
}

macro_rules! compare {
    ($($name:ident, $answer:ident, $ours:ident, $by_hand:ident;)+) => {$(
        mod $name {
            use super::*;

            #[divan::bench(sample_count = 200, sample_size = 20)]
            fn ours(bencher: Bencher<'_, '_>) {
                let transport = client(server($answer()));
                let runtime = runtime();
                bencher.bench_local(|| runtime.block_on($ours(&transport)));
            }

            #[divan::bench(sample_count = 200, sample_size = 20)]
            fn by_hand(bencher: Bencher<'_, '_>) {
                let base = format!("http://{}", server($answer()));
                let client = hand_client();
                let runtime = runtime();
                bencher.bench_local(|| runtime.block_on($by_hand(&client, &base)));
            }
        }
    )+};
}

compare! {
    get_small, small, get_ours, get_by_hand;
    post_small, small, post_ours, post_by_hand;
    get_one_megabyte, large, get_ours, get_by_hand;
}

/// Makes calls of one kind.
fn count(which: &str) {
    let calls: usize = std::env::var("BENCH_CALLS").unwrap().parse().unwrap();
    let answer = if std::env::var_os("BENCH_LARGE").is_some() { large() } else { small() };
    let address = server(answer);
    let runtime = runtime();
    match which {
        "ours" => {
            let transport = client(address);
            runtime.block_on(async {
                for _ in 0..calls {
                    post_ours(&transport).await;
                }
            });
        }
        "by_hand" => {
            let (client, base) = (hand_client(), format!("http://{address}"));
            runtime.block_on(async {
                for _ in 0..calls {
                    post_by_hand(&client, &base).await;
                }
            });
        }
        other => println!("neither ours nor by_hand: {other}"),
    }
}
