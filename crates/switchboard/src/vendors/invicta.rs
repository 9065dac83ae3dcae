//! Invicta AI: a trigger with the id of a memory thread.

use std::any::Any;
use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use switchboard_core::{Result, Vendor};
use switchboard_invicta::types::{PromptRequest, PromptVariable, PromptVariableValue};
use switchboard_invicta::{Client, VENDOR};

use crate::backend::{Backend, Doing, Hidden, Turn, TypedClient, no_agent};
use crate::capabilities::{Capabilities, Memory};
use crate::message::{VendorOptions, sealed::Sealed};
use crate::reply::{Reply, Usage, tokens};
use crate::state::ConversationState;

/// What only Invicta AI understands.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Options {
    /// Values for the placeholders in the agent's system prompt.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub variables: BTreeMap<String, PromptVariableValue>,
    /// The model that is to answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model_name: Option<String>,
}

impl Options {
    /// No options.
    pub fn new() -> Self {
        Self::default()
    }

    /// Gives a placeholder a value.
    #[must_use]
    pub fn variable(mut self, key: impl Into<String>, value: impl Into<PromptVariableValue>) -> Self {
        self.variables.insert(key.into(), value.into());
        self
    }

    /// Names the model that is to answer.
    #[must_use]
    pub fn model_name(mut self, name: impl Into<String>) -> Self {
        self.model_name = Some(name.into());
        self
    }
}

impl Sealed for Options {}
impl VendorOptions for Options {
    const VENDOR: &'static str = VENDOR.name;
}

impl Sealed for Client {}
impl TypedClient for Client {
    type Options = Options;
    const VENDOR: &'static Vendor = &VENDOR;

    fn into_backend(self, agent: Option<String>) -> Result<Hidden> {
        let agent = agent.ok_or_else(|| no_agent(&VENDOR, "the id of an agent"))?;
        Ok(Hidden(Arc::new(Invicta { client: self, agent })))
    }
}

struct Invicta {
    client: Client,
    agent: String,
}

impl Backend for Invicta {
    fn vendor(&self) -> &'static Vendor {
        &VENDOR
    }

    fn agent(&self) -> Option<&str> {
        Some(&self.agent)
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities { streaming: false, continues_streamed_start: true, polling: false, memory: Memory::Vendor }
    }

    fn client(&self) -> &(dyn Any + Send + Sync) {
        &self.client
    }

    fn send<'a>(&'a self, turn: &'a Turn, state: &'a mut ConversationState) -> Doing<'a, Reply> {
        Box::pin(async move {
            let options: Options = turn.options(&VENDOR)?;
            let variables: Vec<_> = options.variables.into_iter().map(|(key, value)| PromptVariable::new(key, value)).collect();
            let mut prompt = PromptRequest::new(&turn.text, variables);
            prompt.thread_id = state.thread().map(str::to_owned);
            prompt.model_name = options.model_name;
            let response = self.client.agents().send_prompt(&self.agent, prompt).send_response().await?;
            let answer = response.value();
            state.set_thread(answer.thread_id.as_deref());
            let total_tokens = answer.total_tokens.and_then(tokens);
            let usage = total_tokens.map(|_| Usage { total_tokens, ..Usage::default() });
            let model = answer.model_name.clone();
            let text = answer.response.clone();
            Ok(Reply::from_response(text, response).with_thread(state.thread().map(str::to_owned)).with_model(model).with_usage(usage))
        })
    }
}
