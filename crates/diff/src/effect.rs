//! What an edit does to the set of accepted values, and what that means for a client.
//!
//! No rule has a level of its own. A level follows from three things: the effect of the edit, the
//! side that sends the value, and what the generated clients tolerate. [`Level::of`] is the only
//! place where one is made.

use serde::Serialize;

/// How bad a change is for a client that was built from the old document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Nothing that such a client does today stops working.
    Info,
    /// It keeps working, and something it may rely on is different.
    Warning,
    /// What it sends may be refused, or what it gets may not be understood.
    Breaking,
}

impl Level {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Breaking => "breaking",
        }
    }

    /// The level of an edit with this effect, on one side of the exchange.
    pub fn of(effect: Effect, side: Side, tolerance: Tolerance) -> Self {
        match (effect, side) {
            (Effect::None, _) => Self::Info,
            // The client sends what it always sent: it must still be accepted.
            (Effect::Narrowed | Effect::Moved, Side::Request) => Self::Breaking,
            (Effect::Widened, Side::Request) => Self::Info,
            // The server sends what it never sent: the client must be able to take it.
            (Effect::Widened | Effect::Moved, Side::Response) if tolerance == Tolerance::Nothing => Self::Breaking,
            (Effect::Widened | Effect::Moved | Effect::Narrowed, Side::Response) => Self::Info,
            (Effect::Meaning, Side::Request) => Self::Warning,
            (Effect::Meaning, Side::Response) => Self::Info,
            (Effect::Dropped | Effect::Uncertain, _) => Self::Warning,
        }
    }
}

/// What an edit does to the set of values that a place accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Effect {
    /// The set stays.
    None,
    /// Some values are no longer accepted.
    Narrowed,
    /// Some values are accepted that were not.
    Widened,
    /// Both.
    Moved,
    /// The set stays, and what is left out means something else.
    Meaning,
    /// A place is no longer named: what is sent there may be ignored, and what was read there may
    /// no longer come.
    Dropped,
    /// The set may have moved; whether it has depends on the values of a caller.
    Uncertain,
}

impl Effect {
    /// The effect of the edit that undoes this one.
    #[must_use]
    pub fn undone(self) -> Self {
        match self {
            Self::Narrowed => Self::Widened,
            Self::Widened => Self::Narrowed,
            other => other,
        }
    }

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "the accepted values stay",
            Self::Narrowed => "fewer values are accepted",
            Self::Widened => "more values are accepted",
            Self::Moved => "other values are accepted",
            Self::Meaning => "what is left out means something else",
            Self::Dropped => "a place is no longer named",
            Self::Uncertain => "other values may be accepted",
        }
    }
}

/// Who sends the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// The client does.
    Request,
    /// The server does.
    Response,
}

/// Why a generated client can take a value that its document did not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tolerance {
    /// It cannot.
    Nothing,
    /// An unknown value of an enum is kept as `Unknown`.
    OpenEnum,
    /// Unknown members of an object are kept and written back.
    UnknownMembers,
    /// An unknown member of a union is kept as `Unknown`.
    UnknownUnionMember,
    /// A member that may be absent is an `Option`, and null is `None`.
    OptionalMember,
    /// Bounds, lengths, patterns, formats and conditions are the server's to check.
    Unchecked,
    /// Every status from 200 to 299 is a success, and its body is read as the same type.
    AnySuccess,
    /// The client asks for the media type that it reads.
    Accept,
}

impl Tolerance {
    /// Why it is safe, as the end of a sentence; nothing when it is not.
    pub fn reason(self) -> Option<&'static str> {
        Some(match self {
            Self::Nothing => return None,
            Self::OpenEnum => "safe here: enums are open",
            Self::UnknownMembers => "safe here: unknown members are kept",
            Self::UnknownUnionMember => "safe here: an unknown member of a union is kept",
            Self::OptionalMember => "safe here: the member may be absent already, and null is read as `None`",
            Self::Unchecked => "safe here: the client does not check it",
            Self::AnySuccess => "safe here: every 2xx status is a success and is read in the same way",
            Self::Accept => "safe here: the client asks for the media type that it reads",
        })
    }
}

/// What an edit does on either side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effects {
    /// Where the client sends the value.
    pub request: Effect,
    /// Where the server does.
    pub response: Effect,
    /// What the client can take all the same, in an answer.
    pub tolerance: Tolerance,
}

impl Effects {
    /// The same effect on both sides, with nothing tolerated.
    pub const fn both(effect: Effect) -> Self {
        Self { request: effect, response: effect, tolerance: Tolerance::Nothing }
    }

    /// The same effect on both sides; the answer is tolerated.
    pub const fn tolerated(effect: Effect, tolerance: Tolerance) -> Self {
        Self { request: effect, response: effect, tolerance }
    }
}

/// The side or sides on which a change is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// Only where the client sends.
    Request,
    /// Only where the server does.
    Response,
    /// On both sides.
    Both,
    /// In no exchange: it is about the document, or about a schema that nothing uses.
    None,
}

impl Direction {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Response => "response",
            Self::Both => "both",
            Self::None => "none",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_breaks_a_request_is_the_mirror_of_what_breaks_an_answer() {
        for effect in [Effect::Narrowed, Effect::Widened, Effect::Moved] {
            let request = Level::of(effect, Side::Request, Tolerance::Nothing);
            let response = Level::of(effect.undone(), Side::Response, Tolerance::Nothing);
            assert_eq!(request, response, "{effect:?}");
        }
    }

    #[test]
    fn tolerance_never_excuses_a_request() {
        for effect in [Effect::Narrowed, Effect::Moved] {
            assert_eq!(Level::of(effect, Side::Request, Tolerance::Unchecked), Level::Breaking);
        }
    }
}
