//! What is given for an answer that is no stream although one was asked for.

use std::time::Duration;

use switchboard_core::StreamEvent;

use crate::streams::{client, streaming};
use crate::support::client::{Chunk, Client};
use crate::support::server::{Server, Step, chunk, event_stream_head, reply};
use crate::support::vendors::ACME;

#[tokio::test]
async fn each_kind_of_json_in_place_of_a_stream_is_given_whole_but_not_a_list_of_documents() {
    for media_type in ["application/problem+json", "application/vnd.acme.v2+json", "text/json", "application/vnd.acme.json"] {
        let server = Server::start(vec![reply(200, &[&format!("content-type: {media_type}")], "{}")]).await;
        let first = client(&server).await.chat("a").stream().await.unwrap().next().await;
        assert!(matches!(first, Some(Ok(StreamEvent::Whole(_)))), "{media_type}: {first:?}");
    }
    for media_type in ["application/x-ndjson", "application/jsonl", "application/json-seq"] {
        let head = format!("HTTP/1.1 200 OK\r\ncontent-type: {media_type}\r\ntransfer-encoding: chunked\r\n\r\n");
        let server = Server::start(vec![vec![Step::Send(head.into_bytes()), chunk("{\"chunk\":\"a\"}\n"), Step::Hang]]).await;
        let begun = tokio::time::timeout(Duration::from_secs(10), client(&server).await.chat("a").stream()).await;
        let error = begun.expect("it must not be waited for an end that may not come").unwrap_err();
        assert!(error.is_decode() && error.to_string().contains("not server-sent events"), "{error}");
    }
}

#[tokio::test]
async fn json_in_place_of_a_stream_is_given_whole() {
    let body = r#"{"data":{"response":"Hi","conversationId":"c"},"error":null}"#;
    let server = Server::start(vec![reply(200, &["content-type: application/json; charset=utf-8"], body)]).await;
    let mut stream = client(&server).await.chat("a").stream().await.unwrap();
    let Some(Ok(StreamEvent::Whole(raw))) = stream.next().await else { panic!("not whole") };
    assert_eq!(raw.body(), body);
    assert!(stream.next().await.is_none());
}

#[tokio::test]
async fn json_in_place_of_a_stream_that_is_an_error_is_one() {
    let body = r#"{"data":null,"error":{"name":"QuotaError","message":"Used up"}}"#;
    let server = Server::start(vec![reply(200, &["content-type: application/json"], body)]).await;
    let error = client(&server).await.chat("a").stream().await.unwrap_err();
    assert!(error.is_stream());
    assert_eq!((error.code(), error.message(), error.attempts()), (Some("QuotaError"), Some("Used up"), 1));
}

#[tokio::test]
async fn what_is_no_stream_at_all_is_an_error() {
    for steps in [
        reply(200, &["content-type: text/html"], "<html>Please log in</html>"),
        vec![Step::Send(b"HTTP/1.1 204 No Content\r\n\r\n".to_vec())],
    ] {
        let server = Server::start(vec![steps]).await;
        let error = client(&server).await.chat("a").stream().await.unwrap_err();
        assert!(error.is_decode(), "{error:?}");
    }
    let server = Server::start(vec![streaming([""; 0])]).await;
    let error = client(&server).await.chat("a").stream().await.unwrap_err();
    assert!(error.is_stream(), "{error:?}");
}

#[tokio::test]
async fn json_in_place_of_a_stream_is_known_as_such_whatever_it_is_called() {
    for head in ["x-a: b", "content-type: text/plain", "content-type: text/event-stream"] {
        let whole = reply(200, &[head], "\u{feff}{\"chunk\":\n\"whole\"}\n");
        let server = Server::start(vec![whole, reply(200, &[head], r#"{"error":{"message":"overloaded"}}"#)]).await;
        let client = client(&server).await;
        let mut stream = client.chat("a").stream().await.unwrap();
        let Some(Ok(StreamEvent::Whole(raw))) = stream.next().await else { panic!("{head}") };
        assert_eq!(switchboard_core::decode::json::<Chunk>(&raw).unwrap().chunk, "whole");
        let error = client.chat("a").stream().await.unwrap_err();
        assert!(error.is_stream() && error.message() == Some("overloaded"), "{error:?}");
    }
}

#[tokio::test]
async fn what_came_in_place_of_events_is_in_the_error() {
    for (head, body) in [("x-a: b", "Service down"), ("content-type: text/event-stream", ": a\n\nid: 1\n\n"), ("x-a: b", "{\"chunk\":")] {
        let server = Server::start(vec![reply(200, &[head], body)]).await;
        let error = client(&server).await.chat("a").stream().await.unwrap_err();
        assert!(error.is_stream() && error.may_have_been_processed(), "{error:?}");
        assert_eq!((error.body().unwrap().as_ref(), error.is_body_truncated()), (body.as_bytes(), false));
        assert!(error.to_string().contains("no event"), "{error}");
    }
    for body in ["", "\n\n"] {
        let server = Server::start(vec![reply(200, &["content-type: text/event-stream"], body)]).await;
        let error = client(&server).await.chat("a").stream().await.unwrap_err();
        assert!(error.is_stream() && error.to_string().contains("is empty"), "{error}");
    }
}

#[tokio::test]
async fn what_came_before_the_first_event_was_given_up_is_in_the_error() {
    let steps = vec![event_stream_head(), chunk(": wait\n\n"), Step::Hang];
    let server = Server::start(vec![steps]).await;
    let client = client(&server).await;
    let error = client.chat("a").with_first_event_timeout(Duration::from_millis(300)).with_retries(0).stream().await.unwrap_err();
    assert!(error.is_timeout() && error.is_body_truncated(), "{error:?}");
    assert_eq!(error.body().unwrap().as_ref(), b": wait\n\n");
}

#[tokio::test]
async fn only_the_beginning_of_what_came_in_place_of_events_is_kept() {
    let server = Server::start(vec![reply(200, &[], "x\n".repeat(500))]).await;
    let client = Client::hasty(&ACME, &server.url()).with_max_error_body_bytes(999).build().unwrap();
    let error = client.chat("a").stream().await.unwrap_err();
    assert_eq!((error.body().unwrap().len(), error.is_body_truncated()), (999, true));
}
