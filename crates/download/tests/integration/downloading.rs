//! Downloads that go well.

use std::io::Write;

use flate2::{Compression, write::GzEncoder};
use switchboard_download::{Downloaded, Failure, Request};

use crate::server::{Server, answer};

pub(crate) fn download(request: &Request) -> Result<Option<Downloaded>, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(switchboard_download::download(request))
}

pub(crate) fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn a_document_comes_with_what_the_server_says_of_it() {
    let headers = "etag: \"v1\"\r\nlast-modified: Sun, 22 Nov 2026 10:00:00 GMT\r\ncontent-type: application/json\r\n";
    let server = Server::always(answer("200 OK", headers, b"{}"));
    let Downloaded { bytes, about } = download(&server.request("/openapi.json")).unwrap().unwrap();
    assert_eq!(bytes, b"{}");
    assert_eq!(about.etag.as_deref(), Some("\"v1\""));
    assert_eq!(about.last_modified.as_deref(), Some("Sun, 22 Nov 2026 10:00:00 GMT"));
    assert_eq!(about.content_type.as_deref(), Some("application/json"));
    let seen = server.seen().concat().to_lowercase();
    assert!(!seen.contains("if-none-match") && !seen.contains("if-modified-since") && !seen.contains("authorization"), "{seen}");
}

#[test]
fn a_known_version_is_named_and_need_not_be_sent_again() {
    let server = Server::always(answer("304 Not Modified", "", b""));
    let mut request = server.request("/openapi.json");
    request.etag = Some("\"v1\"".to_owned());
    request.last_modified = Some("Sun, 22 Nov 2026 10:00:00 GMT".to_owned());
    assert_eq!(download(&request), Ok(None));
    let seen = server.seen().concat().to_lowercase();
    assert!(seen.contains("if-none-match: \"v1\"") && seen.contains("if-modified-since: sun, 22 nov 2026"), "{seen}");
}

#[test]
fn gzip_is_unpacked_whether_or_not_the_server_says_so() {
    for headers in ["content-encoding: gzip\r\n", "content-type: application/gzip\r\n"] {
        let server = Server::always(answer("200 OK", headers, &gzip(b"openapi: 3.1.0")));
        assert_eq!(download(&server.request("/openapi.yaml.gz")).unwrap().unwrap().bytes, b"openapi: 3.1.0", "{headers}");
    }
}

#[test]
fn redirects_within_the_origin_are_followed() {
    let server = Server::new(|path, stream| {
        let bytes = match path {
            "/old" => answer("301 Moved Permanently", "location: /newer\r\n", b""),
            "/newer" => answer("302 Found", "location: openapi.json\r\n", b""),
            _ => answer("200 OK", "", b"{}"),
        };
        stream.write_all(&bytes).unwrap();
    });
    assert_eq!(download(&server.request("/old")).unwrap().unwrap().bytes, b"{}");
    assert_eq!(server.seen().len(), 3);
}
