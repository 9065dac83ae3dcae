//! Downloads that go wrong: what is said, and that nothing is taken for a document.

use std::{io::Write, net::TcpListener, thread, time::Duration};

use switchboard_download::Failure;

use crate::{
    downloading::{download, gzip},
    server::{Server, answer},
};

fn failure(server: &Server, path: &str) -> Failure {
    download(&server.request(path)).unwrap_err()
}

#[test]
fn nobody_at_the_address_is_said_with_what_to_do_without_a_network() {
    let server = Server::always(Vec::new());
    let mut request = server.request("/openapi.json");
    // A port that was free a moment ago.
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    request.url = format!("http://127.0.0.1:{port}/openapi.json");
    let failure = download(&request).unwrap_err();
    assert!(failure.what.starts_with("cannot reach"), "{failure:?}");
    assert!(failure.help.contains("--from FILE"), "{failure:?}");
}

#[test]
fn a_status_other_than_200_is_said_with_what_it_means() {
    for (status, part) in [
        ("404 Not Found", "look the address up"),
        ("401 Unauthorized", "download the document yourself"),
        ("503 Service Unavailable", "again later"),
        ("204 No Content", "look the address up"),
    ] {
        let failure = failure(&Server::always(answer(status, "", b"")), "/openapi.json");
        assert!(failure.what.contains(&status[..3]) && failure.help.contains(part), "{failure:?}");
    }
}

#[test]
fn a_redirect_to_another_origin_is_not_followed() {
    let other = Server::always(answer("200 OK", "", b"{}"));
    let server = Server::always(answer("302 Found", &format!("location: {}/openapi.json\r\n", other.address), b""));
    let failure = failure(&server, "/openapi.json");
    assert!(failure.what.contains("another origin") && failure.what.contains(&other.address), "{failure:?}");
    assert!(other.seen().is_empty());
}

#[test]
fn a_circle_of_redirects_ends() {
    let server = Server::always(answer("302 Found", "location: /openapi.json\r\n", b""));
    assert!(failure(&server, "/openapi.json").what.contains("more than 5 times"));
    assert_eq!(server.seen().len(), 6);
}

#[test]
fn half_a_document_is_no_document() {
    let mut bytes = answer("200 OK", "", b"{\"openapi\": \"3.1.0\"}");
    bytes.truncate(bytes.len() - 5);
    let failure = failure(&Server::always(bytes), "/openapi.json");
    assert!(failure.what.contains("cut off after 15 bytes"), "{failure:?}");
    let chunked = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{\"ope\r\n".to_vec();
    let failure = self::failure(&Server::always(chunked), "/openapi.json");
    assert!(failure.what.contains("cut off after 5 bytes"), "{failure:?}");
}

#[test]
fn half_a_packed_document_is_no_document() {
    let packed = gzip(&b"{\"openapi\": \"3.1.0\"}".repeat(100));
    let server = Server::always(answer("200 OK", "content-encoding: gzip\r\n", &packed[..packed.len() - 8]));
    assert!(failure(&server, "/openapi.json").what.contains("cannot be unpacked"));
}

#[test]
fn a_packing_that_nobody_asked_for_is_refused() {
    let server = Server::always(answer("200 OK", "content-encoding: br\r\n", b"..."));
    assert!(failure(&server, "/openapi.json").what.contains("packed with `br`"));
}

#[test]
fn what_is_too_large_is_not_read_to_its_end() {
    let announced = b"HTTP/1.1 200 OK\r\ncontent-length: 100001\r\n\r\n".to_vec();
    assert!(failure(&Server::always(announced), "/openapi.json").what.contains("larger than"));
    let endless = Server::new(|_, stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n");
        while stream.write_all(&[b' '; 4096]).is_ok() {}
    });
    assert!(failure(&endless, "/openapi.json").what.contains("larger than"));
    let bomb = Server::always(answer("200 OK", "content-encoding: gzip\r\n", &gzip(&vec![b' '; 10_000_000])));
    assert!(failure(&bomb, "/openapi.json").what.contains("larger than"));
}

#[test]
fn a_server_that_does_not_answer_is_given_up() {
    let silent = Server::new(|_, _| thread::sleep(Duration::from_secs(5)));
    let trickling = Server::new(|_, stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n");
        while stream.write_all(b" ").is_ok() {
            thread::sleep(Duration::from_millis(20));
        }
    });
    for server in [silent, trickling] {
        let mut request = server.request("/openapi.json");
        request.limits.time = Duration::from_millis(300);
        let failure = download(&request).unwrap_err();
        assert!(failure.what.contains("took longer than 0.3 seconds"), "{failure:?}");
    }
}
