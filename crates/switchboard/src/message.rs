//! What is said to an agent.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};
use switchboard_core::{Result, Vendor};

use crate::problem;

/// What is said to an agent: a text, and what only some vendors understand.
///
/// Most of the time it is a text, and any text is a message:
///
/// ```
/// # use switchboard::Message;
/// let message: Message = "What is the factorial of 6?".into();
/// ```
///
/// Options are typed and addressed to a vendor ([`options`](crate::options)). An agent of another
/// vendor refuses the message, with an error that names the options' vendor, so that nothing gets
/// lost when an agent is exchanged. To send one message to agents of several vendors, say so with
/// [`ignore_foreign_options`](Self::ignore_foreign_options): each then takes what is addressed to
/// it.
///
/// ```
/// # #[cfg(all(feature = "invicta", feature = "lucidsense"))] {
/// use switchboard::{Message, options};
///
/// let message = Message::new("Where is my order?")
///     .with(options::Invicta::new().variable("customerName", "Ada").model_name("gpt-4o"))
///     .with(options::Lucidsense::new().context("user_id", "123"))
///     .ignore_foreign_options();
/// # }
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    text: String,
    options: BTreeMap<&'static str, Map<String, Value>>,
    ignore_foreign: bool,
    timeout: Option<Duration>,
}

/// Options that one vendor understands; see [`options`](crate::options).
pub trait VendorOptions: Serialize + DeserializeOwned + sealed::Sealed {
    /// The vendor's short name.
    const VENDOR: &'static str;
}

pub(crate) mod sealed {
    /// What other crates cannot implement.
    pub trait Sealed {}
}

impl Message {
    /// A text.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), options: BTreeMap::new(), ignore_foreign: false, timeout: None }
    }

    /// Adds options for one vendor. They go before the agent's own, and before those that were
    /// added earlier.
    #[must_use]
    pub fn with<O: VendorOptions>(mut self, options: O) -> Self {
        self.options.entry(O::VENDOR).or_default().append(&mut to_map(&options));
        self
    }

    /// Lets an agent take the options that are addressed to its vendor and leave the others.
    #[must_use]
    pub fn ignore_foreign_options(mut self) -> Self {
        self.ignore_foreign = true;
        self
    }

    /// How long this turn may take; instead of
    /// [`Agent::with_timeout`](crate::Agent::with_timeout).
    #[must_use]
    pub fn with_timeout(mut self, limit: Duration) -> Self {
        self.timeout = Some(limit);
        self
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    pub(crate) fn timeout(&self) -> Option<Duration> {
        self.timeout
    }

    /// The text, and the options for this vendor.
    pub(crate) fn into_parts(mut self, vendor: &'static Vendor) -> Result<(String, Map<String, Value>)> {
        let own = self.options.remove(vendor.name).unwrap_or_default();
        let foreign: Vec<&str> = self.options.into_keys().collect();
        if foreign.is_empty() || self.ignore_foreign {
            return Ok((self.text, own));
        }
        let detail = format!("the message has options for {}, of which {} knows nothing", foreign.join(" and "), vendor.title);
        let advice = "leave them out, or call ignore_foreign_options if this agent may do without them";
        Err(problem::request(vendor, detail, advice))
    }
}

/// Options as the members that were set.
fn to_map<O: VendorOptions>(options: &O) -> Map<String, Value> {
    match serde_json::to_value(options) {
        Ok(Value::Object(map)) => map,
        // Options are structs of texts, numbers and maps by text: they always have this form.
        _ => Map::new(),
    }
}

impl From<&str> for Message {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for Message {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl From<&String> for Message {
    fn from(text: &String) -> Self {
        Self::new(text)
    }
}
