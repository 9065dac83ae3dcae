//! What a call gives back when all goes well.

use std::time::Duration;

use futures_util::FutureExt as _;
use switchboard_core::http::StatusCode;

use crate::support::client::{Client, Thing};
use crate::support::server::{Server, Step, json, reply};
use crate::support::vendors::{ACME, GLOBEX, error_body};

#[tokio::test]
async fn a_call_gives_the_value_and_what_stands_beside_it() {
    let headers = [
        "content-type: application/json",
        "x-request-id: r-77",
        "x-ratelimit-limit: 1000",
        "x-ratelimit-remaining: 999",
        "x-ratelimit-reset: 30",
        "pagination-count: 25",
        "pagination-page: 2",
        "pagination-take: 10",
    ];
    let server = Server::start(vec![reply(201, &headers, r#"{"id":"a","count":3}"#)]).await;
    let client = Client::hasty(&ACME, &server.url()).build().unwrap();

    let answer = client.get_thing("a").send_response().await.unwrap();

    assert_eq!(*answer.value(), Thing { id: "a".to_owned(), count: Some(3) });
    assert_eq!(answer.status(), StatusCode::CREATED);
    assert_eq!(answer.request_id(), Some("r-77"));
    assert_eq!(answer.headers()["x-ratelimit-limit"], "1000");
    let limit = answer.rate_limit().unwrap();
    assert_eq!((limit.limit, limit.remaining, limit.reset_after), (Some(1000), Some(999), Some(Duration::from_secs(30))));
    let page = answer.page_numbers().unwrap();
    assert_eq!((page.total, page.page, page.size), (Some(25), Some(2), Some(10)));
    assert_eq!(answer.map(|thing| thing.id).into_value(), "a");
}

#[tokio::test]
async fn the_end_of_the_window_is_counted_by_the_servers_clock_and_not_from_when_we_look() {
    let headers = ["date: Wed, 21 Oct 2015 07:28:00 GMT", "x-ratelimit-reset: 1445412490"];
    let server = Server::start(vec![reply(200, &headers, r#"{"id":"a"}"#)]).await;
    let client = Client::hasty(&ACME, &server.url()).build().unwrap();
    let answer = client.get_thing("a").send_response().await.unwrap();
    assert_eq!(answer.rate_limit().unwrap().reset_after, Some(Duration::from_secs(10)));

    let end = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap() + Duration::from_secs(100);
    let server = Server::start(vec![reply(200, &[&format!("x-ratelimit-reset: {}", end.as_millis())], r#"{"id":"a"}"#)]).await;
    let client = Client::hasty(&ACME, &server.url()).build().unwrap();
    let answer = client.get_thing("a").send_response().await.unwrap();
    let first = answer.rate_limit().unwrap().reset_after;
    tokio::time::sleep(Duration::from_millis(20)).await;
    assert_eq!(answer.rate_limit().unwrap().reset_after, first);
}

#[tokio::test]
async fn vendors_without_rate_limits_give_none() {
    let server = Server::start(vec![reply(200, &["x-ratelimit-limit: 1000"], r#"{"id":"a"}"#)]).await;
    let client = Client::hasty(&GLOBEX, &server.url()).build().unwrap();
    assert_eq!(client.get_thing("a").send_response().await.unwrap().rate_limit(), None);
}

#[tokio::test]
async fn the_raw_answer_is_given_whatever_its_status() {
    let server = Server::start(vec![reply(418, &["x-a: b"], "short and stout")]).await;
    let client = Client::hasty(&ACME, &server.url()).build().unwrap();

    let raw = client.get_thing("a").send_raw().await.unwrap();

    assert_eq!(raw.status().as_u16(), 418);
    assert_eq!(raw.headers()["x-a"], "b");
    assert_eq!(raw.body(), "short and stout");
    assert_eq!(raw.attempts(), 1);
}

#[tokio::test]
async fn the_length_of_what_is_not_sent_is_not_too_large() {
    let head = b"HTTP/1.1 200 OK\r\ncontent-length: 99999999\r\n\r\n".to_vec();
    let server = Server::start(vec![vec![Step::Send(head)]]).await;
    let client = Client::hasty(&ACME, &server.url()).build().unwrap();
    let answer = client.see_thing_call("a").execute(switchboard_core::decode::empty).await.unwrap();
    assert_eq!(answer.headers()["content-length"], "99999999");
    assert!(client.get_thing("a").send().await.unwrap_err().is_too_large());
}

#[tokio::test]
async fn the_raw_answer_is_retried_like_any_other_and_the_last_one_given() {
    let server = Server::start(vec![reply(500, &[], "one"), reply(500, &[], "two"), reply(500, &[], "three")]).await;
    let client = Client::hasty(&ACME, &server.url()).build().unwrap();

    let raw = client.get_thing("a").send_raw().await.unwrap();

    assert_eq!((raw.body().as_ref(), raw.attempts()), (&b"three"[..], 3));
}

#[tokio::test]
async fn the_documented_error_body_is_given_as_its_type() {
    #[derive(Debug, PartialEq, serde::Deserialize)]
    struct Envelope {
        error: Problem,
    }
    #[derive(Debug, PartialEq, serde::Deserialize)]
    struct Problem {
        name: String,
    }
    let body = r#"{"data":null,"error":{"name":"NotFoundError","message":"Agent not found","details":{}}}"#;
    let server = Server::start(vec![reply(404, &["x-request-id: r-1"], body)]).await;
    let client = Client::hasty(&ACME, &server.url()).build().unwrap();

    let error = client.get_thing("a").send().await.unwrap_err();

    assert!(error.is_not_found() && error.is_rejected() && !error.is_retryable());
    assert!(!error.may_have_been_processed());
    assert_eq!(error.typed::<Envelope>().unwrap().error.name, "NotFoundError");
    assert_eq!(error.typed::<Vec<u8>>(), None);
    assert_eq!(error.code(), Some("NotFoundError"));
    assert_eq!(error.operation(), Some("getThing"));
    assert_eq!(
        error.to_string(),
        "acme getThing: 404 Not Found, “Agent not found” (NotFoundError) [request r-1]; \
         check the ids, and the base URL"
    );
}

mod by_status {
    #[derive(Clone, Debug, PartialEq)]
    pub enum Problem {
        Other(String),
        Quota(String),
        Unknown(serde_json::Value),
    }
    switchboard_core::union!(Problem { Other(String), Quota(String) });
    switchboard_core::errors_by_status!(Problem { 403 | 429 => Quota(String), 400..=499 => Other(String) });
}

#[tokio::test]
async fn where_an_operation_has_several_error_types_the_status_says_which_it_is() {
    use by_status::Problem;
    let body = "\"why\"";
    let why = || "why".to_owned();
    for (status, body, expected) in [
        (429, body, Some(Problem::Quota(why()))),
        (403, body, Some(Problem::Quota(why()))),
        (404, body, Some(Problem::Other(why()))),
        (429, "{}", Some(Problem::Unknown(serde_json::json!({})))),
        // Not documented: whichever fits, which is the first.
        (500, body, Some(Problem::Other(why()))),
        (429, "<html>", None),
    ] {
        let server = Server::start(vec![reply(status, &[], body)]).await;
        let client = Client::hasty(&ACME, &server.url()).build().unwrap();
        let call = client.chat_call("a").with_retries(0).errors::<Problem>();
        let error = call.execute(switchboard_core::decode::empty).await.unwrap_err();
        assert_eq!(error.typed::<Problem>(), expected, "{status} {body}");
        assert_eq!(error.typed::<String>().is_some(), body.contains("why"), "any other type is read as it is");
    }
}

#[tokio::test]
async fn a_decode_error_says_where_it_stopped_and_what_was_due() {
    let server = Server::start(vec![json(r#"{"id":"a","count":-1}"#)]).await;
    let client = Client::hasty(&ACME, &server.url()).build().unwrap();

    let error = client.get_thing("a").send().await.unwrap_err();

    assert!(error.is_decode());
    assert_eq!(error.json_path(), Some("/count"));
    assert_eq!(
        error.to_string(),
        "acme getThing: the answer (status 200, application/json) is not what was promised: \
         at /count: invalid value, expected u32; Error::body has the bytes"
    );
}

#[tokio::test]
async fn one_connection_serves_many_calls() {
    let server = Server::start(vec![json(r#"{"id":"a"}"#)]).await;
    let client = Client::hasty(&ACME, &server.url()).build().unwrap();
    for _ in 0..10 {
        client.clone().get_thing("a").send().await.unwrap();
    }
    assert_eq!((server.requests().len(), server.open_connections()), (10, 1));
}

#[tokio::test]
async fn dropping_a_call_cancels_it() {
    let server = Server::start(vec![vec![crate::support::server::Step::Hang]]).await;
    let client = Client::hasty(&ACME, &server.url()).build().unwrap();
    let call = client.get_thing("a").send();
    assert!(tokio::time::timeout(Duration::from_millis(100), call).await.is_err());
    server.until_all_closed().await;
}

#[test]
fn outside_of_a_runtime_a_call_is_an_error_and_no_panic() {
    let client = Client::hasty(&ACME, "https://api.invalid").build().unwrap();
    client.get_thing("a").call.to_request().unwrap();
    let error = client.get_thing("a").send().now_or_never().unwrap().unwrap_err();
    assert!(error.is_request() && error.to_string().contains("Tokio runtime"), "{error}");
}

#[tokio::test]
async fn a_byte_order_mark_hides_no_error() {
    let body = format!("\u{feff}{}", error_body(&ACME, "no such thing"));
    let server = Server::start(vec![reply(404, &[], body)]).await;
    let error = Client::hasty(&ACME, &server.url()).build().unwrap().get_thing("a").send().await.unwrap_err();
    assert_eq!((error.message(), error.code()), (Some("no such thing"), Some("E42")));
    assert!(error.typed::<serde_json::Value>().is_some());
}
