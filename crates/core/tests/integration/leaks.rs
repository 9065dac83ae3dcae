//! The key, query values and bodies show up nowhere but on the wire. The five vendors' clients are
//! tested for it in the workspace's `tests`.

use std::sync::LazyLock;

use switchboard_core::Error;
use switchboard_test_support::secrets::Secrets;

use crate::support::client::{CONTENT, Client, QUERY};
use crate::support::fake::Fake;
use crate::support::server::{Server, reply};
use crate::support::vendors::{self, KEY};

static SECRETS: LazyLock<Secrets> = LazyLock::new(|| Secrets::new(KEY, &[QUERY, CONTENT, "private-data", "once-only"]));

/// The secret that the text contains, in whatever spelling.
pub fn find(text: &str) -> Option<String> {
    SECRETS.find(text)
}

/// Everything that can be printed of an error, with all of its causes.
pub fn find_in_error(error: &Error) -> Option<String> {
    SECRETS.find_in_error(error).or_else(|| find(&format!("{:?} {:?}", error.message(), error.code())))
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

#[test]
fn a_message_cannot_forge_a_line_of_a_log() {
    let message = "fine\r\nERROR forged \u{1b}[31m \u{202e}txet";
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let error = runtime.block_on(async {
        let server = Server::start(vec![reply(400, &[], vendors::error_body(&vendors::ACME, message))]).await;
        Client::hasty(&vendors::ACME, &server.url()).build().unwrap().get_thing("a").send().await.unwrap_err()
    });
    assert_eq!(error.message(), Some(message));
    assert!(!error.to_string().contains(|letter: char| letter.is_control() || letter == '\u{202e}'), "{error}");
}

#[cfg(feature = "tracing")]
mod spans {
    use switchboard_test_support::spans::recorded;

    use super::{QUERY, Server, find, reply, vendors};
    use crate::support::client::Client;

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
            let client = Client::hasty(&vendors::ACME, &server.url()).build().unwrap();
            client.chat_call("a").execute(switchboard_core::decode::empty).await.unwrap_err();
        })
        .await;
        let call = text.lines().rfind(|line| line.contains(" switchboard: close")).unwrap();
        for field in [
            "gen_ai.operation.name=\"invoke_agent\"",
            "gen_ai.provider.name=\"acme\"",
            "error.type=\"authentication\"",
            "otel.status_code=\"ERROR\"",
        ] {
            assert!(call.contains(field), "{field} is not in {call}");
        }
    }
}
