//! Sends a call: attempts, waits, and the decision what to return.

use std::future::Future;
use std::pin::{Pin, pin};

use super::Call;
use super::attempt::{Limit, Progress};
use super::options::deadline_after;
use super::prepare::Prepared;
use crate::client::Shared;
use crate::decode::{DecodeError, without_mark};
use crate::error::{Error, ErrorKind, VendorBody};
use crate::response::{RawResponse, Response};
use crate::retry::RetryState;
use crate::telemetry::CallSpan;

/// One type for the future of every call: what is generic stays small.
type SendFuture<'a> = Pin<Box<dyn Future<Output = Result<(RawResponse, CallSpan), Error>> + Send + 'a>>;

impl Call {
    /// Sends the call and decodes the answer.
    ///
    /// # Errors
    /// Whatever goes wrong, among it every status that is not a success.
    pub async fn execute<T>(self, decode: fn(&RawResponse) -> Result<T, DecodeError>) -> Result<Response<T>, Error> {
        let (answer, _span) = self.execute_with(decode).await?;
        Ok(answer)
    }

    /// Also gives the span, for those who find something wrong with the value.
    pub(crate) async fn execute_with<T>(
        &self,
        decode: impl FnOnce(&RawResponse) -> Result<T, DecodeError>,
    ) -> Result<(Response<T>, CallSpan), Error> {
        let (raw, span) = self.dispatch(false).await?;
        match decode(&raw) {
            Ok(value) => Ok((Response::new(value, raw), span)),
            Err(cause) => {
                let error = self.decode_error(cause, raw);
                span.failed(&error);
                Err(error)
            }
        }
    }

    /// Sends the call and returns the answer as it came, whatever its status. Retries happen as
    /// always; the last answer is returned.
    ///
    /// # Errors
    /// There was no answer, or it was larger than allowed.
    pub async fn execute_raw(self) -> Result<RawResponse, Error> {
        let (raw, _span) = self.dispatch(true).await?;
        Ok(raw)
    }

    /// `any_status`: an answer that is not a success is no error.
    fn dispatch(&self, any_status: bool) -> SendFuture<'_> {
        Box::pin(async move {
            let shared = self.0.transport.shared();
            let span = self.span();
            let outcome = match self.prepare_to_send() {
                Ok(prepared) => span.cover(pin!(run(shared, &prepared, any_status, &span))).await,
                Err(error) => Err(error),
            };
            match outcome {
                Ok(raw) => {
                    span.answered(raw.status(), raw.attempts(), || self.request_id(raw.headers()));
                    Ok((raw, span))
                }
                Err(error) => {
                    span.failed(&error);
                    Err(error)
                }
            }
        })
    }

    fn decode_error(&self, cause: DecodeError, raw: RawResponse) -> Error {
        let limit = self.0.transport.shared().limits.error_body;
        let attempts = raw.attempts();
        self.mark(Error::decode(cause.without(&self.secrets()), raw, limit)).with_attempts(attempts)
    }
}

/// The retry loop.
async fn run(shared: &Shared, prepared: &Prepared<'_>, any_status: bool, span: &CallSpan) -> Result<RawResponse, Error> {
    let timeouts = prepared.timeouts;
    let whole = whole_call(prepared);
    let mut state = retry_state(shared, prepared, &whole);
    loop {
        let attempt_span = span.attempt(state.begin_attempt());
        let limit = whole.or(Limit {
            at: deadline_after(timeouts.attempt),
            duration: timeouts.attempt,
            what: "answer",
            setting: "with_attempt_timeout",
        });
        let outcome = attempt_span.cover(pin!(one_attempt(shared, prepared, &limit, any_status))).await;
        let again = match &outcome {
            Ok(raw) => {
                attempt_span.answered(raw.status());
                if raw.status().is_success() {
                    state.succeeded();
                    None
                } else {
                    state.after_answer(raw)
                }
            }
            Err(error) => {
                attempt_span.failed(error);
                state.after_error(error)
            }
        };
        attempt_span.end();
        match again {
            Some(wait) => {
                span.waiting(wait);
                tokio::time::sleep(wait).await;
            }
            None => return conclude(shared, prepared, outcome, &state, any_status),
        }
    }
}

async fn one_attempt(shared: &Shared, prepared: &Prepared<'_>, limit: &Limit, any_status: bool) -> Result<RawResponse, Error> {
    let mut progress = Progress::default();
    let failure = match limit.cover(pin!(progress.run(shared, prepared, any_status))).await {
        Some(failure) => failure,
        None => Some(limit.error()),
    };
    progress.finish(shared, failure)
}

/// Turns the last outcome into what the caller gets.
fn conclude(
    shared: &Shared,
    prepared: &Prepared<'_>,
    outcome: Result<RawResponse, Error>,
    state: &RetryState<'_>,
    any_status: bool,
) -> Result<RawResponse, Error> {
    let attempts = state.attempts();
    match outcome {
        Ok(raw) if raw.status().is_success() || any_status => Ok(raw.with_call(attempts, shared.vendor.rate_limit.as_ref())),
        Ok(raw) => Err(status_error(shared, prepared, raw).with_attempts(attempts).with_exhausted_budget(state.is_budget_exhausted())),
        Err(error) => Err(prepared.mark(error).with_attempts(attempts).with_exhausted_budget(state.is_budget_exhausted())),
    }
}

pub(super) fn whole_call(prepared: &Prepared<'_>) -> Limit {
    Limit {
        at: deadline_after(prepared.timeouts.call),
        duration: prepared.timeouts.call,
        what: "answer, all attempts together,",
        setting: "with_timeout",
    }
}

pub(super) fn retry_state<'a>(shared: &'a Shared, prepared: &Prepared<'_>, whole: &Limit) -> RetryState<'a> {
    RetryState::new(
        prepared.retry,
        &shared.budget,
        shared.vendor.rate_limit.as_ref(),
        prepared.repeatable,
        prepared.operation().safe_to_retry,
        whole.at,
    )
}

/// The error for an answer whose status is not a success.
pub(super) fn status_error(shared: &Shared, prepared: &Prepared<'_>, raw: RawResponse) -> Error {
    let (cut, moved) = (raw.is_truncated(), raw.is_moved());
    let (status, headers, body) = raw.into_parts();
    let secrets = prepared.secrets();
    let vendor_body = VendorBody::read(&body, &shared.vendor.error, &secrets);
    let detail = if vendor_body.is_empty() { describe(&body) } else { "" };
    let error = Error::new(ErrorKind::of_status(status), detail)
        .with_vendor(shared.vendor)
        .with_vendor_body(vendor_body)
        .with_answer(status, headers, body, shared.limits.error_body)
        .with_truncated(cut)
        .with_moved(moved);
    prepared.mark(error)
}

/// What a body is that is not the vendor's error.
fn describe(body: &[u8]) -> &'static str {
    match without_mark(body).trim_ascii_start().first() {
        None => "with an empty body",
        Some(b'<') => "with a web page, probably from a proxy",
        Some(b'{' | b'[') => "with a body that is not the vendor's error",
        Some(_) => "with a body that is not JSON",
    }
}
