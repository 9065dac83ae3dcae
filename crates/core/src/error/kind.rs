//! What kind of thing went wrong.

use std::fmt;

use http::StatusCode;

/// What kind of thing went wrong. [`Error`](crate::Error) has a question for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client could not be built: no key, no base URL, plain `http` to a far host.
    Config,
    /// The call cannot be sent as it was made: a path parameter that leaves its segment, a header
    /// with control characters, a value that has no JSON form, no Tokio runtime.
    Request,
    /// No connection: refused, unknown host, TLS failed. Nothing was sent.
    Connect,
    /// The connection broke, or what came was not HTTP.
    Connection,
    /// A time limit of ours ran out.
    Timeout,
    /// The server sent us elsewhere and following would not be safe or would not end.
    Redirect,
    /// 401: the key is missing, wrong or revoked.
    Authentication,
    /// 403: the key is good, but not for this.
    Permission,
    /// 402: the account has no balance.
    Payment,
    /// 404 or 410: there is no such thing.
    NotFound,
    /// 409: the thing is in a state that forbids this.
    Conflict,
    /// 429: too many calls.
    RateLimit,
    /// Any other 4xx: the server does not accept the request.
    Rejected,
    /// 5xx: the server failed.
    Server,
    /// An answer came, but it is not what the vendor's document promises.
    Decode,
    /// The answer is larger than the limit.
    TooLarge,
    /// A stream reported an error, or ended before its end.
    Stream,
    /// The agent took the message, and its run failed or was cancelled.
    Run,
    /// A list repeats itself or does not end.
    Paging,
}

impl ErrorKind {
    pub(crate) fn of_status(status: StatusCode) -> Self {
        match status.as_u16() {
            401 => Self::Authentication,
            402 => Self::Payment,
            403 => Self::Permission,
            404 | 410 => Self::NotFound,
            409 => Self::Conflict,
            429 => Self::RateLimit,
            300..=399 => Self::Redirect,
            400..=499 => Self::Rejected,
            500..=599 => Self::Server,
            _ => Self::Decode,
        }
    }

    /// The kind's name in metrics and logs: OpenTelemetry's `error.type`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Config => "config",
            Self::Request => "request",
            Self::Connect => "connect",
            Self::Connection => "connection",
            Self::Timeout => "timeout",
            Self::Redirect => "redirect",
            Self::Authentication => "authentication",
            Self::Permission => "permission",
            Self::Payment => "payment",
            Self::NotFound => "not_found",
            Self::Conflict => "conflict",
            Self::RateLimit => "rate_limit",
            Self::Rejected => "rejected",
            Self::Server => "server",
            Self::Decode => "decode",
            Self::TooLarge => "too_large",
            Self::Stream => "stream",
            Self::Run => "run",
            Self::Paging => "paging",
        }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
