//! How an error is put together.

use std::borrow::Cow;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::{Answer, Error, ErrorKind, ErrorReader, Inner, Processed, VendorBody};
use crate::decode::DecodeError;
use crate::response::RawResponse;
use crate::retry::wait;
use crate::service::BoxError;
use crate::vendor::{Operation, Vendor};

impl Error {
    pub(crate) fn new(kind: ErrorKind, detail: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Inner {
            kind,
            vendor: None,
            operation: None,
            detail: detail.into(),
            advice: Cow::Borrowed(""),
            setting: None,
            answer: None,
            vendor_body: VendorBody::default(),
            request_id: None,
            thread: None,
            reader: None,
            attempts: 0,
            budget_exhausted: false,
            is_cut: false,
            processed: Processed::No,
            source: None,
        }))
    }

    pub(crate) fn config(vendor: &'static Vendor, detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::Config, detail).with_vendor(vendor)
    }

    pub(crate) fn with_operation(mut self, operation: &'static Operation) -> Self {
        self.0.operation = Some(operation);
        self
    }

    pub(crate) fn with_processed(mut self, processed: Processed) -> Self {
        self.0.processed = processed;
        self
    }

    pub(crate) fn with_reader(mut self, reader: Option<ErrorReader>) -> Self {
        self.0.reader = reader;
        self
    }

    pub(crate) fn with_attempts(mut self, attempts: u32) -> Self {
        self.0.attempts = attempts;
        self
    }

    pub(crate) fn with_exhausted_budget(mut self, exhausted: bool) -> Self {
        self.0.budget_exhausted = exhausted;
        self
    }

    /// A stream that ended before its end.
    #[cfg(feature = "stream")]
    pub(crate) fn with_cut(mut self) -> Self {
        self.0.is_cut = true;
        self
    }

    pub(crate) fn with_vendor_body(mut self, vendor_body: VendorBody) -> Self {
        self.0.vendor_body = vendor_body;
        self
    }

    /// Takes the request's name from the answer, if there is one, without what must not be shown.
    pub(crate) fn with_request_id(mut self, shown: impl FnOnce(&HeaderMap) -> Option<String>) -> Self {
        if let Some(answer) = &self.0.answer {
            self.0.request_id = shown(&answer.headers);
        }
        self
    }

    /// Keeps what the server sent: all headers, and the body up to `limit` bytes.
    pub(crate) fn with_answer(mut self, status: StatusCode, headers: HeaderMap, body: Bytes, limit: usize) -> Self {
        let retry_after = wait::hint(status, &headers, self.0.vendor.and_then(|v| v.rate_limit.as_ref()));
        let truncated = body.len() > limit;
        // A slice of a large body would keep all of it alive.
        let body = if truncated { Bytes::copy_from_slice(body.get(..limit).unwrap_or_default()) } else { body };
        self.0.answer = Some(Answer { status, headers, body, truncated, retry_after });
        self.0.processed = Processed::Answered;
        self
    }

    /// `moved`: what the call asked for may have been done by the address that sent us on, whatever
    /// the one that answered says.
    pub(crate) fn with_moved(mut self, moved: bool) -> Self {
        if moved {
            self.0.processed = Processed::Maybe;
        }
        self
    }

    pub(crate) fn with_truncated(mut self, truncated: bool) -> Self {
        if let Some(answer) = &mut self.0.answer {
            answer.truncated |= truncated;
        }
        self
    }

    pub(crate) fn decode(cause: DecodeError, raw: RawResponse, limit: usize) -> Self {
        let (status, headers, body) = raw.into_parts();
        Self::new(ErrorKind::Decode, "").with_answer(status, headers, body, limit).with_source(cause)
    }

    pub(crate) fn processed(&self) -> Processed {
        self.0.processed
    }
}

/// For crates that are built on the clients and fail in the same words.
impl Error {
    /// An error that no single call had: a time limit over several calls, a setting that cannot
    /// work. `detail` says what happened, as a part of a sentence and without anything secret.
    pub fn custom(kind: ErrorKind, detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(kind, detail)
    }

    /// Names the vendor that the error is about.
    #[must_use]
    pub fn with_vendor(mut self, vendor: &'static Vendor) -> Self {
        self.0.vendor = Some(vendor);
        self
    }

    /// Says what to do, instead of what [`Display`](std::fmt::Display) would say.
    #[must_use]
    pub fn with_advice(mut self, advice: impl Into<Cow<'static, str>>) -> Self {
        self.0.advice = advice.into();
        self
    }

    /// Names the setting that is missing or cannot be used; see [`Self::setting`].
    #[must_use]
    pub fn with_setting(mut self, name: &'static str) -> Self {
        self.0.setting = Some(name);
        self
    }

    /// Adds the cause. It must not hold anything secret.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<BoxError>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// Adds the vendor's own words, which [`Self::message`] then gives.
    #[must_use]
    pub fn with_message(mut self, message: impl Into<String>) -> Self {
        self.0.vendor_body.message = Some(message.into());
        self
    }

    /// Adds the conversation that the error is about, so that it can be continued.
    #[must_use]
    pub fn with_thread(mut self, thread: impl Into<String>) -> Self {
        self.0.thread = Some(thread.into());
        self
    }

    /// Says that the server may have done what was asked.
    #[must_use]
    pub fn with_possible_effect(self) -> Self {
        self.with_processed(Processed::Maybe)
    }
}
