//! What the vendor says in an error body.

use serde_json::Value;

use super::Secrets;
use crate::decode::without_mark;
use crate::vendor::ErrorShape;

/// Where other servers in the way (gateways, proxies) put their message.
const COMMON_MESSAGES: [&str; 6] = ["/error/message", "/message", "/error", "/detail", "/title", "/error_description"];
const COMMON_CODES: [&str; 4] = ["/error/code", "/error/type", "/code", "/type"];

/// The vendor's message and code.
#[derive(Default)]
pub(crate) struct VendorBody {
    pub(crate) message: Option<String>,
    pub(crate) code: Option<String>,
}

impl VendorBody {
    pub(crate) fn read(body: &[u8], shape: &ErrorShape, secrets: &Secrets) -> Self {
        match serde_json::from_slice::<Value>(without_mark(body)) {
            Ok(value) => Self::read_value(&value, shape, secrets),
            Err(_) => Self::default(),
        }
    }

    pub(crate) fn read_value(value: &Value, shape: &ErrorShape, secrets: &Secrets) -> Self {
        Self {
            message: first(value, shape.message, &COMMON_MESSAGES).map(|text| secrets.take_out_of(&text)),
            code: first(value, shape.code, &COMMON_CODES).map(|text| secrets.take_out_of(&text)),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.message.is_none() && self.code.is_none()
    }
}

fn first(value: &Value, own: &[&str], common: &[&str]) -> Option<String> {
    own.iter().chain(common).find_map(|pointer| match value.pointer(pointer)? {
        Value::String(text) if !text.trim().is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    })
}
