//! What a sandbox is told before it starts.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use serde_json::Value;

use crate::{
    Error, Framing, Record, Sandbox,
    fault::{self, Active},
    service::{Hook, Service},
    settings::Settings,
    vendor::Vendor,
};

/// A sandbox before it starts.
pub struct Builder {
    address: SocketAddr,
    vendors: Vec<String>,
    documents: Vec<(String, Value)>,
    faults: Vec<String>,
    settings: Settings,
    on_request: Option<Hook>,
}

impl std::fmt::Debug for Builder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Builder")
            .field("address", &self.address)
            .field("vendors", &self.vendors)
            .field("faults", &self.faults)
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            vendors: Vec::new(),
            documents: Vec::new(),
            faults: Vec::new(),
            settings: Settings::default(),
            on_request: None,
        }
    }
}

impl Builder {
    /// The port; 0, which is the default, is any that is free.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.address.set_port(port);
        self
    }

    /// The address to listen on. The default is 127.0.0.1: with any other, whoever can reach
    /// this machine can talk to the sandbox.
    #[must_use]
    pub fn bind(mut self, address: IpAddr) -> Self {
        self.address.set_ip(address);
        self
    }

    /// Plays only this vendor, and those that are named besides. The default is all.
    #[must_use]
    pub fn vendor(mut self, name: impl Into<String>) -> Self {
        self.vendors.push(name.into());
        self
    }

    /// Plays an OpenAPI document of one's own under this name. References have to stay inside
    /// of it. What only facts could tell is left out: the key is where its security schemes say.
    #[must_use]
    pub fn document(mut self, name: impl Into<String>, document: Value) -> Self {
        self.documents.push((name.into(), document));
        self
    }

    /// Faults for all requests, in the grammar of the [crate's page](crate#faults).
    #[must_use]
    pub fn fault(mut self, fault: impl Into<String>) -> Self {
        self.faults.push(fault.into());
        self
    }

    /// Decides between answers that are all right; 0 if not set. The same seed and the same
    /// requests give the same answers.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.settings.seed = seed;
        self
    }

    /// Items that a list with pages has at the beginning; 25 if not set. Others have 3.
    #[must_use]
    pub fn items(mut self, items: usize) -> Self {
        self.settings.items = items;
        self
    }

    /// Looks at an answer in the background that do not yet find it done; 2 if not set.
    #[must_use]
    pub fn polls(mut self, polls: u32) -> Self {
        self.settings.polls = polls;
        self
    }

    /// Requests to each vendor in a window of time; 10,000 a minute if not set.
    #[must_use]
    pub fn rate_limit(mut self, requests: u32, window: Duration) -> Self {
        self.settings.limit = requests;
        self.settings.window = window;
        self
    }

    /// How streams are written; as each vendor's facts say if not set.
    #[must_use]
    pub fn framing(mut self, framing: Framing) -> Self {
        self.settings.framing = Some(framing);
        self
    }

    /// The time between two events of a stream; 5 ms if not set.
    #[must_use]
    pub fn pace(mut self, pace: Duration) -> Self {
        self.settings.pace = pace;
        self
    }

    /// How long a request may take to arrive; 60 s if not set. A body that takes longer is answered
    /// with 408; a connection on which no request begins is closed.
    #[must_use]
    pub fn read_timeout(mut self, limit: Duration) -> Self {
        self.settings.patience = limit;
        self
    }

    /// Is called after each request.
    #[must_use]
    pub fn on_request(mut self, hook: impl Fn(&Record) + Send + Sync + 'static) -> Self {
        self.on_request = Some(Box::new(hook));
        self
    }

    /// Starts the sandbox, on the tokio run time that this is called on.
    ///
    /// # Errors
    /// When the address cannot be listened on, or when a vendor, a document or a fault is wrong.
    pub async fn start(self) -> Result<Sandbox, Error> {
        let mut faults = Vec::new();
        for text in &self.faults {
            faults.extend(fault::parse(text)?);
        }
        let mut vendors = Vendor::embedded(&self.settings)?;
        let own: Vec<String> = self.documents.iter().map(|(name, _)| name.clone()).collect();
        for (name, document) in self.documents {
            let vendor = Vendor::of_document(&name, document, &self.settings);
            vendor.player().map_err(|why| Error::Document { name: name.clone(), why: why.to_owned() })?;
            vendors.retain(|known| known.facts.name != name);
            vendors.push(vendor);
        }
        if let Some(name) = self.vendors.iter().find(|name| !vendors.iter().any(|vendor| vendor.facts.name == **name)) {
            let known: Vec<&str> = vendors.iter().map(|vendor| vendor.facts.name.as_str()).collect();
            return Err(Error::UnknownVendor { name: name.clone(), known: known.join(", ") });
        }
        if !self.vendors.is_empty() {
            vendors.retain(|vendor| self.vendors.contains(&vendor.facts.name) || own.contains(&vendor.facts.name));
        }
        let service = Service::new(vendors, Active::new(faults), self.settings, self.on_request);
        Sandbox::listen(self.address, Arc::new(service)).await
    }
}
