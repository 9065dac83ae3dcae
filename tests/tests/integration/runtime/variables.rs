//! Where each client takes its key and its address from, and how the key travels.

use futures_util::future::{BoxFuture, FutureExt as _};
use switchboard_test_support::server::{Server, reply};

use super::subjects::{KEY, Options, Subject};

/// The variables are part of what users rely on, so they stand here once more; so does the header.
fn check<C: Subject>(key: &'static str, base_url: &'static str, header: &'static str) -> BoxFuture<'static, ()> {
    async move {
        let missing = C::builder().from_variables(|_| None).map(|_| ()).unwrap_err();
        assert!(missing.is_config() && missing.to_string().contains(key), "{missing}");

        let server = Server::start(vec![reply(200, &[], C::CHANGED)]).await;
        let look_up = |name: &str| match name {
            name if name == key => Some(KEY.to_owned()),
            name if name == base_url => Some(server.url()),
            _ => None,
        };
        let client = C::builder().from_variables(look_up).unwrap().build().unwrap();
        client.change(Options::default()).send.await.unwrap();
        let request = server.requests().concat();
        assert!(request.contains(&format!("\r\n{header}{KEY}\r\n")), "{} sends no {header}", C::VENDOR.name);
    }
    .boxed()
}

#[tokio::test]
async fn each_client_takes_key_and_address_from_its_own_variables_and_sends_the_key_in_its_own_header() {
    check::<switchboard_invent::Client>("INVENT_API_KEY", "INVENT_BASE_URL", "authorization: Bearer ").await;
    check::<switchboard_invicta::Client>("INVICTA_API_KEY", "INVICTA_BASE_URL", "x-invicta-api: ").await;
    check::<switchboard_selcora::Client>("SELCORA_API_KEY", "SELCORA_BASE_URL", "authorization: Bearer ").await;
    check::<switchboard_fifth_element::Client>("FIFTH_ELEMENT_API_KEY", "FIFTH_ELEMENT_BASE_URL", "authorization: Bearer ").await;
    check::<switchboard_lucidsense::Client>("LUCIDSENSE_API_KEY", "LUCIDSENSE_BASE_URL", "authorization: ApiKey ").await;
}

#[test]
fn a_client_whose_vendor_has_no_common_address_asks_for_one() {
    let only_key = |name: &str| (name == "FIFTH_ELEMENT_API_KEY").then(|| KEY.to_owned());
    let error = switchboard_fifth_element::Client::builder().from_variables(only_key).map(|_| ()).unwrap_err();
    assert!(error.to_string().contains("FIFTH_ELEMENT_BASE_URL"), "{error}");
}
