//! `multipart/form-data`, and what is written like it.

use std::borrow::Cow;
use std::fmt;

use bytes::{Bytes, BytesMut};
use serde_json::{Map, Value};

use super::query::text;

/// A file to send.
///
/// ```
/// # use switchboard_core::Part;
/// let part = Part::bytes(&b"%PDF-1.7"[..]).with_file_name("guide.pdf").with_content_type("application/pdf");
/// ```
#[derive(Clone)]
pub struct Part {
    bytes: Bytes,
    file_name: Option<String>,
    content_type: Cow<'static, str>,
}

impl Part {
    /// A file with this content, without a name, as `application/octet-stream`.
    pub fn bytes(content: impl Into<Bytes>) -> Self {
        Self { bytes: content.into(), file_name: None, content_type: Cow::Borrowed("application/octet-stream") }
    }

    /// The name that the server is told.
    pub fn with_file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into());
        self
    }

    /// The media type.
    pub fn with_content_type(mut self, media_type: impl Into<Cow<'static, str>>) -> Self {
        self.content_type = media_type.into();
        self
    }
}

impl fmt::Debug for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Part").field("content_type", &self.content_type).field("bytes", &self.bytes.len()).finish_non_exhaustive()
    }
}

/// A finished body with its boundary.
pub(super) struct Encoded {
    pub(super) boundary: String,
    pub(super) body: Bytes,
}

pub(super) fn encode(fields: &Map<String, Value>, files: &[(String, Part)]) -> Result<Encoded, String> {
    // 128 random bits: no content contains them by chance, and nobody can guess them beforehand.
    let boundary = format!("switchboard-{:016x}{:016x}", fastrand::u64(..), fastrand::u64(..));
    let mut body = BytesMut::new();
    for (name, value) in fields {
        if files.iter().any(|(file, _)| file == name) {
            continue;
        }
        // One part per element, as RFC 7578 has it for files and OpenAPI for every list.
        let elements = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
        for element in elements.iter().filter(|element| !element.is_null()) {
            begin(&mut body, &boundary, name, None);
            if element.is_object() || element.is_array() {
                body.extend_from_slice(b"Content-Type: application/json\r\n");
            }
            finish(&mut body, text(element).as_bytes());
        }
    }
    for (name, part) in files {
        if part.content_type.chars().any(char::is_control) {
            return Err(format!("the content type of part `{name}` contains control characters"));
        }
        begin(&mut body, &boundary, name, Some(part.file_name.as_deref().unwrap_or("file")));
        body.extend_from_slice(format!("Content-Type: {}\r\n", part.content_type).as_bytes());
        finish(&mut body, &part.bytes);
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    Ok(Encoded { boundary, body: body.freeze() })
}

fn begin(body: &mut BytesMut, boundary: &str, name: &str, file_name: Option<&str>) {
    let head = format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{}\"", escaped(name));
    body.extend_from_slice(head.as_bytes());
    if let Some(file_name) = file_name {
        body.extend_from_slice(format!("; filename=\"{}\"", escaped(file_name)).as_bytes());
    }
    body.extend_from_slice(b"\r\n");
}

fn finish(body: &mut BytesMut, content: &[u8]) {
    body.extend_from_slice(b"\r\n");
    body.extend_from_slice(content);
    body.extend_from_slice(b"\r\n");
}

/// Names are quoted as browsers do it: no name can end its quotes or its line.
fn escaped(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn members_become_parts_and_a_file_wins_over_a_member() {
        // In alphabetical order: serde_json keeps the order of members only if somebody asks it to.
        let fields = json!({"file": "lost", "list": [1, null, {"a": [2]}, [3]], "nothing": null, "number": 7, "text": "a b"});
        let files = [("file".to_owned(), Part::bytes("content").with_file_name("a\"b\r\n.txt"))];
        let encoded = encode(fields.as_object().unwrap(), &files).unwrap();
        let text = String::from_utf8(encoded.body.to_vec()).unwrap().replace(&encoded.boundary, "X");
        assert_eq!(
            text,
            "--X\r\nContent-Disposition: form-data; name=\"list\"\r\n\r\n1\r\n\
             --X\r\nContent-Disposition: form-data; name=\"list\"\r\nContent-Type: application/json\r\n\r\n{\"a\":[2]}\r\n\
             --X\r\nContent-Disposition: form-data; name=\"list\"\r\nContent-Type: application/json\r\n\r\n[3]\r\n\
             --X\r\nContent-Disposition: form-data; name=\"number\"\r\n\r\n7\r\n\
             --X\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\na b\r\n\
             --X\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a%22b%0D%0A.txt\"\r\n\
             Content-Type: application/octet-stream\r\n\r\ncontent\r\n--X--\r\n"
        );
    }
}
