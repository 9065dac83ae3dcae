//! How a client is made, and when it is not.

use std::sync::Arc;
use std::time::Duration;

use switchboard_core::Error;
use switchboard_core::bytes::Bytes;
use switchboard_core::http::{HeaderValue, Request};
use switchboard_core::service::Next;

use crate::support::client::Client;
use crate::support::fake::Fake;
use crate::support::server::{Server, Step, json, reply};
use crate::support::vendors::{self, ACME, GLOBEX, KEY};

fn refused(outcome: switchboard_core::Result<Client>) -> String {
    let error = outcome.expect_err("must not be built");
    assert!(error.is_config(), "{error:?}");
    assert!(crate::leaks::find_in_error(&error).is_none());
    error.to_string()
}

#[test]
fn a_missing_key_is_named() {
    for vendor in vendors::ALL {
        let text = refused(Client::builder(vendor).base_url("https://h").build());
        assert!(text.contains(vendor.key_env), "{text}");
        let text = refused(Client::builder(vendor).from_variables(|_| None).and_then(|builder| builder.build()));
        assert!(text.contains(vendor.key_env), "{text}");
    }
    assert_eq!(refused(Client::builder(&ACME).api_key(" ").build()), "acme: Acme Agents has no key; set ACME_API_KEY or call api_key");
}

#[test]
fn a_missing_base_url_is_named() {
    let text = refused(Client::builder(&GLOBEX).api_key(KEY).build());
    assert!(text.contains("GLOBEX_BASE_URL") && text.contains("base_url"), "{text}");
    let only_key = |name: &str| (name == "GLOBEX_API_KEY").then(|| KEY.to_owned());
    let text = refused(Client::builder(&GLOBEX).from_variables(only_key).and_then(|builder| builder.build()));
    assert!(text.contains("GLOBEX_BASE_URL"), "{text}");
}

#[tokio::test]
async fn key_and_base_url_come_from_the_environment_but_never_over_what_was_set() {
    let server = Server::start(vec![json(r#"{"id":"a"}"#)]).await;
    let url = server.url();
    let variables = |name: &str| match name {
        "GLOBEX_API_KEY" => Some(" from-variable \n".to_owned()),
        "GLOBEX_BASE_URL" => Some(url.clone()),
        _ => None,
    };
    let client: Client = Client::builder(&GLOBEX).from_variables(variables).unwrap().build().unwrap();
    client.get_thing("a").send().await.unwrap();
    let client: Client = Client::builder(&GLOBEX).api_key("set").from_variables(variables).unwrap().build().unwrap();
    client.get_thing("a").send().await.unwrap();
    let requests = server.requests();
    assert!(requests[0].contains("x-globex-key: from-variable\r\n"));
    assert!(requests[1].contains("x-globex-key: set\r\n"));
}

#[test]
fn a_key_that_no_header_can_carry_is_refused_without_being_shown() {
    for key in [format!("{KEY}\n"), format!("{KEY} "), format!("\t{KEY}")] {
        let text = refused(Client::builder(&ACME).api_key(key).build());
        assert!(text.contains("line end"), "{text}");
    }
}

#[test]
fn base_urls_that_cannot_be_used_are_refused_without_being_shown() {
    for url in ["not a url", "ftp://host", "https://user:once-only@host", "https://host/?key=once-only", "/path"] {
        let text = refused(Client::builder(&ACME).api_key(KEY).base_url(url).build());
        assert!(text.contains("ACME_BASE_URL"), "{text}");
    }
}

#[test]
fn plain_http_is_refused_except_to_this_machine_and_to_hosts_named() {
    let build = |url: &str| Client::builder(&ACME).api_key(KEY).base_url(url).build();
    let text = refused(build("http://api.example.com"));
    assert!(text.contains(r#"allow_plain_http_to("api.example.com")"#), "{text}");
    for url in ["http://127.0.0.1:1", "http://localhost", "http://[::1]:1", "https://api.example.com"] {
        build(url).unwrap();
    }
    let named = |host: &str| Client::builder(&ACME).api_key(KEY).base_url("http://10.0.0.1:1").allow_plain_http_to(host).build();
    named("10.0.0.1").unwrap();
    refused(named("10.0.0.2"));
}

#[test]
fn settings_of_the_built_in_client_are_not_dropped_without_a_word() {
    let adjusted = || Client::hasty(&ACME, vendors::BASE).configure_http_client(|client| client.pool_max_idle_per_host(1));
    adjusted().build().unwrap();
    let own = own_client().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    for builder in [adjusted().with_http_service(Fake::new()), adjusted().with_http_client(own)] {
        assert!(refused(builder.build()).contains("configure_http_client"));
    }
}

#[test]
fn headers_that_cannot_be_sent_are_refused() {
    for (name, value) in [("x a", "b"), ("x-a", "once-only\r\nx: y"), ("content-length", "5"), ("host", "h")] {
        refused(Client::builder(&ACME).api_key(KEY).with_header(name, value).build());
    }
}

#[tokio::test]
async fn headers_of_client_and_call_are_sent_and_the_call_wins() {
    let server = Server::start(vec![json(r#"{"id":"a"}"#)]).await;
    let client = Client::hasty(&GLOBEX, &server.url())
        .with_header("x-a", "client")
        .with_header("x-b", "client")
        .with_user_agent("shop-bot/1.4")
        .build()
        .unwrap();
    client.get_thing("a").with_header("x-b", "call").send().await.unwrap();
    let request = &server.requests()[0];
    for line in ["x-a: client", "x-b: call", "user-agent: shop-bot/1.4 switchboard/0.1.0", "accept: application/json"] {
        assert!(request.contains(&format!("{line}\r\n")), "{request}");
    }
    assert!(!request.contains("x-b: client"));
}

#[tokio::test]
async fn a_client_without_a_key_sends_none() {
    let fake = Fake::new();
    let client: Client =
        Client::builder(&ACME).without_api_key().from_variables(|_| None).unwrap().with_http_service(fake.clone()).build().unwrap();
    client.get_thing("a").send().await.unwrap();
    assert!(!fake.requests()[0].headers().contains_key("authorization"));
}

#[tokio::test]
async fn layers_see_every_attempt_from_the_outside_in() {
    let fake = Fake::new().then_status(500, &[]);
    let add = |name: &'static str| {
        move |mut request: Request<Bytes>, next: Next| {
            request.headers_mut().append("x-order", HeaderValue::from_static(name));
            next.run(request)
        }
    };
    let client = Client::hasty(&ACME, vendors::BASE)
        .with_http_service(fake.clone())
        .with_middleware(add("inner"))
        .with_middleware(add("outer"))
        .build()
        .unwrap();
    client.get_thing("a").send().await.unwrap();
    for request in fake.requests() {
        let order: Vec<_> = request.headers().get_all("x-order").iter().collect();
        assert_eq!(order, ["outer", "inner"]);
    }
    assert_eq!(fake.requests().len(), 2);
}

/// A reqwest client as a service may have one; the reqwest of this build has no cryptography of
/// its own.
pub fn own_client() -> reqwest::ClientBuilder {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = config.with_root_certificates(rustls::RootCertStore::empty()).with_no_client_auth();
    reqwest::Client::builder().no_proxy().tls_backend_preconfigured(config)
}

#[tokio::test]
async fn a_client_of_ones_own_is_used() {
    let server = Server::start(vec![json(r#"{"id":"a"}"#)]).await;
    let own = own_client().redirect(reqwest::redirect::Policy::none()).user_agent("lost").build().unwrap();
    let client = Client::hasty(&ACME, &server.url()).with_http_client(own).build().unwrap();
    client.get_thing("a").send().await.unwrap();
    assert!(server.requests()[0].contains("user-agent: switchboard/"));
}

#[test]
fn a_client_of_ones_own_that_follows_redirects_is_refused() {
    use reqwest::redirect::Policy;

    let build = |own: reqwest::ClientBuilder| Client::builder(&ACME).api_key(KEY).with_http_client(own.build().unwrap()).build();
    for own in [own_client(), own_client().redirect(Policy::limited(1)), own_client().redirect(Policy::custom(|hop| hop.follow()))] {
        let text = refused(build(own));
        assert!(text.contains("redirect::Policy::none()"), "{text}");
    }
    build(own_client().redirect(Policy::none())).unwrap();
}

#[tokio::test]
async fn the_built_in_client_can_be_adjusted_but_not_its_redirects() {
    let server = Server::answering(|_, _| reply(302, &["location: http://localhost:9/"], "")).await;
    let follow = |builder: reqwest::ClientBuilder| builder.redirect(reqwest::redirect::Policy::limited(5)).http1_title_case_headers();
    let client = Client::hasty(&ACME, &server.url()).configure_http_client(follow).build().unwrap();
    let raw = client.create_thing().send().await.unwrap_err();
    assert!(raw.is_redirect(), "{raw:?}");
    assert!(server.requests()[0].contains("Authorization: Bearer"), "the adjustment counts");
}

#[test]
fn everything_can_be_shared_between_threads() {
    fn shared<T: Send + Sync + Clone>() {}
    fn sendable<T: Send + Sync>() {}
    fn future<T: Send>(_: T) {}
    shared::<Client>();
    shared::<switchboard_core::Call>();
    sendable::<Error>();
    sendable::<switchboard_core::Pages<Vec<u8>>>();
    sendable::<switchboard_core::Items<u8>>();
    sendable::<switchboard_core::Response<u8>>();
    #[cfg(feature = "stream")]
    sendable::<switchboard_core::EventStream<u8>>();
    let client: Client = Client::builder(&ACME).api_key(KEY).with_http_service(Fake::new()).build().unwrap();
    future(client.get_thing("a").send());
    future(client.list_things().by_item().next());
    #[cfg(feature = "stream")]
    future(client.chat("a").stream());
    assert!(size_of::<Error>() <= size_of::<usize>());
}

#[tokio::test]
async fn limits_of_nothing_and_of_all_that_there_is_both_work() {
    let server = Server::start(vec![json(r#"{"id":"a"}"#)]).await;
    let client = Client::hasty(&ACME, &server.url())
        .with_timeout(Duration::MAX)
        .with_attempt_timeout(Duration::MAX)
        .with_idle_timeout(Duration::MAX)
        .build()
        .unwrap();
    client.get_thing("a").send().await.unwrap();
    for limit in [0, usize::MAX] {
        let builder = Client::hasty(&ACME, &server.url()).with_max_response_bytes(limit).with_max_error_body_bytes(limit);
        let outcome = builder.with_max_event_bytes(limit).with_retries(u32::MAX).build().unwrap().get_thing("a").send().await;
        assert_eq!(outcome.is_err_and(|error| error.is_too_large()), limit == 0);
    }
    let server = Server::start(vec![vec![Step::Hang]]).await;
    let client = Client::hasty(&ACME, &server.url()).build().unwrap();
    let error = client.get_thing("a").with_timeout(Duration::ZERO).send().await.unwrap_err();
    assert!(error.is_timeout());
    assert_eq!(error.attempts(), 1);
}
