//! Five hundred streams, all open at once and fed in step.

use std::sync::Arc;
use std::time::Duration;

use switchboard_fifth_element::{Client, core::StreamEvent, types::ChatRequest};
use tokio::sync::Barrier;
use tokio::task::JoinSet;

use crate::ground::{Ground, SLACK, assert_flat, memory, mib, sockets_for};
use crate::server::EVENTS;

const STREAMS: usize = 500;

/// Opens a stream and reads event after event; after each it waits for all others. It is dropped
/// after `until` events.
async fn read(client: Client, number: usize, together: Arc<Barrier>, until: usize) {
    let mut stream = client.chat().stream(&number.to_string(), ChatRequest::new("Hello")).stream().await.unwrap();
    for part in 0..until {
        match stream.next().await {
            Some(Ok(StreamEvent::Message(piece))) => assert_eq!(piece.chunk, format!("{number}-{part} ")),
            other => panic!("{other:?} in place of event {part} of stream {number}"),
        }
        // All have read, and then all go on: between the two the server is asked.
        together.wait().await;
        together.wait().await;
    }
    if until == EVENTS {
        assert!(stream.next().await.is_none(), "stream {number} has ended");
    }
}

/// All streams at once; gives how much memory is held after each event.
async fn wave(ground: &Ground, client: &Client, until: usize) -> Vec<usize> {
    let together = Arc::new(Barrier::new(STREAMS + 1));
    let mut tasks = JoinSet::new();
    ground.server.allow_events(1);
    for number in 0..STREAMS {
        tasks.spawn(read(client.clone(), number, Arc::clone(&together), until));
    }
    let mut held = Vec::new();
    for part in 1..=until {
        together.wait().await;
        assert_eq!(ground.server.streams(), STREAMS, "all are open after event {part}");
        held.push(memory());
        ground.server.allow_events(part + 1);
        together.wait().await;
    }
    while let Some(outcome) = tasks.join_next().await {
        outcome.unwrap();
    }
    // The server hears of the end a little later.
    while ground.server.streams() > 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    held
}

/// Streams that are read up to an event, in three waves.
fn waves(until: usize) {
    assert_eq!(sockets_for(STREAMS), STREAMS, "the system's hard limit of open files is too low for this test");
    let ground = Ground::new();
    let before = memory();
    let client = ground.client(false);
    let mut late = Vec::new();
    for number in 0..3 {
        let held: Vec<usize> = ground.run(wave(&ground, &client, until)).into_iter().map(|held| held - before).collect();
        // The first events fill buffers, the others must not.
        let (early, last) = (held[2], held[until - 1]);
        println!("wave {number} of {STREAMS} streams: {} early, {} late", mib(early), mib(last));
        assert_flat("streams that go on", &[early, last]);
        late.push(last);
    }
    assert_flat("streams of the next wave", &late);
    drop(client);
    ground.until_all_tasks_are_gone();
    let left = memory().saturating_sub(before);
    println!("without the client: {}", mib(left));
    assert!(left < SLACK, "{} are left", mib(left));
}

#[test]
fn five_hundred_streams_are_open_at_once_each_on_a_socket_of_its_own_and_all_end() {
    waves(EVENTS);
}

#[test]
fn five_hundred_streams_that_are_dropped_half_way_leave_nothing_behind() {
    waves(EVENTS / 2);
}
