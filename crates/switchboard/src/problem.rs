//! The errors of this crate, in the words of the run time.

use std::time::Duration;

use switchboard_core::{Error, ErrorKind, Vendor};

use crate::state::ConversationState;

/// A setting that cannot work.
pub(crate) fn config(vendor: &'static Vendor, detail: impl Into<String>, advice: impl Into<String>) -> Error {
    Error::custom(ErrorKind::Config, detail.into()).with_vendor(vendor).with_advice(advice.into())
}

/// A message or a conversation that cannot be sent as it is.
pub(crate) fn request(vendor: &'static Vendor, detail: impl Into<String>, advice: impl Into<String>) -> Error {
    Error::custom(ErrorKind::Request, detail.into()).with_vendor(vendor).with_advice(advice.into())
}

/// The limit of a turn ran out.
pub(crate) fn turn_timeout(vendor: &'static Vendor, limit: Duration, state: &ConversationState) -> Error {
    let seen = state.unknown_state().map(|state| format!("; its state is `{state}`, which the vendor's document does not know"));
    let detail = format!("no answer within {} s{}", limit.as_secs_f64(), seen.unwrap_or_default());
    let advice = if state.is_waiting() {
        "the agent may still be at work: Conversation::wait_for_reply goes on waiting"
    } else {
        "raise the limit with Agent::with_timeout if agents may take longer"
    };
    Error::custom(ErrorKind::Timeout, detail).with_vendor(vendor).with_advice(advice).with_possible_effect()
}

/// Attaches the conversation that an error is about, if the vendor has a name for it.
pub(crate) fn in_thread(error: Error, state: &ConversationState) -> Error {
    match state.thread() {
        Some(thread) => error.with_thread(thread),
        None => error,
    }
}
