//! A client that knows nothing but HTTP: no TLS, no redirects, no retries, no connection twice.

use std::error::Error;

use http::{HeaderMap, HeaderValue, Request, Response, header::HOST};
use http_body_util::{BodyExt as _, Full};
use hyper::{
    body::{Bytes, Incoming},
    client::conn::http1,
};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;

/// Whatever goes wrong.
pub type Failure = Box<dyn Error + Send + Sync>;

/// An answer that was read to its end.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as it came.
    pub text: String,
    /// The body, if it is JSON.
    pub body: Value,
}

impl Answer {
    /// The text of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// What stands at a pointer of the body; null if nothing does.
    pub fn at(&self, pointer: &str) -> &Value {
        self.body.pointer(pointer).unwrap_or(&Value::Null)
    }
}

/// Sends a request, whose address is a whole one; the body of the answer is still to be read.
///
/// # Errors
/// When the server cannot be reached, or does not answer.
pub async fn send(request: Request<Vec<u8>>) -> Result<Response<Incoming>, Failure> {
    let (mut parts, body) = request.into_parts();
    let authority = parts.uri.authority().ok_or("the address names no host")?.as_str().to_owned();
    let stream = TcpStream::connect(&authority).await?;
    parts.headers.insert(HOST, HeaderValue::from_str(&authority)?);
    parts.uri = parts.uri.path_and_query().ok_or("the address has no path")?.as_str().parse()?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    Ok(sender.send_request(Request::from_parts(parts, Full::new(Bytes::from(body)))).await?)
}

/// Sends a request and reads the answer.
///
/// # Errors
/// When the server cannot be reached, does not answer, or stops in the middle of its answer.
pub async fn exchange(request: Request<Vec<u8>>) -> Result<Answer, Failure> {
    let (parts, body) = send(request).await?.into_parts();
    let text = String::from_utf8_lossy(&body.collect().await?.to_bytes()).into_owned();
    let body = serde_json::from_str(&text).unwrap_or_default();
    Ok(Answer { status: parts.status.as_u16(), headers: parts.headers, text, body })
}
