//! `--dry-run`: the request, and nothing is sent.

use bytes::Bytes;
use serde_json::{Map, Value, json};
use switchboard_core::Call;

use crate::{catalogue::Vendor, output::Output, problem::Result};

/// Shows the request. The call was made without the key; where it would be stands the name of
/// its variable.
pub(super) fn show(vendor: &Vendor, call: &Call, output: &mut Output<'_>) -> Result<()> {
    let request = call.to_request()?;
    let auth = &vendor.facts.auth;
    let mut headers = Map::new();
    headers.insert(auth.header.to_owned(), format!("{}<{}>", auth.prefix, vendor.facts.key_env).into());
    for (name, value) in request.headers() {
        headers.insert(name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into());
    }
    headers.sort_keys();
    let (method, url, body) = (request.method().as_str(), request.uri().to_string(), shown(request.body()));
    if !output.is_human() {
        return output.json_line(&json!({ "method": method, "url": url, "headers": headers, "body": body }));
    }
    output.line(&format!("{method} {url}"))?;
    for (name, value) in &headers {
        output.line(&format!("{name}: {}", value.as_str().unwrap_or_default()))?;
    }
    match body {
        Value::Null => Ok(()),
        Value::String(text) => output.line(&format!("\n{}", text.trim_end())),
        body => {
            output.line("")?;
            output.value(&body)
        }
    }
}

/// The body: JSON as such, text as such, of anything else the size.
fn shown(body: &Bytes) -> Value {
    if body.is_empty() {
        return Value::Null;
    }
    match std::str::from_utf8(body) {
        Ok(text) => serde_json::from_str(text).unwrap_or_else(|_| text.into()),
        Err(_) => format!("<{} bytes>", body.len()).into(),
    }
}
