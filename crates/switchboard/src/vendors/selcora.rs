//! Selcora Characters: a stored conversation with an agent, or completions that nobody remembers.

use std::any::Any;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use switchboard_core::{Error, Response, Result, Vendor};
use switchboard_selcora::types::{self, CreateCompletionRequest, CreateConversationRequest, InputMessage, SendMessageRequest};
use switchboard_selcora::{Client, VENDOR};

use crate::backend::{Backend, Doing, Hidden, Turn, TypedClient};
use crate::capabilities::{Capabilities, Memory};
use crate::message::{VendorOptions, sealed::Sealed};
use crate::problem;
use crate::reply::Reply;
use crate::state::ConversationState;

/// The title of a conversation is the beginning of its first message.
const LONGEST_TITLE: usize = 60;

/// What only Selcora Characters understands.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Options {
    /// The language model. The vendor wants one to open a conversation and for each completion;
    /// later turns of a conversation have its model unless told otherwise. `models().list(…)` of
    /// the typed client has those that exist.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub llm_id: Option<String>,
    /// Asks the agent for its thoughts beside the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verbose: Option<bool>,
    /// What the model is told first. It counts when a conversation begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system_prompt: Option<String>,
    /// The title of the conversation; else the beginning of the first message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

impl Options {
    /// No options.
    pub fn new() -> Self {
        Self::default()
    }

    /// Names the language model.
    #[must_use]
    pub fn llm_id(mut self, id: impl Into<String>) -> Self {
        self.llm_id = Some(id.into());
        self
    }

    /// Asks the agent for its thoughts beside the answer.
    #[must_use]
    pub fn verbose(mut self, verbose: bool) -> Self {
        self.verbose = Some(verbose);
        self
    }

    /// Says what the model is told first.
    #[must_use]
    pub fn system_prompt(mut self, text: impl Into<String>) -> Self {
        self.system_prompt = Some(text.into());
        self
    }

    /// Gives the conversation a title.
    #[must_use]
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    fn required_llm_id(&mut self) -> Result<String> {
        self.llm_id.take().ok_or_else(no_model)
    }
}

fn no_model() -> Error {
    let advice = "set SELCORA_LLM_ID, or `llm_id` in switchboard::options::Selcora; models().list(…) of the typed client has the ids";
    problem::request(&VENDOR, "Selcora Characters needs a language model", advice).with_setting("llm_id")
}

impl Sealed for Options {}
impl VendorOptions for Options {
    const VENDOR: &'static str = VENDOR.name;
}

impl Sealed for Client {}
impl TypedClient for Client {
    type Options = Options;
    const VENDOR: &'static Vendor = &VENDOR;
    const VARIABLES: &'static [(&'static str, &'static str)] = &[("SELCORA_LLM_ID", "llm_id")];

    fn into_backend(self, agent: Option<String>) -> Result<Hidden> {
        Ok(Hidden(Arc::new(Selcora { client: self, agent })))
    }
}

struct Selcora {
    client: Client,
    agent: Option<String>,
}

impl Backend for Selcora {
    fn vendor(&self) -> &'static Vendor {
        &VENDOR
    }

    fn agent(&self) -> Option<&str> {
        self.agent.as_deref()
    }

    fn capabilities(&self) -> Capabilities {
        let memory = if self.agent.is_some() { Memory::Vendor } else { Memory::Caller };
        Capabilities { streaming: false, continues_streamed_start: true, polling: false, memory }
    }

    fn client(&self) -> &(dyn Any + Send + Sync) {
        &self.client
    }

    fn send<'a>(&'a self, turn: &'a Turn, state: &'a mut ConversationState) -> Doing<'a, Reply> {
        Box::pin(async move {
            let options: Options = turn.options(&VENDOR)?;
            match &self.agent {
                Some(agent) => self.say(agent, turn, options, state).await,
                None => self.complete(turn, options, state).await,
            }
        })
    }
}

impl Selcora {
    /// A turn of a stored conversation, which is opened with the first.
    async fn say(&self, agent: &str, turn: &Turn, mut options: Options, state: &mut ConversationState) -> Result<Reply> {
        let conversation = match state.thread() {
            Some(thread) => thread.to_owned(),
            None => {
                let title = options.title.take().unwrap_or_else(|| title(&turn.text));
                let system_prompt = options.system_prompt.take().unwrap_or_default();
                let body = CreateConversationRequest::new(title, system_prompt, options.required_llm_id()?).with_agent_id(agent);
                let id = self.client.conversations().create(body).send().await?.id;
                state.set_thread(Some(&id));
                id
            }
        };
        let mut message = SendMessageRequest::new(&turn.text);
        message.llm_id = options.llm_id;
        message.verbose = options.verbose;
        let response = self.client.messages().send(&conversation, message).send_response().await?;
        Ok(reply(response).with_thread(Some(conversation)))
    }

    /// A completion of all that was said.
    async fn complete(&self, turn: &Turn, mut options: Options, state: &mut ConversationState) -> Result<Reply> {
        let model = options.required_llm_id()?;
        let first = options.system_prompt.map(|text| InputMessage::new(types::Role::System, text));
        let said = state.history().iter().map(|said| InputMessage::new(said.role.as_str(), &said.text));
        let now = InputMessage::new(types::Role::User, &turn.text);
        let messages: Vec<_> = first.into_iter().chain(said).chain([now]).collect();
        let response = self.client.completions().create(CreateCompletionRequest::new(messages, &model)).send_response().await?;
        let reply = reply(response).with_model(Some(model));
        state.say(types::Role::User.as_str(), &turn.text);
        state.say(types::Role::Agent.as_str(), &reply.text);
        Ok(reply)
    }
}

fn reply(response: Response<types::Message>) -> Reply {
    let text = response.value().content.clone().unwrap_or_default();
    Reply::from_response(text, response)
}

/// The first line, cut where it gets long.
fn title(text: &str) -> String {
    let line = text.trim().lines().next().unwrap_or_default();
    match line.char_indices().nth(LONGEST_TITLE) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or(line).trim_end()),
        None => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_the_beginning_of_the_first_line() {
        assert_eq!(title(" What is 6!?\nPlease."), "What is 6!?");
        assert_eq!(title(&"ä".repeat(61)), format!("{}…", "ä".repeat(60)));
        assert_eq!(title(""), "");
    }
}
