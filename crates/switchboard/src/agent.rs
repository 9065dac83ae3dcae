//! One agent of one vendor.

use std::any::Any;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, Value};
use switchboard_core::{Result, Vendor};

use crate::backend::{Backend, Doing, Turn, TypedClient};
use crate::builder::AgentBuilder;
use crate::capabilities::{Capabilities, Memory};
use crate::config::AgentConfig;
use crate::conversation::Conversation;
use crate::message::{Message, VendorOptions};
use crate::polling::Polling;
use crate::problem;
use crate::reference;
use crate::reply::Reply;
use crate::state::ConversationState;
use crate::stream::ReplyStream;

/// How long a turn may take unless told otherwise: what the run time allows a call.
const TIMEOUT: Duration = Duration::from_secs(900);

/// One agent of one vendor.
///
/// It hides which vendor that is: a `Vec<Agent>` may hold agents of all of them, without `dyn`
/// and without type parameters. Cloning is cheap; clones share connections, limits and the retry
/// budget.
///
/// ```no_run
/// # async fn example() -> switchboard::Result<()> {
/// let agent = switchboard::Agent::from_env("lucidsense/support-bot")?; // LUCIDSENSE_API_KEY
/// println!("{}", agent.send("What is the factorial of 6?").await?.text);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Agent {
    backend: Arc<dyn Backend>,
    settings: Arc<Settings>,
}

/// What can be set on an agent of any vendor.
#[derive(Clone)]
pub(crate) struct Settings {
    pub(crate) timeout: Duration,
    pub(crate) polling: Polling,
    pub(crate) options: Map<String, Value>,
}

impl Default for Settings {
    fn default() -> Self {
        Self { timeout: TIMEOUT, polling: Polling::default(), options: Map::new() }
    }
}

// Making one.
impl Agent {
    /// The agent of this name, with key and address from the environment.
    ///
    /// The name is `vendor/agent`: the vendor's short name, which is also that of its feature,
    /// and the agent as the vendor names it. `selcora` alone, without an agent, means answers of
    /// a model that nobody remembers ([`Memory::Caller`]).
    ///
    /// | vendor | agent | key | address, if not the vendor's | options |
    /// |---|---|---|---|---|
    /// | `fifth-element` | slug | `FIFTH_ELEMENT_API_KEY` | `FIFTH_ELEMENT_BASE_URL`, required | |
    /// | `invent` | id of an assistant | `INVENT_API_KEY` | `INVENT_BASE_URL` | `INVENT_ORG_ID` |
    /// | `invicta` | id of an agent | `INVICTA_API_KEY` | `INVICTA_BASE_URL` | |
    /// | `lucidsense` | id of an agent | `LUCIDSENSE_API_KEY` | `LUCIDSENSE_BASE_URL` | |
    /// | `selcora` | id of an agent, or nothing | `SELCORA_API_KEY` | `SELCORA_BASE_URL` | `SELCORA_LLM_ID` |
    ///
    /// # Errors
    /// The name is none, its vendor is not compiled in, or a variable is missing: the error says
    /// which, and what to do.
    pub fn from_env(name: &str) -> Result<Self> {
        Self::builder(name).from_env().build()
    }

    /// The agent that a configuration file describes.
    ///
    /// # Errors
    /// As with [`from_env`](Self::from_env), or an option is not one of the vendor's.
    pub fn from_config(config: &AgentConfig) -> Result<Self> {
        AgentBuilder::from_config(config).from_env().build()
    }

    /// Starts an agent of this name (see [`from_env`](Self::from_env)): key, address, options.
    pub fn builder(name: &str) -> AgentBuilder {
        AgentBuilder::new(name)
    }

    /// An agent on a typed client, for all that the client's own builder can do: proxies,
    /// certificates, middleware, limits.
    ///
    /// ```no_run
    /// # #[cfg(feature = "invent")]
    /// # fn example() -> switchboard::Result<()> {
    /// use switchboard::{Agent, invent};
    ///
    /// let client = invent::Client::builder().with_retries(5).from_env()?.build()?;
    /// let agent = Agent::from_client(client, "asst_1")?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The vendor's agents need a name, and `agent` is empty.
    pub fn from_client<C: TypedClient>(client: C, agent: impl Into<String>) -> Result<Self> {
        let agent = Some(agent.into()).filter(|agent| !agent.trim().is_empty());
        Ok(Self::from_parts(client.into_backend(agent)?.0, Settings::default()))
    }

    pub(crate) fn from_parts(backend: Arc<dyn Backend>, settings: Settings) -> Self {
        Self { backend, settings: Arc::new(settings) }
    }

    /// How long a turn may take, all calls and waits together; for a stream, until its first
    /// piece. Default: 15 minutes. The limits of the client hold beside it.
    #[must_use]
    pub fn with_timeout(mut self, limit: Duration) -> Self {
        Arc::make_mut(&mut self.settings).timeout = limit;
        self
    }

    /// How often to ask for an answer that is not there yet.
    #[must_use]
    pub fn with_polling(mut self, polling: Polling) -> Self {
        Arc::make_mut(&mut self.settings).polling = polling;
        self
    }

    /// Options for every message. Those of a message go before them.
    ///
    /// # Errors
    /// They are options of another vendor.
    pub fn with_options<O: VendorOptions>(mut self, options: O) -> Result<Self> {
        let (_, mut options) = Message::new("").with(options).into_parts(self.vendor())?;
        Arc::make_mut(&mut self.settings).options.append(&mut options);
        Ok(self)
    }
}

// Talking.
impl Agent {
    /// Says one thing, in a conversation of its own, and waits for the answer.
    ///
    /// # Errors
    /// Whatever goes wrong; see [`Conversation::send`].
    pub async fn send(&self, message: impl Into<Message>) -> Result<Reply> {
        self.conversation().send(message).await
    }

    /// Says one thing, in a conversation of its own, and gives the answer as it arrives.
    ///
    /// # Errors
    /// Whatever goes wrong before the first piece; see [`Conversation::stream`].
    pub async fn stream(&self, message: impl Into<Message>) -> Result<ReplyStream<'static>> {
        self.conversation().into_stream(message).await
    }

    /// A new conversation. Nothing is sent before the first message.
    pub fn conversation(&self) -> Conversation {
        Conversation::new(self.clone(), self.new_state())
    }

    /// A conversation that the vendor has under this name, as [`Reply::thread`] gave it.
    ///
    /// # Errors
    /// This agent's conversations have no names ([`Memory::Caller`]).
    pub fn conversation_in(&self, thread: &str) -> Result<Conversation> {
        if !self.remembers_by_thread() {
            let advice = "name an agent, or keep the state of the conversation and use Agent::resume";
            return Err(problem::request(self.vendor(), "without an agent there are no conversations to go on with", advice));
        }
        let mut state = self.new_state();
        state.set_thread(Some(thread));
        Ok(Conversation::new(self.clone(), state))
    }

    /// Goes on with a conversation that was parked.
    ///
    /// # Errors
    /// The conversation is one with another agent.
    pub fn resume(&self, state: ConversationState) -> Result<Conversation> {
        if state.vendor() == self.vendor().name && state.agent() == self.agent() {
            return Ok(Conversation::new(self.clone(), state));
        }
        let detail = format!("the conversation is one with `{}`, and this agent is `{}`", state.reference(), self.name());
        Err(problem::request(self.vendor(), detail, "resume it with the agent of ConversationState::reference"))
    }

    fn new_state(&self) -> ConversationState {
        ConversationState::new(self.vendor(), self.agent())
    }
}

// What is known.
impl Agent {
    /// The vendor.
    pub fn vendor(&self) -> &'static Vendor {
        self.backend.vendor()
    }

    /// The agent, by the vendor's name for it.
    pub fn agent(&self) -> Option<&str> {
        self.backend.agent()
    }

    /// Vendor and agent in one string, as [`from_env`](Self::from_env) takes it.
    pub fn name(&self) -> String {
        reference::join(self.vendor().name, self.agent())
    }

    /// What the vendor can do.
    pub fn capabilities(&self) -> Capabilities {
        self.backend.capabilities()
    }

    /// The vendor's typed client, if it is of this type, for all that is beyond talking. There is
    /// a method of each vendor's name, too.
    pub fn client<C: Any>(&self) -> Option<&C> {
        self.backend.client().downcast_ref()
    }

    pub(crate) fn timeout(&self) -> Duration {
        self.settings.timeout
    }

    pub(crate) fn remembers_by_thread(&self) -> bool {
        self.capabilities().memory == Memory::Vendor
    }

    /// A turn with the options of agent and message.
    pub(crate) fn turn(&self, message: Message) -> Result<Turn> {
        let (text, mut own) = message.into_parts(self.vendor())?;
        let mut options = self.settings.options.clone();
        options.append(&mut own);
        Ok(Turn { text, options, polling: self.settings.polling })
    }

    /// Does something within the limit of a turn.
    pub(crate) async fn limited<T>(&self, limit: Duration, turn: &Turn, state: &mut ConversationState, action: Action<T>) -> Result<T> {
        let outcome = tokio::time::timeout(limit, action(&*self.backend, turn, state)).await;
        match outcome {
            Ok(Ok(done)) => Ok(done),
            Ok(Err(error)) => Err(problem::in_thread(error, state)),
            Err(_) => Err(problem::in_thread(problem::turn_timeout(self.vendor(), limit, state), state)),
        }
    }
}

/// What can be done in a turn.
type Action<T> = for<'a> fn(&'a dyn Backend, &'a Turn, &'a mut ConversationState) -> Doing<'a, T>;

// No options: they may be about people.
impl fmt::Debug for Agent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Agent")
            .field("vendor", &self.vendor().name)
            .field("agent", &self.agent())
            .field("timeout", &self.settings.timeout)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agents_and_conversations_cross_threads() {
        fn crosses_threads<T: Send + Sync + Clone + 'static>() {}
        crosses_threads::<Agent>();
        crosses_threads::<Conversation>();
    }
}
