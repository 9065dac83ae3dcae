//! How an error reads, alone and with its causes.

use std::error::Error;

use switchboard_core::http::{Request, Response};
use switchboard_core::service::{Body, ServiceError, ServiceErrorKind};

use crate::support::client::Client;
use crate::support::server::{Server, Step, json, reply};
use crate::support::vendors::{self, ACME};

/// The causes of an error, outermost first.
fn causes(error: &dyn Error) -> Vec<&dyn Error> {
    let mut causes = Vec::new();
    let mut next = error.source();
    while let Some(cause) = next {
        causes.push(cause as &dyn Error);
        next = cause.source();
    }
    causes
}

async fn against(steps: Vec<Step>) -> (Server, Client) {
    let server = Server::start(vec![steps]).await;
    let client = Client::hasty(&ACME, &server.url()).with_retries(0).build().unwrap();
    (server, client)
}

#[tokio::test]
async fn the_causes_of_an_error_do_not_begin_with_its_sentence_again() {
    let nobody = Client::hasty(&ACME, "http://127.0.0.1:1").with_retries(0).build().unwrap();
    let error = nobody.get_thing("a").send().await.unwrap_err();
    let causes = causes(&error);
    assert!(causes.iter().all(|cause| !cause.to_string().contains("no connection")), "{causes:#?}");
    assert!(causes.last().unwrap().to_string().contains("refused"), "{causes:#?}");

    let (_server, client) = against(json(r#"{"id":5}"#)).await;
    let error = client.get_thing("a").send().await.unwrap_err();
    assert!(error.source().is_none());
    assert_eq!(error.decode_error().unwrap().offset(), Some(7));
}

#[tokio::test]
async fn the_cause_that_a_service_gives_is_the_errors_own() {
    let broken = |_: Request<_>| async { Err::<Response<Body>, _>(ServiceError::new(ServiceErrorKind::Broken, std::fmt::Error)) };
    let client = Client::hasty(&ACME, vendors::BASE).with_http_service(broken).with_retries(0).build().unwrap();
    let error = client.get_thing("a").send().await.unwrap_err();
    assert!(error.source().unwrap().is::<std::fmt::Error>());
}

#[tokio::test]
async fn only_for_a_call_that_changes_something_the_advice_is_to_look_before_it_is_sent_again() {
    for (steps, else_advised) in [
        (vec![Step::Close], "; try again"),
        (reply(500, &[], ""), "; try again later"),
        (vec![Step::Hang], "; with_attempt_timeout raises the limit"),
    ] {
        let (_server, client) = against(steps).await;
        let error = client.create_thing().send().await.unwrap_err();
        assert!(error.to_string().ends_with("so look before you send it again"), "{error}");
        for call in [client.get_thing("a").send().await, client.safe_post().send().await] {
            let error = call.unwrap_err();
            assert!(error.to_string().ends_with(else_advised), "{error}");
        }
    }
}

#[tokio::test]
async fn only_where_there_are_bytes_the_advice_is_to_look_at_them() {
    for (body, advice) in [("{", "; Error::body has the bytes"), ("", ": the body is empty where JSON is due")] {
        let (_server, client) = against(json(body)).await;
        let error = client.get_thing("a").send().await.unwrap_err();
        assert!(error.to_string().ends_with(advice), "{error}");
    }
}
