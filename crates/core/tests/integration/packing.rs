//! Bodies that are packed, or say so.

use std::io::Write as _;
use std::time::Duration;

use crate::support::client::Client;
use crate::support::server::{Server, Step, chunk, last_chunk, reply};
use crate::support::vendors::ACME;

fn packed(text: &str) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(text.as_bytes()).unwrap();
    packer.finish().unwrap()
}

#[tokio::test]
async fn the_headers_of_what_was_unpacked_do_not_speak_of_the_packing() {
    for status in [200, 400] {
        let server = Server::start(vec![reply(status, &["content-encoding: gzip", "x-a: b"], packed(r#"{"id":"a"}"#))]).await;
        let raw = Client::hasty(&ACME, &server.url()).build().unwrap().get_thing("a").send_raw().await.unwrap();
        assert_eq!(raw.body(), r#"{"id":"a"}"#);
        assert_eq!(raw.headers().iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["x-a"]);
    }
}

#[tokio::test]
async fn what_says_that_it_is_gzip_and_is_not_is_in_the_error() {
    let text = r#"{"id":"a","error":{"message":"not packed"}}"#;
    for status in [200, 400] {
        for pieces in [vec![text], text.split_inclusive(',').collect(), vec!["{"]] {
            let mut steps = vec![Step::Send(
                format!("HTTP/1.1 {status} X\r\ncontent-encoding: gzip\r\ntransfer-encoding: chunked\r\n\r\n").into_bytes(),
            )];
            steps.extend(pieces.iter().flat_map(|piece| [chunk(piece), Step::Wait(Duration::from_millis(20))]));
            steps.push(last_chunk());
            let server = Server::start(vec![steps]).await;
            let client = Client::hasty(&ACME, &server.url()).build().unwrap();
            let error = client.get_thing("a").send().await.unwrap_err();
            assert_eq!((error.status().unwrap().as_u16(), error.body().unwrap().as_ref()), (status, pieces.concat().as_bytes()));
        }
    }
}
