//! Parking, resuming, limits.

use std::time::Duration;

use switchboard::core::http::Response;
use switchboard::core::service::{Body, ServiceError};
use switchboard::{Agent, ConversationState, Message};

use crate::support::{Script, answers};

#[tokio::test]
async fn a_parked_conversation_goes_on_with_another_agent_of_the_same_name() {
    let script = Script::new().then_always(answers::lucidsense("hi", "c1"));
    let mut talk = script.agent("lucidsense/a").conversation();
    talk.send("one").await.unwrap();
    let parked = serde_json::to_string(&talk).unwrap();
    assert_eq!(parked, r#"{"vendor":"lucidsense","agent":"a","thread":"c1"}"#);

    let script = Script::new().then_always(answers::lucidsense("hi", "c1"));
    let state: ConversationState = serde_json::from_str(&parked).unwrap();
    let mut talk = script.agent(&state.reference()).resume(state).unwrap();
    talk.send("two").await.unwrap();
    assert_eq!(script.body(0)["chat_id"], "c1");
}

#[tokio::test]
async fn history_that_nobody_else_has_is_parked_too() {
    let script = Script::new().then_always(answers::selcora("720"));
    let model = switchboard::options::Selcora::new().llm_id("m");
    let mut talk = script.agent("selcora").with_options(model.clone()).unwrap().conversation();
    talk.send("6!?").await.unwrap();
    let state = serde_json::from_str(&serde_json::to_string(&talk).unwrap()).unwrap();
    let mut talk = script.agent("selcora").with_options(model).unwrap().resume(state).unwrap();
    talk.send("7!?").await.unwrap();
    assert_eq!(script.body(1)["messages"].as_array().unwrap().len(), 3);
}

#[test]
fn a_conversation_is_not_resumed_with_another_agent() {
    let state: ConversationState = serde_json::from_str(r#"{"vendor":"lucidsense","agent":"a","thread":"c1"}"#).unwrap();
    for name in ["lucidsense/b", "invicta/a"] {
        let error = Script::new().agent(name).resume(state.clone()).unwrap_err();
        assert!(error.is_request() && error.to_string().contains("one with `lucidsense/a`"), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_turn_ends_at_its_limit_whatever_the_vendor() {
    let never = |_| async {
        std::future::pending::<()>().await;
        Ok::<_, ServiceError>(Response::new(Body::empty()))
    };
    for name in ["fifth-element/a", "invent/a", "invicta/a", "lucidsense/a"] {
        let agent = Agent::builder(name).api_key("k").base_url("https://v.example").with_http_service(never);
        let agent = agent.with_timeout(Duration::from_secs(7)).build().unwrap();
        let begun = tokio::time::Instant::now();
        let error = agent.send("hi").await.unwrap_err();
        assert!(error.is_timeout() && error.may_have_been_processed(), "{error}");
        assert_eq!((begun.elapsed().as_secs(), error.vendor()), (7, Some(agent.vendor().name)));

        assert!(agent.stream("hi").await.unwrap_err().is_timeout());
        let begun = tokio::time::Instant::now();
        assert!(agent.send(Message::new("hi").with_timeout(Duration::from_secs(1))).await.unwrap_err().is_timeout());
        assert_eq!(begun.elapsed().as_secs(), 1);
    }
}

#[tokio::test]
async fn the_same_text_talks_to_every_vendor() {
    async fn talk(agent: &Agent) -> switchboard::Result<String> {
        let mut talk = agent.conversation();
        talk.send("6!?").await?;
        Ok(talk.send("7!?").await?.text)
    }
    for (name, answer) in [
        ("fifth-element/a", answers::fifth_element("hi", "c")),
        ("invicta/a", answers::invicta("hi", Some("t"))),
        ("lucidsense/a", answers::lucidsense("hi", "c")),
        ("selcora", answers::selcora("hi")),
    ] {
        let script = Script::new().then_always(answer);
        let variables = |name: &str| (name == "SELCORA_LLM_ID").then(|| "m".to_owned());
        let agent = script.builder(name).from_variables(variables).build().unwrap();
        assert_eq!(talk(&agent).await.unwrap(), "hi");
    }
}
