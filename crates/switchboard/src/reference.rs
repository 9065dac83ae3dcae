//! `vendor/agent`: how an agent is named in one string.

use switchboard_core::{Error, ErrorKind, Result};

use crate::backend::Entry;
use crate::vendors;

/// A vendor that is compiled in, and one of its agents.
pub(crate) struct Reference {
    pub(crate) entry: &'static Entry,
    pub(crate) agent: Option<String>,
}

/// Vendor and agent in one string.
pub(crate) fn join(vendor: &str, agent: Option<&str>) -> String {
    match agent {
        Some(agent) => format!("{vendor}/{agent}"),
        None => vendor.to_owned(),
    }
}

/// Takes `vendor/agent` or `vendor` apart. All after the first slash is the agent.
pub(crate) fn parse(text: &str) -> Result<Reference> {
    let (vendor, agent) = match text.trim().split_once('/') {
        Some((vendor, agent)) => (vendor.trim(), Some(agent.trim()).filter(|agent| !agent.is_empty())),
        None => (text.trim(), None),
    };
    match vendors::COMPILED.iter().find(|entry| entry.vendor.name == vendor) {
        Some(entry) => Ok(Reference { entry, agent: agent.map(str::to_owned) }),
        None => Err(unknown(vendor)),
    }
}

fn unknown(vendor: &str) -> Error {
    let compiled: Vec<&str> = vendors::COMPILED.iter().map(|entry| entry.vendor.name).collect();
    let compiled = match compiled.as_slice() {
        [] => "no vendor is compiled in".to_owned(),
        names => format!("compiled in: {}", names.join(", ")),
    };
    if vendors::ALL.contains(&vendor) {
        let advice = format!("switch on the feature `{vendor}` of the crate `switchboard` ({compiled})");
        return Error::custom(ErrorKind::Config, format!("the vendor `{vendor}` is not compiled in")).with_advice(advice);
    }
    // What was given instead of a name may be anything, a key too: only what looks like a name is
    // repeated.
    let is_name = vendor.len() <= 20 && vendor.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    let given = if is_name && !vendor.is_empty() { format!("`{vendor}` is no vendor") } else { "this begins with no vendor".to_owned() };
    let detail = format!("an agent is named by `vendor/agent`, and {given}");
    let others: Vec<&str> =
        vendors::ALL.iter().copied().filter(|name| vendors::COMPILED.iter().all(|it| it.vendor.name != *name)).collect();
    let advice = match others.as_slice() {
        [] => compiled,
        others => format!("{compiled}; with a feature of its name: {}", others.join(", ")),
    };
    Error::custom(ErrorKind::Config, detail).with_advice(advice)
}
