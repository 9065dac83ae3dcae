//! What a conversation has to remember.

use serde::{Deserialize, Serialize};
use switchboard_core::{Result, Vendor};

use crate::problem;

/// All that a conversation has to remember, and no key: park it as JSON in a database, and
/// [`resume`](crate::Agent::resume) in another process.
///
/// ```
/// let parked = r#"{"vendor":"lucidsense","agent":"support","thread":"67aacda236ba66b3082b1fe5"}"#;
/// let state: switchboard::ConversationState = serde_json::from_str(parked)?;
/// assert_eq!(state.reference(), "lucidsense/support");
/// assert_eq!(serde_json::to_string(&state)?, parked);
/// # Ok::<_, serde_json::Error>(())
/// ```
///
/// Where nobody but the conversation remembers what was said
/// ([`Memory::Caller`](crate::Memory::Caller)), all of it is in here: treat it as what people wrote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConversationState {
    vendor: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    agent: Option<String>,
    /// The vendor's name for the conversation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    thread: Option<String>,
    /// The message whose answer is not there yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pending: Option<String>,
    /// What was said, where nobody else remembers it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    history: Vec<Said>,
    /// The vendor answered without a name for the conversation.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    lost: bool,
    /// The state that the pending answer was last seen in, if no document knows it. For an error
    /// that is made in this process.
    #[serde(skip)]
    unknown_state: Option<String>,
}

/// One thing that was said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Said {
    /// Who said it, in the vendor's word.
    pub(crate) role: String,
    pub(crate) text: String,
}

impl ConversationState {
    pub(crate) fn new(vendor: &Vendor, agent: Option<&str>) -> Self {
        Self {
            vendor: vendor.name.to_owned(),
            agent: agent.map(str::to_owned),
            thread: None,
            pending: None,
            history: Vec::new(),
            lost: false,
            unknown_state: None,
        }
    }

    /// The vendor's short name.
    pub fn vendor(&self) -> &str {
        &self.vendor
    }

    /// The agent, by the vendor's name for it.
    pub fn agent(&self) -> Option<&str> {
        self.agent.as_deref()
    }

    /// Vendor and agent as [`Agent::from_env`](crate::Agent::from_env) takes them:
    /// `lucidsense/support`.
    pub fn reference(&self) -> String {
        crate::reference::join(&self.vendor, self.agent())
    }

    /// The vendor's name for the conversation, once there is one.
    pub fn thread(&self) -> Option<&str> {
        self.thread.as_deref()
    }

    /// Whether a message was sent whose answer is not there yet;
    /// [`wait_for_reply`](crate::Conversation::wait_for_reply) gets it.
    pub fn is_waiting(&self) -> bool {
        self.pending.is_some()
    }
}

// What the vendors' files do with it.
impl ConversationState {
    /// Something was said, so that the conversation needs a name to be found again: the one from
    /// the vendor, or the one it had.
    pub(crate) fn set_thread(&mut self, thread: Option<&str>) {
        if let Some(thread) = thread {
            self.thread = Some(thread.to_owned());
        }
        self.lost = self.thread.is_none();
    }

    pub(crate) fn pending(&self) -> Option<&str> {
        self.pending.as_deref()
    }

    pub(crate) fn set_pending(&mut self, message: Option<String>) {
        self.pending = message;
    }

    pub(crate) fn unknown_state(&self) -> Option<&str> {
        self.unknown_state.as_deref()
    }

    pub(crate) fn set_unknown_state(&mut self, state: Option<String>) {
        self.unknown_state = state;
    }

    pub(crate) fn history(&self) -> &[Said] {
        &self.history
    }

    pub(crate) fn say(&mut self, role: &str, text: &str) {
        self.history.push(Said { role: role.to_owned(), text: text.to_owned() });
    }

    /// Whether another turn would reach the same conversation.
    pub(crate) fn check_continuable(&self, vendor: &'static Vendor) -> Result<()> {
        if !self.lost {
            return Ok(());
        }
        let detail = format!("this conversation cannot be continued: {} gave no name for it with its answer", vendor.title);
        let advice = "begin another with Agent::conversation; where Capabilities::continues_streamed_start is false, \
                      send the first message and stream only what follows";
        Err(problem::request(vendor, detail, advice))
    }
}
