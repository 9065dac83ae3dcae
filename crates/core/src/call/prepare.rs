//! From a call to the request that each attempt sends.

use std::sync::Mutex;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Uri, header};
use tokio::runtime::Handle;

use super::{Call, path};
use crate::client::{Shared, Timeouts};
use crate::error::{Error, ErrorKind, Secrets};
use crate::retry::RetryPolicy;
use crate::vendor::Operation;

/// A request that can be sent any number of times.
pub(super) struct Prepared<'a> {
    call: &'a Call,
    content_type: Option<HeaderValue>,
    body: Bytes,
    /// The request for the first attempt, made to see whether it can be. Most calls need no other,
    /// and so it is not copied to be kept.
    first: Mutex<Option<http::Request<Bytes>>>,
    pub(super) timeouts: Timeouts,
    pub(super) retry: RetryPolicy,
    /// Doing it twice is the same as doing it once.
    pub(super) repeatable: bool,
}

impl Prepared<'_> {
    /// The request. It is the same every time.
    pub(super) fn request(&self) -> Result<http::Request<Bytes>, Error> {
        let first = self.first.lock().map_or(None, |mut first| first.take());
        match first {
            Some(request) => Ok(request),
            None => {
                let made = self.call.request(self.content_type.clone(), self.body.clone());
                made.map_err(|problem| Error::new(ErrorKind::Request, problem))
            }
        }
    }

    pub(super) fn operation(&self) -> &'static Operation {
        self.call.0.operation
    }

    /// What of the request must not be shown.
    pub(super) fn secrets(&self) -> Secrets {
        self.call.secrets()
    }

    /// Attaches what is known about the call to an error.
    pub(super) fn mark(&self, error: Error) -> Error {
        self.call.mark(error)
    }
}

impl Call {
    /// The request that would be sent, without sending it: for dry runs and for tests. The key is
    /// in it; its header, as every header that was set by hand, is marked sensitive, so that Debug
    /// does not show it. Query and body it does show.
    ///
    /// # Errors
    /// The call cannot be sent as it was made.
    pub fn to_request(&self) -> Result<http::Request<Bytes>, Error> {
        self.prepare()?.request()
    }

    /// Checks the call and puts it together, to send it here and now.
    pub(super) fn prepare_to_send(&self) -> Result<Prepared<'_>, Error> {
        // Outside of a runtime the first timer would panic.
        match Handle::try_current() {
            Ok(_) => self.prepare(),
            Err(_) => Err(self.unsendable("it is not awaited within a Tokio runtime, as #[tokio::main] makes one".to_owned())),
        }
    }

    fn prepare(&self) -> Result<Prepared<'_>, Error> {
        self.try_prepare().map_err(|problem| self.unsendable(problem))
    }

    fn unsendable(&self, problem: String) -> Error {
        self.mark(Error::new(ErrorKind::Request, problem)).with_advice("nothing was sent")
    }

    fn try_prepare(&self) -> Result<Prepared<'_>, String> {
        if let Some(problem) = &self.0.problem {
            return Err(problem.clone());
        }
        let shared = self.0.transport.shared();
        let (content_type, body) = self.0.payload.finish(&self.0.parts, self.0.multipart)?;
        let first = self.request(content_type.clone(), body.clone())?;
        Ok(Prepared {
            call: self,
            content_type,
            body,
            first: Mutex::new(Some(first)),
            timeouts: self.0.options.timeouts(&shared.timeouts),
            retry: RetryPolicy { retries: self.0.options.retries.unwrap_or(shared.retry.retries), ..shared.retry },
            repeatable: self.0.operation.is_idempotent() || self.0.options.has_idempotency_key,
        })
    }

    /// What of the request must not be shown.
    pub(super) fn secrets(&self) -> Secrets {
        let shared = self.0.transport.shared();
        match self.request(None, Bytes::new()) {
            Ok(request) => shared.secrets(request.uri().query(), request.headers()),
            Err(_) => shared.secrets(None, &HeaderMap::new()),
        }
    }

    fn request(&self, content_type: Option<HeaderValue>, body: Bytes) -> Result<http::Request<Bytes>, String> {
        let shared = self.0.transport.shared();
        let mut request = http::Request::new(body);
        *request.method_mut() = self.0.operation.method.clone();
        *request.uri_mut() = self.uri(shared)?;
        *request.headers_mut() = self.all_headers(shared, content_type)?;
        Ok(request)
    }

    fn uri(&self, shared: &Shared) -> Result<Uri, String> {
        let path = path::finished(&self.0.path)?;
        shared.base_url.join(path, &self.0.query).map_err(|_| "path and query are too long for a URL".to_owned())
    }

    fn all_headers(&self, shared: &Shared, content_type: Option<HeaderValue>) -> Result<HeaderMap, String> {
        let mut headers = HeaderMap::with_capacity(shared.headers.len() + self.0.headers.len() + 4);
        headers.insert(header::ACCEPT, HeaderValue::from_static(self.0.accept));
        #[cfg(feature = "gzip")]
        if !self.0.accept.starts_with("text/event-stream") {
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("gzip"));
        }
        if let Some(content_type) = content_type {
            headers.insert(header::CONTENT_TYPE, content_type);
        }
        for (name, value) in &shared.headers {
            headers.insert(name.clone(), value.clone());
        }
        if !self.0.cookies.is_empty() {
            let mut cookies = HeaderValue::from_str(&self.0.cookies).map_err(|_| "a cookie is not valid".to_owned())?;
            cookies.set_sensitive(true);
            headers.insert(header::COOKIE, cookies);
        }
        for (name, value) in &self.0.headers {
            headers.insert(name.clone(), value.clone());
        }
        Ok(headers)
    }
}
