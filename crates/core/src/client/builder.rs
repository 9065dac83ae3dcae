//! Makes clients.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue, header};
use secrecy::{ExposeSecret as _, SecretString};

use super::transport::Shared;
use super::{BaseUrl, Limits, PlainHttp, Timeouts, Transport};
use crate::call::header_pair;
use crate::error::{Error, Result};
use crate::retry::{RetryBudget, RetryPolicy};
use crate::service::reqwest_client::{Options, ReqwestService};
use crate::service::{HttpService, Layered, Middleware};
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
pub struct ClientBuilder<C> {
    draft: Draft,
    client: PhantomData<fn() -> C>,
}

type AdjustClient = Box<dyn FnOnce(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync>;

struct Draft {
    vendor: &'static Vendor,
    base_url: Option<String>,
    key: Option<SecretString>,
    keyless: bool,
    plain_http: PlainHttp,
    headers: HeaderMap,
    user_agent: Option<String>,
    timeouts: Timeouts,
    retry: RetryPolicy,
    limits: Limits,
    service: Option<Arc<dyn HttpService>>,
    adjust_client: Option<AdjustClient>,
    middleware: Vec<Arc<dyn Middleware>>,
    /// The first setting that cannot work; told at [`ClientBuilder::build`].
    problem: Option<String>,
}

impl<C: From<Transport>> ClientBuilder<C> {
    /// A builder with the defaults. Generated clients call this.
    pub fn new(vendor: &'static Vendor) -> Self {
        let draft = Draft {
            vendor,
            base_url: None,
            key: None,
            keyless: false,
            plain_http: PlainHttp::default(),
            headers: HeaderMap::new(),
            user_agent: None,
            timeouts: Timeouts::default(),
            retry: RetryPolicy::default(),
            limits: Limits::default(),
            service: None,
            adjust_client: None,
            middleware: Vec::new(),
            problem: None,
        };
        Self { draft, client: PhantomData }
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

    /// How long a stream may be silent after its first event. Keep-alives count as sound.
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

    /// Adjusts the built-in HTTP client: proxies, certificates, DNS, pool sizes. Redirects,
    /// retries and decompression stay with the run time, whatever is set here.
    ///
    /// Redirects to another origin then end as [`Error::is_redirect`]: headers and cookies may have
    /// been set here, which a stranger must not get.
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
    /// Redirects to another origin end as [`Error::is_redirect`]: such a client may have headers
    /// and cookies of its own, which a stranger must not get.
    pub fn with_http_client(mut self, client: reqwest::Client) -> Self {
        match ReqwestService::from_client(client) {
            Ok(service) => self.with_http_service(service),
            Err(problem) => {
                self.draft.problem.get_or_insert(problem.to_owned());
                self
            }
        }
    }

    /// Another HTTP stack, or a fake one for tests. Redirects to another origin end as
    /// [`Error::is_redirect`], unless it promises with [`HttpService::sends_as_given`] to add
    /// nothing to a request.
    pub fn with_http_service(mut self, service: impl HttpService) -> Self {
        self.draft.service = Some(Arc::new(service));
        self
    }

    /// A layer around every attempt and every redirect. The one added last is the outermost.
    ///
    /// Redirects to another origin end as [`Error::is_redirect`], unless the layer promises with
    /// [`Middleware::sends_as_given`] to add nothing to a request.
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

impl Draft {
    fn build(self) -> Result<Transport> {
        if let Some(problem) = self.problem {
            return Err(Error::config(self.vendor, problem));
        }
        if self.service.is_some() && self.adjust_client.is_some() {
            let problem = "configure_http_client adjusts the built-in HTTP client, but another one was given";
            return Err(Error::config(self.vendor, problem).with_advice("set that one up before it is given, or leave one of both out"));
        }
        let base_url = self.checked_base_url()?;
        let headers = self.checked_headers()?;
        let service = match self.service {
            Some(service) => service,
            None => Arc::new(built_in_service(self.vendor, &base_url, &self.timeouts, self.adjust_client)?),
        };
        let service =
            self.middleware.into_iter().fold(service, |below, middleware| Arc::new(Layered { middleware, below }) as Arc<dyn HttpService>);
        Ok(Transport::new(Shared {
            vendor: self.vendor,
            base_url,
            plain_http: self.plain_http,
            key: self.key,
            headers,
            service,
            timeouts: self.timeouts,
            retry: self.retry,
            limits: self.limits,
            budget: RetryBudget::new(),
        }))
    }

    fn checked_base_url(&self) -> Result<BaseUrl> {
        let text = self.base_url.as_deref().or(self.vendor.base_url).ok_or_else(|| self.no_base_url())?;
        let base_url = BaseUrl::parse(text).map_err(|reason| {
            Error::config(self.vendor, format!("the base URL cannot be used: {reason}"))
                .with_advice(format!("correct {} or what is given to base_url", self.vendor.base_url_env))
        })?;
        if !base_url.is_https() && !self.plain_http.allows(base_url.host()) {
            let advice = format!("use https, or allow_plain_http_to({:?}) if that is meant", base_url.host());
            return Err(Error::config(self.vendor, "the key would travel without encryption").with_advice(advice));
        }
        Ok(base_url)
    }

    fn checked_headers(&self) -> Result<HeaderMap> {
        let mut headers = HeaderMap::with_capacity(self.headers.len() + 4);
        let own = concat!("switchboard/", env!("CARGO_PKG_VERSION"));
        let user_agent = match &self.user_agent {
            Some(name) => HeaderValue::try_from(format!("{name} {own}"))
                .map_err(|_| Error::config(self.vendor, "the user agent has characters that a header cannot have"))?,
            None => HeaderValue::from_static(own),
        };
        headers.insert(header::USER_AGENT, user_agent);
        match &self.key {
            Some(key) => {
                let (name, value) = self.auth_header(key)?;
                headers.insert(name, value);
            }
            None if self.keyless => {}
            None => return Err(self.no_key()),
        }
        headers.extend(self.headers.clone());
        Ok(headers)
    }

    fn auth_header(&self, key: &SecretString) -> Result<(HeaderName, HeaderValue)> {
        let auth = &self.vendor.auth;
        let key = key.expose_secret();
        if key.trim().is_empty() {
            return Err(self.no_key());
        }
        let unfit = || {
            Error::config(self.vendor, "the key has characters that a header cannot have")
                .with_advice("look for a line end or a blank that was copied with it")
        };
        if key.trim() != key {
            // Servers leave it out, and so a key that comes back would not be known for one.
            return Err(unfit());
        }
        let name = HeaderName::try_from(auth.header).map_err(|_| unfit())?;
        let mut value = HeaderValue::try_from(format!("{}{key}", auth.prefix)).map_err(|_| unfit())?;
        value.set_sensitive(true);
        Ok((name, value))
    }

    fn no_key(&self) -> Error {
        Error::config(self.vendor, format!("{} has no key", self.vendor.title))
            .with_advice(format!("set {} or call api_key", self.vendor.key_env))
    }

    fn no_base_url(&self) -> Error {
        Error::config(self.vendor, format!("{} has no common address", self.vendor.title))
            .with_advice(format!("set {} or call base_url", self.vendor.base_url_env))
    }
}

fn built_in_service(
    vendor: &'static Vendor,
    base_url: &BaseUrl,
    timeouts: &Timeouts,
    adjust: Option<AdjustClient>,
) -> Result<ReqwestService> {
    let options = Options { connect_timeout: timeouts.connect, https: base_url.is_https() };
    ReqwestService::build(&options, adjust)
        .map_err(|cause| Error::config(vendor, format!("the HTTP client cannot be made: {cause}")).with_source(cause))
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
