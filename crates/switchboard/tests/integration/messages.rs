//! Messages and their options.

use serde_json::json;
use switchboard::{Agent, Message, invicta, options};

use crate::support::{Script, answers};

#[tokio::test]
async fn options_of_another_vendor_are_an_error_before_anything_is_sent() {
    let script = Script::new().then(answers::lucidsense("hi", "c1"));
    let agent = script.agent("lucidsense/a");
    let message = Message::new("hello").with(options::Invicta::new().variable("name", "Ada")).with(options::Selcora::new().verbose(true));

    let error = agent.send(message.clone()).await.unwrap_err();
    assert!(error.is_request());
    assert!(error.to_string().contains("options for invicta and selcora, of which LucidSense knows nothing"), "{error}");
    assert!(!error.to_string().contains("Ada") && script.calls().is_empty());

    assert_eq!(agent.send(message.ignore_foreign_options()).await.unwrap().text, "hi");
}

#[tokio::test]
async fn a_messages_options_go_before_the_agents() {
    let script = Script::new().then_always(answers::invicta("hi", None));
    let defaults = options::Invicta::new().model_name("gpt-4").variable("name", "Ada");
    let agent = script.agent("invicta/a").with_options(defaults).unwrap();

    agent.send("one").await.unwrap();
    agent.send(Message::new("two").with(options::Invicta::new().model_name("gpt-4o"))).await.unwrap();
    assert_eq!(script.body(0), json!({"userInput": "one", "variables": [{"key": "name", "value": "Ada"}], "modelName": "gpt-4"}));
    assert_eq!(script.body(1)["modelName"], "gpt-4o");
    assert_eq!(script.body(1)["variables"][0]["value"], "Ada");
}

#[tokio::test]
async fn every_option_reaches_the_wire() {
    let script = Script::new().then_always(answers::lucidsense("hi", "c"));
    let context = options::Lucidsense::new().context("user_id", "123").context("admin", true);
    script.agent("lucidsense/a").send(Message::new("m").with(context)).await.unwrap();
    assert_eq!(script.body(0), json!({"message": "m", "context": {"user_id": "123", "admin": true}}));

    let script = Script::new().then_always(answers::fifth_element("hi", "c"));
    let user = options::FifthElement::new().user_identifier("ada@example.com");
    script.agent("fifth-element/a").send(Message::new("m").with(user)).await.unwrap();
    assert_eq!(script.request(0).headers()["x-user-identifier"], "ada@example.com");

    let script = Script::new().then(json!({"id": "conv_1"})).then_always(answers::selcora("hi"));
    let all = options::Selcora::new().llm_id("m1").verbose(true).system_prompt("Be brief.").title("Orders");
    script.agent("selcora/a").send(Message::new("m").with(all)).await.unwrap();
    assert_eq!(script.body(0), json!({"title": "Orders", "system_prompt": "Be brief.", "llm_id": "m1", "agent_id": "a"}));
    assert_eq!(script.body(1)["verbose"], true);

    let script = Script::new().then(json!({"id": "chat_1"})).then(answers::invent("m1", "assistant", "COMPLETED", "hi"));
    script.agent("invent/a").send(Message::new("m").with(options::Invent::new().org_id("org_7"))).await.unwrap();
    assert_eq!(script.calls()[0], "POST /api/orgs/org_7/assistants/a/chats");
}

#[tokio::test]
async fn options_for_an_agent_of_another_vendor_are_refused_when_it_is_made() {
    let agent = Script::new().agent("lucidsense/a");
    assert!(agent.with_options(options::Invicta::new().model_name("gpt-4")).unwrap_err().is_request());
    let builder = Script::new().builder("lucidsense/a").with_options(options::Invicta::new().model_name("gpt-4"));
    assert!(builder.build().unwrap_err().to_string().contains("options for invicta"));
}

#[test]
fn a_typed_client_becomes_an_agent_and_can_be_had_back() {
    let client = invicta::Client::builder().api_key("k").base_url("https://elsewhere.example").build().unwrap();
    let agent = Agent::from_client(client, "a").unwrap();
    assert_eq!(agent.invicta().unwrap().transport().base_url(), "https://elsewhere.example");
    assert!(agent.invent().is_none());

    let client = invicta::Client::builder().api_key("k").build().unwrap();
    assert!(Agent::from_client(client, " ").unwrap_err().is_config());
}
