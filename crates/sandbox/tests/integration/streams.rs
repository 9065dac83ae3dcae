//! Fifth Element's streams, as its sample has them and as the standard has them.

use std::time::{Duration, Instant};

use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use switchboard_sandbox::{FAULT_HEADER, Framing, Sandbox};
use switchboard_test_support::client::{Answer, exchange, send};

use crate::support::{post, request};

const ANSWER: &str = "You said: Hi. This is turn 1.";

fn question(sandbox: &Sandbox, fault: Option<&str>) -> http::Request<Vec<u8>> {
    let mut request = request(sandbox, "fifth-element", "POST", "/chat/a").header("content-type", "application/json");
    if let Some(fault) = fault {
        request = request.header(FAULT_HEADER, fault);
    }
    request.body(br#"{"message":"Hi","stream":true,"conversationId":"conv_1"}"#.to_vec()).unwrap()
}

async fn asked(sandbox: &Sandbox) -> Answer {
    exchange(question(sandbox, None)).await.unwrap()
}

/// The data of each event, by a blank line or by a line.
fn events(text: &str, end: &str) -> Vec<String> {
    text.split(end).filter(|event| !event.is_empty()).map(|event| event.strip_prefix("data: ").unwrap().to_owned()).collect()
}

fn spoken(events: &[String]) -> String {
    events.iter().map(|event| serde_json::from_str::<Value>(event).unwrap()["chunk"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_stream_has_no_blank_lines_unless_it_is_told_to() {
    for (framing, end, other) in [(None, "\n", "\n\n"), (Some(Framing::Line), "\n", "\n\n"), (Some(Framing::Standard), "\n\n", "\n\n\n")] {
        let mut builder = Sandbox::builder().pace(Duration::ZERO);
        if let Some(framing) = framing {
            builder = builder.framing(framing);
        }
        let answer = asked(&builder.start().await.unwrap()).await;
        assert_eq!((answer.status, answer.header("content-type")), (200, Some("text/event-stream")));
        assert!(!answer.text.contains(other), "{answer:?}");
        let mut events = events(&answer.text, end);
        assert_eq!(events.pop().as_deref(), Some("[DONE]"));
        assert_eq!(spoken(&events), ANSWER);
        assert!(events.len() > 5);
    }
}

#[tokio::test]
async fn a_streamed_turn_is_remembered_like_any_other() {
    let sandbox = Sandbox::start().await.unwrap();
    asked(&sandbox).await;
    let second = post(&sandbox, "fifth-element", "/chat/a", &json!({ "message": "And?", "conversationId": "conv_1" })).await;
    assert_eq!(second.at("/data/response"), &json!("You said: And?. This is turn 2; before that you said: Hi."));
}

#[tokio::test]
async fn events_come_one_by_one() {
    let sandbox = Sandbox::start().await.unwrap();
    let begun = Instant::now();
    let mut body = send(question(&sandbox, Some("slow;ms=60"))).await.unwrap().into_body();
    let first = body.frame().await.unwrap().unwrap().into_data().unwrap();
    assert_eq!(first.as_ref(), b"data: {\"chunk\":\"You\"}\n");
    let at_first = begun.elapsed();
    while let Some(frame) = body.frame().await {
        frame.unwrap();
    }
    assert!(begun.elapsed() > at_first + Duration::from_millis(200), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn a_stream_ends_without_its_end_or_not_at_all_or_breaks() {
    let sandbox = Sandbox::builder().pace(Duration::ZERO).start().await.unwrap();
    let short = exchange(question(&sandbox, Some("no-end"))).await.unwrap();
    assert!(!short.text.contains("[DONE]") && short.text.contains("\"You\""), "{short:?}");
    let broken = exchange(question(&sandbox, Some("truncate;at=30"))).await;
    assert!(broken.is_err(), "{broken:?}");
    let hanging = tokio::time::timeout(Duration::from_millis(300), exchange(question(&sandbox, Some("hang")))).await;
    assert!(hanging.is_err(), "{hanging:?}");
}
