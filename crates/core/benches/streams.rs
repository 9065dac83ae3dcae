//! A thousand streams at once on one client.
//!
//! `cargo bench -p switchboard-core --bench streams`; needs a limit of 4,096 open files
//! (`ulimit -n 4096`).
#![allow(clippy::unwrap_used, missing_docs, unreachable_pub, reason = "a benchmark")]

mod support;

use divan::{Bencher, counter::ItemsCount};
use serde::Deserialize;
use switchboard_core::http::Method;
use switchboard_core::{Call, Framing, Operation, StreamEvent, StreamShape};

use support::{client, operation, server};

fn main() {
    divan::main();
}

static CHAT: Operation = operation(Method::POST, "/chat");
static SHAPE: StreamShape =
    StreamShape { done: Some("[DONE]"), framing: Framing::Standard, error: Some("/error"), error_event: Some("error"), text: false };

#[derive(Deserialize)]
struct Chunk {
    chunk: String,
}

const EVENTS: usize = 100;

#[divan::bench(args = [1, 100, 1000], sample_count = 10, sample_size = 1)]
fn streams_of_a_hundred_events(bencher: Bencher<'_, '_>, streams: usize) {
    let mut answer = String::from("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n");
    for number in 0..EVENTS {
        let event = format!("data: {{\"chunk\":\"word {number:04}\"}}\n\n");
        answer.push_str(&format!("{:x}\r\n{event}\r\n", event.len()));
    }
    answer.push_str("e\r\ndata: [DONE]\n\n\r\n0\r\n\r\n");
    let transport = client(server(answer.into_bytes()));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    bencher.counter(ItemsCount::new(streams * EVENTS)).bench_local(|| {
        runtime.block_on(async {
            let mut tasks = tokio::task::JoinSet::new();
            for _ in 0..streams {
                let call = Call::new(&transport, &CHAT).json(&serde_json::json!({ "message": "hi" }));
                tasks.spawn(async move {
                    let mut stream = call.execute_stream::<Chunk>(&SHAPE).await.unwrap();
                    let mut letters = 0;
                    while let Some(event) = stream.next().await {
                        if let StreamEvent::Message(message) = event.unwrap() {
                            letters += message.chunk.len();
                        }
                    }
                    letters
                });
            }
            while let Some(letters) = tasks.join_next().await {
                assert_eq!(letters.unwrap(), EVENTS * "word 0000".len());
            }
        });
    });
}
