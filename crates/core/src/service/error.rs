//! Why a request could not be sent or its answer not be read.

use std::fmt;

use super::BoxError;

/// Why a request could not be sent or its answer not be read.
#[derive(Debug)]
pub struct ServiceError {
    kind: ServiceErrorKind,
    /// Words for people that are known to hold nothing secret.
    summary: Option<String>,
    /// What to do about it, if that is known better than by the kind.
    advice: Option<&'static str>,
    source: Option<BoxError>,
}

/// What retrying needs to know about a [`ServiceError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ServiceErrorKind {
    /// No connection, and so nothing was sent: always safe to send again.
    Connect,
    /// No connection within the limit: always safe to send again.
    ConnectTimeout,
    /// The service's own time limit ran out after something was sent.
    Timeout,
    /// The connection broke after something was sent.
    Broken,
    /// The server says that it did nothing with the request, as HTTP/2 can while it shuts down:
    /// always safe to send again.
    Refused,
    /// The service followed a redirect on its own, which it must not, and it led to another origin.
    Redirect,
    /// The request cannot be sent, and nothing of it was: sending again would change nothing.
    Fatal,
}

impl ServiceError {
    /// An error of the given kind with its cause. The cause becomes part of the error's source
    /// chain and must not contain secrets.
    pub fn new(kind: ServiceErrorKind, source: impl Into<BoxError>) -> Self {
        Self { kind, summary: None, advice: None, source: Some(source.into()) }
    }

    pub(crate) fn with_summary(mut self, summary: String) -> Self {
        self.summary = Some(summary);
        self
    }

    pub(crate) fn with_advice(mut self, advice: &'static str) -> Self {
        self.advice = Some(advice);
        self
    }

    pub(crate) fn advice(&self) -> Option<&'static str> {
        self.advice
    }

    /// What kind of error it is.
    pub fn kind(&self) -> ServiceErrorKind {
        self.kind
    }
}

impl fmt::Display for ServiceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self.kind {
            ServiceErrorKind::Connect => "no connection",
            ServiceErrorKind::ConnectTimeout => "no connection in time",
            ServiceErrorKind::Timeout => "no answer in time",
            ServiceErrorKind::Broken => "the connection broke",
            ServiceErrorKind::Refused => "the server did not take the request",
            ServiceErrorKind::Redirect => "the HTTP service followed a redirect",
            ServiceErrorKind::Fatal => "the request cannot be sent",
        };
        f.write_str(text)?;
        match &self.summary {
            Some(summary) => write!(f, " ({summary})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for ServiceError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_ref().map(|source| &**source as &(dyn std::error::Error + 'static))
    }
}
