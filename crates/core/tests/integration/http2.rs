//! What HTTP/2 can say about a request, beside answering it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use h2::Reason;
use h2::server::SendResponse;
use switchboard_core::bytes::Bytes;
use switchboard_core::http::Response;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::support::client::Client;
use crate::support::vendors::ACME;

/// What the server does with the first request; all others are answered.
#[derive(Clone, Copy)]
enum First {
    Reset(Reason),
    /// "I take no more, and did not take yours", as of a server that is replaced.
    GoAway,
}

/// A server that speaks HTTP/2 without TLS: its URL, and how many requests came.
async fn server(first: First) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let requests = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&requests);
    tokio::spawn(async move {
        loop {
            let (socket, _) = listener.accept().await.unwrap();
            let requests = Arc::clone(&counted);
            tokio::spawn(async move {
                match first {
                    First::GoAway if requests.load(Ordering::SeqCst) == 0 => go_away(socket, &requests).await,
                    _ => serve(socket, first, &requests).await,
                }
            });
        }
    });
    (url, requests)
}

async fn serve(socket: TcpStream, first: First, requests: &AtomicUsize) {
    let mut connection = h2::server::handshake(socket).await.unwrap();
    while let Some(Ok((_, respond))) = connection.accept().await {
        match (requests.fetch_add(1, Ordering::SeqCst), first) {
            (0, First::Reset(reason)) => reset(respond, reason),
            _ => answer(respond),
        }
    }
}

fn reset(mut respond: SendResponse<Bytes>, reason: Reason) {
    respond.send_reset(reason);
}

fn answer(mut respond: SendResponse<Bytes>) {
    let mut body = respond.send_response(Response::new(()), false).unwrap();
    body.send_data(Bytes::from_static(br#"{"id":"a"}"#), true).unwrap();
}

/// Frames by hand: a library would answer what it has accepted.
async fn go_away(mut socket: TcpStream, requests: &AtomicUsize) {
    const HEADERS: u8 = 1;
    const GOAWAY_AFTER_NONE: [u8; 17] = [0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    const SETTINGS: [u8; 9] = [0, 0, 0, 4, 0, 0, 0, 0, 0];
    socket.write_all(&SETTINGS).await.unwrap();
    socket.read_exact(&mut [0; b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".len()]).await.unwrap();
    let mut head = [0; 9];
    while socket.read_exact(&mut head).await.is_ok() {
        let length = usize::from(head[0]) << 16 | usize::from(head[1]) << 8 | usize::from(head[2]);
        socket.read_exact(&mut vec![0; length]).await.unwrap();
        if head[3] == HEADERS {
            requests.fetch_add(1, Ordering::SeqCst);
            socket.write_all(&GOAWAY_AFTER_NONE).await.unwrap();
        }
    }
}

fn client(url: &str) -> Client {
    Client::hasty(&ACME, url).configure_http_client(|client| client.http2_prior_knowledge()).build().unwrap()
}

#[tokio::test]
async fn a_post_that_the_server_did_not_take_is_sent_again() {
    for first in [First::Reset(Reason::REFUSED_STREAM), First::GoAway] {
        let (url, requests) = server(first).await;
        let answer = client(&url).create_thing().send_response().await.unwrap();
        assert_eq!((answer.attempts(), requests.load(Ordering::SeqCst)), (2, 2));
    }
}

#[tokio::test]
async fn a_request_that_the_server_did_not_take_has_done_nothing() {
    for first in [First::Reset(Reason::REFUSED_STREAM), First::GoAway] {
        let (url, _) = server(first).await;
        let error = client(&url).create_thing().with_retries(0).send().await.unwrap_err();
        assert!(error.is_network() && error.is_retryable() && !error.may_have_been_processed(), "{error}");
        assert!(error.to_string().ends_with("; try again"), "{error}");
    }
}

#[tokio::test]
async fn a_post_whose_stream_broke_for_another_reason_is_not_sent_again() {
    for reason in [Reason::INTERNAL_ERROR, Reason::CANCEL, Reason::NO_ERROR, Reason::ENHANCE_YOUR_CALM] {
        let (url, requests) = server(First::Reset(reason)).await;
        let error = client(&url).create_thing().send().await.unwrap_err();
        assert!(error.may_have_been_processed(), "{error}");
        assert_eq!((error.attempts(), requests.load(Ordering::SeqCst)), (1, 1), "{reason}");
    }
}
