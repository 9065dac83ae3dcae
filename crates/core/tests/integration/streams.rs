//! Typed streams over real sockets.

use std::time::Duration;

use switchboard_core::bytes::Bytes;
use switchboard_core::http::{Request, Response};
use switchboard_core::service::{Body, ServiceError};
use switchboard_core::{Error, EventStream, StreamEvent};

use crate::support::client::{Chunk, Client};
use crate::support::server::{Server, Step, chunk, event_stream_head, last_chunk, reply};
use crate::support::vendors::ACME;

/// What the vendor prints in its documentation: no blank lines.
const PRINTED: &str = "data: {\"chunk\": \"Hello\"}\ndata: {\"chunk\": \" there!\"}\ndata: {\"chunk\": \" How\"}\n\
                       data: {\"chunk\": \" can\"}\ndata: {\"chunk\": \" I\"}\ndata: {\"chunk\": \" help\"}\n\
                       data: {\"chunk\": \"?\"}\ndata: [DONE]\n";
const PIECES: [&str; 7] = ["Hello", " there!", " How", " can", " I", " help", "?"];

fn as_standard() -> String {
    PRINTED.replace('\n', "\n\n")
}

pub fn streaming(pieces: impl IntoIterator<Item = impl AsRef<[u8]>>) -> Vec<Step> {
    std::iter::once(event_stream_head()).chain(pieces.into_iter().map(chunk)).chain([last_chunk()]).collect()
}

pub async fn client(server: &Server) -> Client {
    let long = Duration::from_secs(20);
    Client::hasty(&ACME, &server.url())
        .with_connect_timeout(long)
        .with_attempt_timeout(long)
        .with_timeout(long)
        .with_max_event_bytes(100_000)
        .build()
        .unwrap()
}

/// What came before the end, and the error if it was not a good end.
async fn collect(mut stream: EventStream<Chunk>) -> (Vec<String>, Option<Error>) {
    let mut pieces = Vec::new();
    while let Some(event) = stream.next().await {
        match event {
            Ok(StreamEvent::Message(message)) => pieces.push(message.chunk),
            Ok(other) => panic!("{other:?}"),
            Err(error) => {
                assert!(crate::leaks::find_in_error(&error).is_none());
                assert!(stream.next().await.is_none(), "the stream goes on after {error:?}");
                return (pieces, Some(error));
            }
        }
    }
    assert!(stream.next().await.is_none());
    (pieces, None)
}

#[tokio::test]
async fn chunks_arrive_one_by_one_in_both_framings() {
    let server = Server::start(vec![streaming([as_standard()]), streaming([as_standard()]), streaming([PRINTED])]).await;
    let client = client(&server).await;
    let (pieces, error) = collect(client.chat("a").stream().await.unwrap()).await;
    assert_eq!((pieces, error.is_none()), (PIECES.map(str::to_owned).to_vec(), true));
    for _ in 0..2 {
        let (pieces, error) = collect(client.chat_by_lines("a").stream().await.unwrap()).await;
        assert_eq!((pieces, error.is_none()), (PIECES.map(str::to_owned).to_vec(), true));
    }
    let request = &server.requests()[0];
    assert!(request.contains("accept: text/event-stream, application/json;q=0.5\r\n"), "{request}");
    assert!(!request.contains("accept-encoding"));
}

#[tokio::test]
async fn a_chunk_is_given_as_soon_as_it_is_there() {
    let steps = vec![event_stream_head(), chunk("data: {\"chunk\":\"a\"}\n\n"), Step::Hang];
    let server = Server::start(vec![steps]).await;
    let mut stream = client(&server).await.chat("a").stream().await.unwrap();
    let first = tokio::time::timeout(Duration::from_secs(10), stream.next()).await.unwrap().unwrap().unwrap();
    assert!(matches!(first, StreamEvent::Message(message) if message.chunk == "a"));
}

#[tokio::test]
async fn a_stream_cut_at_any_byte_gives_all_or_a_typed_error() {
    for (text, by_lines) in [(as_standard(), false), (PRINTED.to_owned(), true)] {
        let whole = text.clone();
        let cuts = text.len() + 1;
        // Plain close: without a length the client cannot tell it from the end.
        let head = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n".to_vec();
        let server = Server::answering(move |_, request| {
            let at: usize = request.split_whitespace().nth(1).unwrap().rsplit('/').next().unwrap().parse().unwrap();
            vec![Step::Send(head.clone()), Step::Send(whole.as_bytes()[..at].to_vec()), Step::Close]
        })
        .await;
        let client = client(&server).await;
        let mut complete = 0;
        for at in 0..cuts {
            let begun = if by_lines {
                client.chat_by_lines(&at.to_string()).with_retries(0).stream().await
            } else {
                client.chat(&at.to_string()).with_retries(0).stream().await
            };
            let (pieces, error) = match begun {
                Ok(stream) => collect(stream).await,
                Err(error) => (vec![], Some(error)),
            };
            assert_eq!(pieces, PIECES[..pieces.len()], "cut at {at}");
            match error {
                None => {
                    assert_eq!(pieces.len(), PIECES.len(), "cut at {at}");
                    complete += 1;
                }
                Some(error) => {
                    assert!(error.is_stream() && error.is_retryable(), "cut at {at}: {error:?}");
                    assert_eq!(error.status().unwrap().as_u16(), 200);
                    assert!(error.may_have_been_processed());
                }
            }
        }
        assert!((1..=3).contains(&complete), "only the line ends after [DONE] can be spared: {complete}");
    }
}

#[tokio::test]
async fn a_connection_that_breaks_in_the_middle_is_an_error_after_what_came() {
    let steps = vec![event_stream_head(), chunk("data: {\"chunk\":\"a\"}\n\n"), Step::Wait(Duration::from_millis(20)), Step::Reset];
    let server = Server::start(vec![steps]).await;
    let (pieces, error) = collect(client(&server).await.chat("a").stream().await.unwrap()).await;
    let error = error.unwrap();
    assert_eq!(pieces, ["a"]);
    assert!(error.is_network() && error.may_have_been_processed(), "{error:?}");
    assert_eq!((error.attempts(), server.requests().len()), (1, 1), "nothing is sent again after the first event");
}

#[tokio::test]
async fn until_the_first_event_a_stream_is_begun_again_if_that_is_safe() {
    let server = Server::start(vec![
        reply(503, &["retry-after-ms: 5"], "{}"),
        vec![event_stream_head(), chunk(": waiting\n\n"), Step::Reset],
        streaming(["data: [DONE]\n\n"]),
    ])
    .await;
    let client = client(&server).await;
    let stream = client.chat("a").with_idempotency_key("k").stream().await.unwrap();
    assert_eq!(stream.attempts(), 3);
    assert!(collect(stream).await.1.is_none());

    let server = Server::start(vec![vec![event_stream_head(), Step::Reset]]).await;
    let error = self::client(&server).await.chat("a").stream().await.unwrap_err();
    assert_eq!((error.attempts(), server.requests().len()), (1, 1), "the agent may be at work");
}

#[tokio::test]
async fn errors_before_the_stream_are_ordinary_errors() {
    let body = r#"{"data":null,"error":{"name":"NotFoundError","message":"No such agent","details":{}}}"#;
    let server = Server::start(vec![reply(404, &[], body)]).await;
    let error = client(&server).await.chat("a").stream().await.unwrap_err();
    assert!(error.is_not_found());
    assert_eq!((error.code(), error.message()), (Some("NotFoundError"), Some("No such agent")));
}

#[tokio::test]
async fn an_error_inside_the_stream_is_typed_and_ends_it() {
    let by_content = "data: {\"chunk\":\"a\"}\n\ndata: {\"error\":{\"name\":\"Overloaded\",\"message\":\"Busy\"}}\n\ndata: [DONE]\n\n";
    let by_name = "data: {\"chunk\":\"a\"}\n\nevent: error\ndata: {\"error\":{\"name\":\"Overloaded\",\"message\":\"Busy\"}}\n\n";
    for text in [by_content, by_name] {
        let server = Server::start(vec![streaming([text])]).await;
        let (pieces, error) = collect(client(&server).await.chat("a").stream().await.unwrap()).await;
        let error = error.unwrap();
        assert_eq!(pieces, ["a"]);
        assert!(error.is_stream() && !error.is_retryable());
        assert_eq!((error.code(), error.message()), (Some("Overloaded"), Some("Busy")));
        assert!(error.typed::<serde_json::Value>().unwrap()["error"]["name"] == "Overloaded");
    }
    let server = Server::start(vec![streaming(["event: error\ndata: gone\n\n"])]).await;
    let (_, error) = collect(client(&server).await.chat("a").stream().await.unwrap()).await;
    assert!(error.unwrap().is_stream());
}

#[tokio::test]
async fn a_null_error_is_none() {
    let server = Server::start(vec![streaming(["data: {\"chunk\":\"the word error\",\"error\":null}\n\ndata: [DONE]\n\n"])]).await;
    let (pieces, error) = collect(client(&server).await.chat("a").stream().await.unwrap()).await;
    assert_eq!((pieces, error.is_none()), (vec!["the word error".to_owned()], true));
}

#[tokio::test]
async fn unknown_events_are_kept_and_one_bad_event_does_not_end_the_stream() {
    let text = "data: {\"chunk\":\"a\"}\n\nevent: usage\nid: 7\ndata: {\"tokens\":3}\n\nevent: ping\ndata: now\n\n\
                data: {\"chunk\":\n\ndata: {\"other\":1}\n\ndata: {\"chunk\":\"b\"}\n\ndata: [DONE]\n\n";
    let server = Server::start(vec![streaming([text])]).await;
    let mut stream = client(&server).await.chat("a").stream().await.unwrap();
    let mut seen = Vec::new();
    while let Some(event) = stream.next().await {
        seen.push(match event {
            Ok(StreamEvent::Message(message)) => message.chunk,
            Ok(StreamEvent::Unknown(unknown)) => {
                format!("{}={} ({})", unknown.event().name(), unknown.event().data(), unknown.reason())
            }
            Ok(other) => panic!("{other:?}"),
            Err(error) => {
                assert!(error.is_decode());
                assert_eq!(error.body().unwrap(), "{\"chunk\":");
                "broken".to_owned()
            }
        });
    }
    assert_eq!(stream.last_event_id(), Some("7"));
    assert_eq!(
        seen,
        [
            "a",
            "usage={\"tokens\":3} (missing field `chunk`)",
            "ping=now (not valid JSON (expected ident))",
            "broken",
            "message={\"other\":1} (missing field `chunk`)",
            "b",
        ]
    );
}

/// What becomes of each event: its text, its name, or `broken`.
async fn outcomes(text: &str) -> Vec<String> {
    let server = Server::start(vec![streaming([text])]).await;
    let mut stream = client(&server).await.chat("a").stream().await.unwrap();
    let mut seen = Vec::new();
    while let Some(event) = stream.next().await {
        seen.push(match event {
            Ok(StreamEvent::Message(message)) => message.chunk,
            Ok(StreamEvent::Unknown(unknown)) => format!("unknown {}", unknown.event().name()),
            Ok(other) => panic!("{other:?}"),
            Err(error) if error.is_decode() => "broken".to_owned(),
            Err(error) => panic!("{error:?}"),
        });
    }
    seen
}

#[tokio::test]
async fn a_broken_event_under_a_known_name_is_an_error_and_under_a_new_name_unknown() {
    let text = "event: chunk\ndata: {\"chunk\":\n\nevent: chunk\ndata: {\"chunk\":\"a\"}\n\n\
                event: chunk\ndata: {\"chunk\":\n\nevent: chunk\ndata: {\"chunk\":5}\n\nevent: usage\ndata: {\"chunk\":5}\n\n\
                event: chunk\ndata: {\"chunk\":\"b\"}\n\ndata: [DONE]\n\n";
    assert_eq!(outcomes(text).await, ["unknown chunk", "a", "broken", "broken", "unknown usage", "b"]);
}

#[tokio::test]
async fn the_name_that_the_standard_gives_every_event_says_nothing_about_its_type() {
    let text = "event: message\ndata: {\"chunk\":\n\nevent: message\ndata: {\"chunk\":\"a\"}\n\n\
                event: message\ndata: {\"usage\":1}\n\ndata: {\"usage\":1}\n\ndata: [DONE]\n\n";
    assert_eq!(outcomes(text).await, ["broken", "a", "unknown message", "unknown message"]);
}

/// A body without an end that never makes anybody wait.
fn flood(_: Request<Bytes>) -> impl Future<Output = Result<Response<Body>, ServiceError>> {
    let pieces = futures_util::stream::repeat_with(|| Ok(Bytes::from_static(b": still here\n")));
    std::future::ready(Ok(Response::new(Body::from_stream(pieces))))
}

/// On one thread, so that whoever keeps it keeps it from all others. In a thread of its own, so that
/// the test ends even if that one does not.
fn under_a_flood(work: impl AsyncFnOnce(Client) -> Error + Send + 'static) -> Error {
    let (done, outcome) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let client = Client::hasty(&ACME, "https://api.invalid").with_http_service(flood).with_retries(0);
        let _ = done.send(runtime.block_on(work(client.build().unwrap())));
    });
    outcome.recv_timeout(Duration::from_secs(20)).expect("the limit does not hold")
}

#[test]
fn limits_hold_for_a_server_that_sends_comments_without_end() {
    let error =
        under_a_flood(async |client| client.chat("a").with_first_event_timeout(Duration::from_millis(50)).stream().await.unwrap_err());
    assert!(error.is_timeout(), "{error:?}");
}

#[tokio::test]
async fn a_stream_without_a_content_type_is_still_one() {
    let server = Server::start(vec![reply(200, &[], as_standard())]).await;
    let (pieces, error) = collect(client(&server).await.chat("a").stream().await.unwrap()).await;
    assert_eq!((pieces.len(), error.is_none()), (7, true));
}

#[tokio::test]
async fn a_packed_stream_is_unpacked_as_it_comes() {
    use std::io::Write as _;
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    let mut steps = vec![Step::Send(
        b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-encoding: gzip\r\ntransfer-encoding: chunked\r\n\r\n".to_vec(),
    )];
    for line in as_standard().split_inclusive("\n\n") {
        packer.write_all(line.as_bytes()).unwrap();
        packer.flush().unwrap();
        steps.push(chunk(std::mem::take(packer.get_mut())));
        steps.push(Step::Wait(Duration::from_millis(5)));
    }
    steps.push(Step::Hang);
    let server = Server::start(vec![steps]).await;
    let (pieces, error) = collect(client(&server).await.chat("a").stream().await.unwrap()).await;
    assert_eq!((pieces.len(), error.is_none()), (7, true));
}

#[tokio::test]
async fn a_packed_stream_that_lacks_its_end_is_an_error_even_without_a_terminal_event() {
    use std::io::Write as _;
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(b"data: {\"chunk\":\"a\"}\n\n").unwrap();
    packer.flush().unwrap();
    let flushed = packer.get_ref().len();
    let whole = packer.finish().unwrap();
    for (length, is_whole) in [(flushed, false), (whole.len() - 1, false), (whole.len(), true)] {
        let head = ["content-type: text/event-stream", "content-encoding: gzip"];
        let server = Server::start(vec![reply(200, &head, &whole[..length])]).await;
        let (pieces, error) = collect(client(&server).await.chat_without_end("a").stream().await.unwrap()).await;
        assert_eq!((pieces, error.is_none()), (vec!["a".to_owned()], is_whole), "{length} of {} bytes", whole.len());
        if let Some(error) = error {
            assert!(error.is_stream() && error.to_string().contains("gzip"), "{error}");
        }
    }
}

#[tokio::test]
async fn many_small_events_in_one_packed_piece_are_not_one_large_event() {
    use std::io::Write as _;
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..200_000 {
        packer.write_all(b"data: {\"chunk\":\"a\"}\n\n").unwrap();
    }
    packer.write_all(format!("data: {{\"chunk\":\"{}\"}}\n\n", "x".repeat(110_000)).as_bytes()).unwrap();
    let head = ["content-type: text/event-stream", "content-encoding: gzip"];
    let server = Server::start(vec![reply(200, &head, packer.finish().unwrap())]).await;
    let (pieces, error) = collect(client(&server).await.chat_without_end("a").stream().await.unwrap()).await;
    assert_eq!(pieces.len(), 200_000);
    assert!(error.unwrap().is_too_large());
}

#[tokio::test]
async fn an_event_larger_than_the_limit_is_an_error() {
    let server = Server::start(vec![streaming([format!("data: [DONT]\n\ndata: {}", "x".repeat(200_000))])]).await;
    let mut stream = client(&server).await.chat("a").stream().await.unwrap();
    assert!(stream.next().await.unwrap().unwrap_err().is_decode());
    let error = stream.next().await.unwrap().unwrap_err();
    assert!(error.is_too_large(), "{error:?}");
    assert!(stream.next().await.is_none());
}

#[tokio::test]
async fn silence_before_the_first_event_is_a_timeout() {
    for steps in [vec![Step::Hang], vec![event_stream_head(), Step::Hang], vec![event_stream_head(), chunk(": hi\n\n"), Step::Hang]] {
        let server = Server::start(vec![steps]).await;
        let begun = std::time::Instant::now();
        let error = client(&server).await.chat("a").with_first_event_timeout(Duration::from_millis(200)).stream().await.unwrap_err();
        assert!(error.is_timeout() && begun.elapsed() < Duration::from_secs(5), "{error:?}");
        assert_eq!(error.attempts(), 1);
        server.until_all_closed().await;
    }
}

#[tokio::test]
async fn silence_in_the_middle_is_a_timeout_but_keep_alives_are_not_silence() {
    let mut steps = vec![event_stream_head(), chunk("data: {\"chunk\":\"a\"}\n\n")];
    for _ in 0..8 {
        steps.extend([Step::Wait(Duration::from_millis(100)), chunk(": still here\n\n")]);
    }
    steps.extend([chunk("data: {\"chunk\":\"b\"}\n\n"), Step::Hang]);
    let server = Server::start(vec![steps]).await;
    let stream = client(&server).await.chat("a").with_idle_timeout(Duration::from_millis(600)).stream().await.unwrap();
    let (pieces, error) = collect(stream).await;
    assert_eq!(pieces, ["a", "b"]);
    let error = error.unwrap();
    assert!(error.is_timeout(), "{error:?}");
    assert!(error.to_string().contains("silent"), "{error}");
}

/// The thread that works on an event is often the one that reads the connection.
#[tokio::test(flavor = "current_thread")]
async fn a_stream_is_not_silent_while_the_caller_is_busy() {
    let steps = vec![
        event_stream_head(),
        chunk("data: {\"chunk\":\"a\"}\n\n"),
        Step::Wait(Duration::from_millis(100)),
        chunk("data: {\"chunk\":\"b\"}\n\ndata: [DONE]\n\n"),
    ];
    let server = Server::start(vec![steps]).await;
    let mut stream = client(&server).await.chat("a").with_idle_timeout(Duration::from_millis(600)).stream().await.unwrap();
    stream.next().await.unwrap().unwrap();
    std::thread::sleep(Duration::from_millis(700));
    assert_eq!(collect(stream).await.0, ["b"]);
}

#[tokio::test]
async fn an_agent_may_think_longer_before_the_first_event_than_between_two() {
    let steps = vec![
        event_stream_head(),
        chunk(": thinking\n\n"),
        Step::Wait(Duration::from_millis(500)),
        chunk("data: {\"chunk\":\"a\"}\n\ndata: [DONE]\n\n"),
        Step::Hang,
    ];
    let server = Server::start(vec![steps]).await;
    let stream = client(&server).await.chat("a").with_idle_timeout(Duration::from_millis(100)).stream().await.unwrap();
    assert!(collect(stream).await.1.is_none());
}

#[tokio::test]
async fn a_stream_may_last_longer_than_a_call() {
    let mut steps = vec![event_stream_head()];
    for _ in 0..8 {
        steps.extend([chunk("data: {\"chunk\":\"a\"}\n\n"), Step::Wait(Duration::from_millis(100))]);
    }
    steps.extend([chunk("data: [DONE]\n\n"), last_chunk()]);
    let server = Server::start(vec![steps]).await;
    let call = client(&server).await.chat("a").with_timeout(Duration::from_millis(600)).with_attempt_timeout(Duration::from_millis(600));
    let (pieces, error) = collect(call.stream().await.unwrap()).await;
    assert_eq!((pieces.len(), error.is_none()), (8, true));
}

#[tokio::test]
async fn dropping_a_stream_cancels_the_request() {
    let server = Server::start(vec![vec![event_stream_head(), chunk("data: {\"chunk\":\"a\"}\n\n"), Step::Hang]]).await;
    let client = client(&server).await;
    let stream = client.chat("a").stream().await.unwrap();
    assert_eq!(server.open_connections(), 1);
    drop(stream);
    server.until_all_closed().await;
}

#[tokio::test]
async fn without_a_terminal_event_the_end_of_the_answer_is_the_end() {
    let server = Server::start(vec![streaming(["data: {\"chunk\":\"a\"}\n\n"]), streaming(["data: {\"chunk\":\"a\"}\n"])]).await;
    let client = client(&server).await;
    assert!(collect(client.chat_without_end("a").stream().await.unwrap()).await.1.is_none());
    let (pieces, error) = collect(client.chat_without_end("a").stream().await.unwrap()).await;
    assert!(pieces.is_empty() && error.unwrap().is_stream(), "it ended within an event");
}

#[tokio::test]
async fn rate_limit_and_request_id_are_there_beside_the_stream() {
    let mut steps = streaming(["data: [DONE]\n\n"]);
    steps[0] =
        Step::Send(b"HTTP/1.1 200 OK\r\nx-request-id: r-5\r\nx-ratelimit-remaining: 4\r\ntransfer-encoding: chunked\r\n\r\n".to_vec());
    let server = Server::start(vec![steps]).await;
    let client = Client::hasty(&ACME, &server.url()).build().unwrap();
    let stream = client.chat("a").stream().await.unwrap();
    assert_eq!((stream.request_id(), stream.rate_limit().unwrap().remaining), (Some("r-5"), Some(4)));
}
