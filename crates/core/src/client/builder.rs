//! Makes clients.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;

use super::Transport;
use super::draft::Draft;
use crate::call::header_pair;
use crate::error::Result;
use crate::retry::RetryPolicy;
use crate::service::reqwest_client::ReqwestService;
use crate::service::{HttpService, Middleware};
use crate::vendor::Vendor;

/// Makes a client. Start with the client's own `builder()`.
///
/// | setting | default |
/// |---|---|
/// | key | none; required, unless [`without_api_key`](Self::without_api_key) |
/// | base URL | the vendor's |
/// | [`with_connect_timeout`](Self::with_connect_timeout) | 10 s |
/// | [`with_attempt_timeout`](Self::with_attempt_timeout) | 10 min |
/// | [`with_timeout`](Self::with_timeout) (whole call) | 15 min |
/// | [`with_first_event_timeout`](Self::with_first_event_timeout) | 10 min |
/// | [`with_idle_timeout`](Self::with_idle_timeout) | 5 min |
/// | [`with_retries`](Self::with_retries) | 2 |
/// | [`with_max_response_bytes`](Self::with_max_response_bytes) | 64 MiB |
/// | [`with_max_error_body_bytes`](Self::with_max_error_body_bytes) | 64 KiB |
/// | [`with_max_event_bytes`](Self::with_max_event_bytes) | 16 MiB |
#[must_use = "a builder makes nothing until it is told to build"]
pub struct ClientBuilder<C> {
    draft: Draft,
    client: PhantomData<fn() -> C>,
}

impl<C: From<Transport>> ClientBuilder<C> {
    /// A builder with the defaults. Generated clients call this.
    pub fn new(vendor: &'static Vendor) -> Self {
        Self { draft: Draft::new(vendor), client: PhantomData }
    }

    /// Takes key and base URL from the environment, where they were not set before.
    ///
    /// # Errors
    /// The variable of the key is missing or empty, or the one of the base URL is and the vendor
    /// has no address of its own. The error names the variable.
    pub fn from_env(self) -> Result<Self> {
        self.from_variables(|name| std::env::var(name).ok())
    }

    /// Like [`from_env`](Self::from_env), with another place to look names up: a configuration
    /// file, a vault.
    ///
    /// # Errors
    /// As with [`from_env`](Self::from_env).
    pub fn from_variables(mut self, look_up: impl Fn(&str) -> Option<String>) -> Result<Self> {
        // Files and shells leave line ends behind, which no key contains.
        let find = |name| look_up(name).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        let draft = &mut self.draft;
        if draft.key.is_none() && !draft.keyless {
            draft.key = Some(find(draft.vendor.key_env).ok_or_else(|| draft.no_key())?.into());
        }
        if draft.base_url.is_none() {
            draft.base_url = find(draft.vendor.base_url_env);
            if draft.base_url.is_none() && draft.vendor.base_url.is_none() {
                return Err(draft.no_base_url());
            }
        }
        Ok(self)
    }

    /// The key. It is sent in one header, marked sensitive, to the base URL's origin only.
    pub fn api_key(mut self, key: impl Into<SecretString>) -> Self {
        self.draft.key = Some(key.into());
        self
    }

    /// For servers that need no key, such as a sandbox.
    pub fn without_api_key(mut self) -> Self {
        self.draft.key = None;
        self.draft.keyless = true;
        self
    }

    /// Where the API is. Must be `https`, or a loopback host, or a host named to
    /// [`allow_plain_http_to`](Self::allow_plain_http_to).
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.draft.base_url = Some(url.into());
        self
    }

    /// Lets key and data travel without encryption to this one host, for servers behind a
    /// gateway that ends TLS. A proxy would see both, so those that the environment names
    /// (`HTTP_PROXY`) are not used then, as they are not for this machine;
    /// [`configure_http_client`](Self::configure_http_client) can set one.
    pub fn allow_plain_http_to(mut self, host: &str) -> Self {
        self.draft.plain_http.allow(host);
        self
    }

    /// How long to wait for a connection. Does nothing with a client of your own.
    pub fn with_connect_timeout(mut self, limit: Duration) -> Self {
        self.draft.timeouts.connect = limit;
        self
    }

    /// How long one attempt may take, from the first byte sent to the last byte of the answer.
    /// For streams: until the headers of the answer are there.
    pub fn with_attempt_timeout(mut self, limit: Duration) -> Self {
        self.draft.timeouts.attempt = limit;
        self
    }

    /// How long a call may take, all attempts and waits together. For streams: until the first
    /// event.
    pub fn with_timeout(mut self, limit: Duration) -> Self {
        self.draft.timeouts.call = limit;
        self
    }

    /// How long to wait for a stream's first event, counted from sending the request.
    pub fn with_first_event_timeout(mut self, limit: Duration) -> Self {
        self.draft.timeouts.first_event = limit;
        self
    }

    /// How long a stream may be silent after its first event, counted while its next event is
    /// waited for. Keep-alives count as sound.
    pub fn with_idle_timeout(mut self, limit: Duration) -> Self {
        self.draft.timeouts.idle = limit;
        self
    }

    /// How many attempts follow the first. 0 turns retries off.
    pub fn with_retries(mut self, retries: u32) -> Self {
        self.draft.retry.retries = retries;
        self
    }

    /// All about retries.
    pub fn with_retry_policy(mut self, policy: RetryPolicy) -> Self {
        self.draft.retry = policy;
        self
    }

    /// A header for every call. It is treated like a secret: never shown, never sent to another
    /// origin. An invalid one is an error at [`build`](Self::build).
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        match header_pair(name, value) {
            Ok((name, value)) => {
                self.draft.headers.insert(name, value);
            }
            Err(problem) => {
                self.draft.problem.get_or_insert(problem);
            }
        }
        self
    }

    /// What to put before our own name in `User-Agent`: `shop-bot/1.4`.
    pub fn with_user_agent(mut self, name_and_version: impl Into<String>) -> Self {
        self.draft.user_agent = Some(name_and_version.into());
        self
    }

    /// The largest answer to accept, in bytes, counted after unpacking.
    pub fn with_max_response_bytes(mut self, limit: usize) -> Self {
        self.draft.limits.response = limit;
        self
    }

    /// How much of an error's body to keep, in bytes.
    pub fn with_max_error_body_bytes(mut self, limit: usize) -> Self {
        self.draft.limits.error_body = limit;
        self
    }

    /// The largest event of a stream to accept, in bytes.
    pub fn with_max_event_bytes(mut self, limit: usize) -> Self {
        self.draft.limits.event = limit;
        self
    }

    /// Trusts a certificate, or all in a bundle, beside those that the operating system trusts: for
    /// servers behind a gateway with a certificate authority of its own. PEM or DER. One that cannot
    /// be read is an error at [`build`](Self::build), and so is one beside a client or service of
    /// your own.
    pub fn with_root_certificate(mut self, certificate: impl Into<Vec<u8>>) -> Self {
        self.draft.roots.push(certificate.into());
        self
    }

    /// Adjusts the built-in HTTP client: proxies, DNS, pool sizes. Redirects, retries and
    /// decompression stay with the run time, whatever is set here. TLS is set up already: reqwest's
    /// own settings for certificates do nothing, but `tls_backend_preconfigured` replaces all of it,
    /// and [`with_root_certificate`](Self::with_root_certificate) adds to it.
    ///
    /// Redirects to another origin then end as an error ([`is_redirect`](crate::Error::is_redirect)):
    /// headers and cookies may have been set here, which a stranger must not get.
    ///
    /// Beside a client or service of your own it is an error at [`build`](Self::build).
    ///
    /// ```no_run
    /// # fn example<C: From<switchboard_core::Transport>>(builder: switchboard_core::ClientBuilder<C>) {
    /// builder.configure_http_client(|client| client.pool_max_idle_per_host(4));
    /// # }
    /// ```
    pub fn configure_http_client(
        mut self,
        adjust: impl FnOnce(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync + 'static,
    ) -> Self {
        self.draft.adjust_client = Some(Box::new(adjust));
        self
    }

    /// A reqwest client of your own, to share its connections. To change settings only, use
    /// [`configure_http_client`](Self::configure_http_client).
    ///
    /// Build it with `redirect::Policy::none()` and without automatic decompression: the run time
    /// does both. A client that follows redirects by itself would send custom headers, and with
    /// them the keys of some vendors, wherever a server points it, and so is an error at
    /// [`build`](Self::build).
    ///
    /// Redirects to another origin end as an error ([`is_redirect`](crate::Error::is_redirect)): such a
    /// client may have headers and cookies of its own, which a stranger must not get.
    pub fn with_http_client(mut self, client: reqwest::Client) -> Self {
        match ReqwestService::from_client(client) {
            Ok(service) => self.with_http_service(service),
            Err(problem) => {
                self.draft.problem.get_or_insert(problem.to_owned());
                self
            }
        }
    }

    /// Another HTTP stack, or a fake one for tests.
    ///
    /// Redirects to another origin end as an error ([`is_redirect`](crate::Error::is_redirect)), unless it
    /// promises with [`HttpService::sends_as_given`] to add nothing to a request.
    pub fn with_http_service(mut self, service: impl HttpService) -> Self {
        self.draft.service = Some(Arc::new(service));
        self
    }

    /// A layer around every attempt and every redirect. The one added last is the outermost.
    ///
    /// Redirects to another origin end as an error ([`is_redirect`](crate::Error::is_redirect)), unless
    /// the layer promises with [`Middleware::sends_as_given`] to add nothing to a request.
    pub fn with_middleware(mut self, middleware: impl Middleware) -> Self {
        self.draft.middleware.push(Arc::new(middleware));
        self
    }

    /// Makes the client.
    ///
    /// # Errors
    /// There is no key or base URL, the base URL is unfit or not encrypted, a header is invalid,
    /// or TLS is not available.
    pub fn build(self) -> Result<C> {
        self.draft.build().map(C::from)
    }
}

// Neither key nor headers.
impl<C> fmt::Debug for ClientBuilder<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("vendor", &self.draft.vendor.name)
            .field("has_key", &self.draft.key.is_some())
            .field("timeouts", &self.draft.timeouts)
            .field("retry", &self.draft.retry)
            .field("limits", &self.draft.limits)
            .finish_non_exhaustive()
    }
}
