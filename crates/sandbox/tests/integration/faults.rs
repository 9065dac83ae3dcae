//! Faults happen when they are asked for, as often as they are asked for, and look real.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use switchboard_sandbox::{Builder, FAULT_HEADER, Sandbox};

use crate::support::{Answer, exchange, get, post, request, stranger, violation};

const CHAT: &str = "/chat/support-agent";

/// One question to Fifth Element, with a fault.
async fn with_fault(sandbox: &Sandbox, fault: &str) -> Result<Answer, String> {
    let request = request(sandbox, "fifth-element", "POST", CHAT).header("content-type", "application/json").header(FAULT_HEADER, fault);
    exchange(request.body(br#"{"message":"Hello"}"#.to_vec()).unwrap()).await.map_err(|error| format!("{error:?}"))
}

async fn ask(sandbox: &Sandbox) -> Answer {
    post(sandbox, "fifth-element", CHAT, &json!({ "message": "Hello" })).await
}

#[tokio::test]
async fn a_status_is_answered_in_the_vendors_shape_and_only_so_many_times() {
    let sandbox = Sandbox::start().await.unwrap();
    for _ in 0..2 {
        let answer = with_fault(&sandbox, "server-error;status=503;times=2;retry-after=1").await.unwrap();
        assert_eq!((answer.status, answer.header("retry-after"), answer.at("/data")), (503, Some("1"), &Value::Null));
        assert!(answer.at("/error/message").is_string(), "{answer:?}");
    }
    assert_eq!(with_fault(&sandbox, "server-error;status=503;times=2;retry-after=1").await.unwrap().status, 200);
    let limited = with_fault(&sandbox, "rate-limit;retry-after=7").await.unwrap();
    assert_eq!((limited.status, limited.header("retry-after"), limited.header("x-ratelimit-remaining")), (429, Some("7"), Some("0")));
    assert_eq!(limited.at("/error/name"), &json!("RateLimitError"));
}

#[tokio::test]
async fn a_connection_is_reset_cut_off_or_answered_with_something_else() {
    let sandbox = Sandbox::start().await.unwrap();
    let reset = with_fault(&sandbox, "reset").await.unwrap_err();
    assert!(reset.contains("ConnectionReset"), "{reset}");
    let cut = with_fault(&sandbox, "truncate;at=5").await.unwrap_err();
    assert!(cut.contains("IncompleteBody"), "{cut}");
    let page = with_fault(&sandbox, "html;status=502").await.unwrap();
    assert!(page.status == 502 && page.header("content-type").unwrap().starts_with("text/html") && page.text.contains("<h1>"), "{page:?}");
    let broken = with_fault(&sandbox, "malformed-json").await.unwrap();
    assert_eq!((broken.status, broken.header("content-type"), &broken.body), (200, Some("application/json"), &Value::Null));
    assert!(broken.text.starts_with("{\"data\":{\"response\":"), "{broken:?}");
    // The sandbox itself goes on.
    assert_eq!(ask(&sandbox).await.status, 200);
    let statuses: Vec<_> = sandbox.requests().iter().map(|request| request.status).collect();
    assert_eq!(statuses, [None, Some(200), Some(502), Some(200), Some(200)]);
}

#[tokio::test]
async fn an_answer_comes_late() {
    let sandbox = Sandbox::start().await.unwrap();
    let begun = Instant::now();
    assert_eq!(with_fault(&sandbox, "latency;ms=200").await.unwrap().status, 200);
    assert!(begun.elapsed() >= Duration::from_millis(200), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn values_and_members_are_new() {
    let sandbox = Sandbox::builder().fault("unknown-enum,extra-fields").start().await.unwrap();
    let message = get(&sandbox, "selcora", "/conversations/conv_123abc/messages").await;
    assert_eq!(message.at("/0/role"), &json!("x-sandbox-unknown"));
    assert_eq!(message.at("/0/x_sandbox_extra/since"), &json!(1));
    let chats = get(&sandbox, "invent", "/orgs/c/chats").await;
    assert_eq!(
        (chats.at("/0/status"), chats.at("/0/members/0/x_sandbox_extra/since")),
        (&json!("x-sandbox-unknown"), &json!(1)),
        "{chats:?}"
    );
}

#[tokio::test]
async fn an_answer_in_the_background_fails_or_is_never_done() {
    let builder = Sandbox::builder().polls(1).fault("run-failed;times=1;path=/chats").fault("run-stuck;path=/chats;times=2");
    let sandbox = builder.start().await.unwrap();
    let chat = get(&sandbox, "invent", "/orgs/c/chats").await.at("/0/id").as_str().unwrap().to_owned();
    let path = format!("/chats/{chat}/messages");
    let last = async || get(&sandbox, "invent", &format!("{path}?take=100")).await.body.as_array().unwrap().last().unwrap().clone();
    // Both are wanted for the first two requests: being stuck comes last, and wins.
    let question = json!({ "message": [{ "type": "text", "text": "Hi" }] });
    post(&sandbox, "invent", &path, &question).await;
    for _ in 0..5 {
        assert_eq!(last().await["status"], "RUNNING");
    }
    post(&sandbox, "invent", &path, &question).await;
    assert_eq!((last().await["status"].clone(), last().await["status"].clone()), (json!("RUNNING"), json!("COMPLETED")));

    let failing = Sandbox::builder().polls(0).fault("run-failed").start().await.unwrap();
    let chat = get(&failing, "invent", "/orgs/c/chats").await.at("/0/id").as_str().unwrap().to_owned();
    post(&failing, "invent", &format!("/chats/{chat}/messages"), &question).await;
    let all = get(&failing, "invent", &format!("/chats/{chat}/messages?take=100")).await;
    let failed = all.body.as_array().unwrap().last().unwrap();
    assert_eq!((failed["status"].as_str(), failed["error"].as_str()), (Some("FAILED"), Some("The assistant failed.")));
    assert_eq!(get(&failing, "invent", "/orgs/c/chats").await.at("/0/status"), &json!("FAILED"));
}

#[tokio::test]
async fn a_fault_of_the_server_is_only_for_its_vendor_and_path() {
    let sandbox = Sandbox::builder().fault("server-error;vendor=selcora;path=/agents").start().await.unwrap();
    assert_eq!(get(&sandbox, "selcora", "/agents").await.status, 500);
    assert_eq!(get(&sandbox, "selcora", "/models?type=llm").await.status, 200);
    assert_eq!(ask(&sandbox).await.status, 200);
}

#[tokio::test]
async fn a_fault_that_is_none_is_said_so() {
    let error = Sandbox::builder().fault("earthquake").start().await.unwrap_err().to_string();
    assert!(error.contains("there is no fault `earthquake`; there are latency, rate-limit"), "{error}");
    let sandbox = Sandbox::start().await.unwrap();
    let answer = with_fault(&sandbox, "latency;ms=soon").await.unwrap();
    assert_eq!(answer.status, 400);
    assert!(violation(&answer).unwrap().contains("`ms` is `soon`, and not a whole number"), "{answer:?}");
}

#[tokio::test]
async fn a_rate_limit_counts_down_and_then_says_429_until_its_window_ends() {
    let sandbox = Sandbox::builder().rate_limit(2, Duration::from_millis(1500)).start().await.unwrap();
    let agents = async || get(&sandbox, "selcora", "/agents").await;
    let left = |answer: &Answer| answer.header("x-ratelimit-remaining").map(str::to_owned);
    let (first, second, third) = (agents().await, agents().await, agents().await);
    assert_eq!([first.status, second.status, third.status], [200, 200, 429]);
    assert_eq!([left(&first), left(&second), left(&third)].map(Option::unwrap), ["1", "0", "0"]);
    assert_eq!((third.header("x-ratelimit-limit"), third.at("/error").is_string()), (Some("2"), true));
    assert!(third.header("x-ratelimit-reset").unwrap().parse::<u64>().unwrap() > 1_700_000_000);
    // Another vendor counts for itself, and one without headers has none.
    assert_eq!(ask(&sandbox).await.status, 200);
    assert_eq!(left(&get(&sandbox, "invent", "/orgs/c/chats").await), None);
    tokio::time::sleep(Duration::from_millis(1600)).await;
    assert_eq!(agents().await.status, 200);
}

#[tokio::test]
async fn a_sandbox_says_who_it_plays_and_what_was_asked_without_a_key() {
    let records = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let kept = std::sync::Arc::clone(&records);
    let builder: Builder = Sandbox::builder().vendor("selcora").on_request(move |record| kept.lock().unwrap().push(record.clone()));
    let sandbox = builder.start().await.unwrap();
    assert_eq!(sandbox.to_string(), format!("selcora  {}  sandbox-key-selcora\n", sandbox.base_url("selcora")));
    assert_eq!(sandbox.vendors()[0].key_env.as_deref(), Some("SELCORA_API_KEY"));
    get(&sandbox, "selcora", "/models?type=secret").await;
    let record = records.lock().unwrap().remove(0);
    assert_eq!((record.method.as_str(), record.path.as_str(), record.status), ("GET", "/selcora/api/v1/models", Some(400)));
    assert_eq!(record.operation.as_deref(), Some("GET /models"));
    assert!(!format!("{record:?}").contains("sandbox-key") && !format!("{record:?}").contains("secret"), "{record:?}");
    assert_eq!(sandbox.requests(), [record]);
    let unknown = Sandbox::builder().vendor("nobody").start().await.unwrap_err().to_string();
    assert!(unknown.contains("no vendor `nobody`; there are ") && unknown.contains("fifth-element, invent"), "{unknown}");
}

#[tokio::test]
async fn a_sandbox_ends_when_it_is_told_to_or_dropped_and_starts_at_once() {
    let begun = Instant::now();
    let sandbox = Sandbox::start().await.unwrap();
    let time = begun.elapsed();
    assert!(time < Duration::from_millis(100), "{time:?}");
    assert!(sandbox.address().ip().is_loopback());
    let address = sandbox.address();
    let taken = Sandbox::builder().port(address.port()).start().await.unwrap_err().to_string();
    assert!(taken.contains("choose another port"), "{taken}");
    sandbox.shutdown().await;
    let again = Sandbox::builder().port(address.port()).start().await.unwrap();
    drop(again);
    tokio::task::yield_now().await;
    let gone = stranger(&Sandbox::builder().port(address.port()).start().await.unwrap(), "selcora", "GET", "/agents");
    assert!(exchange(gone.body(Vec::new()).unwrap()).await.is_err());
}
