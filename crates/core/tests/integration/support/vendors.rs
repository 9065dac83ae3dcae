//! Two vendors that do not exist and differ in all in which vendors can differ. The real ones are
//! tested with their clients, in the workspace's `tests`.

use switchboard_core::{Auth, ErrorShape, RateLimitHeaders, Vendor};

/// The key of every test. Long and odd enough to be found wherever it leaks.
pub const KEY: &str = "sk-live-Zq7/+w93=kX%&'\"<>";
pub const BASE: &str = "https://api.invalid/v1";

pub static ACME: Vendor = Vendor {
    name: "acme",
    title: "Acme Agents",
    base_url: Some("https://api.acme.invalid"),
    base_url_env: "ACME_BASE_URL",
    key_env: "ACME_API_KEY",
    auth: Auth { header: "authorization", prefix: "Bearer " },
    error: ErrorShape { message: &["/error/message"], code: &["/error/name"] },
    rate_limit: Some(RateLimitHeaders { limit: "x-ratelimit-limit", remaining: "x-ratelimit-remaining", reset: "x-ratelimit-reset" }),
};

pub static GLOBEX: Vendor = Vendor {
    name: "globex",
    title: "Globex",
    base_url: None,
    base_url_env: "GLOBEX_BASE_URL",
    key_env: "GLOBEX_API_KEY",
    auth: Auth { header: "x-globex-key", prefix: "" },
    error: ErrorShape { message: &["/message"], code: &[] },
    rate_limit: None,
};

pub static ALL: [&Vendor; 2] = [&ACME, &GLOBEX];

/// An error body in the vendor's shape.
pub fn error_body(vendor: &Vendor, message: &str) -> String {
    let message = serde_json::Value::from(message);
    match vendor.name {
        "acme" => format!(r#"{{"data":null,"error":{{"name":"E42","message":{message},"details":{{}}}}}}"#),
        _ => format!(r#"{{"success":false,"message":{message}}}"#),
    }
}
