//! What a client may not do to the server.

use std::time::Duration;

use switchboard_sandbox::Sandbox;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};

/// Sends this and reads until the server closes the connection.
async fn told(sandbox: &Sandbox, sent: &str) -> String {
    let mut stream = TcpStream::connect(sandbox.address()).await.unwrap();
    stream.write_all(sent.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    timeout(Duration::from_secs(20), stream.read_to_end(&mut answer)).await.expect("the server waits for ever").unwrap();
    String::from_utf8(answer).unwrap()
}

fn head(more: &str) -> String {
    format!(
        "POST /lucidsense/client/api/v1/agents/a/execute HTTP/1.1\r\nhost: h\r\nauthorization: ApiKey sandbox-key-lucidsense\r\n\
         content-type: application/json\r\nconnection: close\r\n{more}\r\n"
    )
}

#[tokio::test]
async fn a_body_that_says_it_is_too_large_is_refused_before_it_is_sent() {
    let sandbox = Sandbox::start().await.unwrap();
    let answer = told(&sandbox, &head("content-length: 99999999999\r\n")).await;
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    assert!(answer.contains("x-switchboard-violation: body: the body is larger than 32 MiB (#/paths/"), "{answer}");
    assert!(answer.ends_with(r#"{"success":false,"message":"body: the body is larger than 32 MiB"}"#), "{answer}");
}

#[tokio::test]
async fn a_body_that_does_not_come_is_not_waited_for() {
    let sandbox = Sandbox::builder().read_timeout(Duration::from_millis(200)).start().await.unwrap();
    let answer = told(&sandbox, &(head("content-length: 100\r\n") + "{\"message\":")).await;
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    assert!(answer.ends_with(r#"{"success":false,"message":"body: the body did not arrive in time"}"#), "{answer}");
}

#[tokio::test]
async fn a_request_that_does_not_come_is_not_waited_for() {
    let sandbox = Sandbox::builder().read_timeout(Duration::from_millis(200)).start().await.unwrap();
    assert_eq!(told(&sandbox, "POST /lucidsense/client/api/v1/agents/a/exe").await, "");
    assert_eq!(told(&sandbox, "").await, "");
}
