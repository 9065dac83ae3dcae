//! Makes agents from a name.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use switchboard_core::secrecy::SecretString;
use switchboard_core::{ClientBuilder, HttpService, Result, Transport, Vendor};

use crate::agent::{Agent, Settings};
use crate::backend::Entry;
use crate::config::AgentConfig;
use crate::message::{Message, VendorOptions};
use crate::polling::Polling;
use crate::problem;
use crate::reference::{self, Reference};

/// Makes an agent from its name. Start with [`Agent::builder`].
///
/// It can do what makes sense for any vendor. For more, build the vendor's typed client and use
/// [`Agent::from_client`].
pub struct AgentBuilder {
    name: String,
    key: Option<SecretString>,
    key_env: Option<String>,
    keyless: bool,
    base_url: Option<String>,
    variables: Option<Box<LookUp>>,
    service: Option<Arc<dyn HttpService>>,
    retries: Option<u32>,
    user_agent: Option<String>,
    /// Options that were added with their type.
    typed: Message,
    settings: Settings,
}

/// Finds a variable by its name.
type LookUp = dyn Fn(&str) -> Option<String> + Send + Sync;

impl AgentBuilder {
    pub(crate) fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            key: None,
            key_env: None,
            keyless: false,
            base_url: None,
            variables: None,
            service: None,
            retries: None,
            user_agent: None,
            typed: Message::new(""),
            settings: Settings::default(),
        }
    }

    /// Starts with what a configuration file says. Variables are looked up where
    /// [`from_variables`](Self::from_variables) says, as with a name alone.
    pub fn from_config(config: &AgentConfig) -> Self {
        let mut builder = Self::new(&config.agent);
        builder.key_env.clone_from(&config.key_env);
        builder.base_url.clone_from(&config.base_url);
        builder.retries = config.retries;
        builder.settings.options.clone_from(&config.options);
        match config.timeout_seconds {
            // What cannot be told as a time is longer than anybody waits.
            Some(seconds) => builder.with_timeout(Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX)),
            None => builder,
        }
    }

    /// Takes key, address and some options from the environment, where they are not set here.
    #[must_use]
    pub fn from_env(self) -> Self {
        self.from_variables(|name| std::env::var(name).ok())
    }

    /// Like [`from_env`](Self::from_env), with another place to look names up: a vault, a map.
    #[must_use]
    pub fn from_variables(mut self, look_up: impl Fn(&str) -> Option<String> + Send + Sync + 'static) -> Self {
        self.variables = Some(Box::new(look_up));
        self
    }

    /// The key.
    #[must_use]
    pub fn api_key(mut self, key: impl Into<SecretString>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// For servers that need no key.
    #[must_use]
    pub fn without_api_key(mut self) -> Self {
        self.key = None;
        self.keyless = true;
        self
    }

    /// Where the API is; see [`ClientBuilder::base_url`].
    #[must_use]
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Another HTTP stack, or a function that plays the vendor in a test.
    #[must_use]
    pub fn with_http_service(mut self, service: impl HttpService) -> Self {
        self.service = Some(Arc::new(service));
        self
    }

    /// How many attempts follow the first of each call; see [`ClientBuilder::with_retries`].
    #[must_use]
    pub fn with_retries(mut self, retries: u32) -> Self {
        self.retries = Some(retries);
        self
    }

    /// What to put before our own name in `User-Agent`: `shop-bot/1.4`.
    #[must_use]
    pub fn with_user_agent(mut self, name_and_version: impl Into<String>) -> Self {
        self.user_agent = Some(name_and_version.into());
        self
    }

    /// How long a turn may take; see [`Agent::with_timeout`].
    #[must_use]
    pub fn with_timeout(mut self, limit: Duration) -> Self {
        self.settings.timeout = limit;
        self
    }

    /// How often to ask for an answer that is not there yet.
    #[must_use]
    pub fn with_polling(mut self, polling: Polling) -> Self {
        self.settings.polling = polling;
        self
    }

    /// Options for every message.
    #[must_use]
    pub fn with_options<O: VendorOptions>(mut self, options: O) -> Self {
        self.typed = self.typed.with(options);
        self
    }

    /// Makes the agent.
    ///
    /// # Errors
    /// The name is none, its vendor is not compiled in, there is no key, an option is not one of
    /// the vendor's, or whatever [`ClientBuilder::build`] says.
    pub fn build(self) -> Result<Agent> {
        let Reference { entry, agent } = reference::parse(&self.name)?;
        self.build_at(entry, agent)
    }

    fn build_at(mut self, entry: &Entry, agent: Option<String>) -> Result<Agent> {
        let vendor = entry.vendor;
        let Some(connector) = &entry.connector else {
            let detail = format!("there is no way yet to talk to agents of {}", vendor.title);
            let advice = format!("use its typed client, `switchboard::{}::Client`", vendor.name.replace('-', "_"));
            return Err(problem::config(vendor, detail, advice));
        };
        let (_, mut typed) = std::mem::replace(&mut self.typed, Message::new("")).into_parts(vendor)?;
        self.settings.options.append(&mut typed);
        for (variable, option) in connector.variables {
            if let Some(value) = self.find(variable) {
                self.settings.options.entry(*option).or_insert(Value::String(value));
            }
        }
        (connector.check_options)(self.settings.options.clone())?;
        let backend = (connector.connect)(self.transport(vendor)?, agent)?;
        Ok(Agent::from_parts(backend, self.settings))
    }

    /// What sends the calls.
    fn transport(&mut self, vendor: &'static Vendor) -> Result<Transport> {
        let mut client = ClientBuilder::<Transport>::new(vendor);
        if self.keyless {
            client = client.without_api_key();
        } else if let Some(key) = self.key.take() {
            client = client.api_key(key);
        } else if let Some(name) = &self.key_env {
            let key = self.find(name).ok_or_else(|| {
                problem::config(vendor, format!("{} has no key", vendor.title), format!("set the environment variable {name}"))
                    .with_setting("api_key")
            })?;
            client = client.api_key(key);
        }
        if let Some(url) = self.base_url.take() {
            client = client.base_url(url);
        }
        if let Some(service) = self.service.take() {
            client = client.with_http_service(move |request| service.call(request));
        }
        if let Some(retries) = self.retries {
            client = client.with_retries(retries);
        }
        if let Some(name) = &self.user_agent {
            client = client.with_user_agent(name);
        }
        match &self.variables {
            Some(look_up) => client.from_variables(look_up)?.build(),
            None => client.build(),
        }
    }

    /// A variable that is set to something.
    fn find(&self, name: &str) -> Option<String> {
        let text = self.variables.as_ref()?(name)?;
        Some(text.trim().to_owned()).filter(|text| !text.is_empty())
    }
}

// Neither key nor options.
impl fmt::Debug for AgentBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AgentBuilder")
            .field("name", &self.name)
            .field("has_key", &self.key.is_some())
            .field("key_env", &self.key_env)
            .finish_non_exhaustive()
    }
}

#[cfg(all(test, feature = "invicta"))]
mod tests {
    use super::*;

    #[test]
    fn a_vendor_that_cannot_be_talked_to_yet_is_answered_with_its_typed_client() {
        let silent = Entry::silent(&switchboard_invicta::VENDOR);
        let error = AgentBuilder::new("invicta/a").api_key("k").build_at(&silent, None).unwrap_err();
        assert!(error.is_config() && error.to_string().contains("use its typed client, `switchboard::invicta::Client`"), "{error}");
    }
}
