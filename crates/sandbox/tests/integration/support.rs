//! A client that knows nothing but HTTP.

use reqwest::{Method, RequestBuilder, Response};
use serde_json::Value;
use switchboard_sandbox::{Sandbox, VIOLATION_HEADER};

/// The header that carries a vendor's key, and what stands before it.
fn auth(vendor: &str) -> (&'static str, &'static str) {
    match vendor {
        "invicta" => ("X-INVICTA-API", ""),
        "lucidsense" => ("Authorization", "ApiKey "),
        _ => ("Authorization", "Bearer "),
    }
}

/// A request to a vendor, without a key.
pub(crate) fn stranger(sandbox: &Sandbox, vendor: &str, method: Method, path: &str) -> RequestBuilder {
    reqwest::Client::new().request(method, format!("{}{path}", sandbox.base_url(vendor)))
}

/// A request to a vendor, with its key.
pub(crate) fn request(sandbox: &Sandbox, vendor: &str, method: Method, path: &str) -> RequestBuilder {
    let (header, prefix) = auth(vendor);
    stranger(sandbox, vendor, method, path).header(header, format!("{prefix}{}", sandbox.api_key(vendor)))
}

/// An answer as the tests look at it.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) body: Value,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    pub(crate) fn violation(&self) -> Option<&str> {
        self.header(VIOLATION_HEADER)
    }

    /// What stands at a pointer of the body.
    pub(crate) fn at(&self, pointer: &str) -> &Value {
        self.body.pointer(pointer).unwrap_or_else(|| panic!("{pointer} in {}", self.body))
    }
}

pub(crate) async fn answer(response: Response) -> Answer {
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let text = response.text().await.unwrap();
    let body = if text.is_empty() { Value::Null } else { serde_json::from_str(&text).unwrap_or(Value::String(text)) };
    Answer { status, headers, body }
}

pub(crate) async fn get(sandbox: &Sandbox, vendor: &str, path: &str) -> Answer {
    answer(request(sandbox, vendor, Method::GET, path).send().await.unwrap()).await
}

pub(crate) async fn send(sandbox: &Sandbox, vendor: &str, method: Method, path: &str, body: &Value) -> Answer {
    answer(request(sandbox, vendor, method, path).json(body).send().await.unwrap()).await
}

pub(crate) async fn post(sandbox: &Sandbox, vendor: &str, path: &str, body: &Value) -> Answer {
    send(sandbox, vendor, Method::POST, path, body).await
}
