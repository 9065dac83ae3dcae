//! The body of a call.

use bytes::Bytes;
use http::HeaderValue;
use serde_json::{Map, Value};

use super::multipart::{self, Part};

/// What was given as the body.
#[derive(Clone, Debug)]
pub(super) enum Payload {
    None,
    Json { content_type: &'static str, text: Bytes },
    Form { fields: Map<String, Value>, text: Bytes },
    Bytes { content_type: &'static str, bytes: Bytes },
    Multipart(Map<String, Value>),
}

impl Payload {
    /// The body with its content type. Files turn it into `multipart`.
    pub(super) fn finish(&self, files: &[(String, Part)], multipart: &str) -> Result<(Option<HeaderValue>, Bytes), String> {
        let (content_type, body) = match self {
            Self::Multipart(fields) => return encode(multipart, fields, files),
            Self::Form { fields, .. } if !files.is_empty() => return encode(multipart, fields, files),
            Self::None if !files.is_empty() => return encode(multipart, &Map::new(), files),
            Self::Json { text, .. } if !files.is_empty() => {
                let fields = serde_json::from_slice(text).map_err(|_| "files can only be added to a body that is an object".to_owned())?;
                return encode(multipart, &fields, files);
            }
            _ if !files.is_empty() => return Err("files cannot be added to this kind of body".to_owned()),
            Self::None => return Ok((None, Bytes::new())),
            Self::Json { content_type, text } => (*content_type, text.clone()),
            Self::Form { text, .. } => ("application/x-www-form-urlencoded", text.clone()),
            Self::Bytes { content_type, bytes } => (*content_type, bytes.clone()),
        };
        let content_type = HeaderValue::from_str(content_type).map_err(|_| "the content type contains control characters".to_owned())?;
        Ok((Some(content_type), body))
    }
}

fn encode(media_type: &str, fields: &Map<String, Value>, files: &[(String, Part)]) -> Result<(Option<HeaderValue>, Bytes), String> {
    let encoded = multipart::encode(fields, files)?;
    let content_type = format!("{media_type}; boundary={}", encoded.boundary);
    let content_type = HeaderValue::try_from(content_type).map_err(|_| "the content type contains control characters".to_owned())?;
    Ok((Some(content_type), encoded.body))
}
