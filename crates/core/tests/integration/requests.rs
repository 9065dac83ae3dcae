//! What goes over the wire.

use serde_json::json;
use switchboard_core::{Part, QueryStyle};

use crate::support::client::Client;
use crate::support::fake::Fake;
use crate::support::server::{Server, json as answer};
use crate::support::vendors::{self, ACME};

fn client(fake: &Fake) -> Client {
    Client::hasty(&ACME, vendors::BASE).with_http_service(fake.clone()).build().unwrap()
}

#[tokio::test]
async fn a_path_parameter_stays_in_its_segment_on_the_wire() {
    let server = Server::start(vec![answer(r#"{"id":"a"}"#)]).await;
    let client = Client::hasty(&ACME, &format!("{}/v1/", server.url())).build().unwrap();
    let cases = [
        ("a b", "a%20b"),
        ("a/b", "a%2Fb"),
        ("a?b=c#d", "a%3Fb%3Dc%23d"),
        ("%2e%2e", "%252e%252e"),
        ("%2e%2e%2fadmin", "%252e%252e%252fadmin"),
        (";a=b", "%3Ba%3Db"),
        ("…", "%E2%80%A6"),
    ];
    for (id, _) in cases {
        client.get_thing(id).send().await.unwrap();
    }
    for (request, (_, expected)) in server.requests().iter().zip(cases) {
        assert!(request.starts_with(&format!("GET /v1/things/{expected} HTTP/1.1\r\n")), "{request}");
    }
}

#[tokio::test]
async fn what_cannot_be_sent_safely_is_refused_before_it_is_sent() {
    let fake = Fake::new();
    let client = client(&fake);
    let mut errors = vec![];
    for id in ["", ".", "..", "../admin", "a/../b", "a\\..\\b", "a\0", "a\r\nb"] {
        errors.push(client.get_thing(id).send().await.unwrap_err());
    }
    errors.push(client.get_thing("a").with_header("x-a", "once-only\nb").send().await.unwrap_err());
    errors.push(client.get_thing("a").with_idempotency_key("once-only\0").send().await.unwrap_err());
    for key in ["", " \t"] {
        errors.push(client.create_thing().with_idempotency_key(key).send().await.unwrap_err());
    }
    for error in errors {
        assert!(error.is_request(), "{error:?}");
        assert_eq!((error.attempts(), error.may_have_been_processed()), (0, false));
        assert!(crate::leaks::find_in_error(&error).is_none());
    }
    assert!(fake.requests().is_empty());
}

#[tokio::test]
async fn query_headers_and_cookies_are_sent_and_null_is_left_out() {
    let fake = Fake::new();
    let call = client(&fake)
        .chat_call("a")
        .query("q", QueryStyle::Form { explode: true }, &["a b", "c"])
        .query("none", QueryStyle::Form { explode: true }, &None::<u8>)
        .query("deep", QueryStyle::DeepObject, &json!({"a": 1}))
        .header("x-list", &[1, 2])
        .header("x-none", &None::<u8>)
        .cookie("session", "a;b")
        .cookie("theme", &Some("dark"));
    call.execute_raw().await.unwrap();
    let request = &fake.requests()[0];
    assert_eq!(request.uri().query(), Some("q=a%20b&q=c&deep%5Ba%5D=1"));
    assert_eq!(request.headers()["x-list"], "1,2");
    assert!(!request.headers().contains_key("x-none"));
    assert_eq!(request.headers()["cookie"], "session=a%3Bb; theme=dark");
    assert!(request.headers()["cookie"].is_sensitive());
}

#[tokio::test]
async fn each_kind_of_body_has_its_content_type() {
    let fake = Fake::new();
    let client = client(&fake);
    let call = || client.chat_call("a");
    let calls = [
        (call().json(&json!({"a": null})), "application/json", r#"{"a":null}"#),
        (call().json_as("application/merge-patch+json", &json!({})), "application/merge-patch+json", "{}"),
        (call().form(&json!({"a": "b c", "d": [1, 2], "e": null})), "application/x-www-form-urlencoded", "a=b%20c&d=1&d=2"),
        (call().text("text/plain", "hi"), "text/plain", "hi"),
        (call().bytes("image/png", vec![1, 2]), "image/png", "\u{1}\u{2}"),
    ];
    for (call, content_type, body) in calls {
        call.execute_raw().await.unwrap();
        let request = fake.requests().pop().unwrap();
        assert_eq!(request.headers()["content-type"], content_type);
        assert_eq!(request.body(), body);
    }
    call().execute_raw().await.unwrap();
    assert!(!fake.requests().pop().unwrap().headers().contains_key("content-type"));
}

#[tokio::test]
async fn a_file_turns_a_json_body_into_multipart() {
    let fake = Fake::new();
    let call = client(&fake).chat_call("a").json(&json!({"text": "hi", "file": null, "meta": {"a": 1}}));
    call.part("file", Part::bytes("content").with_file_name("a.txt").with_content_type("text/plain")).execute_raw().await.unwrap();
    let request = &fake.requests()[0];
    let content_type = request.headers()["content-type"].to_str().unwrap();
    let boundary = content_type.strip_prefix("multipart/form-data; boundary=").unwrap();
    let body = std::str::from_utf8(request.body()).unwrap();
    assert_eq!(body.matches(boundary).count(), 4, "{body}");
    for part in [
        "name=\"text\"\r\n\r\nhi\r\n",
        "name=\"meta\"\r\nContent-Type: application/json\r\n\r\n{\"a\":1}\r\n",
        "name=\"file\"; filename=\"a.txt\"\r\nContent-Type: text/plain\r\n\r\ncontent\r\n",
    ] {
        assert!(body.contains(part), "{body}");
    }
    let error = client(&fake).chat_call("a").json(&[1]).part("file", Part::bytes("")).execute_raw().await.unwrap_err();
    assert!(error.is_request());
}

#[tokio::test]
async fn a_value_without_a_json_form_is_an_error_and_not_a_panic() {
    let fake = Fake::new();
    let odd = std::collections::HashMap::from([((1, 2), "tuple keys have no JSON form")]);
    let error = client(&fake).chat_call("a").json(&odd).execute_raw().await.unwrap_err();
    assert!(error.is_request(), "{error:?}");
    let error = client(&fake).chat_call("a").query("q", QueryStyle::Json, &odd).execute_raw().await.unwrap_err();
    assert!(error.to_string().contains("`q`"), "{error}");
    assert!(fake.requests().is_empty());
}

#[derive(serde::Serialize)]
struct Measured {
    #[serde(serialize_with = "switchboard_core::json::number::write")]
    numbers: Vec<f64>,
}

#[tokio::test]
async fn a_number_that_json_does_not_have_is_an_error_and_not_null() {
    let fake = Fake::new();
    for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let error = client(&fake).chat_call("a").json(&Measured { numbers: vec![1.5, number] }).execute_raw().await.unwrap_err();
        assert!(error.is_request(), "{error:?}");
    }
    assert!(fake.requests().is_empty());
    client(&fake).chat_call("a").json(&Measured { numbers: vec![1.5, f64::MAX] }).execute_raw().await.unwrap();
}

#[tokio::test]
async fn a_call_can_be_looked_at_before_it_is_sent_and_does_not_show_its_key() {
    let fake = Fake::new();
    let request = client(&fake).chat_call("a").query("q", QueryStyle::FORM, "b c").to_request().unwrap();
    assert_eq!((request.method().as_str(), request.uri().query()), ("POST", Some("q=b%20c")));
    assert!(request.headers()["authorization"].is_sensitive());
    assert!(!format!("{request:?}").contains(vendors::KEY));
    assert!(client(&fake).get_thing("..").call.to_request().unwrap_err().is_request());
    assert!(fake.requests().is_empty());
}
