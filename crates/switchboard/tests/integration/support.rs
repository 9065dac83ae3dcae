//! A script that plays a vendor.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use serde_json::Value;
use switchboard::core::bytes::Bytes;
use switchboard::core::http::{Request, Response};
use switchboard::core::service::{Body, HttpService, ServiceFuture};
use switchboard::{Agent, AgentBuilder};
use tokio::time::Instant;

/// Plays answers one after the other, and keeps what was asked and when.
#[derive(Clone, Default)]
pub struct Script(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    answers: VecDeque<Response<Body>>,
    /// What to answer when the script is over.
    last: Option<String>,
    seen: Vec<(Instant, Request<Bytes>)>,
}

impl Script {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn then(self, body: impl ToString) -> Self {
        self.then_response(Response::builder().header("x-request-id", "req_1"), body)
    }

    pub fn then_status(self, status: u16, body: impl ToString) -> Self {
        self.then_response(Response::builder().status(status).header("x-request-id", "req_1"), body)
    }

    pub fn then_stream(self, body: impl ToString) -> Self {
        self.then_response(Response::builder().header("content-type", "text/event-stream"), body)
    }

    pub fn then_response(self, response: switchboard::core::http::response::Builder, body: impl ToString) -> Self {
        self.0.lock().unwrap().answers.push_back(response.body(Body::from(body.to_string())).unwrap());
        self
    }

    /// What to answer from here on.
    pub fn then_always(self, body: impl ToString) -> Self {
        self.0.lock().unwrap().last = Some(body.to_string());
        self
    }

    /// An agent whose vendor is played by this script.
    pub fn builder(&self, name: &str) -> AgentBuilder {
        Agent::builder(name).api_key("sk-secret-1234").base_url("https://vendor.example/api").with_http_service(self.clone())
    }

    pub fn agent(&self, name: &str) -> Agent {
        self.builder(name).build().unwrap()
    }

    /// What was asked: method and path.
    pub fn calls(&self) -> Vec<String> {
        self.0.lock().unwrap().seen.iter().map(|(_, request)| format!("{} {}", request.method(), request.uri().path())).collect()
    }

    /// The body of the given request.
    pub fn body(&self, index: usize) -> Value {
        serde_json::from_slice(self.0.lock().unwrap().seen[index].1.body()).unwrap()
    }

    pub fn request(&self, index: usize) -> Request<Bytes> {
        self.0.lock().unwrap().seen[index].1.clone()
    }

    /// The waits between the requests, in milliseconds.
    pub fn waits(&self) -> Vec<u128> {
        self.0.lock().unwrap().seen.windows(2).map(|pair| (pair[1].0 - pair[0].0).as_millis()).collect()
    }
}

impl HttpService for Script {
    fn call(&self, request: Request<Bytes>) -> ServiceFuture {
        let mut state = self.0.lock().unwrap();
        state.seen.push((Instant::now(), request));
        let answer = state.answers.pop_front();
        let answer = answer.unwrap_or_else(|| Response::new(Body::from(state.last.clone().expect("the script has an answer"))));
        Box::pin(std::future::ready(Ok(answer)))
    }
}

/// Answers of the vendors to one message.
pub mod answers {
    use serde_json::{Value, json};

    pub fn invicta(text: &str, thread: Option<&str>) -> Value {
        json!({
            "id": 1, "prompt": "?", "response": text, "communityId": null, "userId": null, "liked": null, "totalTokens": 512,
            "cp_cost": 1, "savedToMemory": true, "csv_request_id": null, "ai_agent_request_id": null, "modelName": "gpt-4",
            "threadId": thread, "createdAt": "2026-01-01T00:00:00Z", "updatedAt": "2026-01-01T00:00:00Z"
        })
    }

    pub fn lucidsense(text: &str, thread: &str) -> Value {
        json!({"chat_id": thread, "reply": text})
    }

    pub fn fifth_element(text: &str, thread: &str) -> Value {
        json!({"data": {"response": text, "conversationId": thread, "metadata": {"model": "gpt-4", "tokens": 150}}, "error": null})
    }

    pub fn selcora(text: &str) -> Value {
        json!({"id": "msg_1", "content": text, "role": "agent", "created_at": "2026-01-01T00:00:00Z"})
    }

    pub fn invent(id: &str, role: &str, status: &str, text: &str) -> Value {
        json!({
            "id": id, "role": role, "status": status, "model": "gpt-4", "created_at": "2026-01-01T00:00:00Z",
            "messages": [{"role": role, "parts": [{"type": "text", "text": text}]}],
            "usage": {"input_tokens": 10, "output_tokens": 5, "total_tokens": 15}
        })
    }
}
