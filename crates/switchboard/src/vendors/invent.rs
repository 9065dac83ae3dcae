//! Invent: a chat with an assistant, in which the answer appears some time after the message.

mod run;

use std::any::Any;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use switchboard_core::{Error, ErrorKind, Response, Result, Vendor};
use switchboard_invent::types::{ChatMessage, CreateChatMessage, UserTextMessagePart};
use switchboard_invent::{Client, VENDOR};

use crate::backend::{Backend, Doing, Hidden, Turn, TypedClient, no_agent};
use crate::capabilities::{Capabilities, Memory};
use crate::message::{VendorOptions, sealed::Sealed};
use crate::problem;
use crate::reply::{Reply, Usage, tokens};
use crate::state::ConversationState;
use run::Progress;

/// The organization that the key belongs to.
const OWN_ORG: &str = "c";

/// The largest page of messages that can be had.
const PAGE: i64 = 100;

/// What only Invent understands.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Options {
    /// The organization that the assistant belongs to. Default: the key's own. It counts when a
    /// conversation begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub org_id: Option<String>,
}

impl Options {
    /// No options.
    pub fn new() -> Self {
        Self::default()
    }

    /// Names the organization that the assistant belongs to.
    #[must_use]
    pub fn org_id(mut self, id: impl Into<String>) -> Self {
        self.org_id = Some(id.into());
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
    const VARIABLES: &'static [(&'static str, &'static str)] = &[("INVENT_ORG_ID", "org_id")];

    fn into_backend(self, agent: Option<String>) -> Result<Hidden> {
        let assistant = agent.ok_or_else(|| no_agent(&VENDOR, "the id of an assistant"))?;
        Ok(Hidden(Arc::new(Invent { client: self, assistant })))
    }
}

struct Invent {
    client: Client,
    assistant: String,
}

impl Backend for Invent {
    fn vendor(&self) -> &'static Vendor {
        &VENDOR
    }

    fn agent(&self) -> Option<&str> {
        Some(&self.assistant)
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities { streaming: false, continues_streamed_start: true, polling: true, memory: Memory::Vendor }
    }

    fn client(&self) -> &(dyn Any + Send + Sync) {
        &self.client
    }

    fn send<'a>(&'a self, turn: &'a Turn, state: &'a mut ConversationState) -> Doing<'a, Reply> {
        Box::pin(async move {
            self.check_answered(state).await?;
            let chat = match state.thread() {
                Some(thread) => thread.to_owned(),
                None => {
                    let chat = self.open_chat(turn.options(&VENDOR)?).await?;
                    state.set_thread(Some(&chat));
                    chat
                }
            };
            let message = CreateChatMessage::new([UserTextMessagePart::new(&turn.text).into()]);
            let sent = self.client.messages().create(&chat).body(message).send_response().await?;
            state.set_pending(Some(sent.value().id.clone()));
            // The vendor does not say which message comes back: if it is the answer, it may be
            // complete already.
            if run::is_assistants(sent.value()) {
                let progress = run::of_message(sent.value());
                if let Some(outcome) = self.conclude(progress, &sent, state) {
                    return outcome;
                }
            }
            self.poll(turn, state).await
        })
    }

    fn wait<'a>(&'a self, turn: &'a Turn, state: &'a mut ConversationState) -> Doing<'a, Reply> {
        Box::pin(self.poll(turn, state))
    }
}

impl Invent {
    async fn open_chat(&self, options: Options) -> Result<String> {
        let org = options.org_id.as_deref().unwrap_or(OWN_ORG);
        let chat = self.client.assistants().create_chat(org, &self.assistant).send().await?;
        // The shape of this answer is not documented; every other chat has its id here.
        chat.get("id").and_then(serde_json::Value::as_str).map(str::to_owned).ok_or_else(|| {
            Error::custom(ErrorKind::Decode, "the answer to opening a chat has no id")
                .with_vendor(&VENDOR)
                .with_advice("open the chat elsewhere and go on with Agent::conversation_in")
                .with_possible_effect()
        })
    }

    /// Looks whether the message before is still being answered. Its answer would be taken for
    /// that to the next message.
    async fn check_answered(&self, state: &mut ConversationState) -> Result<()> {
        let (Some(chat), Some(question)) = (state.thread(), state.pending()) else { return Ok(()) };
        let (messages, _) = self.messages_around(chat, question, &mut 1).await?;
        if matches!(run::after(&messages, question), Progress::Running) {
            return Err(Error::custom(ErrorKind::Conflict, "the assistant is still at the message before")
                .with_vendor(&VENDOR)
                .with_advice("get its answer with Conversation::wait_for_reply, or go on without it with Agent::conversation_in"));
        }
        state.set_pending(None);
        Ok(())
    }

    /// Asks for the answer until it is there. Without end: the limit is that of the turn.
    async fn poll(&self, turn: &Turn, state: &mut ConversationState) -> Result<Reply> {
        let (Some(chat), Some(question)) = (state.thread().map(str::to_owned), state.pending().map(str::to_owned)) else {
            return Err(problem::request(&VENDOR, "no answer is missing in this conversation", "send a message"));
        };
        let (mut page, mut asked) = (1, 0);
        loop {
            tokio::time::sleep(turn.polling.wait_before(asked)).await;
            asked = asked.saturating_add(1);
            let (messages, response) = self.messages_around(&chat, &question, &mut page).await?;
            if let Some(outcome) = self.conclude(run::after(&messages, &question), &response, state) {
                return outcome;
            }
            let unknown = run::unknown_state(&messages, &question);
            state.set_unknown_state(unknown.map(|state| self.client.transport().redact(state)));
        }
    }

    /// The messages of the page on which the question stands, and of the next, if the answer may
    /// be there.
    async fn messages_around(&self, chat: &str, question: &str, page: &mut i64) -> Result<(Vec<ChatMessage>, Response<()>)> {
        loop {
            let (mut messages, response) = self.messages(chat, *page).await?;
            let last = last_page(&response);
            let is_here = messages.iter().any(|message| message.id == question);
            if !is_here && *page < last {
                // Sorted the other way round than hoped for: it is at the far end.
                *page = last;
                continue;
            }
            if is_here && *page < last && !run::is_newest_first(&messages) {
                let (next, response) = self.messages(chat, *page + 1).await?;
                messages.extend(next);
                return Ok((messages, response));
            }
            return Ok((messages, response));
        }
    }

    async fn messages(&self, chat: &str, page: i64) -> Result<(Vec<ChatMessage>, Response<()>)> {
        let response = self.client.messages().list(chat).page(page).take(PAGE).send_response().await?;
        let mut messages = Vec::new();
        let response = response.map(|value| messages = value);
        Ok((messages, response))
    }

    /// What comes out of a run, if it is over.
    fn conclude<T>(&self, progress: Progress, response: &Response<T>, state: &mut ConversationState) -> Option<Result<Reply>> {
        let outcome = match progress {
            Progress::Running => return None,
            Progress::Answered(answer) => Ok(reply(*answer, response).with_thread(state.thread().map(str::to_owned))),
            Progress::Failed(words) => {
                let error = Error::custom(ErrorKind::Run, "the run of the assistant failed")
                    .with_vendor(&VENDOR)
                    .with_advice("read the chat, then send another message")
                    .with_possible_effect();
                Err(match words {
                    Some(words) => error.with_message(self.client.transport().redact(&words)),
                    None => error,
                })
            }
            Progress::Canceled => Err(Error::custom(ErrorKind::Run, "the run of the assistant was cancelled")
                .with_vendor(&VENDOR)
                .with_advice("read the chat, then send another message")
                .with_possible_effect()),
        };
        state.set_pending(None);
        Some(outcome)
    }
}

fn last_page<T>(response: &Response<T>) -> i64 {
    let total = response.page_numbers().and_then(|numbers| numbers.total).unwrap_or_default();
    i64::try_from(total.div_ceil(PAGE as u64)).unwrap_or(1).max(1)
}

fn reply<T>(answer: ChatMessage, response: &Response<T>) -> Reply {
    let usage = answer.usage.as_ref().map(|usage| Usage {
        input_tokens: usage.input_tokens.and_then(tokens),
        output_tokens: usage.output_tokens.and_then(tokens),
        total_tokens: usage.total_tokens.and_then(tokens),
    });
    let mut reply = Reply::new(run::text(&answer)).with_model(answer.model.clone()).with_usage(usage).with_raw(answer);
    reply.request_id = response.request_id().map(str::to_owned);
    reply.rate_limit = response.rate_limit();
    reply
}
