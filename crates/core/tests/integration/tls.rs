//! TLS over real sockets, with certificates made on the spot.

use switchboard_core::ClientBuilder;

use crate::support::client::Client;
use crate::support::server::{Server, json, reply};
use crate::support::tls::Authority;
use crate::support::vendors::{ACME, KEY};

fn builder(url: &str) -> ClientBuilder<Client> {
    let long = std::time::Duration::from_secs(20);
    Client::hasty(&ACME, url).with_connect_timeout(long).with_attempt_timeout(long).with_timeout(long)
}

#[tokio::test]
async fn a_root_certificate_that_the_caller_trusts_is_enough() {
    let authority = Authority::new();
    let server = Server::start(vec![json(r#"{"id":"a"}"#)]).await;
    let url = authority.in_front_of(&server.url()).await;
    let other = Authority::new().pem();
    for root in [authority.der(), authority.pem().into_bytes(), format!("{other}\n{}", authority.pem()).into_bytes()] {
        let client = builder(&url).with_root_certificate(root).build().unwrap();
        assert_eq!(client.get_thing("a").send().await.unwrap().id, "a");
    }
    assert!(server.requests().iter().all(|request| request.contains(KEY)));
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn a_certificate_that_nobody_trusts_is_no_connection_and_the_error_says_why() {
    let server = Server::start(vec![json(r#"{"id":"a"}"#)]).await;
    let url = Authority::new().in_front_of(&server.url()).await;
    for builder in [builder(&url), builder(&url).with_root_certificate(Authority::new().der())] {
        let error = builder.build().unwrap().get_thing("a").send().await.unwrap_err();
        assert!(error.is_connect() && !error.may_have_been_processed(), "{error:?}");
        let text = error.to_string();
        assert!(text.contains("the server's certificate is not accepted"), "{text}");
        assert!(text.ends_with("if it is the right server, with_root_certificate adds the certificate to trust"), "{text}");
    }
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_certificate_for_another_name_is_not_accepted() {
    let authority = Authority::new();
    let server = Server::start(vec![json(r#"{"id":"a"}"#)]).await;
    let url = authority.in_front_of(&server.url()).await.replace("localhost", "127.0.0.1");
    let client = builder(&url).with_root_certificate(authority.der()).build().unwrap();
    let error = client.get_thing("a").send().await.unwrap_err();
    assert!(error.is_connect() && error.to_string().contains("certificate is not accepted"), "{error}");
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn from_https_no_redirect_leads_to_plain_http_even_where_plain_http_is_allowed() {
    let authority = Authority::new();
    let plain = Server::start(vec![json(r#"{"id":"a"}"#)]).await;
    let server = Server::start(vec![reply(302, &[&format!("location: {}/x", plain.url())], "")]).await;
    let url = authority.in_front_of(&server.url()).await;
    let client = builder(&url).with_root_certificate(authority.der()).allow_plain_http_to("127.0.0.1").build().unwrap();
    let error = client.get_thing("a").send().await.unwrap_err();
    assert!(error.is_redirect() && error.to_string().contains("without encryption"), "{error}");
    assert_eq!((server.requests().len(), plain.requests().len()), (1, 0));
}

#[tokio::test]
async fn from_one_https_server_to_another_the_key_does_not_go_along() {
    let authority = Authority::new();
    let other = Server::start(vec![json(r#"{"id":"a"}"#)]).await;
    let elsewhere = authority.in_front_of(&other.url()).await;
    let server = Server::start(vec![reply(302, &[&format!("location: {elsewhere}/x")], "")]).await;
    let url = authority.in_front_of(&server.url()).await;
    let client = builder(&url).with_root_certificate(authority.der()).build().unwrap();
    client.get_thing("a").send().await.unwrap();
    assert!(server.requests()[0].contains(KEY) && !other.requests()[0].contains(KEY));
}

#[test]
fn a_root_certificate_that_cannot_be_read_is_refused_when_the_client_is_built() {
    let pem = "-----BEGIN CERTIFICATE-----\nbm90IG9uZQ==\n-----END CERTIFICATE-----\n";
    for root in ["", "not one", "-----BEGIN CERTIFICATE-----\nnot base64 !!\n-----END CERTIFICATE-----\n", pem] {
        let error = Client::builder(&ACME).api_key(KEY).with_root_certificate(root).build().unwrap_err();
        assert!(error.is_config() && error.to_string().contains("neither PEM nor DER"), "{error}");
    }
}
