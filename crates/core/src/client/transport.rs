//! What all calls of a client share.

use std::fmt;
use std::sync::Arc;

use http::HeaderMap;
use http::header::{AUTHORIZATION, PROXY_AUTHORIZATION};
use secrecy::{ExposeSecret as _, SecretString};

use super::{BaseUrl, Limits, PlainHttp, Timeouts};
use crate::error::Secrets;
use crate::retry::{RetryBudget, RetryPolicy};
use crate::service::HttpService;
use crate::vendor::Vendor;

/// What all calls of a client share: where to send, the key, limits, connections.
///
/// Generated clients hold one and make their calls from it. Cloning is cheap and gives the same
/// connections and the same retry budget.
#[derive(Clone)]
pub struct Transport(Arc<Shared>);

pub(crate) struct Shared {
    pub(crate) vendor: &'static Vendor,
    pub(crate) base_url: BaseUrl,
    pub(crate) plain_http: PlainHttp,
    pub(crate) key: Option<SecretString>,
    /// Sent with every request; the key's header is one of them, marked sensitive.
    pub(crate) headers: HeaderMap,
    pub(crate) service: Arc<dyn HttpService>,
    pub(crate) timeouts: Timeouts,
    pub(crate) retry: RetryPolicy,
    pub(crate) limits: Limits,
    pub(crate) budget: RetryBudget,
}

impl Transport {
    pub(crate) fn new(shared: Shared) -> Self {
        Self(Arc::new(shared))
    }

    pub(crate) fn shared(&self) -> &Shared {
        &self.0
    }

    /// The vendor.
    pub fn vendor(&self) -> &'static Vendor {
        self.0.vendor
    }

    /// The base URL, without a final slash.
    pub fn base_url(&self) -> &str {
        self.0.base_url.prefix()
    }

    /// A text from the vendor with the key and other secret header values taken out, should the
    /// vendor have echoed them.
    pub fn redact(&self, text: &str) -> String {
        self.0.secrets(None, &self.0.headers).take_out_of(text)
    }
}

impl Shared {
    /// What must not be shown of a request with this query and these headers.
    pub(crate) fn secrets(&self, query: Option<&str>, headers: &HeaderMap) -> Secrets {
        let mut secrets = Secrets::default();
        let auth = &self.vendor.auth;
        let key = self.key.as_ref().map(|key| key.expose_secret());
        if let Some(key) = key {
            secrets.add_key(key);
        }
        if let Some(query) = query {
            secrets.add_query(query);
        }
        for (name, value) in headers.iter().filter(|(_, value)| value.is_sensitive()) {
            let Ok(value) = value.to_str() else { continue };
            secrets.add_header(name.as_str(), value);
            if *name == auth.header || *name == AUTHORIZATION || *name == PROXY_AUTHORIZATION {
                let credentials = value.strip_prefix(auth.prefix).unwrap_or(value);
                // The caller's own, in the place of the client's.
                if key != Some(credentials) {
                    secrets.add_credentials(credentials);
                }
            }
        }
        secrets
    }
}

// No headers: they hold the key and whatever the caller put there.
impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transport")
            .field("vendor", &self.0.vendor.name)
            .field("base_url", &self.0.base_url.prefix())
            .field("timeouts", &self.0.timeouts)
            .field("retry", &self.0.retry)
            .field("limits", &self.0.limits)
            .finish_non_exhaustive()
    }
}
