//! One turn and two with each vendor that answers at once, and what a reply tells.

use serde_json::json;
use switchboard::{Memory, Message, fifth_element, invicta, lucidsense, options, selcora};

use crate::support::{Script, answers};

#[tokio::test]
async fn invicta_goes_on_in_the_thread_that_it_gave() {
    let script = Script::new().then(answers::invicta("720", Some("t1"))).then(answers::invicta("5040", Some("t1")));
    let mut talk = script.agent("invicta/agent-1").conversation();
    let reply = talk.send("6!?").await.unwrap();
    assert_eq!((reply.text.as_str(), reply.thread.as_deref(), reply.model.as_deref()), ("720", Some("t1"), Some("gpt-4")));
    assert_eq!(reply.usage.unwrap().total_tokens, Some(512));
    assert_eq!(reply.request_id.as_deref(), Some("req_1"));
    assert_eq!(reply.raw::<invicta::types::PromptResult>().unwrap().cp_cost, 1.0);

    assert_eq!(talk.send("7!?").await.unwrap().text, "5040");
    assert_eq!(script.calls(), ["POST /api/triggers/webhooks/api-key/agent-1"; 2]);
    assert_eq!(script.body(0), json!({"userInput": "6!?", "variables": []}));
    assert_eq!(script.body(1), json!({"userInput": "7!?", "variables": [], "threadId": "t1"}));
    assert_eq!(script.request(0).headers()["x-invicta-api"], "sk-secret-1234");
}

#[tokio::test]
async fn a_conversation_without_a_name_is_not_silently_begun_anew() {
    let script = Script::new().then(answers::invicta("720", None));
    let mut talk = script.agent("invicta/a").conversation();
    assert_eq!(talk.send("6!?").await.unwrap().thread, None);
    let error = talk.send("7!?").await.unwrap_err();
    assert!(error.is_request() && error.to_string().contains("cannot be continued"), "{error}");
    assert_eq!(script.calls().len(), 1);
    assert_eq!(serde_json::to_value(&talk).unwrap(), json!({"vendor": "invicta", "agent": "a", "lost": true}));
}

#[tokio::test]
async fn lucidsense_goes_on_in_the_chat_that_it_gave() {
    let script = Script::new().then(answers::lucidsense("720", "c1")).then(answers::lucidsense("5040", "c1"));
    let mut talk = script.agent("lucidsense/support").conversation();
    let reply = talk.send("6!?").await.unwrap();
    assert_eq!(reply.raw::<lucidsense::types::ExecuteResult>().unwrap().chat_id, "c1");
    talk.send("7!?").await.unwrap();
    assert_eq!(script.calls(), ["POST /api/agents/support/execute"; 2]);
    assert_eq!(script.body(0), json!({"message": "6!?"}));
    assert_eq!(script.body(1), json!({"message": "7!?", "chat_id": "c1"}));
}

#[tokio::test]
async fn fifth_element_goes_on_in_the_conversation_that_it_gave() {
    let script = Script::new().then(answers::fifth_element("720", "conv_1")).then(answers::fifth_element("5040", "conv_1"));
    let mut talk = script.agent("fifth-element/support").conversation();
    let reply = talk.send("6!?").await.unwrap();
    assert_eq!((reply.model.as_deref(), reply.usage.unwrap().total_tokens), (Some("gpt-4"), Some(150)));
    assert!(reply.raw::<fifth_element::types::ChatEnvelope>().is_some() && reply.raw::<String>().is_none());
    talk.send("7!?").await.unwrap();
    assert_eq!(script.calls(), ["POST /api/chat/support"; 2]);
    assert_eq!(script.body(1)["conversationId"], "conv_1");
}

#[tokio::test]
async fn selcora_opens_a_conversation_once() {
    let script = Script::new().then(json!({"id": "conv_1"})).then_always(answers::selcora("720"));
    let agent = script.agent("selcora/agent_1").with_options(options::Selcora::new().llm_id("model_1")).unwrap();
    let mut talk = agent.conversation();
    let reply = talk.send("6!?\nQuickly.").await.unwrap();
    assert_eq!(reply.thread.as_deref(), Some("conv_1"));
    assert_eq!(reply.raw::<selcora::types::Message>().unwrap().id, "msg_1");
    talk.send("7!?").await.unwrap();
    assert_eq!(
        script.calls(),
        ["POST /api/conversations", "POST /api/conversations/conv_1/messages", "POST /api/conversations/conv_1/messages"]
    );
    assert_eq!(script.body(0)["title"], "6!?");
}

#[tokio::test]
async fn selcora_says_that_it_needs_a_model_before_anything_is_sent() {
    let script = Script::new();
    let error = script.agent("selcora/agent_1").send("hi").await.unwrap_err();
    assert!(error.is_request() && error.to_string().contains("SELCORA_LLM_ID"), "{error}");
    assert!(script.calls().is_empty());
}

#[tokio::test]
async fn selcora_keeps_a_begun_conversation_when_the_message_fails() {
    let script = Script::new().then(json!({"id": "conv_1"})).then_status(402, json!({"error": "no balance"}));
    let agent = script.agent("selcora/a").with_options(options::Selcora::new().llm_id("m")).unwrap();
    let mut talk = agent.conversation();
    let error = talk.send("hi").await.unwrap_err();
    assert!(error.is_payment_required());
    assert_eq!((error.thread(), talk.thread()), (Some("conv_1"), Some("conv_1")));
    assert_eq!(error.vendor(), Some("selcora"));
}

#[tokio::test]
async fn selcora_without_an_agent_sends_all_that_was_said() {
    let script = Script::new().then(answers::selcora("720")).then(answers::selcora("5040"));
    let agent = script.agent("selcora").with_options(options::Selcora::new().llm_id("m").system_prompt("Be brief.")).unwrap();
    assert_eq!(agent.capabilities().memory, Memory::Caller);
    let mut talk = agent.conversation();
    let reply = talk.send("6!?").await.unwrap();
    assert_eq!((reply.thread, reply.model.as_deref()), (None, Some("m")));
    talk.send(Message::new("7!?")).await.unwrap();
    assert_eq!(script.calls(), ["POST /api/completions"; 2]);
    assert_eq!(
        script.body(1)["messages"],
        json!([
            {"role": "system", "content": "Be brief."}, {"role": "user", "content": "6!?"},
            {"role": "agent", "content": "720"}, {"role": "user", "content": "7!?"}
        ])
    );
    assert!(agent.conversation_in("x").unwrap_err().is_request());
}

#[tokio::test]
async fn errors_are_the_run_times_with_the_vendor_named() {
    for name in ["fifth-element/a", "invent/a", "invicta/a", "lucidsense/a", "selcora/a"] {
        let script = Script::new().then_status(401, "{}");
        let agent = script.builder(name).from_variables(|name| (name == "SELCORA_LLM_ID").then(|| "m".to_owned())).build().unwrap();
        let error = agent.send("hi").await.unwrap_err();
        assert!(error.is_auth(), "{error}");
        assert_eq!(error.vendor(), Some(agent.vendor().name));
        assert_eq!(error.request_id(), Some("req_1"));
        assert!(error.to_string().contains(agent.vendor().key_env), "{error}");
    }
}
