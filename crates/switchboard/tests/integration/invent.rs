//! Invent: the answer appears some time after the message.

use std::time::Duration;

use serde_json::{Value, json};
use switchboard::{Polling, invent};

use crate::support::{Script, answers::invent as message};

fn question() -> Value {
    message("q1", "user", "COMPLETED", "6!?")
}

fn opened() -> Script {
    Script::new().then(json!({"id": "chat_1"})).then(question())
}

#[tokio::test(start_paused = true)]
async fn the_answer_is_asked_for_until_the_run_is_complete() {
    let script = opened()
        .then(json!([question()]))
        .then(json!([question(), message("a1", "assistant", "RUNNING", "")]))
        .then(json!([question(), message("a1", "assistant", "COMPLETED", "720")]));
    let mut talk = script.agent("invent/asst_1").conversation();
    let reply = talk.send("6!?").await.unwrap();

    assert_eq!((reply.text.as_str(), reply.thread.as_deref(), reply.model.as_deref()), ("720", Some("chat_1"), Some("gpt-4")));
    let usage = reply.usage.unwrap();
    assert_eq!((usage.input_tokens, usage.output_tokens, usage.total_tokens), (Some(10), Some(5), Some(15)));
    assert_eq!(reply.raw::<invent::types::ChatMessage>().unwrap().id, "a1");
    assert_eq!(
        script.calls(),
        [
            "POST /api/orgs/c/assistants/asst_1/chats",
            "POST /api/chats/chat_1/messages",
            "GET /api/chats/chat_1/messages",
            "GET /api/chats/chat_1/messages",
            "GET /api/chats/chat_1/messages"
        ]
    );
    assert_eq!(script.body(1), json!({"message": [{"type": "text", "text": "6!?"}]}));
    assert_eq!(script.waits(), [0, 500, 1000, 2000]);
}

#[tokio::test(start_paused = true)]
async fn the_second_turn_does_not_take_the_first_answer() {
    let first = [question(), message("a1", "assistant", "COMPLETED", "720")];
    let second = message("q2", "user", "COMPLETED", "7!?");
    let script = opened().then(json!(first)).then(second.clone()).then(json!([first[0], first[1], second])).then(json!([
        first[0],
        first[1],
        second,
        message("a2", "assistant", "COMPLETED", "5040")
    ]));
    let mut talk = script.agent("invent/asst_1").conversation();
    assert_eq!(talk.send("6!?").await.unwrap().text, "720");
    assert_eq!(talk.send("7!?").await.unwrap().text, "5040");
    assert_eq!(script.calls().iter().filter(|call| call.ends_with("/chats")).count(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_stuck_run_ends_in_a_timeout_that_carries_the_chat_and_can_be_waited_for_again() {
    let script = opened().then_always(json!([question(), message("a1", "assistant", "RUNNING", "")]));
    let agent = script.agent("invent/asst_1").with_timeout(Duration::from_secs(30));
    let mut talk = agent.conversation();
    let begun = tokio::time::Instant::now();
    let error = talk.send("6!?").await.unwrap_err();
    assert_eq!(begun.elapsed(), Duration::from_secs(30));
    assert!(error.is_timeout() && error.is_retryable() && error.may_have_been_processed());
    assert_eq!((error.vendor(), error.thread()), (Some("invent"), Some("chat_1")));
    let text = error.to_string();
    assert!(text.contains("no answer within 30 s [thread chat_1]") && text.contains("wait_for_reply"), "{text}");

    // Parked and resumed, with the assistant done in the meantime.
    let parked = serde_json::to_string(&talk).unwrap();
    assert_eq!(parked, r#"{"vendor":"invent","agent":"asst_1","thread":"chat_1","pending":"q1"}"#);
    let script = Script::new().then(json!([question(), message("a1", "assistant", "COMPLETED", "720")]));
    let mut talk = script.agent("invent/asst_1").resume(serde_json::from_str(&parked).unwrap()).unwrap();
    assert!(talk.state().is_waiting());
    assert_eq!(talk.wait_for_reply().await.unwrap().text, "720");
    assert_eq!(script.calls(), ["GET /api/chats/chat_1/messages"]);
    assert!(!talk.state().is_waiting());
    assert!(talk.wait_for_reply().await.unwrap_err().is_request());
}

#[tokio::test(start_paused = true)]
async fn a_message_is_not_sent_while_the_one_before_is_being_answered() {
    let running = json!([question(), message("a1", "assistant", "RUNNING", "")]);
    let answered = json!([question(), message("a1", "assistant", "COMPLETED", "720")]);
    let second = message("q2", "user", "COMPLETED", "7!?");
    let script = Script::new().then(&running).then(&answered).then(&second).then(json!([
        question(),
        message("a1", "assistant", "COMPLETED", "720"),
        second,
        message("a2", "assistant", "COMPLETED", "5040")
    ]));
    let parked = r#"{"vendor":"invent","agent":"a","thread":"chat_1","pending":"q1"}"#;
    let mut talk = script.agent("invent/a").resume(serde_json::from_str(parked).unwrap()).unwrap();

    let error = talk.send("7!?").await.unwrap_err();
    assert!(error.is_conflict() && error.to_string().contains("wait_for_reply"), "{error}");
    assert_eq!(script.calls(), ["GET /api/chats/chat_1/messages"]);
    assert!(talk.state().is_waiting(), "its answer can still be had");
    assert_eq!(talk.send("7!?").await.unwrap().text, "5040");
}

#[tokio::test(start_paused = true)]
async fn failed_and_cancelled_runs_are_errors_with_the_vendors_words() {
    let mut failed = message("a1", "assistant", "FAILED", "");
    failed["error"] = "no credit for sk-secret-1234".into();
    let script = opened().then(json!([question(), failed]));
    let mut talk = script.agent("invent/asst_1").conversation();
    let error = talk.send("6!?").await.unwrap_err();
    assert!(error.is_run_failed() && !error.is_retryable() && error.may_have_been_processed());
    assert_eq!(error.message(), Some("no credit for [redacted]"));
    assert_eq!(error.thread(), Some("chat_1"));
    assert!(!talk.state().is_waiting(), "there is no answer to wait for");

    let script = opened().then(json!([question(), message("a1", "assistant", "CANCELED", "")]));
    let error = script.agent("invent/asst_1").send("6!?").await.unwrap_err();
    assert!(error.is_run_failed() && error.to_string().contains("was cancelled"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_dropped_turn_stops_asking_and_is_not_forgotten() {
    let script = opened().then_always(json!([question()]));
    let mut talk = script.agent("invent/asst_1").conversation();
    assert!(tokio::time::timeout(Duration::from_secs(2), talk.send("6!?")).await.is_err());
    let asked = script.calls().len();
    tokio::time::sleep(Duration::from_secs(600)).await;
    assert_eq!(script.calls().len(), asked, "nothing runs on in the background");
    assert_eq!((talk.thread(), talk.state().is_waiting()), (Some("chat_1"), true));
}

#[tokio::test(start_paused = true)]
async fn waits_can_be_set() {
    let script = opened().then(json!([])).then(json!([])).then(json!([question(), message("a1", "assistant", "COMPLETED", "720")]));
    let agent = script.agent("invent/a").with_polling(Polling::new(Duration::from_millis(10), Duration::from_millis(15)));
    agent.send("6!?").await.unwrap();
    assert_eq!(script.waits(), [0, 10, 15, 15]);
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_comes_back_at_once_is_not_asked_for() {
    let script = Script::new().then(json!({"id": "chat_1"})).then(message("a1", "assistant", "COMPLETED", "720"));
    let reply = script.agent("invent/a").send("6!?").await.unwrap();
    assert_eq!((reply.text.as_str(), reply.request_id.as_deref()), ("720", Some("req_1")));
    assert_eq!(script.calls().len(), 2);
}

/// A page of a chat with 250 messages.
fn page(messages: Vec<Value>) -> (switchboard::core::http::response::Builder, Value) {
    let head = switchboard::core::http::Response::builder().header("pagination-count", "250").header("pagination-take", "100");
    (head, json!(messages))
}

#[tokio::test(start_paused = true)]
async fn in_a_long_chat_the_answer_is_looked_for_where_the_question_is() {
    let (head, oldest) = page(vec![message("q0", "user", "COMPLETED", "?")]);
    let (last_head, newest) = page(vec![question(), message("a1", "assistant", "COMPLETED", "720")]);
    let script = Script::new().then(question()).then_response(head, oldest).then_response(last_head, newest);
    let mut talk = script.agent("invent/a").conversation_in("chat_1").unwrap();
    assert_eq!(talk.send("6!?").await.unwrap().text, "720");
    assert_eq!(script.request(1).uri().query(), Some("page=1&take=100"));
    assert_eq!(script.request(2).uri().query(), Some("page=3&take=100"));
}

#[tokio::test(start_paused = true)]
async fn an_answer_on_the_page_after_the_question_is_found() {
    let (head, first) = page(vec![message("q0", "user", "COMPLETED", "?"), question()]);
    let (next_head, next) = page(vec![message("a1", "assistant", "COMPLETED", "720")]);
    let script = Script::new().then(question()).then_response(head, first).then_response(next_head, next);
    let mut talk = script.agent("invent/a").conversation_in("chat_1").unwrap();
    assert_eq!(talk.send("6!?").await.unwrap().text, "720");
    assert_eq!(script.request(2).uri().query(), Some("page=2&take=100"));
}

#[tokio::test]
async fn a_chat_without_an_id_is_an_error_that_says_so() {
    let error = Script::new().then(json!({"chat": 1})).agent("invent/a").send("?").await.unwrap_err();
    assert!(error.is_decode() && error.may_have_been_processed(), "{error:?}");
}
