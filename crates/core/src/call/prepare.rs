//! From a call to the request that each attempt sends.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Uri, header};

use super::{Call, path};
use crate::client::{Shared, Timeouts};
use crate::error::{Error, ErrorKind};
use crate::retry::RetryPolicy;
use crate::vendor::Operation;

/// A request that can be sent any number of times.
pub(super) struct Prepared {
    pub(super) operation: &'static Operation,
    pub(super) method: Method,
    pub(super) uri: Uri,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    pub(super) timeouts: Timeouts,
    pub(super) retry: RetryPolicy,
    /// Doing it twice is the same as doing it once.
    pub(super) repeatable: bool,
}

impl Prepared {
    pub(super) fn request(&self) -> http::Request<Bytes> {
        let mut request = http::Request::new(self.body.clone());
        *request.method_mut() = self.method.clone();
        *request.uri_mut() = self.uri.clone();
        *request.headers_mut() = self.headers.clone();
        request
    }

    /// Attaches what is known about the call to an error.
    pub(super) fn mark(&self, shared: &Shared, error: Error) -> Error {
        error.with_vendor(shared.vendor).with_operation(self.operation)
    }
}

impl Call {
    /// Checks the call and puts it together.
    pub(super) fn prepare(&self) -> Result<Prepared, Error> {
        self.try_prepare().map_err(|problem| {
            Error::new(ErrorKind::Request, problem)
                .with_vendor(self.transport.vendor())
                .with_operation(self.operation)
                .with_advice("nothing was sent")
        })
    }

    fn try_prepare(&self) -> Result<Prepared, String> {
        if let Some(problem) = &self.problem {
            return Err(problem.clone());
        }
        let shared = self.transport.shared();
        let (content_type, body) = self.payload.finish(&self.parts)?;
        Ok(Prepared {
            operation: self.operation,
            method: self.operation.method.clone(),
            uri: self.uri(shared)?,
            headers: self.all_headers(shared, content_type)?,
            body,
            timeouts: self.options.timeouts(&shared.timeouts),
            retry: RetryPolicy { retries: self.options.retries.unwrap_or(shared.retry.retries), ..shared.retry },
            repeatable: self.operation.is_idempotent() || self.options.has_idempotency_key,
        })
    }

    fn uri(&self, shared: &Shared) -> Result<Uri, String> {
        let prefix = shared.base_url.prefix();
        let path = path::finished(&self.path)?;
        let mut text = String::with_capacity(prefix.len() + path.len() + self.query.len() + 1);
        text.push_str(prefix);
        text.push_str(path);
        if !self.query.is_empty() {
            text.push('?');
            text.push_str(&self.query);
        }
        Uri::try_from(text).map_err(|_| "path and query are too long for a URL".to_owned())
    }

    fn all_headers(&self, shared: &Shared, content_type: Option<HeaderValue>) -> Result<HeaderMap, String> {
        let mut headers = HeaderMap::with_capacity(shared.headers.len() + self.headers.len() + 4);
        headers.insert(header::ACCEPT, HeaderValue::from_static(self.accept));
        #[cfg(feature = "gzip")]
        if !self.accept.starts_with("text/event-stream") {
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("gzip"));
        }
        if let Some(content_type) = content_type {
            headers.insert(header::CONTENT_TYPE, content_type);
        }
        headers.extend(shared.headers.iter().map(|(name, value)| (name.clone(), value.clone())));
        if !self.cookies.is_empty() {
            let mut cookies = HeaderValue::from_str(&self.cookies).map_err(|_| "a cookie is not valid".to_owned())?;
            cookies.set_sensitive(true);
            headers.insert(header::COOKIE, cookies);
        }
        for (name, value) in &self.headers {
            headers.insert(name.clone(), value.clone());
        }
        Ok(headers)
    }
}
