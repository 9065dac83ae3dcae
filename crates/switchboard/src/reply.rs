//! What an agent answers.

use std::any::Any;
use std::sync::Arc;

use serde::Serialize;
use switchboard_core::{RateLimit, Response};

/// What an agent answered.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Reply {
    /// The answer. Empty if the agent answered without text; see [`Self::raw`].
    pub text: String,
    /// The vendor's name for the conversation; `None` if it has none.
    pub thread: Option<String>,
    /// The model that answered, if the vendor says.
    pub model: Option<String>,
    /// What the answer took, if the vendor says.
    pub usage: Option<Usage>,
    /// The name that the server gave the request: what the vendor's support will ask for.
    pub request_id: Option<String>,
    /// The rate limit after this call, if the vendor sends it.
    #[serde(skip)]
    pub rate_limit: Option<RateLimit>,
    #[serde(skip)]
    raw: Option<Raw>,
}

/// Tokens, as far as the vendor counts them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Usage {
    /// Tokens that went in.
    pub input_tokens: Option<u64>,
    /// Tokens that came out.
    pub output_tokens: Option<u64>,
    /// Both together. Fifth Element gives one number and does not say what it counts; it is here.
    pub total_tokens: Option<u64>,
}

/// The answer as the vendor's typed client gave it.
#[derive(Clone)]
struct Raw(Arc<dyn Any + Send + Sync>);

impl std::fmt::Debug for Raw {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Raw")
    }
}

impl Reply {
    /// The answer as the vendor's typed client gave it, if it is of this type:
    ///
    /// | vendor | type |
    /// |---|---|
    /// | `fifth-element` | `types::ChatEnvelope`; streamed answers have none |
    /// | `invent` | `types::ChatMessage` |
    /// | `invicta` | `types::PromptResult` |
    /// | `lucidsense` | `types::ExecuteResult` |
    /// | `selcora` | `types::Message` |
    pub fn raw<T: Any>(&self) -> Option<&T> {
        self.raw.as_ref()?.0.downcast_ref()
    }

    pub(crate) fn new(text: String) -> Self {
        Self { text, thread: None, model: None, usage: None, request_id: None, rate_limit: None, raw: None }
    }

    /// A reply with what stands beside the value of an answer.
    pub(crate) fn from_response<T: Any + Send + Sync>(text: String, response: Response<T>) -> Self {
        let request_id = response.request_id().map(str::to_owned);
        let rate_limit = response.rate_limit();
        Self { request_id, rate_limit, ..Self::new(text) }.with_raw(response.into_value())
    }

    pub(crate) fn with_raw<T: Any + Send + Sync>(mut self, value: T) -> Self {
        self.raw = Some(Raw(Arc::new(value)));
        self
    }

    pub(crate) fn with_thread(mut self, thread: Option<String>) -> Self {
        self.thread = thread;
        self
    }

    pub(crate) fn with_model(mut self, model: Option<String>) -> Self {
        self.model = model;
        self
    }

    pub(crate) fn with_usage(mut self, usage: Option<Usage>) -> Self {
        self.usage = usage;
        self
    }
}

/// A count of tokens that the vendor declares as any number.
pub(crate) fn tokens(number: f64) -> Option<u64> {
    (number.is_finite() && number >= 0.0).then_some(number as u64)
}
