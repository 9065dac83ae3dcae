//! Answers that arrive piece by piece, or as one.

use futures_util::StreamExt as _;
use serde_json::json;
use switchboard::{Delta, ReplyStream, Result};

use crate::support::{Script, answers};

const CHUNKS: &str = "data: {\"chunk\": \"Hel\"}\ndata: {\"chunk\": \"lo\"}\ndata: [DONE]\n";

async fn read(mut stream: ReplyStream<'_>) -> Result<(Vec<String>, switchboard::Reply)> {
    let mut pieces = Vec::new();
    while let Some(delta) = stream.next().await {
        match delta? {
            Delta::Text(text) => pieces.push(text),
            Delta::Finished(reply) => {
                assert!(stream.next().await.is_none(), "the whole answer is the last item");
                return Ok((pieces, *reply));
            }
            _ => {}
        }
    }
    panic!("the stream ended without an answer");
}

#[tokio::test]
async fn where_the_vendor_streams_the_pieces_are_its_own() {
    let script = Script::new().then(answers::fifth_element("hi", "conv_1")).then_stream(CHUNKS);
    let agent = script.agent("fifth-element/a");
    assert!(agent.capabilities().streaming);
    let mut talk = agent.conversation();
    talk.send("one").await.unwrap();
    let (pieces, reply) = read(talk.stream("two").await.unwrap()).await.unwrap();
    assert_eq!(pieces, ["Hel", "lo"]);
    assert_eq!((reply.text.as_str(), reply.thread.as_deref()), ("Hello", Some("conv_1")));
    assert_eq!(script.body(1), json!({"message": "two", "stream": true, "conversationId": "conv_1"}));
    assert_eq!(talk.thread(), Some("conv_1"));
}

#[tokio::test]
async fn where_the_vendor_does_not_stream_there_is_one_piece() {
    let script = Script::new().then_always(answers::lucidsense("Hello", "c1"));
    let agent = script.agent("lucidsense/a");
    assert!(!agent.capabilities().streaming);
    let mut talk = agent.conversation();
    let (pieces, reply) = read(talk.stream("one").await.unwrap()).await.unwrap();
    assert_eq!((pieces, reply.text.as_str()), (vec!["Hello".to_owned()], "Hello"));
    assert!(reply.raw::<switchboard::lucidsense::types::ExecuteResult>().is_some());
    talk.send("two").await.unwrap();
    assert_eq!(script.body(1)["chat_id"], "c1");
}

#[tokio::test]
async fn a_conversation_that_began_with_a_stream_says_that_it_cannot_go_on() {
    let script = Script::new().then_stream(CHUNKS);
    let agent = script.agent("fifth-element/a");
    assert!(!agent.capabilities().continues_streamed_start);
    let mut talk = agent.conversation();
    talk.stream("one").await.unwrap().into_reply().await.unwrap();
    let error = talk.send("two").await.unwrap_err();
    assert!(error.is_request() && error.to_string().contains("continues_streamed_start"), "{error}");

    // Also when the stream was dropped: the vendor has had the message.
    let script = Script::new().then_stream(CHUNKS);
    let mut talk = script.agent("fifth-element/a").conversation();
    drop(talk.stream("one").await.unwrap());
    assert!(talk.send("two").await.unwrap_err().is_request());
}

#[tokio::test]
async fn should_a_stream_name_its_conversation_it_goes_on_there() {
    for named in ["data: {\"chunk\": \"a\", \"conversationId\": \"conv_7\"}\n", "data: {\"conversationId\": \"conv_7\"}\n"] {
        let script = Script::new().then_stream(format!("{named}{CHUNKS}")).then(answers::fifth_element("hi", "conv_7"));
        let mut talk = script.agent("fifth-element/a").conversation();
        let reply = talk.stream("one").await.unwrap().into_reply().await.unwrap();
        assert_eq!(reply.thread.as_deref(), Some("conv_7"));
        talk.send("two").await.unwrap();
        assert_eq!(script.body(1)["conversationId"], "conv_7");
    }
}

#[tokio::test]
async fn half_an_answer_is_never_taken_for_a_whole_one() {
    let cut = "data: {\"chunk\": \"Hel\"}\n";
    let broken = "data: {\"chunk\": \"Hel\"}\ndata: {\"chu\ndata: {\"chunk\": \"lo\"}\ndata: [DONE]\n";
    let reported = "data: {\"chunk\": \"Hel\"}\ndata: {\"data\": null, \"error\": {\"name\": \"E\", \"message\": \"overloaded\"}}\n";
    for body in [cut, broken, reported] {
        let script = Script::new().then(answers::fifth_element("hi", "conv_1")).then_stream(body);
        let mut talk = script.agent("fifth-element/a").conversation();
        talk.send("one").await.unwrap();
        let items: Vec<_> = talk.stream("two").await.unwrap().collect().await;
        assert!(matches!(&items[0], Ok(Delta::Text(text)) if text == "Hel"));
        let error = items[1].as_ref().unwrap_err();
        assert_eq!((items.len(), error.thread()), (2, Some("conv_1")), "{error}");
        assert!(error.is_stream() || error.is_decode());
    }
}

#[tokio::test]
async fn a_whole_answer_in_place_of_a_stream_is_one_piece() {
    let whole = answers::fifth_element("Hello", "conv_1");
    let json = switchboard::core::http::Response::builder().header("content-type", "application/json");
    let script = Script::new().then_response(json, whole);
    let stream = script.agent("fifth-element/a").stream("one").await.unwrap();
    let (pieces, reply) = read(stream).await.unwrap();
    assert_eq!((pieces, reply.thread.as_deref()), (vec!["Hello".to_owned()], Some("conv_1")));
    assert_eq!(reply.usage.unwrap().total_tokens, Some(150));
}

#[tokio::test]
async fn a_stream_can_own_its_conversation_and_give_it_back() {
    let script = Script::new().then_always(answers::lucidsense("hi", "c1"));
    let mut stream = script.agent("lucidsense/a").conversation().into_stream("one").await.unwrap();
    while let Some(delta) = stream.next().await {
        delta.unwrap();
    }
    let mut talk = stream.into_conversation();
    talk.send("two").await.unwrap();
    assert_eq!(script.body(1)["chat_id"], "c1");
}
