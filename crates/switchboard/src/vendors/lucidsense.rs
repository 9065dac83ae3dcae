//! LucidSense: one call, with the id of the chat from the second turn on.

use std::any::Any;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use switchboard_core::{Result, Vendor};
use switchboard_lucidsense::types::ExecuteRequest;
use switchboard_lucidsense::{Client, VENDOR};

use crate::backend::{Backend, Doing, Hidden, Turn, TypedClient, no_agent};
use crate::capabilities::{Capabilities, Memory};
use crate::message::{VendorOptions, sealed::Sealed};
use crate::reply::Reply;
use crate::state::ConversationState;

/// What only LucidSense understands.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Options {
    /// Values for the parameters of the agent's functions that are hidden from the model. Whether
    /// the vendor remembers them within a chat is not documented: give them to the agent, or with
    /// each message.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub context: Map<String, Value>,
}

impl Options {
    /// No options.
    pub fn new() -> Self {
        Self::default()
    }

    /// Gives a hidden parameter a value.
    #[must_use]
    pub fn context(mut self, key: impl Into<String>, value: impl Into<Value>) -> Self {
        self.context.insert(key.into(), value.into());
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
        Ok(Hidden(Arc::new(LucidSense { client: self, agent })))
    }
}

struct LucidSense {
    client: Client,
    agent: String,
}

impl Backend for LucidSense {
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
            let mut request = ExecuteRequest::new(&turn.text);
            request.chat_id = state.thread().map(str::to_owned);
            request.context = Some(options.context).filter(|context| !context.is_empty());
            let response = self.client.agents().execute(&self.agent, request).send_response().await?;
            let answer = response.value();
            state.set_thread(Some(&answer.chat_id));
            let text = answer.reply.clone();
            Ok(Reply::from_response(text, response).with_thread(state.thread().map(str::to_owned)))
        })
    }
}
