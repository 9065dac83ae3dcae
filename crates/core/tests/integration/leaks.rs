//! The key, query values and bodies show up nowhere but on the wire. The five vendors' clients are
//! tested for it in the workspace's `tests`.

use std::sync::LazyLock;

use base64::Engine as _;
use switchboard_core::{Error, decode};
use switchboard_test_support::secrets::Secrets;

use crate::support::client::{CONTENT, Client, QUERY, Thing};
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

#[tokio::test]
async fn a_key_that_takes_the_place_of_the_clients_is_taken_out_of_what_is_shown() {
    let basic = base64::engine::general_purpose::STANDARD.encode("shop:own-password");
    for (vendor, name, value, echoed) in [
        (&vendors::ACME, "authorization", "Bearer own-key-4711".to_owned(), "own-key-4711"),
        (&vendors::ACME, "authorization", "Token own-key-4711".to_owned(), "6f776e2d6b65792d34373131"),
        (&vendors::ACME, "authorization", format!("Basic {basic}"), "own-password"),
        (&vendors::GLOBEX, "x-globex-key", "own-key-4711".to_owned(), "b3duLWtleS00NzEx"),
        (&vendors::GLOBEX, "authorization", " own-key-4711 ".to_owned(), "own-key-4711"),
    ] {
        let server = Server::start(vec![reply(401, &[], vendors::error_body(vendor, &format!("no {echoed}, sorry")))]).await;
        let client = Client::hasty(vendor, &server.url()).build().unwrap();
        let error = client.get_thing("a").with_header(name, &value).send().await.unwrap_err();
        assert_eq!(error.message(), Some("no [redacted], sorry"), "{name}: {value}");
        assert_eq!(find(&format!("{error} {error:?}")), None);
    }
}

#[tokio::test]
async fn a_header_that_comes_back_without_the_blanks_around_it_is_taken_out() {
    let server = Server::start(vec![reply(400, &[], vendors::error_body(&vendors::ACME, "no tenant once-only"))]).await;
    let client = Client::hasty(&vendors::ACME, &server.url()).with_header("x-tenant", " once-only ").build().unwrap();
    let error = client.get_thing("a").send().await.unwrap_err();
    assert_eq!(error.message(), Some("no tenant [redacted]"));
}

#[tokio::test]
async fn a_key_or_query_value_that_the_server_makes_a_members_name_is_not_shown() {
    type Found = std::collections::BTreeMap<String, Thing>;
    for name in [VISIBLE_KEY, QUERY, "once~1only"] {
        for body in [format!(r#"{{"{name}":{{"id":5}}}}"#), format!(r#"{{"{name}": x"#)] {
            let server = Server::start(vec![reply(200, &[], body)]).await;
            let client = Client::hasty(&vendors::ACME, &server.url()).api_key(VISIBLE_KEY).build().unwrap();
            let call = client.get_thing("a").with_header("x-a", "once~1only").search(QUERY).call;
            let error = call.execute(decode::json::<Found>).await.unwrap_err();
            assert!(error.json_path().unwrap().starts_with("/…"), "{error:?}");
            assert!(!format!("{error} {error:?}").contains(name), "{error:?}");
        }
    }
}

#[cfg(feature = "stream")]
#[tokio::test]
async fn a_key_that_is_a_members_name_in_an_event_is_not_shown() {
    let body = format!("data: {{\"{VISIBLE_KEY}\": x}}\n\nevent: other\ndata: {{\"{VISIBLE_KEY}\": x}}\n\n");
    let server = Server::start(vec![reply(200, &["content-type: text/event-stream"], body)]).await;
    let client = Client::hasty(&vendors::ACME, &server.url()).api_key(VISIBLE_KEY).build().unwrap();
    let mut stream = client.chat("a").stream().await.unwrap();
    for _ in 0..2 {
        let shown = format!("{:?}", stream.next().await.unwrap());
        assert!(shown.contains("…") && !shown.contains(VISIBLE_KEY), "{shown}");
    }
}

#[tokio::test]
async fn a_key_that_comes_back_as_the_media_type_is_not_shown() {
    let server = Server::start(vec![reply(200, &[&format!("content-type: text/{VISIBLE_KEY}")], "no")]).await;
    let client = Client::hasty(&vendors::ACME, &server.url()).api_key(VISIBLE_KEY).build().unwrap();
    let error = client.get_thing("a").send().await.unwrap_err();
    let raw = client.get_thing("a").send_raw().await.unwrap();
    let shown = format!("{error} {error:?} {raw:?}").to_ascii_lowercase();
    assert!(shown.contains("status 200") && !shown.contains(&VISIBLE_KEY.to_ascii_lowercase()), "{shown}");
}

#[tokio::test]
async fn the_token_of_a_page_is_not_shown() {
    let server = Server::start(vec![reply(200, &[], r#"{"items":[{"id":"a"}],"next":"once-only"}"#)]).await;
    let client = Client::hasty(&vendors::ACME, &server.url()).build().unwrap();
    let mut pages = client.list_tokens().by_page();
    pages.next().await.unwrap().unwrap();
    assert_eq!(pages.position(), Some("once-only"));
    assert_eq!(find(&format!("{pages:?} {pages:#?}")), None);
}

#[tokio::test]
async fn a_message_as_long_as_a_book_makes_no_book_of_a_log() {
    let server = Server::start(vec![reply(400, &[], vendors::error_body(&vendors::ACME, &"x".repeat(50_000)))]).await;
    let error = Client::hasty(&vendors::ACME, &server.url()).build().unwrap().get_thing("a").send().await.unwrap_err();
    assert_eq!(error.message().unwrap().len(), 50_000);
    assert!(format!("{error} {error:?}").len() < 2_000);
}

/// A key without characters that would keep it out of a request's name.
const VISIBLE_KEY: &str = "sk-live-Zq7w93kX";

#[tokio::test]
async fn a_key_that_the_server_gives_back_as_the_requests_name_is_not_shown() {
    let encoded = base64::engine::general_purpose::STANDARD.encode(VISIBLE_KEY);
    for name in [VISIBLE_KEY.to_owned(), format!("r-{VISIBLE_KEY}-7"), encoded, "once-only".to_owned(), format!("q-{QUERY}")] {
        for (status, body) in [(404, "{}"), (200, "{"), (200, r#"{"id":"a"}"#)] {
            let server = Server::start(vec![reply(status, &[&format!("x-request-id: {name}")], body)]).await;
            let builder = Client::hasty(&vendors::ACME, &server.url()).api_key(VISIBLE_KEY).with_header("x-tenant", "once-only");
            let call = builder.build().unwrap().get_thing("a").search(QUERY);
            let outcome = call.clone().send_response().await;
            let shown = match &outcome {
                Ok(answer) => format!("{answer:?} {:?}", call.send_raw().await.unwrap()),
                Err(error) => {
                    assert!(error.request_id().unwrap().contains("[redacted]"), "{error:?}");
                    assert_eq!(find_in_error(error), None);
                    format!("{error} {error:?}")
                }
            };
            assert!(!shown.contains(&name), "{shown}");
        }
    }
}

#[tokio::test]
async fn a_name_that_the_caller_gave_the_request_is_shown_when_it_comes_back() {
    let server = Server::start(vec![reply(404, &["x-request-id: order-77"], "{}")]).await;
    let client = Client::hasty(&vendors::ACME, &server.url()).build().unwrap();
    let error = client.get_thing("a").with_header("x-request-id", "order-77").send().await.unwrap_err();
    assert_eq!(error.request_id(), Some("order-77"));
    assert!(error.to_string().contains("[request order-77]"), "{error}");
}

#[cfg(feature = "stream")]
#[tokio::test]
async fn a_stream_does_not_show_a_key_that_came_back_as_its_name() {
    let head = ["content-type: text/event-stream", &format!("x-request-id: {VISIBLE_KEY}")];
    let server = Server::start(vec![reply(200, &head, "data: {\"chunk\":\"a\"}\n\n")]).await;
    let client = Client::hasty(&vendors::ACME, &server.url()).api_key(VISIBLE_KEY).build().unwrap();
    let mut stream = client.chat("a").stream().await.unwrap();
    let mut shown = format!("{stream:?}");
    while let Some(event) = stream.next().await {
        shown.push_str(&format!("{event:?}"));
    }
    assert!(shown.contains("[redacted]") && !shown.contains(VISIBLE_KEY), "{shown}");
}

#[cfg(feature = "tracing")]
mod spans {
    use switchboard_test_support::spans::recorded;

    use super::{QUERY, Server, find, reply, vendors};
    use crate::support::client::Client;
    use crate::support::server::json;

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
                "switchboard.request_id=\"r-2\"",
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
    async fn the_wait_between_two_attempts_belongs_to_the_call_and_to_neither() {
        for streamed in [false, true] {
            let server = Server::start(vec![reply(429, &[], "{}"), json(r#"{"id":"a"}"#)]).await;
            let text = recorded(async || {
                let client = Client::hasty(&vendors::ACME, &server.url()).build().unwrap();
                if streamed {
                    drop(client.chat("a").stream().await.unwrap());
                } else {
                    client.get_thing("a").send().await.unwrap();
                }
            })
            .await;
            let ours = |line: &&str| line.contains("switchboard: close") || line.contains("switchboard: retrying");
            let events: Vec<_> = text.lines().filter(ours).collect();
            let [first, wait, second, call] = events[..] else { panic!("{events:#?}") };
            assert!(first.contains("attempt{") && wait.contains("retrying") && !wait.contains("attempt{"), "{events:#?}");
            assert!(second.contains("attempt{") && !call.contains("attempt{"), "{events:#?}");
        }
    }

    /// The last line that says that a call's span was closed.
    fn call_in(text: &str) -> &str {
        let is_end = |line: &&str| line.contains(" switchboard: close") && !line.contains("attempt{");
        text.lines().rfind(is_end).unwrap_or_else(|| panic!("no span in {text}"))
    }

    #[tokio::test]
    async fn an_answer_that_is_not_what_was_promised_is_an_error_on_the_span() {
        let server = Server::start(vec![reply(200, &["x-request-id: r-1"], r#"{"id":5}"#)]).await;
        let text = recorded(async || {
            let client = Client::hasty(&vendors::ACME, &server.url()).build().unwrap();
            client.get_thing("a").send().await.unwrap_err();
        })
        .await;
        for field in ["error.type=\"decode\"", "otel.status_code=\"ERROR\"", "http.response.status_code=200", "request_id=\"r-1\""] {
            assert!(call_in(&text).contains(field), "{field} is not in {text}");
        }
    }

    #[tokio::test]
    async fn a_list_that_goes_in_circles_is_an_error_on_the_span_of_the_page() {
        let server = Server::start(vec![reply(200, &[], r#"[{"id":"a"}]"#)]).await;
        let text = recorded(async || {
            let client = Client::hasty(&vendors::ACME, &server.url()).build().unwrap();
            let mut pages = client.list_things().by_page();
            pages.next().await.unwrap().unwrap();
            assert!(pages.next().await.unwrap().unwrap_err().is_paging());
        })
        .await;
        assert!(call_in(&text).contains("error.type=\"paging\""), "{text}");
        assert!(call_in(&text).contains("http.response.status_code=200"), "{text}");
    }

    #[tokio::test]
    async fn a_page_that_is_not_fetched_any_more_is_an_error_on_a_span_of_its_own() {
        let server = Server::start(vec![reply(200, &[], r#"{"items":[{"id":"a"}],"next":"x"}"#)]).await;
        let text = recorded(async || {
            let client = Client::hasty(&vendors::ACME, &server.url()).build().unwrap();
            let mut pages = client.list_tokens().by_page().with_max_pages(1);
            pages.next().await.unwrap().unwrap();
            assert!(pages.next().await.unwrap().unwrap_err().is_paging());
        })
        .await;
        assert!(call_in(&text).contains("error.type=\"paging\""), "{text}");
        assert!(!call_in(&text).contains("http.response.status_code"), "{text}");
    }

    #[tokio::test]
    async fn a_raw_answer_that_refuses_is_an_error_on_the_span_though_not_for_the_caller() {
        let server = Server::start(vec![reply(404, &[], "{}")]).await;
        let text = recorded(async || {
            let client = Client::hasty(&vendors::ACME, &server.url()).build().unwrap();
            client.get_thing("a").send_raw().await.unwrap();
        })
        .await;
        assert!(call_in(&text).contains("error.type=\"not_found\""), "{text}");
    }

    #[cfg(feature = "stream")]
    #[tokio::test]
    async fn a_stream_that_breaks_is_an_error_on_its_span() {
        let head = ["content-type: text/event-stream", "x-request-id: r-1"];
        for (body, kind) in [("data: {\"chunk\":\"a\"}\n\n", "stream"), ("data: {\n\ndata: [DONE]\n\n", "decode")] {
            let server = Server::start(vec![reply(200, &head, body)]).await;
            let text = recorded(async || {
                let client = Client::hasty(&vendors::ACME, &server.url()).build().unwrap();
                let mut stream = client.chat("a").stream().await.unwrap();
                while stream.next().await.is_some() {}
            })
            .await;
            assert!(call_in(&text).contains(&format!("error.type=\"{kind}\"")), "{text}");
        }
    }

    #[cfg(feature = "stream")]
    #[tokio::test]
    async fn a_streams_span_says_how_long_the_first_event_took_and_that_of_a_call_does_not() {
        use crate::support::server::{Step, chunk, event_stream_head, last_chunk};

        let wait = std::time::Duration::from_millis(60);
        let steps = vec![event_stream_head(), Step::Wait(wait), chunk("data: {\"chunk\":\"a\"}\n\ndata: [DONE]\n\n"), last_chunk()];
        let json = reply(200, &["content-type: application/json"], "{}");
        let server = Server::start(vec![steps, reply(200, &[], r#"{"id":"a"}"#), json]).await;
        let client = Client::hasty(&vendors::ACME, &server.url()).build().unwrap();
        let begun = std::time::Instant::now();
        let text = recorded(async || {
            let mut stream = client.chat("a").stream().await.unwrap();
            while stream.next().await.is_some() {}
        })
        .await;
        let field = "gen_ai.response.time_to_first_chunk=";
        let (_, value) = call_in(&text).split_once(field).unwrap_or_else(|| panic!("{field} is not in {text}"));
        let seconds: f64 = value.split([' ', '}']).next().unwrap().parse().unwrap();
        assert!((wait.as_secs_f64()..begun.elapsed().as_secs_f64()).contains(&seconds), "{seconds}");
        let text = recorded(async || {
            client.get_thing("a").send().await.unwrap();
            client.chat("a").stream().await.unwrap().next().await.unwrap().unwrap();
        })
        .await;
        assert!(!text.contains(field), "{text}");
    }

    #[tokio::test]
    async fn a_key_that_the_server_gives_back_as_the_requests_name_is_not_on_the_span() {
        for (status, body) in [(200, r#"{"id":"a"}"#), (200, "{"), (404, "{}")] {
            let server = Server::start(vec![reply(status, &[&format!("x-request-id: {}", super::VISIBLE_KEY)], body)]).await;
            let text = recorded(async || {
                let builder = Client::hasty(&vendors::ACME, &server.url()).api_key(super::VISIBLE_KEY);
                let _ = builder.build().unwrap().get_thing("a").send().await;
            })
            .await;
            assert!(!text.contains(super::VISIBLE_KEY), "{text}");
            assert!(call_in(&text).contains("request_id=\"[redacted]\""), "{text}");
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
