//! What the sandbox has to be told: facts of behaviour that no document has a word for.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// How the sandbox plays the vendor as a whole.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sandbox {
    /// Lists that are one and the same: the path of the list, and the other paths that show it
    /// or add to it.
    #[serde(default)]
    pub same: BTreeMap<String, Vec<String>>,
    /// Members that each item of a list begins with, by the path of the list.
    #[serde(default)]
    pub items: BTreeMap<String, Map<String, Value>>,
    /// Conversations with agents, by a name that operations refer to.
    #[serde(default)]
    pub chats: BTreeMap<String, Chat>,
}

/// How the sandbox plays one operation.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Play {
    /// The component schema of an answer that the document leaves open.
    pub schema: Option<String>,
    /// The path of the list that the answer becomes an item of.
    pub creates: Option<String>,
    /// Members of the answer, by JSON pointer. A text that begins with `$` stands for a value.
    #[serde(default)]
    pub set: BTreeMap<String, Value>,
    /// What is said to an agent, and what it answers: a name of [`Sandbox::chats`].
    pub chat: Option<String>,
}

/// A conversation with an agent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chat {
    /// JSON pointer to the user's words in the body; `*` stands for each item of a list, `-` for
    /// the last one, after what was said before.
    pub text: String,
    /// The conversation: JSON pointer into the body, or the `{parameter}` of the path.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread: Option<String>,
    /// Is a conversation that nobody began answered with 404? Otherwise it begins.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub must_exist: bool,
    /// Members of one event of a stream, by JSON pointer.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub event: BTreeMap<String, Value>,
    /// The path of the list that the messages are items of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub messages: Option<String>,
    /// The user's message in that list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<Map<String, Value>>,
    /// The agent's message in that list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply: Option<Map<String, Value>>,
    /// The agent's message as long as it is not done: then the answer is the user's message, and
    /// the agent's comes into the list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pending: Option<Map<String, Value>>,
    /// The agent's message when it has failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failed: Option<Map<String, Value>>,
    /// What the conversation's own item shows while the agent's message is not done, when it is,
    /// and when it has failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub states: Option<States>,
}

/// What the item of a conversation shows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct States {
    /// While the agent's message is not done.
    pub pending: Map<String, Value>,
    /// When it is.
    pub done: Map<String, Value>,
    /// When it has failed.
    pub failed: Map<String, Value>,
}
