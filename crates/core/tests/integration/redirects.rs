//! Redirects that need an address with TLS, which loopback does not have; the rest is in the table.

use switchboard_core::bytes::Bytes;
use switchboard_core::http::Request;

use crate::support::client::{Client, QUERY};
use crate::support::fake::{Fake, answer};
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
