//! How a vendor is reached: itself, with keys and addresses from the environment and the key
//! file, or as the sandbox plays it.

use std::sync::Arc;

use serde_json::{Map, Value};
use switchboard::{Agent, AgentBuilder, AgentConfig};
use switchboard_core::{ClientBuilder, Transport};
use switchboard_sandbox::Sandbox;

use crate::{
    catalogue::{VENDORS, Vendor},
    keys::{Source, Variables},
    nearest,
    problem::{Problem, Result},
};

/// What the command says before our own name in `User-Agent`.
const USER_AGENT: &str = concat!("switchboard-cli/", env!("CARGO_PKG_VERSION"));

/// How vendors are reached.
pub enum Connection {
    /// Themselves, with these keys and addresses.
    Vendors(Arc<Variables>),
    /// As the sandbox plays them. No key of the user's is read.
    Sandbox(Sandbox),
}

impl Connection {
    /// What sends calls to a vendor.
    ///
    /// # Errors
    /// Key or address are missing or cannot be used.
    pub fn transport(&self, vendor: &Vendor) -> Result<Transport> {
        if let Self::Vendors(variables) = self {
            variables.check(vendor)?;
        }
        let builder = match self {
            Self::Vendors(variables) => builder(vendor).from_variables(|name| variables.get(name))?,
            Self::Sandbox(sandbox) => {
                builder(vendor).api_key(sandbox.api_key(vendor.facts.name)).base_url(sandbox.base_url(vendor.facts.name))
            }
        };
        Ok(builder.build()?)
    }

    /// The same without the key, for what is not sent.
    ///
    /// # Errors
    /// The address is missing or cannot be used.
    pub fn keyless_transport(&self, vendor: &Vendor) -> Result<Transport> {
        let builder = builder(vendor).without_api_key();
        let builder = match self {
            Self::Vendors(variables) => {
                variables.check_address(vendor)?;
                builder.from_variables(|name| variables.get(name))?
            }
            Self::Sandbox(sandbox) => builder.base_url(sandbox.base_url(vendor.facts.name)),
        };
        Ok(builder.build()?)
    }

    /// The agent of this name, `vendor/agent`, with options of its vendor's.
    ///
    /// # Errors
    /// There is no such vendor, or its key or address are missing or cannot be used, or an option
    /// is none of the vendor's.
    pub fn agent(&self, name: &str, options: Map<String, Value>) -> Result<Agent> {
        let vendor = find_vendor(name.split('/').next().unwrap_or_default())?;
        let mut config = AgentConfig::new(name);
        config.options = options;
        let builder = AgentBuilder::from_config(&config).with_user_agent(USER_AGENT);
        let builder = match self {
            Self::Vendors(variables) => {
                variables.check(vendor)?;
                let variables = Arc::clone(variables);
                builder.from_variables(move |name| variables.get(name))
            }
            Self::Sandbox(sandbox) => builder.api_key(sandbox.api_key(vendor.facts.name)).base_url(sandbox.base_url(vendor.facts.name)),
        };
        Ok(builder.build()?)
    }

    /// A problem of a call, with advice that fits how vendors are reached.
    pub fn explain(&self, problem: Problem) -> Problem {
        match self {
            Self::Vendors(_) => problem,
            Self::Sandbox(_) => problem.in_sandbox(),
        }
    }

    /// Where the key of a vendor is from, if it has one.
    pub fn key_source(&self, vendor: &Vendor) -> Option<Source> {
        match self {
            Self::Vendors(variables) => variables.find(vendor.facts.key_env).map(|(_, source)| source),
            Self::Sandbox(_) => Some(Source::Sandbox),
        }
    }

    /// The variables, if they are what decides.
    pub fn variables(&self) -> Option<&Variables> {
        match self {
            Self::Vendors(variables) => Some(variables),
            Self::Sandbox(_) => None,
        }
    }
}

fn builder(vendor: &Vendor) -> ClientBuilder<Transport> {
    ClientBuilder::new(vendor.facts).with_user_agent(USER_AGENT)
}

/// The vendor with this name.
///
/// # Errors
/// There is none.
pub fn find_vendor(name: &str) -> Result<&'static Vendor> {
    Vendor::find(name).ok_or_else(|| {
        let names: Vec<&str> = VENDORS.iter().map(|vendor| vendor.facts.name).collect();
        let problem = Problem::usage(format!("there is no vendor `{name}`"));
        match nearest::hint(name, &names) {
            Some(hint) => problem.with_hint(hint),
            None => problem,
        }
    })
}
