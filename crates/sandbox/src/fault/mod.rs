//! Faults that are asked for.

mod alter;
mod grammar;
mod plan;

pub(crate) use alter::alter;
pub use grammar::InvalidFault;
pub(crate) use grammar::parse;
pub(crate) use plan::{Active, Plan, Run, Wanted};

/// What goes wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The answer comes late, by so many milliseconds.
    Latency(u64),
    /// 429, with or without `Retry-After`.
    RateLimit,
    /// A status of the server's.
    ServerError(u16),
    /// The connection is reset before an answer.
    Reset,
    /// The body ends too early, after so many bytes.
    Truncate(usize),
    /// A page of HTML, as a proxy sends it.
    Html(u16),
    /// JSON that is cut off.
    MalformedJson,
    /// A stream that ends in order, without the event that ends it.
    NoEnd,
    /// A stream that stays open and sends nothing more.
    Hang,
    /// So many milliseconds between the events of a stream.
    Slow(u64),
    /// Values of enums that the document does not have.
    UnknownEnum,
    /// Members that the document does not have.
    ExtraFields,
    /// The agent's answer fails, or is never done.
    RunFailed,
    RunStuck,
}

/// A fault, and when it happens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) kind: Kind,
    /// The value of `Retry-After`.
    pub(crate) retry_after: Option<String>,
    /// Only so many times; always, if not set.
    pub(crate) times: Option<u32>,
    /// Only for this vendor.
    pub(crate) vendor: Option<String>,
    /// Only for paths that begin so, without the vendor's own.
    pub(crate) path: Option<String>,
}
