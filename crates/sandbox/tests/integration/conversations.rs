//! Conversations with each vendor: continued, remembered, and visible.

use serde_json::json;
use switchboard_sandbox::Sandbox;

use crate::support::{get, post, violation};

const FIRST: &str = "You said: Hello. This is turn 1.";
const SECOND: &str = "You said: And now?. This is turn 2; before that you said: Hello.";

#[tokio::test]
async fn invicta_continues_the_thread_of_the_answer() {
    let sandbox = Sandbox::start().await.unwrap();
    let path = "/triggers/webhooks/api-key/agent-1";
    let first = post(&sandbox, "invicta", path, &json!({ "userInput": "Hello", "variables": [] })).await;
    assert_eq!((first.status, first.at("/response")), (200, &json!(FIRST)), "{first:?}");
    let thread = first.at("/threadId").clone();
    let second =
        post(&sandbox, "invicta", path, &json!({ "userInput": "And now?", "variables": [], "threadId": thread, "modelName": "gpt-4o" }))
            .await;
    assert_eq!((second.at("/response"), second.at("/threadId"), second.at("/modelName")), (&json!(SECOND), &thread, &json!("gpt-4o")));
    let other = post(&sandbox, "invicta", path, &json!({ "userInput": "Hello", "variables": [] })).await;
    assert_ne!(other.at("/threadId"), &thread);
}

#[tokio::test]
async fn lucidsense_continues_a_chat_and_knows_none_that_nobody_began() {
    let sandbox = Sandbox::start().await.unwrap();
    let path = "/agents/agent-1/execute";
    let first = post(&sandbox, "lucidsense", path, &json!({ "message": "Hello" })).await;
    assert_eq!((first.status, first.at("/reply")), (200, &json!(FIRST)), "{first:?}");
    let chat = first.at("/chat_id").clone();
    let second = post(&sandbox, "lucidsense", path, &json!({ "message": "And now?", "chat_id": chat })).await;
    assert_eq!(second.at("/reply"), &json!(SECOND));
    let unknown = post(&sandbox, "lucidsense", path, &json!({ "message": "Hi", "chat_id": "67aacda236ba66b3082b1fff" })).await;
    assert_eq!((unknown.status, unknown.at("/message")), (404, &json!("Agent or resource missing")));
}

#[tokio::test]
async fn fifth_element_continues_a_conversation_in_its_envelope() {
    let sandbox = Sandbox::start().await.unwrap();
    let first = post(&sandbox, "fifth-element", "/chat/support-agent", &json!({ "message": "Hello" })).await;
    assert_eq!((first.status, first.at("/data/response"), first.at("/error")), (200, &json!(FIRST), &json!(null)), "{first:?}");
    let conversation = first.at("/data/conversationId").clone();
    let second =
        post(&sandbox, "fifth-element", "/chat/support-agent", &json!({ "message": "And now?", "conversationId": conversation })).await;
    assert_eq!(second.at("/data/response"), &json!(SECOND));
}

#[tokio::test]
async fn selcora_keeps_both_sides_of_a_conversation() {
    let sandbox = Sandbox::start().await.unwrap();
    let new = json!({ "title": "Talk", "system_prompt": "Be kind.", "llm_id": "model_1" });
    let made = post(&sandbox, "selcora", "/conversations", &new).await;
    assert_eq!((made.status, made.at("/title"), made.at("/agent_id")), (201, &json!("Talk"), &json!(null)), "{made:?}");
    let id = made.at("/id").as_str().unwrap().to_owned();
    let path = format!("/conversations/{id}/messages");
    assert_eq!(get(&sandbox, "selcora", &path).await.body, json!([]));
    let first = post(&sandbox, "selcora", &path, &json!({ "content": "Hello" })).await;
    assert_eq!((first.at("/content"), first.at("/role")), (&json!(FIRST), &json!("agent")), "{first:?}");
    let second = post(&sandbox, "selcora", &path, &json!({ "content": "And now?" })).await;
    assert_eq!(second.at("/content"), &json!(SECOND));
    let all = get(&sandbox, "selcora", &path).await;
    let said: Vec<_> = all
        .body
        .as_array()
        .unwrap()
        .iter()
        .map(|message| (message["role"].as_str().unwrap(), message["content"].as_str().unwrap()))
        .collect();
    assert_eq!(said, [("user", "Hello"), ("agent", FIRST), ("user", "And now?"), ("agent", SECOND)]);
    let after = get(&sandbox, "selcora", &format!("/conversations/{id}")).await;
    assert!(after.at("/last_message_at").as_str() > made.at("/last_message_at").as_str(), "{after:?}");
}

#[tokio::test]
async fn selcora_completes_from_what_is_sent_and_keeps_nothing() {
    let sandbox = Sandbox::start().await.unwrap();
    let message = |role: &str, content: &str| json!({ "role": role, "content": content });
    let messages = json!([message("system", "Be kind."), message("user", "Hello"), message("agent", "Hi"), message("user", "And now?")]);
    for _ in 0..2 {
        let answer = post(&sandbox, "selcora", "/completions", &json!({ "messages": messages, "llm_id": "model_1" })).await;
        assert_eq!((answer.at("/content"), answer.at("/role")), (&json!(SECOND), &json!("agent")));
    }
}

#[tokio::test]
async fn invent_answers_in_the_list_of_messages_after_a_while() {
    let sandbox = Sandbox::start().await.unwrap();
    let assistant = post(&sandbox, "invent", "/orgs/c/assistants", &json!({ "name": "Support" })).await;
    assert_eq!(assistant.status, 200, "{assistant:?}");
    let path = format!("/orgs/c/assistants/{}/chats", assistant.at("/id").as_str().unwrap());
    let chat = post(&sandbox, "invent", &path, &json!({})).await;
    let messages = format!("/chats/{}/messages", chat.at("/id").as_str().unwrap());
    for (turn, (text, answer)) in [("Hello", FIRST), ("And now?", SECOND)].into_iter().enumerate() {
        let sent = post(&sandbox, "invent", &messages, &json!({ "message": [{ "type": "text", "text": text }] })).await;
        assert_eq!((sent.at("/role"), sent.at("/messages/0/parts/0/text")), (&json!("user"), &json!(text)), "{sent:?}");
        let mut states = Vec::new();
        loop {
            let all = get(&sandbox, "invent", &messages).await;
            let last = &all.body[turn * 2 + 1];
            assert_eq!((all.header("pagination-count"), &last["role"]), (Some((turn * 2 + 2).to_string().as_str()), &json!("assistant")));
            states.push(last["status"].as_str().unwrap().to_owned());
            if last["status"] != "RUNNING" {
                assert_eq!(last["messages"][0]["parts"][0]["text"], answer);
                break;
            }
        }
        assert_eq!(states, ["RUNNING", "RUNNING", "COMPLETED"]);
    }
}

#[tokio::test]
async fn a_request_that_the_document_does_not_allow_is_answered_in_the_vendors_shape() {
    let sandbox = Sandbox::start().await.unwrap();
    let answer = post(&sandbox, "fifth-element", "/chat/support-agent", &json!({ "message": 5 })).await;
    assert_eq!((answer.status, answer.at("/error/name")), (400, &json!("ValidationError")), "{answer:?}");
    let what = violation(&answer).unwrap();
    assert!(what.starts_with("body /message: ") && what.ends_with("(#/components/schemas/ChatRequest/properties/message/type)"), "{what}");
}
