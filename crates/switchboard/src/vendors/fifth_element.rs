//! Fifth Element AI: chat with a slug, whole or as a stream of chunks.

use std::any::Any;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use switchboard_core::{Error, ErrorKind, EventStream, RawResponse, Result, StreamEvent, UnknownEvent, Vendor, decode};
use switchboard_fifth_element::types::{ChatAnswer, ChatChunk, ChatEnvelope, ChatRequest};
use switchboard_fifth_element::{Client, VENDOR};

use crate::backend::{Backend, Doing, Hidden, Turn, TypedClient, no_agent};
use crate::capabilities::{Capabilities, Memory};
use crate::message::{VendorOptions, sealed::Sealed};
use crate::reply::{Reply, Usage};
use crate::state::ConversationState;
use crate::stream::{Delta, Deltas};

/// The largest answer that a stream may add up to, in bytes: as large as a whole one may be.
const LARGEST_ANSWER: usize = 64 << 20;

/// The member of an event that names the conversation. None is documented for streams; should the
/// vendor send the one that whole answers have, a streamed conversation can be continued.
const CONVERSATION_ID: &str = "conversationId";

/// What only Fifth Element AI understands.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Options {
    /// On whose behalf a workspace key acts: the e-mail address of a member, or the UUID of a
    /// service account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_identifier: Option<String>,
}

impl Options {
    /// No options.
    pub fn new() -> Self {
        Self::default()
    }

    /// Says on whose behalf a workspace key acts.
    #[must_use]
    pub fn user_identifier(mut self, user: impl Into<String>) -> Self {
        self.user_identifier = Some(user.into());
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
        let slug = agent.ok_or_else(|| no_agent(&VENDOR, "the slug of an agent"))?;
        Ok(Hidden(Arc::new(FifthElement { client: self, slug })))
    }
}

struct FifthElement {
    client: Client,
    slug: String,
}

impl Backend for FifthElement {
    fn vendor(&self) -> &'static Vendor {
        &VENDOR
    }

    fn agent(&self) -> Option<&str> {
        Some(&self.slug)
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities { streaming: true, continues_streamed_start: false, polling: false, memory: Memory::Vendor }
    }

    fn client(&self) -> &(dyn Any + Send + Sync) {
        &self.client
    }

    fn send<'a>(&'a self, turn: &'a Turn, state: &'a mut ConversationState) -> Doing<'a, Reply> {
        Box::pin(async move {
            let options: Options = turn.options(&VENDOR)?;
            let mut call = self.client.chat().send(&self.slug, request(turn, state));
            if let Some(user) = &options.user_identifier {
                call = call.x_user_identifier(user);
            }
            let response = call.send_response().await?;
            let answer = response.value().data.clone();
            state.set_thread(answer.conversation_id.as_deref());
            Ok(describe(Reply::from_response(answer.response.clone(), response), &answer, state.thread()))
        })
    }

    fn stream<'a>(&'a self, turn: &'a Turn, state: &'a mut ConversationState) -> Doing<'a, Deltas> {
        Box::pin(async move {
            let options: Options = turn.options(&VENDOR)?;
            let mut call = self.client.chat().stream(&self.slug, request(turn, state));
            if let Some(user) = &options.user_identifier {
                call = call.x_user_identifier(user);
            }
            let events = call.stream().await?;
            // Should nobody read to the end, the vendor has a turn that we know no name for.
            let thread = state.thread().map(str::to_owned);
            state.set_thread(thread.as_deref());
            Ok(Deltas::new(Chunks { events, text: String::new(), thread, finished: None, over: false }))
        })
    }
}

fn request(turn: &Turn, state: &ConversationState) -> ChatRequest {
    let request = ChatRequest::new(&turn.text);
    match state.thread() {
        Some(thread) => request.with_conversation_id(thread.to_owned()),
        None => request,
    }
}

/// Adds to a reply what the vendor says beside the text.
fn describe(reply: Reply, answer: &ChatAnswer, thread: Option<&str>) -> Reply {
    let metadata = answer.metadata.as_ref();
    let total_tokens = metadata.and_then(|metadata| metadata.tokens).and_then(|tokens| u64::try_from(tokens).ok());
    reply
        .with_thread(thread.map(str::to_owned))
        .with_model(metadata.and_then(|metadata| metadata.model.clone()))
        .with_usage(total_tokens.map(|_| Usage { total_tokens, ..Usage::default() }))
}

/// The chunks of an answer, and at the end the whole of it.
struct Chunks {
    events: EventStream<ChatChunk>,
    text: String,
    thread: Option<String>,
    /// What a whole answer in place of a stream left to give.
    finished: Option<Reply>,
    over: bool,
}

impl Chunks {
    fn chunk(&mut self, chunk: ChatChunk) -> Result<Delta> {
        self.see_thread(chunk.extra.get(CONVERSATION_ID));
        self.text(chunk.chunk)
    }

    fn text(&mut self, text: String) -> Result<Delta> {
        if self.text.len() + text.len() > LARGEST_ANSWER {
            self.over = true;
            return Err(Error::custom(ErrorKind::TooLarge, "the streamed answer is larger than 64 MiB")
                .with_vendor(&VENDOR)
                .with_possible_effect());
        }
        self.text.push_str(&text);
        Ok(Delta::Text(text))
    }

    fn unknown(&mut self, event: UnknownEvent) -> Delta {
        let value: Value = serde_json::from_str(event.event().data()).unwrap_or_default();
        self.see_thread(value.get(CONVERSATION_ID));
        Delta::Unknown(event)
    }

    fn see_thread(&mut self, id: Option<&Value>) {
        if let Some(id) = id.and_then(Value::as_str) {
            self.thread = Some(id.to_owned());
        }
    }

    /// The server answered with one document although a stream was asked for.
    fn whole(&mut self, raw: &RawResponse) -> Result<Delta> {
        let envelope: ChatEnvelope = decode::json(raw).map_err(|cause| {
            self.over = true;
            Error::custom(ErrorKind::Decode, "the answer is neither a stream nor what was promised").with_vendor(&VENDOR).with_source(cause)
        })?;
        self.thread = envelope.data.conversation_id.clone().or(self.thread.take());
        let reply = describe(Reply::new(envelope.data.response.clone()), &envelope.data, self.thread.as_deref());
        let text = envelope.data.response.clone();
        self.finished = Some(reply.with_raw(envelope));
        self.text(text)
    }

    fn finish(&mut self) -> Delta {
        self.over = true;
        let mut reply = match self.finished.take() {
            Some(reply) => reply,
            None => Reply::new(std::mem::take(&mut self.text)).with_thread(self.thread.take()),
        };
        reply.request_id = self.events.request_id().map(str::to_owned);
        reply.rate_limit = self.events.rate_limit();
        Delta::Finished(Box::new(reply))
    }
}

impl Stream for Chunks {
    type Item = Result<Delta>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.over {
            return Poll::Ready(None);
        }
        let event = ready!(Pin::new(&mut self.events).poll_next(cx));
        Poll::Ready(Some(match event {
            Some(Ok(StreamEvent::Message(chunk))) => self.chunk(chunk),
            Some(Ok(StreamEvent::Unknown(event))) => Ok(self.unknown(event)),
            Some(Ok(StreamEvent::Whole(raw))) => self.whole(&raw),
            // Also after one event that cannot be read: what follows would hide that a piece is
            // missing.
            Some(Err(error)) => {
                self.over = true;
                Err(error)
            }
            None => Ok(self.finish()),
            // The run time has a new kind of item: nothing that is in the answer.
            Some(Ok(_)) => {
                cx.waker().wake_by_ref();
                return Poll::Pending;
            }
        }))
    }
}
