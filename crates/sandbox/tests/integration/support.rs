//! Requests to the vendors of a sandbox.

use http::{Request, request::Builder};
use serde_json::Value;
use switchboard_sandbox::{Sandbox, VIOLATION_HEADER};
pub(crate) use switchboard_test_support::client::{Answer, exchange};

/// The header that carries a vendor's key, and what stands before it.
fn auth(vendor: &str) -> (&'static str, &'static str) {
    match vendor {
        "invicta" => ("X-INVICTA-API", ""),
        "lucidsense" => ("Authorization", "ApiKey "),
        _ => ("Authorization", "Bearer "),
    }
}

/// A request to a vendor, without a key.
pub(crate) fn stranger(sandbox: &Sandbox, vendor: &str, method: &str, path: &str) -> Builder {
    Request::builder().method(method).uri(format!("{}{path}", sandbox.base_url(vendor)))
}

/// A request to a vendor, with its key.
pub(crate) fn request(sandbox: &Sandbox, vendor: &str, method: &str, path: &str) -> Builder {
    let (header, prefix) = auth(vendor);
    stranger(sandbox, vendor, method, path).header(header, format!("{prefix}{}", sandbox.api_key(vendor)))
}

/// Sends a request without a body.
pub(crate) async fn bare(request: Builder) -> Answer {
    exchange(request.body(Vec::new()).unwrap()).await.unwrap()
}

/// Sends a request with a JSON body.
pub(crate) async fn with_json(request: Builder, body: &Value) -> Answer {
    exchange(request.header("content-type", "application/json").body(body.to_string().into_bytes()).unwrap()).await.unwrap()
}

pub(crate) async fn get(sandbox: &Sandbox, vendor: &str, path: &str) -> Answer {
    bare(request(sandbox, vendor, "GET", path)).await
}

pub(crate) async fn post(sandbox: &Sandbox, vendor: &str, path: &str, body: &Value) -> Answer {
    with_json(request(sandbox, vendor, "POST", path), body).await
}

/// What was wrong with the request.
pub(crate) fn violation(answer: &Answer) -> Option<&str> {
    answer.header(VIOLATION_HEADER)
}
