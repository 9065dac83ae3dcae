//! Many calls and streams at once on one client.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::support::MACHINE;
use crate::support::client::Client;
use crate::support::server::{Server, json};
use crate::support::vendors::INVENT;

fn patient(server: &Server) -> Client {
    Client::hasty(&INVENT, &server.url())
        .with_connect_timeout(Duration::from_secs(60))
        .with_attempt_timeout(Duration::from_secs(60))
        .with_timeout(Duration::from_secs(120))
        .with_first_event_timeout(Duration::from_secs(60))
        .build()
        .unwrap()
}

/// Resident memory of this process in MiB.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|text| text.trim().trim_end_matches(" kB").parse::<u64>().ok()).unwrap_or(0) / 1024
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn five_thousand_calls_at_once_all_succeed_and_leave_nothing_behind() {
    let _alone = MACHINE.write().await;
    let server = Server::start(vec![json(r#"{"id":"a"}"#)]).await;
    let client = patient(&server);
    // As many sockets as a process may have by default, with room to spare for the server's.
    let sockets = Arc::new(Semaphore::new(300));
    let run = async |count: usize| {
        let mut calls = JoinSet::new();
        for number in 0..count {
            let (client, sockets) = (client.clone(), Arc::clone(&sockets));
            calls.spawn(async move {
                let call = client.get_thing(&number.to_string());
                let _socket = sockets.acquire().await.unwrap();
                call.send().await.map(|thing| thing.id)
            });
        }
        while let Some(outcome) = calls.join_next().await {
            assert_eq!(outcome.unwrap().unwrap(), "a");
        }
    };
    run(5_000).await;
    let after_first = memory();
    run(5_000).await;
    let after_second = memory();
    println!("memory after 5,000 calls: {after_first} MiB, after 5,000 more: {after_second} MiB");
    assert!(after_second <= after_first + 16, "memory grows: {after_first} to {after_second} MiB");
    drop(client);
    server.until_all_closed().await;
}

#[cfg(feature = "stream")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn five_hundred_streams_at_once_keep_apart_and_all_end() {
    use crate::support::server::{chunk, event_stream_head, last_chunk};
    use switchboard_core::StreamEvent;

    let _alone = MACHINE.write().await;
    let server = Server::answering(|_, request| {
        let name = request.split_whitespace().nth(1).unwrap().rsplit('/').next().unwrap().to_owned();
        let event = |part: usize| chunk(format!("data: {{\"chunk\":\"{name}-{part} \"}}\n\n"));
        let pause = || crate::support::server::Step::Wait(Duration::from_millis(5));
        let middle = (0..10).flat_map(|part| [event(part), pause()]);
        std::iter::once(event_stream_head()).chain(middle).chain([chunk("data: [DONE]\n\n"), last_chunk()]).collect()
    })
    .await;
    let client = patient(&server);
    let mut streams = JoinSet::new();
    // Two sockets each, on both sides of which we are.
    let sockets = Arc::new(Semaphore::new(if open_files() >= 2048 { 500 } else { 300 }));
    for number in 0..500 {
        let (client, sockets) = (client.clone(), Arc::clone(&sockets));
        streams.spawn(async move {
            let _socket = sockets.acquire().await.unwrap();
            let mut stream = client.chat(&number.to_string()).stream().await.unwrap();
            let mut text = String::new();
            while let Some(event) = stream.next().await {
                if let StreamEvent::Message(message) = event.unwrap() {
                    text.push_str(&message.chunk);
                }
            }
            let expected: String = (0..10).map(|part| format!("{number}-{part} ")).collect();
            assert_eq!(text, expected);
        });
    }
    while let Some(outcome) = streams.join_next().await {
        outcome.unwrap();
    }
    drop(client);
    server.until_all_closed().await;
}

/// How many files this process may have open.
#[cfg(feature = "stream")]
fn open_files() -> u64 {
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"));
    line.and_then(|text| text.split_whitespace().next()?.parse().ok()).unwrap_or(1024)
}
