//! The five vendors, as far as their errors and keys differ.

use switchboard_core::{Auth, ErrorShape, RateLimitHeaders, Vendor};

/// The key of every test. Long and odd enough to be found wherever it leaks.
pub const KEY: &str = "sk-live-Zq7/+w93=kX%&'\"<>";
pub const BASE: &str = "https://api.invalid/v1";

const LIMITS: RateLimitHeaders =
    RateLimitHeaders { limit: "x-ratelimit-limit", remaining: "x-ratelimit-remaining", reset: "x-ratelimit-reset" };

pub static INVENT: Vendor = Vendor {
    name: "invent",
    title: "Invent",
    base_url: Some("https://api.useinvent.com"),
    base_url_env: "INVENT_BASE_URL",
    key_env: "INVENT_API_KEY",
    auth: Auth { header: "authorization", prefix: "Bearer " },
    error: ErrorShape { message: &["/message"], code: &["/code", "/errors/0/code"] },
    rate_limit: Some(LIMITS),
};

pub static INVICTA: Vendor = Vendor {
    name: "invicta",
    title: "Invicta AI",
    base_url: Some("https://api.invictai.io/api"),
    base_url_env: "INVICTA_BASE_URL",
    key_env: "INVICTA_API_KEY",
    auth: Auth { header: "x-invicta-api", prefix: "" },
    error: ErrorShape { message: &["/error/message"], code: &["/error/code"] },
    rate_limit: None,
};

pub static SELCORA: Vendor = Vendor {
    name: "selcora",
    title: "Selcora Characters",
    base_url: None,
    base_url_env: "SELCORA_BASE_URL",
    key_env: "SELCORA_API_KEY",
    auth: Auth { header: "authorization", prefix: "Bearer " },
    error: ErrorShape { message: &["/error"], code: &[] },
    rate_limit: Some(LIMITS),
};

pub static FIFTH_ELEMENT: Vendor = Vendor {
    name: "fifth-element",
    title: "Fifth Element AI",
    base_url: None,
    base_url_env: "FIFTH_ELEMENT_BASE_URL",
    key_env: "FIFTH_ELEMENT_API_KEY",
    auth: Auth { header: "authorization", prefix: "Bearer " },
    error: ErrorShape { message: &["/error/message"], code: &["/error/name"] },
    rate_limit: Some(LIMITS),
};

pub static LUCIDSENSE: Vendor = Vendor {
    name: "lucidsense",
    title: "LucidSense",
    base_url: Some("https://sense.lucidstack.xyz/client/api/v1"),
    base_url_env: "LUCIDSENSE_BASE_URL",
    key_env: "LUCIDSENSE_API_KEY",
    auth: Auth { header: "authorization", prefix: "ApiKey " },
    error: ErrorShape { message: &["/message"], code: &[] },
    rate_limit: None,
};

pub static ALL: [&Vendor; 5] = [&INVENT, &INVICTA, &SELCORA, &FIFTH_ELEMENT, &LUCIDSENSE];

/// An error body in the vendor's shape.
pub fn error_body(vendor: &Vendor, message: &str) -> String {
    let message = serde_json::Value::from(message);
    match vendor.name {
        "invent" => format!(r#"{{"status":400,"message":{message},"errors":[{{"code":"E42","path":["a"]}}]}}"#),
        "invicta" => format!(r#"{{"error":{{"code":"E42","message":{message}}}}}"#),
        "selcora" => format!(r#"{{"error":{message}}}"#),
        "fifth-element" => format!(r#"{{"data":null,"error":{{"name":"E42","message":{message},"details":{{}}}}}}"#),
        _ => format!(r#"{{"success":false,"message":{message}}}"#),
    }
}

/// Whether the vendor's errors carry a code.
pub fn has_code(vendor: &Vendor) -> bool {
    !vendor.error.code.is_empty()
}
