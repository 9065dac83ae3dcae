//! Spans, with OpenTelemetry's names. Without the feature `tracing` all of this is nothing.

use http::StatusCode;

use crate::client::BaseUrl;
use crate::error::Error;
#[cfg(feature = "tracing")]
use crate::error::ErrorKind;
use crate::vendor::{Operation, Vendor};

/// The span of one call.
#[derive(Clone, Debug)]
pub(crate) struct CallSpan {
    #[cfg(feature = "tracing")]
    span: tracing::Span,
}

#[cfg(feature = "tracing")]
impl CallSpan {
    pub(crate) fn new(vendor: &Vendor, operation: &Operation, base_url: &BaseUrl) -> Self {
        use tracing::field::Empty;

        let span = tracing::info_span!(
            target: "switchboard",
            "call",
            otel.name = Empty,
            otel.kind = "client",
            otel.status_code = Empty,
            http.request.method = operation.method.as_str(),
            url.template = operation.path,
            url.scheme = if base_url.is_https() { "https" } else { "http" },
            server.address = base_url.host(),
            server.port = base_url.port(),
            switchboard.vendor = vendor.name,
            switchboard.operation = operation.id,
            gen_ai.operation.name = Empty,
            gen_ai.provider.name = Empty,
            gen_ai.response.time_to_first_chunk = Empty,
            http.response.status_code = Empty,
            http.request.resend_count = Empty,
            switchboard.request_id = Empty,
            "error.type" = Empty,
        );
        if !span.is_disabled() {
            span.record("otel.name", format_args!("{} {}", operation.method, operation.path));
            if operation.agent {
                span.record("gen_ai.operation.name", "invoke_agent");
                span.record("gen_ai.provider.name", vendor.name);
            }
        }
        Self { span }
    }

    /// The span of one attempt, below the call's.
    pub(crate) fn attempt(&self, earlier: u32) -> AttemptSpan {
        AttemptSpan(tracing::debug_span!(
            target: "switchboard",
            parent: &self.span,
            "attempt",
            http.request.resend_count = earlier,
            http.response.status_code = tracing::field::Empty,
            "error.type" = tracing::field::Empty,
        ))
    }

    /// `request_id`: without anything that must not be shown.
    pub(crate) fn answered(&self, status: StatusCode, attempts: u32, request_id: impl FnOnce() -> Option<String>) {
        if self.span.is_disabled() {
            return;
        }
        self.span.record("http.response.status_code", status.as_u16());
        self.span.record("http.request.resend_count", attempts.saturating_sub(1));
        if let Some(id) = request_id() {
            self.span.record("switchboard.request_id", id);
        }
        if let Some(kind) = refusal(status) {
            self.span.record("otel.status_code", "ERROR");
            self.span.record("error.type", kind);
        }
    }

    pub(crate) fn failed(&self, error: &Error) {
        if self.span.is_disabled() {
            return;
        }
        self.span.record("otel.status_code", "ERROR");
        self.span.record("error.type", error.kind().as_str());
        self.span.record("http.request.resend_count", error.attempts().saturating_sub(1));
        if let Some(status) = error.status() {
            self.span.record("http.response.status_code", status.as_u16());
        }
        if let Some(id) = error.request_id() {
            self.span.record("switchboard.request_id", id);
        }
    }

    /// The first event of a stream is there, so long after the call was begun: in seconds, retries
    /// and their waits included.
    #[cfg(feature = "stream")]
    pub(crate) fn first_event(&self, after: std::time::Duration) {
        self.span.record("gen_ai.response.time_to_first_chunk", after.as_secs_f64());
    }

    /// Says that the call will be sent again, and when.
    pub(crate) fn waiting(&self, wait: std::time::Duration) {
        tracing::debug!(target: "switchboard", parent: &self.span, wait_ms = wait.as_millis() as u64, "retrying");
    }

    /// Runs a future inside the span.
    pub(crate) fn cover<F: Future>(&self, future: F) -> tracing::instrument::Instrumented<F> {
        tracing::Instrument::instrument(future, self.span.clone())
    }
}

/// The span of one attempt.
#[cfg(feature = "tracing")]
pub(crate) struct AttemptSpan(tracing::Span);

#[cfg(feature = "tracing")]
impl AttemptSpan {
    pub(crate) fn cover<F: Future>(&self, future: F) -> tracing::instrument::Instrumented<F> {
        tracing::Instrument::instrument(future, self.0.clone())
    }

    pub(crate) fn answered(&self, status: StatusCode) {
        self.0.record("http.response.status_code", status.as_u16());
        if let Some(kind) = refusal(status) {
            self.0.record("error.type", kind);
        }
    }

    pub(crate) fn failed(&self, error: &Error) {
        self.0.record("error.type", error.kind().as_str());
    }

    /// The attempt is over: the wait for the next one is no part of it.
    pub(crate) fn end(self) {}
}

/// The `error.type` of a status that is one.
#[cfg(feature = "tracing")]
fn refusal(status: StatusCode) -> Option<&'static str> {
    (status.is_client_error() || status.is_server_error()).then(|| ErrorKind::of_status(status).as_str())
}

#[cfg(not(feature = "tracing"))]
impl CallSpan {
    pub(crate) fn new(_: &Vendor, _: &Operation, _: &BaseUrl) -> Self {
        Self {}
    }

    pub(crate) fn attempt(&self, _: u32) -> AttemptSpan {
        AttemptSpan
    }

    pub(crate) fn answered(&self, _: StatusCode, _: u32, _: impl FnOnce() -> Option<String>) {}

    pub(crate) fn failed(&self, _: &Error) {}

    #[cfg(feature = "stream")]
    pub(crate) fn first_event(&self, _: std::time::Duration) {}

    pub(crate) fn waiting(&self, _: std::time::Duration) {}

    pub(crate) fn cover<F: Future>(&self, future: F) -> F {
        future
    }
}

/// The span of one attempt.
#[cfg(not(feature = "tracing"))]
pub(crate) struct AttemptSpan;

#[cfg(not(feature = "tracing"))]
impl AttemptSpan {
    pub(crate) fn cover<F: Future>(&self, future: F) -> F {
        future
    }

    pub(crate) fn answered(&self, _: StatusCode) {}

    pub(crate) fn failed(&self, _: &Error) {}

    pub(crate) fn end(self) {}
}
