//! The doctor, before servers that are not what they should be.

use std::{
    io::{Read as _, Write as _},
    net::TcpListener,
    thread,
};

use serde_json::Value;

use crate::support::{KEY, Ran, switchboard};

/// Answers the first connection with these bytes, and gives the address.
fn server(answer: &'static [u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            thread::spawn(move || {
                let _ = stream.read(&mut [0; 4096]);
                let _ = stream.write_all(answer);
            });
        }
    });
    address.to_string()
}

/// What the doctor says of the check.
fn told(url: &str, check: &str) -> (i32, Value) {
    let mut command = switchboard();
    command.env("INVENT_API_KEY", KEY).env("INVENT_BASE_URL", url).args(["doctor", "invent"]);
    let ran: Ran = command.output().unwrap().into();
    assert!(!ran.out.contains(KEY) && !ran.err.contains(KEY), "{}", ran.told());
    let lines = ran.lines();
    (ran.code, lines.into_iter().find(|line| line["check"] == check).unwrap_or_default())
}

const PAGE: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";

#[test]
fn a_web_page_in_the_place_of_an_api_is_doubtful() {
    let (code, finding) = told(&format!("http://{}", server(PAGE)), "http");
    assert_eq!((code, finding["state"].as_str()), (0, Some("warn")), "{finding}");
    assert!(finding["hint"].as_str().unwrap().contains("INVENT_BASE_URL leads to a web site"), "{finding}");
}

#[test]
fn what_speaks_no_tls_or_no_http_is_told_apart() {
    let (code, finding) = told(&format!("https://{}", server(b"220 mail.example ESMTP\r\n")), "tls");
    assert_eq!((code, finding["state"].as_str()), (5, Some("fail")), "{finding}");
    assert!(finding["hint"].as_str().unwrap().contains("opens TLS"), "{finding}");
    let (code, finding) = told(&format!("http://{}", server(b"220 mail.example ESMTP\r\n")), "http");
    assert_eq!((code, finding["state"].as_str()), (5, Some("fail")), "{finding}");
    assert!(finding["hint"].as_str().unwrap().contains("no web server"), "{finding}");
}

#[test]
fn a_key_is_not_tried_and_what_tries_it_is_named() {
    let (_, finding) = told(&format!("http://{}", server(PAGE)), "key");
    assert_eq!(finding["hint"], "not tried here; `switchboard call invent assistants.list --org-id c` does");
}
