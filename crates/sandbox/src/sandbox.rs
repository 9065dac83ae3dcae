//! A sandbox that runs.

use std::{
    fmt::{self, Display},
    net::SocketAddr,
    sync::Arc,
};

use tokio::{net::TcpListener, sync::watch, task::JoinHandle};

use crate::{Builder, Error, Record, server, service::Service};

/// A server on this machine that plays the vendors. It stops when it is dropped.
pub struct Sandbox {
    address: SocketAddr,
    service: Arc<Service>,
    stop: watch::Sender<bool>,
    running: JoinHandle<()>,
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox").field("address", &self.address).finish_non_exhaustive()
    }
}

/// A vendor as a sandbox plays it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Played {
    /// The name in paths and commands.
    pub name: String,
    /// The name as people write it.
    pub title: String,
    /// What clients take as base URL.
    pub base_url: String,
    /// The key that is accepted.
    pub api_key: String,
    /// The environment variable that clients take the base URL from, if they do.
    pub base_url_env: Option<String>,
    /// The environment variable that clients take the key from, if they do.
    pub key_env: Option<String>,
}

impl Sandbox {
    /// Starts a sandbox with everything as it comes: all vendors, any free port of 127.0.0.1.
    ///
    /// # Errors
    /// When no port can be listened on.
    pub async fn start() -> Result<Self, Error> {
        Self::builder().start().await
    }

    /// A sandbox that is told something first.
    pub fn builder() -> Builder {
        Builder::default()
    }

    pub(crate) async fn listen(address: SocketAddr, service: Arc<Service>) -> Result<Self, Error> {
        let failed = |source| Error::Listen { address, source };
        let listener = TcpListener::bind(address).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let (stop, stopped) = watch::channel(false);
        let running = tokio::spawn(server::run(listener, Arc::clone(&service), stopped));
        Ok(Self { address, service, stop, running })
    }

    /// The address that it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The base URL of a vendor, for its client: without a slash at its end. That of a vendor
    /// which is not played leads nowhere.
    pub fn base_url(&self, vendor: &str) -> String {
        let path = self.service.vendor(vendor).map_or_else(|| format!("/{vendor}"), |vendor| vendor.base_path());
        format!("http://{}{path}", self.reachable())
    }

    /// The key that a vendor accepts.
    pub fn api_key(&self, vendor: &str) -> String {
        self.service.vendor(vendor).map(|vendor| vendor.key.clone()).unwrap_or_default()
    }

    /// The vendors that are played, by name.
    pub fn vendors(&self) -> Vec<Played> {
        let vendors = self.service.vendors().iter().map(|vendor| Played {
            name: vendor.facts.name.clone(),
            title: vendor.facts.title.clone(),
            base_url: self.base_url(&vendor.facts.name),
            api_key: vendor.key.clone(),
            base_url_env: vendor.facts.base_url_env.clone(),
            key_env: vendor.facts.key_env.clone(),
        });
        vendors.collect()
    }

    /// The vendors with their base URLs and keys, ready to be printed.
    pub fn description(&self) -> String {
        let vendors = self.vendors();
        let width = |of: fn(&Played) -> &str| vendors.iter().map(|vendor| of(vendor).len()).max().unwrap_or(0);
        let (name, url) = (width(|vendor| &vendor.name), width(|vendor| &vendor.base_url));
        let line = |vendor: &Played| format!("{:name$}  {:url$}  {}\n", vendor.name, vendor.base_url, vendor.api_key);
        vendors.iter().map(line).collect()
    }

    /// The last thousand requests, the oldest first.
    pub fn requests(&self) -> Vec<Record> {
        self.service.requests()
    }

    /// Ends the sandbox, and waits until its port is free.
    pub async fn shutdown(mut self) {
        self.stop.send_replace(true);
        // Nobody else waits for it, and what it ends with does not matter.
        let _ = (&mut self.running).await;
    }

    /// The address to connect to: of a sandbox that listens everywhere, this machine's own.
    fn reachable(&self) -> SocketAddr {
        let mut address = self.address;
        if address.ip().is_unspecified() {
            address.set_ip(if address.is_ipv4() { std::net::Ipv4Addr::LOCALHOST.into() } else { std::net::Ipv6Addr::LOCALHOST.into() });
        }
        address
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        // Its connections go with it.
        self.running.abort();
    }
}

impl Display for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.description())
    }
}
