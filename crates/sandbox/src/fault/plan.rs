//! Which faults happen to one request.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use super::{Fault, Kind};
use crate::reply::Cut;

/// Faults of single paths whose times are counted.
const MOST_COUNTED: usize = 10_000;

/// How the agent's answer goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Run {
    Failed,
    Stuck,
}

/// What happens to one request.
#[derive(Clone, Debug, Default)]
pub(crate) struct Plan {
    pub(crate) latency: Duration,
    pub(crate) status: Option<u16>,
    pub(crate) retry_after: Option<String>,
    pub(crate) html: Option<u16>,
    pub(crate) malformed: bool,
    pub(crate) unknown_enum: bool,
    pub(crate) extra_fields: bool,
    pub(crate) run: Option<Run>,
    pub(crate) cut: Option<Cut>,
    pub(crate) pace: Option<Duration>,
}

/// The faults of a server, and how often each has happened.
#[derive(Debug, Default)]
pub(crate) struct Active {
    faults: Vec<Fault>,
    /// By the number of the server's fault, or by what a request's header and path say.
    happened: Mutex<HashMap<String, u32>>,
}

/// A request that faults are asked for.
pub(crate) struct Wanted<'a> {
    pub(crate) vendor: &'a str,
    pub(crate) method: &'a str,
    /// Without the vendor's own.
    pub(crate) path: &'a str,
    /// The faults of the request's header, and its text.
    pub(crate) own: &'a [Fault],
    pub(crate) header: &'a str,
}

impl Active {
    pub(crate) fn new(faults: Vec<Fault>) -> Self {
        Self { faults, happened: Mutex::default() }
    }

    /// What happens to a request.
    pub(crate) fn plan(&self, wanted: &Wanted<'_>) -> Plan {
        let mut plan = Plan::default();
        let own = wanted.own.iter().enumerate();
        let own =
            own.map(|(index, fault)| (format!("{} {} {} {index} {}", wanted.vendor, wanted.method, wanted.path, wanted.header), fault));
        let all = self.faults.iter().enumerate().map(|(index, fault)| (index.to_string(), fault)).chain(own);
        for (key, fault) in all {
            let is_meant = fault.vendor.as_deref().is_none_or(|vendor| vendor == wanted.vendor)
                && fault.path.as_deref().is_none_or(|path| wanted.path.starts_with(path));
            if is_meant && self.happens(key, fault) {
                plan.add(fault);
            }
        }
        plan
    }

    /// Counts a fault that does not happen for ever.
    fn happens(&self, key: String, fault: &Fault) -> bool {
        let Some(times) = fault.times else { return true };
        let mut happened = self.happened.lock().unwrap_or_else(PoisonError::into_inner);
        // A sandbox may run for months: then faults that were over may happen once more.
        if happened.len() >= MOST_COUNTED && !happened.contains_key(&key) {
            happened.clear();
        }
        let count = happened.entry(key).or_default();
        *count = count.saturating_add(1);
        *count <= times
    }
}

impl Plan {
    fn add(&mut self, fault: &Fault) {
        match fault.kind {
            Kind::Latency(ms) => self.latency += Duration::from_millis(ms),
            Kind::RateLimit => self.status = Some(429),
            Kind::ServerError(status) => self.status = Some(status),
            Kind::Reset => self.cut = Some(Cut::Reset),
            Kind::Truncate(at) => self.cut = Some(Cut::After(at)),
            Kind::Html(status) => self.html = Some(status),
            Kind::MalformedJson => self.malformed = true,
            Kind::NoEnd => self.cut = Some(Cut::NoEnd),
            Kind::Hang => self.cut = Some(Cut::Hang),
            Kind::Slow(ms) => self.pace = Some(Duration::from_millis(ms)),
            Kind::UnknownEnum => self.unknown_enum = true,
            Kind::ExtraFields => self.extra_fields = true,
            Kind::RunFailed => self.run = Some(Run::Failed),
            Kind::RunStuck => self.run = Some(Run::Stuck),
        }
        if fault.retry_after.is_some() {
            self.retry_after.clone_from(&fault.retry_after);
        }
    }
}
