//! What an agent's vendor can do.

/// What an agent's vendor can do. All of it works through this crate either way; this says how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Capabilities {
    /// The vendor sends an answer piece by piece. Without it a stream has one piece, the whole
    /// answer, once it is there.
    pub streaming: bool,
    /// A conversation whose first turn was streamed can be continued. Without it, begin with
    /// `send` and stream the turns that follow.
    pub continues_streamed_start: bool,
    /// The answer is not the answer to the call: this crate asks for it again and again, as
    /// [`Polling`](crate::Polling) says, and
    /// [`wait_for_reply`](crate::Conversation::wait_for_reply) can go on after a time limit.
    pub polling: bool,
    /// Who remembers what was said.
    pub memory: Memory,
}

/// Who remembers what was said in a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Memory {
    /// The vendor, under the name in [`Reply::thread`](crate::Reply::thread).
    Vendor,
    /// Nobody but the [`Conversation`](crate::Conversation): it sends everything again with each
    /// turn, and keeps it in its state.
    Caller,
}
