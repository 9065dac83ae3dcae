//! Several turns with one agent.

use std::fmt;
use std::time::Duration;

use serde::{Serialize, Serializer};
use switchboard_core::Result;

use crate::agent::Agent;
use crate::message::Message;
use crate::problem;
use crate::reply::Reply;
use crate::state::ConversationState;
use crate::stream::{Delta, Held, ReplyStream};

/// Several turns with one agent. It continues by itself: each turn goes where the one before
/// went.
///
/// It serialises as its [`state`](Self::state), in which there is no key. Keep that in a database
/// and go on elsewhere with [`Agent::resume`]:
///
/// ```no_run
/// # async fn example(agent: switchboard::Agent) -> Result<(), Box<dyn std::error::Error>> {
/// let mut talk = agent.conversation();
/// talk.send("What is the factorial of 6?").await?;
/// let parked = serde_json::to_string(&talk)?;
///
/// // Later, in another process:
/// let mut talk = agent.resume(serde_json::from_str(&parked)?)?;
/// talk.send("And of 7?").await?;
/// # Ok(())
/// # }
/// ```
///
/// Dropping the future of a turn cancels it. The vendor may have got the message all the same;
/// what is known of that by then stays in the state.
#[derive(Clone)]
pub struct Conversation {
    agent: Agent,
    state: ConversationState,
}

impl Conversation {
    pub(crate) fn new(agent: Agent, state: ConversationState) -> Self {
        Self { agent, state }
    }

    /// Says something and waits for the answer.
    ///
    /// # Errors
    /// Whatever goes wrong; [`Error::thread`](crate::Error::thread) names the conversation if it
    /// was begun. With [`is_timeout`](crate::Error::is_timeout) the agent may still be at work:
    /// see [`Self::wait_for_reply`]. Until that answer is there, the next message is refused with
    /// [`is_conflict`](crate::Error::is_conflict), since the two answers could not be told apart.
    pub async fn send(&mut self, message: impl Into<Message>) -> Result<Reply> {
        let message = message.into();
        let limit = self.limit(&message);
        let turn = self.begin(message)?;
        self.agent.limited(limit, &turn, &mut self.state, |backend, turn, state| backend.send(turn, state)).await
    }

    /// Says something and gives the answer as it arrives.
    ///
    /// Where the vendor does not stream ([`Capabilities`](crate::Capabilities)) this waits for
    /// the whole answer, and the stream has one piece. The limit of the turn counts until the
    /// stream is there; then the limits of streams hold.
    ///
    /// # Errors
    /// As with [`send`](Self::send), as far as it goes wrong before the first piece.
    pub async fn stream(&mut self, message: impl Into<Message>) -> Result<ReplyStream<'_>> {
        let deltas = self.begin_stream(message.into()).await?;
        Ok(ReplyStream::new(Held::Lent(self), deltas))
    }

    /// Like [`stream`](Self::stream), with a stream that owns the conversation and so can be
    /// returned from a function: the body of a web server's answer.
    ///
    /// # Errors
    /// As with [`stream`](Self::stream). The conversation is gone then; clone it before, or keep
    /// its state, if you will go on.
    pub async fn into_stream(mut self, message: impl Into<Message>) -> Result<ReplyStream<'static>> {
        let deltas = self.begin_stream(message.into()).await?;
        Ok(ReplyStream::new(Held::Owned(Box::new(self)), deltas))
    }

    /// Goes on waiting for an answer that did not come in time, or whose wait was cancelled, in
    /// this process or another. Only where answers are asked for again and again
    /// ([`Capabilities::polling`](crate::Capabilities)).
    ///
    /// # Errors
    /// No answer is missing, or whatever goes wrong.
    pub async fn wait_for_reply(&mut self) -> Result<Reply> {
        let message = Message::new("");
        let limit = self.limit(&message);
        let turn = self.agent.turn(message)?;
        self.agent.limited(limit, &turn, &mut self.state, |backend, turn, state| backend.wait(turn, state)).await
    }

    /// The agent.
    pub fn agent(&self) -> &Agent {
        &self.agent
    }

    /// What the conversation remembers.
    pub fn state(&self) -> &ConversationState {
        &self.state
    }

    /// The vendor's name for the conversation, once there is one.
    pub fn thread(&self) -> Option<&str> {
        self.state.thread()
    }

    fn limit(&self, message: &Message) -> Duration {
        message.timeout().unwrap_or_else(|| self.agent.timeout())
    }

    fn begin(&self, message: Message) -> Result<crate::backend::Turn> {
        self.state.check_continuable(self.agent.vendor())?;
        self.agent.turn(message)
    }

    async fn begin_stream(&mut self, message: Message) -> Result<crate::stream::Deltas> {
        let limit = self.limit(&message);
        let turn = self.begin(message)?;
        self.agent.limited(limit, &turn, &mut self.state, |backend, turn, state| backend.stream(turn, state)).await
    }

    /// Notes what a streamed turn says about the conversation.
    pub(crate) fn streamed(&mut self, item: Result<Delta>) -> Result<Delta> {
        match item {
            Ok(Delta::Finished(reply)) => {
                if self.agent.remembers_by_thread() {
                    self.state.set_thread(reply.thread.as_deref());
                }
                Ok(Delta::Finished(reply))
            }
            Ok(delta) => Ok(delta),
            Err(error) => Err(problem::in_thread(error, &self.state)),
        }
    }
}

/// As its state.
impl Serialize for Conversation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.state.serialize(serializer)
    }
}

impl fmt::Debug for Conversation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Conversation").field("agent", &self.agent).field("thread", &self.thread()).finish_non_exhaustive()
    }
}
