//! What is known of a vendor beside its document: `facts.json`, as `cargo xtask generate` writes it.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};

/// The facts of a vendor.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Facts {
    pub(crate) name: String,
    pub(crate) title: String,
    /// The path of the API on its server, without a slash at its end.
    pub(crate) base_path: String,
    /// The environment variable that clients take the key from.
    #[serde(default)]
    pub(crate) key_env: Option<String>,
    /// The environment variable that clients take the base URL from.
    #[serde(default)]
    pub(crate) base_url_env: Option<String>,
    /// The header of the key; the document's security schemes tell it where this does not.
    #[serde(default)]
    pub(crate) auth: Option<Auth>,
    #[serde(default)]
    pub(crate) errors: Errors,
    #[serde(default)]
    pub(crate) rate_limit: Option<RateLimit>,
    /// By `METHOD /path`.
    #[serde(default)]
    pub(crate) operations: BTreeMap<String, OperationFacts>,
    #[serde(default)]
    pub(crate) lists: Lists,
}

/// Where a key is sent.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Auth {
    pub(crate) header: String,
    /// What stands before the key.
    pub(crate) prefix: String,
}

/// JSON pointers into an error body.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Errors {
    #[serde(default)]
    pub(crate) message: Vec<String>,
    #[serde(default)]
    pub(crate) code: Vec<String>,
}

/// Names of the headers of a rate limit.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RateLimit {
    pub(crate) limit: Option<String>,
    pub(crate) remaining: Option<String>,
    pub(crate) reset: Option<String>,
}

/// What is known of an operation.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OperationFacts {
    pub(crate) paging: Option<Paging>,
    pub(crate) stream: Option<Stream>,
    #[serde(default)]
    pub(crate) play: Play,
}

/// How a list is paged.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Paging {
    /// JSON pointer to the items of the answer.
    pub(crate) items: String,
    pub(crate) page: Option<String>,
    pub(crate) size: Option<String>,
    pub(crate) start: Option<String>,
    pub(crate) limit: Option<String>,
    pub(crate) token: Option<String>,
    pub(crate) total_header: Option<String>,
    pub(crate) total: Option<String>,
    pub(crate) next: Option<String>,
}

/// How an answer is streamed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Stream {
    /// The member of the body that asks for a stream.
    pub(crate) flag: Option<String>,
    /// The data of the event that ends it.
    pub(crate) done: Option<String>,
    /// `line` where an event ends at the end of its line.
    pub(crate) framing: Option<String>,
}

/// Lists of the vendor as a whole.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Lists {
    /// The path of a list → the other paths that show it or add to it.
    #[serde(default)]
    pub(crate) same: BTreeMap<String, Vec<String>>,
    /// Members that each item of a list begins with.
    #[serde(default)]
    pub(crate) items: BTreeMap<String, Map<String, Value>>,
}

/// How an operation is played where its shape does not tell.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Play {
    pub(crate) schema: Option<String>,
    pub(crate) creates: Option<String>,
    #[serde(default)]
    pub(crate) set: BTreeMap<String, Value>,
    pub(crate) chat: Option<Chat>,
}

/// A conversation with an agent.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Chat {
    /// JSON pointer to the user's words: `*` stands for each item of a list, `-` for the last.
    pub(crate) text: String,
    /// JSON pointer to the conversation in the body, or `{parameter}`.
    pub(crate) thread: Option<String>,
    /// Is a conversation that nobody began answered with 404?
    #[serde(default)]
    pub(crate) must_exist: bool,
    /// Members of one event of a stream, by JSON pointer.
    #[serde(default)]
    pub(crate) event: BTreeMap<String, Value>,
    /// The path of the list of messages.
    pub(crate) messages: Option<String>,
    pub(crate) said: Option<Map<String, Value>>,
    pub(crate) reply: Option<Map<String, Value>>,
    pub(crate) pending: Option<Map<String, Value>>,
    pub(crate) failed: Option<Map<String, Value>>,
    pub(crate) states: Option<States>,
}

/// What the item of a conversation shows.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct States {
    pub(crate) pending: Map<String, Value>,
    pub(crate) done: Map<String, Value>,
    pub(crate) failed: Map<String, Value>,
}
