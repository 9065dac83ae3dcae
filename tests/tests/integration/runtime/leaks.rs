//! Keys, query values and bodies show up nowhere but on the wire, for each vendor.

use std::panic::AssertUnwindSafe;
use std::sync::LazyLock;

use base64::Engine as _;
use futures_util::future::{BoxFuture, FutureExt as _, LocalBoxFuture};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use switchboard_core::Error;
use switchboard_test_support::secrets::Secrets;
use switchboard_test_support::server::{Server, reply};
use switchboard_test_support::spans::recorded;

use super::subjects::{CONTENT, HEADER, KEY, Options, QUERY, Subject, error_body, for_each_vendor, hasty};

static SECRETS: LazyLock<Secrets> = LazyLock::new(|| Secrets::new(KEY, &[QUERY, CONTENT, HEADER, "private-data"]));

const EVERYTHING: Options = Options { header: Some(("x-user", HEADER)), idempotency_key: Some(HEADER) };

/// The secret that the text contains, in whatever spelling.
pub(super) fn find(text: &str) -> Option<String> {
    SECRETS.find(text)
}

/// Everything that can be printed of an error, with all of its causes.
pub(super) fn find_in_error(error: &Error) -> Option<String> {
    SECRETS.find_in_error(error).or_else(|| find(&format!("{:?} {:?}", error.message(), error.code())))
}

/// A secret in everything that can be printed of a client, its builder, its calls, their errors
/// and the panics that `unwrap` makes of these.
fn find_anywhere<C: Subject>() -> BoxFuture<'static, ()> {
    async {
        let nowhere = "http://127.0.0.1:9";
        let builder = hasty::<C>(nowhere).with_header("x-tenant", HEADER).with_user_agent("shop/1");
        let mut printed = format!("{builder:?} {builder:#?}");
        let client = builder.build().unwrap();
        printed.push_str(&format!("{client:?} {client:#?} {:?} {:#?}", client.transport(), client.transport()));
        for prepared in [client.read(EVERYTHING), client.change(EVERYTHING)] {
            printed.push_str(&prepared.printed);
            let outcome = prepared.send.await;
            assert_eq!(outcome.as_ref().err().and_then(find_in_error), None);
            let panic = std::panic::catch_unwind(AssertUnwindSafe(|| outcome.unwrap())).unwrap_err();
            let text = panic.downcast_ref::<String>().unwrap();
            assert!(text.contains(C::VENDOR.name), "the panic speaks of the call: {text}");
            printed.push_str(text);
        }
        assert_eq!(find(&printed), None, "{}", C::VENDOR.name);
        let unfit = hasty::<C>("http://api.example.com").build().map(|_| ()).unwrap_err();
        assert_eq!(find_in_error(&unfit), None);
        let broken = hasty::<C>(nowhere).api_key(format!("{KEY}\n")).build().map(|_| ()).unwrap_err();
        assert_eq!(find_in_error(&broken), None);
    }
    .boxed()
}

#[tokio::test]
async fn nothing_that_can_be_printed_contains_a_secret() {
    for check in for_each_vendor!(find_anywhere()) {
        check.await;
    }
}

/// A vendor that gives back what it got, in every spelling.
fn find_in_echo<C: Subject>() -> BoxFuture<'static, ()> {
    async {
        let encoded = base64::engine::general_purpose::STANDARD.encode(KEY);
        let percent = utf8_percent_encode(KEY, NON_ALPHANUMERIC);
        let prefix = C::VENDOR.auth.prefix;
        let message = format!("key {KEY}, header {prefix}{KEY}, encoded {encoded} {percent}, user {HEADER}");
        let search = if C::HAS_QUERY { QUERY } else { "" };
        let answers = [format!("{message}, search {search}"), message].map(|text| reply(400, &[], error_body::<C>(&text)));
        let server = Server::start(answers.to_vec()).await;
        let client = hasty::<C>(&server.url()).build().unwrap();
        for prepared in [client.read(EVERYTHING), client.change(EVERYTHING)] {
            let error = prepared.send.await.unwrap_err();
            assert_eq!(find_in_error(&error), None, "{}", C::VENDOR.name);
            assert!(error.message().unwrap().starts_with("key [redacted]"), "{error:?}");
        }
    }
    .boxed()
}

#[tokio::test]
async fn what_a_vendor_echoes_is_taken_out_of_its_message_in_every_spelling() {
    for check in for_each_vendor!(find_in_echo()) {
        check.await;
    }
}

fn find_in_spans<C: Subject>() -> LocalBoxFuture<'static, ()> {
    async {
        let failure = reply(500, &["x-request-id: r-1"], error_body::<C>("private-data"));
        let server = Server::start(vec![failure.clone(), reply(200, &[], C::FOUND), failure]).await;
        let text = recorded(async || {
            let client = hasty::<C>(&server.url()).with_header("x-tenant", HEADER).build().unwrap();
            client.read(EVERYTHING).send.await.unwrap();
            client.change(EVERYTHING).send.await.unwrap_err();
        })
        .await;
        let vendor = format!("switchboard.vendor=\"{}\"", C::VENDOR.name);
        assert!(text.contains(&vendor) && text.contains("http.response.status_code=500"), "{text}");
        assert_eq!(find(&text), None);
    }
    .boxed_local()
}

#[tokio::test]
async fn no_span_and_no_event_of_any_library_contains_a_secret() {
    for check in for_each_vendor!(find_in_spans()) {
        check.await;
    }
}
