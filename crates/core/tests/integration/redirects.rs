//! Redirects, as far as they are not in the table of faults.

use switchboard_core::bytes::Bytes;
use switchboard_core::http::{HeaderMap, HeaderValue, Request};
use switchboard_core::service::{HttpService, Middleware, Next, ServiceError, ServiceErrorKind, ServiceFuture};
use switchboard_core::{ClientBuilder, Error};

use crate::support::client::{Client, QUERY};
use crate::support::fake::{Fake, answer};
use crate::support::server::{Server, json, reply};
use crate::support::vendors::{self, GLOBEX, KEY};

fn to(
    location: &'static str,
) -> impl FnOnce(
    &Request<Bytes>,
) -> Result<switchboard_core::http::Response<switchboard_core::service::Body>, switchboard_core::service::ServiceError> {
    move |_| Ok(answer(302, &[("location", location)], ""))
}

fn client(fake: &Fake) -> Client {
    Client::hasty(&GLOBEX, vendors::BASE).with_header("x-tenant", "once-only").with_http_service(fake.clone()).build().unwrap()
}

#[tokio::test]
async fn from_https_nothing_leads_to_plain_http_not_even_on_this_machine() {
    for location in ["http://api.invalid/v1/x", "http://127.0.0.1/x", "http://localhost/x"] {
        let fake = Fake::new().then(to(location));
        let error = client(&fake).get_thing("a").send().await.unwrap_err();
        assert!(error.is_redirect());
        assert_eq!(error.status().unwrap().as_u16(), 302);
        assert_eq!(fake.requests().len(), 1);
        assert!(error.to_string().contains("without encryption"), "{error}");
    }
}

#[tokio::test]
async fn a_stranger_gets_neither_key_nor_headers_nor_query_and_nothing_comes_back_with_it() {
    let home = "https://api.invalid/v1/home";
    for stranger in ["https://other.invalid/x", "https://api.invalid:444/x", "https://sub.api.invalid/x"] {
        let fake = Fake::new().then(to(stranger)).then(to(home));
        client(&fake).get_thing("a").search(QUERY).send().await.unwrap();
        let requests = fake.requests();
        assert_eq!(requests[0].headers()["x-globex-key"], KEY);
        for strange in &requests[1..] {
            let names: Vec<_> = strange.headers().keys().map(|name| name.as_str()).collect();
            assert!(names.iter().all(|name| ["accept", "accept-encoding", "user-agent"].contains(name)), "{names:?}");
            assert!(crate::leaks::find(&strange.uri().to_string()).is_none());
        }
    }
}

#[tokio::test]
async fn within_the_origin_the_key_goes_along() {
    for location in ["/v1/b", "https://API.invalid:443/v1/b", "b?c=d#e"] {
        let fake = Fake::new().then(to(location));
        client(&fake).get_thing("a").send().await.unwrap();
        assert_eq!(fake.requests()[1].headers()["x-globex-key"], KEY, "{location}");
    }
}

#[tokio::test]
async fn a_password_in_the_address_is_not_used() {
    let fake = Fake::new().then(to("https://user:secret@other.invalid/x"));
    client(&fake).get_thing("a").send().await.unwrap();
    assert_eq!(fake.requests()[1].uri(), "https://other.invalid/x");
}

#[tokio::test]
async fn ten_redirects_are_followed_and_no_more() {
    let mut fake = Fake::new();
    for _ in 0..10 {
        fake = fake.then(to("/v1/next"));
    }
    client(&fake).get_thing("a").send().await.unwrap();
    let fake = fake.then(to("/v1/next"));
    let mut fake = fake;
    for _ in 0..10 {
        fake = fake.then(to("/v1/next"));
    }
    let error = client(&fake).get_thing("a").send().await.unwrap_err();
    assert!(error.is_redirect() && error.to_string().contains("circles"), "{error}");
}

/// A layer that puts a credential on everything.
struct AddsKey;

impl Middleware for AddsKey {
    fn handle(&self, mut request: Request<Bytes>, next: Next) -> ServiceFuture {
        request.headers_mut().insert("x-other-key", HeaderValue::from_static("once-only"));
        next.run(request)
    }
}

/// A layer that only looks, and says so.
struct Looks;

impl Middleware for Looks {
    fn handle(&self, request: Request<Bytes>, next: Next) -> ServiceFuture {
        next.run(request)
    }

    fn sends_as_given(&self) -> bool {
        true
    }
}

/// Another HTTP stack, of which nothing is known.
struct Other(Fake);

impl HttpService for Other {
    fn call(&self, request: Request<Bytes>) -> ServiceFuture {
        self.0.call(request)
    }
}

fn with_default_headers(client: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
    client.default_headers(HeaderMap::from_iter([("x-other-key".parse().unwrap(), HeaderValue::from_static("once-only"))]))
}

type Setting = fn(ClientBuilder<Client>) -> ClientBuilder<Client>;

#[tokio::test]
async fn what_the_callers_own_stack_adds_goes_along_within_the_origin_but_to_no_stranger() {
    let settings: [Setting; 4] = [
        |builder| builder.configure_http_client(with_default_headers),
        |builder| {
            let own = crate::configuration::own_client().redirect(reqwest::redirect::Policy::none());
            builder.with_http_client(with_default_headers(own).build().unwrap())
        },
        |builder| builder.with_middleware(AddsKey),
        |builder| builder.with_middleware(AddsKey).with_middleware(Looks),
    ];
    for setting in settings {
        let stranger = Server::start(vec![json(r#"{"id":"a"}"#)]).await;
        let elsewhere = format!("location: {}/x", stranger.url());
        let server = Server::start(vec![reply(302, &["location: /things/b"], ""), reply(302, &[&elsewhere], "")]).await;
        let client = setting(Client::hasty(&GLOBEX, &server.url())).build().unwrap();
        let error = client.get_thing("a").send().await.unwrap_err();
        assert!(error.is_redirect() && !error.may_have_been_processed(), "{error:?}");
        assert!(error.to_string().contains("another host"), "{error}");
        assert_eq!(error.headers().unwrap()["location"], format!("{}/x", stranger.url()));
        assert_eq!((server.requests().len(), stranger.requests().len()), (2, 0));
        assert!(server.requests().iter().all(|request| request.contains("x-other-key: once-only")));
    }
}

#[tokio::test]
async fn a_stack_of_which_nothing_is_known_is_led_to_no_stranger() {
    let fake = Fake::new().then(to("https://other.invalid/x"));
    let client = Client::hasty(&GLOBEX, vendors::BASE).with_http_service(Other(fake.clone())).build().unwrap();
    assert!(client.get_thing("a").send().await.unwrap_err().is_redirect());
    assert_eq!(fake.requests().len(), 1);
}

#[tokio::test]
async fn a_layer_that_promises_to_add_nothing_stops_no_redirect() {
    let stranger = Server::start(vec![json(r#"{"id":"a"}"#)]).await;
    let server = Server::start(vec![reply(302, &[&format!("location: {}/x", stranger.url())], "")]).await;
    let client = Client::hasty(&GLOBEX, &server.url()).with_middleware(Looks).build().unwrap();
    client.get_thing("a").send().await.unwrap();
    assert!(!stranger.requests()[0].contains(KEY));
}

/// Answers with a redirect that follows what the call asked for.
fn done_see(
    location: &'static str,
) -> impl FnOnce(
    &Request<Bytes>,
) -> Result<switchboard_core::http::Response<switchboard_core::service::Body>, switchboard_core::service::ServiceError> {
    move |_| Ok(answer(303, &[("location", location)], ""))
}

async fn post(fake: &Fake) -> Error {
    client(fake).create_thing().send().await.unwrap_err()
}

#[tokio::test]
async fn a_post_that_was_answered_by_a_redirect_may_have_been_done_however_the_second_address_fails() {
    for kind in [ServiceErrorKind::Connect, ServiceErrorKind::ConnectTimeout, ServiceErrorKind::Broken, ServiceErrorKind::Fatal] {
        let fake = Fake::new().then(done_see("/v1/b")).then(move |_| Err(ServiceError::new(kind, "made up")));
        let error = post(&fake).await;
        assert!(error.may_have_been_processed() && !error.is_request(), "{error:?}");
        assert_eq!((error.attempts(), fake.requests().len()), (1, 2), "{kind:?}");
    }
    for status in [401, 404, 409, 429, 503] {
        let fake = Fake::new().then(done_see("/v1/b")).then_status(status, &[("retry-after", "0")]);
        let error = post(&fake).await;
        assert!(error.may_have_been_processed(), "{error:?}");
        assert_eq!((error.attempts(), fake.requests().len(), error.status().unwrap().as_u16()), (1, 2, status));
    }
    for location in ["http://api.invalid/x", "file:///etc/passwd"] {
        let fake = Fake::new().then(done_see(location));
        let error = post(&fake).await;
        assert!(error.is_redirect() && error.may_have_been_processed(), "{error:?}");
    }
}

#[tokio::test]
async fn a_get_that_was_led_elsewhere_has_done_nothing() {
    let fake = Fake::new().then(to("/v1/b")).then_status(404, &[]);
    let error = client(&fake).get_thing("a").send().await.unwrap_err();
    assert!(error.is_not_found() && !error.may_have_been_processed(), "{error:?}");
}

#[tokio::test]
async fn a_service_that_was_led_elsewhere_by_itself_is_found_out_and_not_asked_again() {
    let fake = Fake::new().then(|_| Err(ServiceError::new(ServiceErrorKind::Redirect, "made up")));
    let error = client(&fake).get_thing("a").send().await.unwrap_err();
    assert!(error.is_redirect(), "{error:?}");
    assert_eq!(fake.requests().len(), 1);
}
