//! The one error type.

mod by_status;
mod display;
mod kind;
mod make;
mod redact;
mod vendor_body;

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;

use crate::decode::{DecodeError, without_mark};
use crate::retry::{may_repeat_status, wait};
use crate::service::{BoxError, ServiceError};
use crate::vendor::{Operation, Vendor};

pub use by_status::ErrorByStatus;
pub(crate) use by_status::ErrorReader;
pub use kind::ErrorKind;
pub(crate) use redact::Secrets;
pub(crate) use vendor_body::VendorBody;

/// The result of everything that can fail here.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What went wrong, whatever it was.
///
/// Ask questions (`is_…`) to decide what to do, and read the accessors for what is known: whatever
/// the server sent, its status, headers and (up to a limit) bytes are here. `Display` is one
/// sentence that says what to do about it. Neither it nor `Debug` shows a key, a query value, a
/// header value or a body; only the vendor's own message and code and its name for the request are
/// quoted.
///
/// Should the vendor have echoed what the caller sent, that is taken out of them: the key (as it is,
/// in base64, in hex and percent-encoded), the values of the query and of headers that were set for the
/// client or the call, each element of a list, each cookie, each text in JSON. Not taken out are
/// values of less than four bytes, which any text may contain; single elements of a list that is
/// joined with blanks; a part of a value; and what stood in the path or in the body.
///
/// ```
/// # use switchboard_core::Error;
/// fn advice(error: &Error) -> String {
///     if error.is_rate_limited() {
///         return format!("come back in {:?}", error.retry_after());
///     }
///     if error.is_not_found() {
///         return "no such agent".to_owned();
///     }
///     error.to_string()
/// }
/// ```
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    vendor: Option<&'static Vendor>,
    operation: Option<&'static Operation>,
    /// What happened, and what to do: our words, no data.
    detail: Cow<'static, str>,
    advice: Cow<'static, str>,
    setting: Option<&'static str>,
    answer: Option<Answer>,
    vendor_body: VendorBody,
    /// As far as it may be shown.
    request_id: Option<String>,
    thread: Option<String>,
    /// How the operation tells its documented bodies apart by status.
    reader: Option<ErrorReader>,
    attempts: u32,
    budget_exhausted: bool,
    /// A stream ended before its end: a matter of the connection, not of what was asked.
    is_cut: bool,
    processed: Processed,
    source: Option<BoxError>,
}

/// The part of an answer that an error keeps.
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    truncated: bool,
    retry_after: Option<Duration>,
}

/// Whether the server may have done what was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Processed {
    /// Not a byte of the request reached the server.
    No,
    /// Nobody knows.
    Maybe,
    /// The server answered.
    Answered,
}

// Questions.
impl Error {
    /// What kind of thing went wrong.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The client could not be built.
    pub fn is_config(&self) -> bool {
        self.0.kind == ErrorKind::Config
    }

    /// The call was made in a way that cannot be sent; nothing was.
    pub fn is_request(&self) -> bool {
        self.0.kind == ErrorKind::Request
    }

    /// There was no connection, and nothing was sent there. After a redirect, "there" is where it
    /// led: see [`Self::may_have_been_processed`].
    pub fn is_connect(&self) -> bool {
        self.0.kind == ErrorKind::Connect
    }

    /// The network failed: no connection, or it broke.
    pub fn is_network(&self) -> bool {
        matches!(self.0.kind, ErrorKind::Connect | ErrorKind::Connection)
    }

    /// One of our time limits ran out.
    pub fn is_timeout(&self) -> bool {
        self.0.kind == ErrorKind::Timeout
    }

    /// The key is not accepted (401), or not for this (403).
    pub fn is_auth(&self) -> bool {
        matches!(self.0.kind, ErrorKind::Authentication | ErrorKind::Permission)
    }

    /// The key is good, but not for this (403).
    pub fn is_permission_denied(&self) -> bool {
        self.0.kind == ErrorKind::Permission
    }

    /// The account has no balance (402).
    pub fn is_payment_required(&self) -> bool {
        self.0.kind == ErrorKind::Payment
    }

    /// There is no such thing (404, 410).
    pub fn is_not_found(&self) -> bool {
        self.0.kind == ErrorKind::NotFound
    }

    /// The thing is in a state that forbids this (409).
    pub fn is_conflict(&self) -> bool {
        self.0.kind == ErrorKind::Conflict
    }

    /// Too many calls (429). See [`Self::retry_after`].
    pub fn is_rate_limited(&self) -> bool {
        self.0.kind == ErrorKind::RateLimit
    }

    /// The server does not accept the request (any 4xx).
    pub fn is_rejected(&self) -> bool {
        self.status().is_some_and(|status| status.is_client_error())
    }

    /// The server failed (5xx).
    pub fn is_server(&self) -> bool {
        self.0.kind == ErrorKind::Server
    }

    /// The server sent us elsewhere and we did not go.
    pub fn is_redirect(&self) -> bool {
        self.0.kind == ErrorKind::Redirect
    }

    /// An answer came that is not what the vendor's document promises.
    pub fn is_decode(&self) -> bool {
        self.0.kind == ErrorKind::Decode
    }

    /// The answer is larger than the limit.
    pub fn is_too_large(&self) -> bool {
        self.0.kind == ErrorKind::TooLarge
    }

    /// A stream reported an error, or ended before its end.
    pub fn is_stream(&self) -> bool {
        self.0.kind == ErrorKind::Stream
    }

    /// The agent took the message and its run failed or was cancelled.
    pub fn is_run_failed(&self) -> bool {
        self.0.kind == ErrorKind::Run
    }

    /// A list repeats itself or does not end.
    pub fn is_paging(&self) -> bool {
        self.0.kind == ErrorKind::Paging
    }

    /// Whether the same call has a chance when it is made again later. A stream that was cut has, one
    /// that reported an error has not.
    ///
    /// This is about the cause, not about harm: see [`Self::may_have_been_processed`] before
    /// repeating what must not happen twice.
    pub fn is_retryable(&self) -> bool {
        match self.0.kind {
            ErrorKind::Connect | ErrorKind::Connection | ErrorKind::Timeout => true,
            ErrorKind::Stream => self.0.is_cut,
            ErrorKind::RateLimit | ErrorKind::Server | ErrorKind::Rejected => {
                self.0.answer.as_ref().is_some_and(|answer| wait::should_retry(&answer.headers).unwrap_or(may_repeat_status(answer.status)))
            }
            _ => false,
        }
    }

    /// Whether the server may have done what was asked although this error came back.
    ///
    /// A call that changes something and was answered by a redirect may have been: where the
    /// redirect led to may have failed, but the first address had its say before.
    pub fn may_have_been_processed(&self) -> bool {
        match self.0.processed {
            Processed::No => false,
            Processed::Maybe => true,
            Processed::Answered => matches!(
                self.0.kind,
                ErrorKind::Server
                    | ErrorKind::Decode
                    | ErrorKind::TooLarge
                    | ErrorKind::Stream
                    | ErrorKind::Connection
                    | ErrorKind::Timeout
            ),
        }
    }
}

// What is known.
impl Error {
    /// The HTTP status, if an answer came.
    pub fn status(&self) -> Option<StatusCode> {
        self.0.answer.as_ref().map(|answer| answer.status)
    }

    /// The headers, if an answer came.
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.0.answer.as_ref().map(|answer| &answer.headers)
    }

    /// The body as far as it came, cut at the client's limit for error bodies (64 KiB by default).
    pub fn body(&self) -> Option<&Bytes> {
        self.0.answer.as_ref().map(|answer| &answer.body)
    }

    /// Whether [`Self::body`] is only the beginning.
    pub fn is_body_truncated(&self) -> bool {
        self.0.answer.as_ref().is_some_and(|answer| answer.truncated)
    }

    /// The body as the type that the vendor documents for it; `None` if it is not of that shape.
    ///
    /// Where an operation has several error types, the type is an enum, and the status says which of
    /// its variants the body is.
    pub fn typed<E: DeserializeOwned + 'static>(&self) -> Option<E> {
        let body = without_mark(self.body()?);
        match self.0.reader.and_then(|reader| reader.read(self.status()?, body)) {
            Some(read) => read,
            None => serde_json::from_slice(body).ok(),
        }
    }

    /// The vendor's code for what is wrong.
    pub fn code(&self) -> Option<&str> {
        self.0.vendor_body.code.as_deref()
    }

    /// The vendor's own words, with the key, query values and header values taken out should it
    /// have echoed them.
    pub fn message(&self) -> Option<&str> {
        self.0.vendor_body.message.as_deref()
    }

    /// The name that the server gave the request: what the vendor's support will ask for. As in
    /// [`Self::message`], what the caller sent is taken out should the server have echoed it, except
    /// a name that the caller gave the request.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// How long the server wants us to stay away, counted from when the answer came.
    ///
    /// Waits of more than two minutes are not waited for but handed to the caller here.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.answer.as_ref()?.retry_after
    }

    /// The setting that is missing or cannot be used, by its name in code: `api_key` and `base_url`
    /// of a builder, an option of a vendor's such as `llm_id`. For programs that let their users
    /// set it by other means, and so have advice of their own.
    pub fn setting(&self) -> Option<&'static str> {
        self.0.setting
    }

    /// What happened, as `Display` says it, without the advice at its end: that speaks to who writes
    /// Rust.
    pub fn without_advice(&self) -> impl fmt::Display + '_ {
        display::WithoutAdvice(self)
    }

    /// The vendor's name for the conversation that the error is about, if one was begun and is
    /// known. With it the conversation can be continued.
    pub fn thread(&self) -> Option<&str> {
        self.0.thread.as_deref()
    }

    /// How often the request was sent. 0: it never was.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// Whether a retry was left out because the client's retry budget was used up.
    pub fn is_retry_budget_exhausted(&self) -> bool {
        self.0.budget_exhausted
    }

    /// The name of the operation in the vendor's document.
    pub fn operation(&self) -> Option<&'static str> {
        self.0.operation.map(|operation| operation.id)
    }

    /// The vendor's short name.
    pub fn vendor(&self) -> Option<&'static str> {
        self.0.vendor.map(|vendor| vendor.name)
    }

    /// Where in the body decoding stopped, as a JSON pointer.
    pub fn json_path(&self) -> Option<&str> {
        self.decode_error()?.path()
    }

    /// Why the answer is not what was promised.
    pub fn decode_error(&self) -> Option<&DecodeError> {
        self.0.source.as_ref()?.downcast_ref()
    }
}

/// The chain begins below what `Display` says already, so that to print all of it repeats nothing: of
/// a connection that failed it has the errors of the HTTP client, of an answer that cannot be decoded
/// none ([`Error::decode_error`] has that).
impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        let source = self.0.source.as_deref()?;
        if source.is::<DecodeError>() || source.is::<ServiceError>() { source.source() } else { Some(source) }
    }
}
