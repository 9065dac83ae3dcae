//! The key, query values and bodies show up nowhere but on the wire.

use std::panic::AssertUnwindSafe;

use base64::Engine as _;
use switchboard_core::Error;

use crate::support::client::{CONTENT, Client, QUERY};
use crate::support::fake::Fake;
use crate::support::server::{Server, reply};
use crate::support::vendors::{self, KEY};

/// The secret that the text contains, in whatever spelling.
pub fn find(text: &str) -> Option<String> {
    let engines = [base64::engine::general_purpose::STANDARD_NO_PAD, base64::engine::general_purpose::URL_SAFE_NO_PAD];
    let mut secrets = vec![KEY.to_owned(), QUERY.to_owned(), CONTENT.to_owned(), "private-data".to_owned(), "once-only".to_owned()];
    secrets.extend(engines.iter().map(|engine| engine.encode(KEY)));
    // As Debug writes it, and as JSON does.
    secrets.push(format!("{KEY:?}").trim_matches('"').to_owned());
    secrets.push(serde_json::to_string(KEY).unwrap().trim_matches('"').to_owned());
    secrets.into_iter().find(|secret| text.contains(secret.as_str())).map(|secret| format!("{secret:?} in {text:?}"))
}

/// Everything that can be printed of an error, with all of its causes.
pub fn find_in_error(error: &Error) -> Option<String> {
    let mut text = format!("{error} {error:?} {error:#?}");
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        text.push_str(&format!(" {error} {error:?}"));
        cause = error.source();
    }
    text.push_str(&format!("{:?} {:?}", error.message(), error.code()));
    find(&text)
}

#[tokio::test]
async fn nothing_that_can_be_printed_contains_a_secret() {
    for vendor in vendors::ALL {
        let builder = Client::hasty(vendor, "http://127.0.0.1:9").with_header("x-tenant", "once-only");
        let mut printed = format!("{builder:?} {builder:#?}");
        let client = builder.build().unwrap();
        printed.push_str(&format!("{client:?} {client:#?} {:?}", client.transport()));
        let call = client.get_thing("a").search(QUERY).with_header("x-user", "once-only").with_idempotency_key("once-only");
        printed.push_str(&format!("{call:?} {call:#?} {:?} {:?}", client.create_thing(), client.list_things().by_page()));
        let outcome = call.send().await;
        assert!(find_in_error(outcome.as_ref().unwrap_err()).is_none());
        // What `unwrap` would put into a panic.
        let panic = std::panic::catch_unwind(AssertUnwindSafe(|| outcome.unwrap())).unwrap_err();
        printed.push_str(panic.downcast_ref::<String>().unwrap());
        assert_eq!(find(&printed), None);
    }
}

#[tokio::test]
async fn the_request_that_a_service_sees_does_not_print_its_secrets() {
    let fake = Fake::new();
    for vendor in vendors::ALL {
        let client = Client::hasty(vendor, vendors::BASE).with_http_service(fake.clone()).build().unwrap();
        client.get_thing("a").with_header("x-user", "once-only").with_idempotency_key("once-only").send().await.unwrap();
        assert_eq!(find(&format!("{:?}", fake.requests().last().unwrap().headers())), None);
    }
}

#[tokio::test]
async fn what_a_vendor_echoes_is_taken_out_of_its_message_in_every_spelling() {
    let encoded = base64::engine::general_purpose::STANDARD.encode(KEY);
    for vendor in vendors::ALL {
        let message = format!("key {KEY}, header Bearer {KEY}, encoded {encoded}, search {QUERY}, user once-only");
        let body = vendors::error_body(vendor, &message);
        let server = Server::start(vec![reply(400, &[], body)]).await;
        let client = Client::hasty(vendor, &server.url()).build().unwrap();
        let error = client.get_thing("a").search(QUERY).with_header("x-user", "once-only").send().await.unwrap_err();
        assert_eq!(find_in_error(&error), None);
        assert!(error.message().unwrap().starts_with("key [redacted]"), "{error:?}");
    }
}

#[test]
fn a_message_cannot_forge_a_line_of_a_log() {
    let message = "fine\r\nERROR forged \u{1b}[31m \u{202e}txet";
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let error = runtime.block_on(async {
        let server = Server::start(vec![reply(400, &[], vendors::error_body(&vendors::INVENT, message))]).await;
        Client::hasty(&vendors::INVENT, &server.url()).build().unwrap().get_thing("a").send().await.unwrap_err()
    });
    assert_eq!(error.message(), Some(message));
    assert!(!error.to_string().contains(|letter: char| letter.is_control() || letter == '\u{202e}'), "{error}");
}

#[cfg(feature = "tracing")]
mod spans {
    use std::cell::RefCell;
    use std::io;
    use std::sync::Once;

    use tracing_subscriber::filter::dynamic_filter_fn;
    use tracing_subscriber::fmt::format::FmtSpan;
    use tracing_subscriber::layer::{Layer as _, SubscriberExt as _};

    use super::{QUERY, Server, find, reply, vendors};
    use crate::support::client::Client;

    thread_local! {
        /// What was printed on this thread, while somebody wants to know.
        static PRINTED: RefCell<Option<Vec<u8>>> = const { RefCell::new(None) };
    }

    struct Printer;

    impl io::Write for Printer {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            PRINTED.with_borrow_mut(|printed| printed.get_or_insert_default().extend_from_slice(bytes));
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// Everything that any library says on any level while the client is at work.
    ///
    /// One subscriber for the process: several, each for its thread, race for the callsites.
    async fn recorded(work: impl AsyncFnOnce()) -> String {
        static INSTALLED: Once = Once::new();
        INSTALLED.call_once(|| {
            let wanted = dynamic_filter_fn(|_, _| PRINTED.with_borrow(Option::is_some));
            let layer = tracing_subscriber::fmt::layer()
                .with_span_events(FmtSpan::FULL)
                .with_ansi(false)
                .with_writer(|| Printer)
                .with_filter(wanted);
            tracing::subscriber::set_global_default(tracing_subscriber::registry().with(layer)).unwrap();
        });
        PRINTED.set(Some(Vec::new()));
        work().await;
        String::from_utf8(PRINTED.take().unwrap()).unwrap()
    }

    #[tokio::test]
    async fn a_call_is_one_span_with_its_attempts_inside_and_no_secrets() {
        for vendor in vendors::ALL {
            let failure = reply(500, &["x-request-id: r-1"], vendors::error_body(vendor, "no"));
            let success = reply(200, &["x-request-id: r-2"], r#"{"id":"private-data"}"#);
            let server = Server::start(vec![failure, success]).await;
            let text = recorded(async || {
                let client = Client::hasty(vendor, &server.url()).with_header("x-tenant", "once-only").build().unwrap();
                client.get_thing("a").search(QUERY).with_idempotency_key("once-only").send().await.unwrap();
            })
            .await;
            assert_eq!(find(&text), None);
            let closed: Vec<_> = text.lines().filter(|line| line.contains(" switchboard: close")).collect();
            let call = closed.last().unwrap();
            for field in [
                "otel.name=GET /things/{id}",
                "otel.kind=\"client\"",
                "http.request.method=\"GET\"",
                "url.template=\"/things/{id}\"",
                "server.address=\"127.0.0.1\"",
                "http.response.status_code=200",
                "http.request.resend_count=1",
                "http.response.request_id=\"r-2\"",
                &format!("switchboard.vendor=\"{}\"", vendor.name),
            ] {
                assert!(call.contains(field), "{field} is not in {call}");
            }
            let attempts: Vec<_> = closed.iter().filter(|line| line.contains("attempt{")).collect();
            assert_eq!(attempts.len(), 2, "{text}");
            assert!(attempts[0].contains("http.request.resend_count=0 http.response.status_code=500"), "{attempts:?}");
            assert!(!call.contains("gen_ai"));
        }
    }

    #[tokio::test]
    async fn a_call_to_an_agent_says_so_and_a_failure_says_what_kind() {
        let server = Server::start(vec![reply(401, &[], "{}")]).await;
        let text = recorded(async || {
            let client = Client::hasty(&vendors::LUCIDSENSE, &server.url()).build().unwrap();
            client.chat_call("a").execute(switchboard_core::decode::empty).await.unwrap_err();
        })
        .await;
        let call = text.lines().rfind(|line| line.contains(" switchboard: close")).unwrap();
        for field in [
            "gen_ai.operation.name=\"invoke_agent\"",
            "gen_ai.provider.name=\"lucidsense\"",
            "error.type=\"authentication\"",
            "otel.status_code=\"ERROR\"",
        ] {
            assert!(call.contains(field), "{field} is not in {call}");
        }
    }
}
