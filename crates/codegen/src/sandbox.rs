//! What the sandbox plays a vendor from: the document, corrected and in one piece, and the
//! facts that it does not tell.

use serde_json::{Map, Value, json};
use switchboard_spec::{
    fit::operation::WIRE,
    vendor::{Play, Vendor},
};

use crate::pipeline::pretty;

/// Path from the root of the workspace → content.
pub(crate) fn files(vendor: &Vendor, document: &Value, lowered: &Value) -> Vec<(String, String)> {
    let folder = format!("crates/sandbox/vendors/{}", vendor.name);
    vec![(format!("{folder}/facts.json"), pretty(&facts(vendor, document, lowered))), (format!("{folder}/openapi.json"), pretty(document))]
}

fn facts(vendor: &Vendor, document: &Value, lowered: &Value) -> Value {
    let settings = &vendor.settings;
    let mut facts = json!({
        "name": vendor.name,
        "title": vendor.title(),
        "base_path": base_path(document),
        "key_env": settings.auth.env,
        "base_url_env": settings.server.base_url_env,
        "auth": { "header": settings.auth.header, "prefix": settings.auth.prefix },
        "errors": settings.errors,
        "operations": operations(vendor, lowered),
    });
    if let Some(members) = facts.as_object_mut() {
        let optional = [("rate_limit", json!(settings.rate_limit)), ("lists", lists(vendor))];
        members.extend(optional.into_iter().filter(|(_, value)| !empty(value)).map(|(name, value)| (name.to_owned(), value)));
    }
    facts
}

/// What is known of operations beside the document: how they page, stream, and are played.
fn operations(vendor: &Vendor, lowered: &Value) -> Map<String, Value> {
    let mut out = Map::new();
    for item in lowered.get("paths").and_then(Value::as_object).into_iter().flat_map(Map::values) {
        for (method, operation) in item.as_object().into_iter().flatten() {
            let Some(wire) = operation.get(WIRE) else { continue };
            let path = wire.get("path").and_then(Value::as_str).unwrap_or_default();
            let known = out.entry(format!("{} {path}", method.to_uppercase())).or_insert_with(|| json!({}));
            let mut add = |name: &str, value: Option<Value>| {
                if let (Some(members), Some(value)) = (known.as_object_mut(), value.filter(|value| !empty(value))) {
                    members.insert(name.to_owned(), value);
                }
            };
            add("paging", wire.get("paging").cloned());
            add("stream", wire.get("response").filter(|response| response.get("kind") == Some(&json!("stream"))).map(stream));
            add("play", vendor.operation(method, path).sandbox.map(|facts| play(vendor, &facts)));
        }
    }
    out.retain(|_, known| !empty(known));
    out.sort_keys();
    out
}

fn play(vendor: &Vendor, facts: &Play) -> Value {
    let chat = facts.chat.as_ref().and_then(|name| vendor.settings.sandbox.chats.get(name));
    let members = [("schema", json!(facts.schema)), ("creates", json!(facts.creates)), ("set", json!(facts.set)), ("chat", json!(chat))];
    members.into_iter().filter(|(_, value)| !empty(value)).map(|(name, value)| (name.to_owned(), value)).collect::<Map<_, _>>().into()
}

fn lists(vendor: &Vendor) -> Value {
    let sandbox = &vendor.settings.sandbox;
    let members = [("same", json!(sandbox.same)), ("items", json!(sandbox.items))];
    members.into_iter().filter(|(_, value)| !empty(value)).map(|(name, value)| (name.to_owned(), value)).collect::<Map<_, _>>().into()
}

fn stream(response: &Value) -> Value {
    let members = ["flag", "done", "framing"].into_iter();
    members.filter_map(|name| Some((name.to_owned(), response.get(name)?.clone()))).collect::<Map<_, _>>().into()
}

fn empty(value: &Value) -> bool {
    value.is_null() || value.as_object().is_some_and(Map::is_empty)
}

/// The path of the document's first server, without the slash at its end.
fn base_path(document: &Value) -> &str {
    let url = document.pointer("/servers/0/url").and_then(Value::as_str).unwrap_or_default();
    let path = match url.split_once("://") {
        Some((_, rest)) => rest.find('/').and_then(|start| rest.get(start..)).unwrap_or_default(),
        None => url,
    };
    path.trim_end_matches('/')
}
