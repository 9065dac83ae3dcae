//! What each vendor's client puts on the wire, and what it makes of the answer.
//!
//! The server is a function: the run time's own tests use sockets.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use serde_json::{Value, json};
use switchboard_core::{
    ClientBuilder, Error, Part, StreamEvent, Transport,
    bytes::Bytes,
    http::{Request, Response},
    service::{Body, ServiceError},
};

/// Requests that were seen.
type Seen = Arc<Mutex<Vec<Request<Bytes>>>>;

/// Status, headers and body.
type Answer = (u16, Vec<(&'static str, String)>, String);

/// A client of a server that gives these answers, one after the other.
fn client_of<C: From<Transport>>(builder: ClientBuilder<C>, answers: Vec<Answer>) -> (C, Seen) {
    let seen = Seen::default();
    let (keep, answers) = (seen.clone(), Arc::new(Mutex::new(VecDeque::from(answers))));
    let service = move |request: Request<Bytes>| {
        keep.lock().unwrap().push(request);
        let (status, headers, body) = answers.lock().unwrap().pop_front().expect("no more requests than answers");
        let mut response = Response::builder().status(status);
        for (name, value) in headers {
            response = response.header(name, value);
        }
        let response = response.body(Body::from(body)).unwrap();
        async move { Ok::<_, ServiceError>(response) }
    };
    (builder.api_key("the-key").with_retries(0).with_http_service(service).build().unwrap(), seen)
}

fn json_answer(value: &Value) -> Answer {
    (200, vec![("content-type", "application/json".to_owned())], value.to_string())
}

fn header(request: &Request<Bytes>, name: &str) -> Option<String> {
    request.headers().get(name).map(|value| value.to_str().unwrap().to_owned())
}

fn target(request: &Request<Bytes>) -> String {
    format!("{} {}", request.method(), request.uri())
}

fn body(request: &Request<Bytes>) -> Value {
    serde_json::from_slice(request.body()).unwrap()
}

#[tokio::test]
async fn invent_lists_with_a_bearer_key_and_follows_its_pages() -> Result<(), Error> {
    let page = |ids: &[&str]| {
        let contacts: Vec<Value> = ids
            .iter()
            .map(|id| json!({ "id": id, "name": null, "blocked": false, "is_admin": false, "channels": [], "segments": [], "created_at": "2025-01-01T00:00:00", "updated_at": "2025-01-01T00:00:00" }))
            .collect();
        let mut answer = json_answer(&Value::Array(contacts));
        answer.1.push(("pagination-count", "3".to_owned()));
        answer
    };
    let (client, seen) = client_of(switchboard_invent::Client::builder(), vec![page(&["a", "b"]), page(&["c"])]);
    let mut contacts = client.contacts().list("c").take(2).search("Ada & Co").by_item();
    let mut ids = Vec::new();
    while let Some(contact) = contacts.next().await {
        ids.push(contact?.id);
    }
    assert_eq!(ids, ["a", "b", "c"]);
    assert_eq!(contacts.total(), Some(3));
    let seen = seen.lock().unwrap();
    assert_eq!(target(&seen[0]), "GET https://api.useinvent.com/orgs/c/contacts?take=2&search=Ada%20%26%20Co");
    assert_eq!(header(&seen[0], "authorization").as_deref(), Some("Bearer the-key"));
    assert_eq!(header(&seen[0], "api-version"), None);
    assert!(target(&seen[1]).contains("page=2"), "{}", target(&seen[1]));
    Ok(())
}

#[tokio::test]
async fn invent_sends_a_file_as_multipart_and_the_same_body_without_one_as_json() -> Result<(), Error> {
    use switchboard_invent::types::CreateOrgFile;

    let file = json!({ "id": "f", "file_path": "p", "file_filename": "terms.pdf", "file_size": 3, "file_mimetype": "application/pdf", "file_url": "u", "created_at": null });
    let (client, seen) = client_of(switchboard_invent::Client::builder(), vec![json_answer(&file), json_answer(&file)]);
    let by_url = CreateOrgFile::new().with_file_url("https://example.com/terms.pdf");
    let part = Part::bytes("PDF").with_file_name("terms.pdf").with_content_type("application/pdf");
    client.files().create("c").body(&by_url).send().await?;
    client.files().create("c").body(&by_url).file(part).send().await?;
    let seen = seen.lock().unwrap();
    assert_eq!(header(&seen[0], "content-type").as_deref(), Some("application/json"));
    assert_eq!(body(&seen[0]), json!({ "file_url": "https://example.com/terms.pdf" }));
    assert!(header(&seen[1], "content-type").unwrap().starts_with("multipart/form-data; boundary="));
    let text = String::from_utf8_lossy(seen[1].body()).into_owned();
    for piece in ["name=\"file_url\"", "https://example.com/terms.pdf", "name=\"file\"; filename=\"terms.pdf\"", "application/pdf", "PDF"] {
        assert!(text.contains(piece), "{piece} is not in {text}");
    }
    Ok(())
}

#[tokio::test]
async fn invent_sends_an_optional_body_only_when_it_is_given() -> Result<(), Error> {
    let run = json!({ "id": "run_1" });
    let (client, seen) = client_of(switchboard_invent::Client::builder(), vec![json_answer(&run)]);
    client.workflows().create_run("c", "wf_1").send().await?;
    let seen = seen.lock().unwrap();
    assert!(seen[0].body().is_empty());
    assert_eq!(header(&seen[0], "content-type"), None);
    Ok(())
}

#[tokio::test]
async fn invicta_sends_its_bare_key_and_whole_numbers_as_they_are() -> Result<(), Error> {
    use switchboard_invicta::types::{PromptRequest, PromptVariable};

    let answer = json!({
        "id": 1, "prompt": "p", "response": "r", "communityId": null, "userId": null, "liked": null, "totalTokens": 7, "cp_cost": 1,
        "savedToMemory": true, "csv_request_id": null, "ai_agent_request_id": null, "modelName": null, "threadId": "t",
        "createdAt": "2025-01-01T00:00:00.000Z", "updatedAt": "2025-01-01T00:00:00.000Z"
    });
    let (client, seen) = client_of(switchboard_invicta::Client::builder(), vec![json_answer(&answer)]);
    let variables = [PromptVariable::new("name", "Ada"), PromptVariable::new("order", 42)];
    let reply = client.agents().send_prompt("a/b", PromptRequest::new("Hello", variables)).send().await?;
    assert_eq!(reply.thread_id.as_deref(), Some("t"));
    let seen = seen.lock().unwrap();
    // An id cannot leave its place in the path.
    assert_eq!(target(&seen[0]), "POST https://api.invictai.io/api/triggers/webhooks/api-key/a%2Fb");
    assert_eq!(header(&seen[0], "x-invicta-api").as_deref(), Some("the-key"));
    assert_eq!(header(&seen[0], "authorization"), None);
    assert_eq!(seen[0].body(), &br#"{"userInput":"Hello","variables":[{"key":"name","value":"Ada"},{"key":"order","value":42}]}"#[..]);
    Ok(())
}

#[tokio::test]
async fn selcora_takes_a_created_answer_for_a_success_and_pages_by_its_object() -> Result<(), Error> {
    use switchboard_selcora::types::CreateImageRequest;

    let image = |id: &str| json!({ "id": id, "prompt": "p", "url": "https://example.com/i.png", "created_at": "2023-09-01T12:00:00Z" });
    let page = |id: &str, next: Value| {
        json_answer(
            &json!({ "data": [image(id)], "pagination": { "total_items": 2, "current_page": 1, "page_size": 1, "total_pages": 2, "next_page": next, "prev_page": null } }),
        )
    };
    let (status, answer) = (201, json_answer(&image("new")));
    let answers = vec![(status, answer.1, answer.2), page("a", json!(2)), page("b", Value::Null)];
    let (client, seen) = client_of(switchboard_selcora::Client::builder(), answers);
    assert_eq!(client.images().create(CreateImageRequest::new("A beach", "sd_1")).send().await?.id, "new");
    let mut images = client.images().list().by_item();
    let mut ids = Vec::new();
    while let Some(image) = images.next().await {
        ids.push(image?.id);
    }
    assert_eq!(ids, ["a", "b"]);
    assert_eq!(images.total(), Some(2));
    assert_eq!(seen.lock().unwrap().len(), 3, "the last page says that it is the last");
    Ok(())
}

#[tokio::test]
async fn selcora_gives_its_rate_limit_and_its_error_typed() -> Result<(), Error> {
    let limits = vec![
        ("content-type", "application/json".to_owned()),
        ("x-ratelimit-limit", "5".to_owned()),
        ("x-ratelimit-remaining", "4".to_owned()),
        ("x-ratelimit-reset", "30".to_owned()),
    ];
    let answers = vec![(200, limits, "[]".to_owned()), (402, Vec::new(), json!({ "error": "No balance left" }).to_string())];
    let (client, _) = client_of(switchboard_selcora::Client::builder(), answers);
    let answer = client.agents().list().send_response().await?;
    let limit = answer.rate_limit().unwrap();
    assert_eq!((limit.limit, limit.remaining), (Some(5), Some(4)));
    let error = client.agents().list().send().await.unwrap_err();
    assert!(error.is_payment_required());
    assert_eq!(error.message(), Some("No balance left"));
    assert_eq!(error.typed::<switchboard_selcora::types::ErrorBody>().unwrap().error, "No balance left");
    Ok(())
}

#[tokio::test]
async fn fifth_element_streams_in_the_framing_that_is_printed_and_in_the_standard_one() -> Result<(), Error> {
    use switchboard_fifth_element::types::ChatRequest;

    for end_of_event in ["\n", "\n\n"] {
        let events = ["{\"chunk\": \"Hello\"}", "{\"chunk\": \" there!\"}", "[DONE]"];
        let text: String = events.iter().map(|data| format!("data: {data}{end_of_event}")).collect();
        let answer = (200, vec![("content-type", "text/event-stream".to_owned())], text);
        let builder = switchboard_fifth_element::Client::builder().base_url("https://ai.example.com/v1/api");
        let (client, seen) = client_of(builder, vec![answer]);
        let call = client.chat().stream("support-agent", ChatRequest::new("Hello")).x_user_identifier("ada@example.com");
        let mut stream = call.stream().await?;
        let mut pieces = Vec::new();
        while let Some(event) = stream.next().await {
            match event? {
                StreamEvent::Message(piece) => pieces.push(piece.chunk),
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(pieces, ["Hello", " there!"]);
        let seen = seen.lock().unwrap();
        assert_eq!(target(&seen[0]), "POST https://ai.example.com/v1/api/chat/support-agent");
        assert_eq!(header(&seen[0], "x-user-identifier").as_deref(), Some("ada@example.com"));
        assert_eq!(header(&seen[0], "accept").as_deref(), Some("text/event-stream"));
        assert_eq!(body(&seen[0]), json!({ "message": "Hello", "stream": true }));
    }
    Ok(())
}

#[tokio::test]
async fn fifth_element_can_ask_for_a_new_conversation_with_null_and_continue_one_by_its_id() -> Result<(), Error> {
    use switchboard_core::json::Nullable;
    use switchboard_fifth_element::types::ChatRequest;

    let answer = json_answer(&json!({ "data": { "response": "Hi", "conversationId": "conv_1" }, "error": null }));
    let builder = switchboard_fifth_element::Client::builder().base_url("https://ai.example.com/v1/api");
    let (client, seen) = client_of(builder, vec![answer.clone(), answer]);
    let first = client.chat().send("bot", ChatRequest::new("Hello").with_conversation_id(Nullable::Null)).send().await?;
    client.chat().send("bot", ChatRequest::new("More").with_conversation_id(first.data.conversation_id)).send().await?;
    let seen = seen.lock().unwrap();
    assert_eq!(body(&seen[0]), json!({ "message": "Hello", "stream": false, "conversationId": null }));
    assert_eq!(body(&seen[1]), json!({ "message": "More", "stream": false, "conversationId": "conv_1" }));
    Ok(())
}

#[tokio::test]
async fn lucidsense_sends_its_own_scheme_and_continues_a_chat() -> Result<(), Error> {
    use switchboard_lucidsense::types::ExecuteRequest;

    let (client, seen) =
        client_of(switchboard_lucidsense::Client::builder(), vec![json_answer(&json!({ "chat_id": "c1", "reply": "720" }))]);
    let reply = client.agents().execute("agent", ExecuteRequest::new("What is the factorial of 6?").with_chat_id("c1")).send().await?;
    assert_eq!(reply.reply, "720");
    let seen = seen.lock().unwrap();
    assert_eq!(target(&seen[0]), "POST https://sense.lucidstack.xyz/client/api/v1/agents/agent/execute");
    assert_eq!(header(&seen[0], "authorization").as_deref(), Some("ApiKey the-key"));
    assert_eq!(body(&seen[0]), json!({ "chat_id": "c1", "message": "What is the factorial of 6?" }));
    Ok(())
}
