//! Agents in configuration files.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// An agent in a configuration file, of any format that serde reads.
///
/// There is no key in it, only the name of the variable that holds the key.
///
/// ```
/// # use switchboard::AgentConfig;
/// let config: AgentConfig = toml::from_str(r#"
///     agent = "selcora/agent_xyz789"
///     key_env = "SHOP_SELCORA_KEY"       # default: the vendor's, SELCORA_API_KEY
///     timeout_seconds = 60               # default: 15 minutes
///
///     [options]                          # as in `options::Selcora`
///     llm_id = "model_abc123"
/// "#)?;
/// assert_eq!(config.agent, "selcora/agent_xyz789");
/// # Ok::<_, toml::de::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct AgentConfig {
    /// Vendor and agent; see [`Agent::from_env`](crate::Agent::from_env).
    pub agent: String,
    /// The environment variable that holds the key. Default: the vendor's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_env: Option<String>,
    /// Where the API is. Default: what the vendor's variable says, else the vendor's address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_url: Option<String>,
    /// How long a turn may take, in seconds. Default: 15 minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout_seconds: Option<f64>,
    /// How many attempts follow the first of each call. Default: 2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retries: Option<u32>,
    /// Options for every message: the members of the vendor's [`options`](crate::options).
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub options: Map<String, Value>,
}

impl AgentConfig {
    /// An agent with the defaults.
    pub fn new(agent: impl Into<String>) -> Self {
        Self { agent: agent.into(), ..Self::default() }
    }
}
