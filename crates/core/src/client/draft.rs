//! From settings to what all calls of a client share.

use std::sync::Arc;

use http::{HeaderMap, HeaderName, HeaderValue, header};
use secrecy::{ExposeSecret as _, SecretString};

use super::transport::Shared;
use super::{BaseUrl, Limits, PlainHttp, Timeouts, Transport};
use crate::error::{Error, Result};
use crate::retry::{RetryBudget, RetryPolicy};
use crate::service::reqwest_client::{Options, ReqwestService};
use crate::service::{HttpService, Layered, Middleware};
use crate::vendor::Vendor;

pub(super) type AdjustClient = Box<dyn FnOnce(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync>;

/// What was set so far.
pub(super) struct Draft {
    pub(super) vendor: &'static Vendor,
    pub(super) base_url: Option<String>,
    pub(super) key: Option<SecretString>,
    pub(super) keyless: bool,
    pub(super) plain_http: PlainHttp,
    pub(super) headers: HeaderMap,
    pub(super) user_agent: Option<String>,
    pub(super) timeouts: Timeouts,
    pub(super) retry: RetryPolicy,
    pub(super) limits: Limits,
    pub(super) service: Option<Arc<dyn HttpService>>,
    pub(super) adjust_client: Option<AdjustClient>,
    pub(super) roots: Vec<Vec<u8>>,
    pub(super) middleware: Vec<Arc<dyn Middleware>>,
    /// The first setting that cannot work; told when the client is built.
    pub(super) problem: Option<String>,
}

impl Draft {
    /// Nothing but the defaults.
    pub(super) fn new(vendor: &'static Vendor) -> Self {
        Self {
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
            roots: Vec::new(),
            middleware: Vec::new(),
            problem: None,
        }
    }

    pub(super) fn build(self) -> Result<Transport> {
        if let Some(problem) = self.problem {
            return Err(Error::config(self.vendor, problem));
        }
        if self.service.is_some() && (self.adjust_client.is_some() || !self.roots.is_empty()) {
            let problem = "configure_http_client and with_root_certificate adjust the built-in HTTP client, but another one was given";
            return Err(Error::config(self.vendor, problem).with_advice("set that one up before it is given, or leave one of both out"));
        }
        let base_url = self.checked_base_url()?;
        let headers = self.checked_headers()?;
        let service = match self.service {
            Some(service) => service,
            None => Arc::new(built_in_service(self.vendor, &base_url, &self.timeouts, self.roots, self.adjust_client)?),
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
                .with_setting("base_url")
        })?;
        if !base_url.is_https() && !self.plain_http.allows(base_url.host()) {
            let advice = format!("use https, or allow_plain_http_to({:?}) if that is meant", base_url.host());
            let error = Error::config(self.vendor, "the key would travel without encryption").with_advice(advice);
            return Err(error.with_setting("base_url"));
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
                .with_setting("api_key")
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

    pub(super) fn no_key(&self) -> Error {
        Error::config(self.vendor, format!("{} has no key", self.vendor.title))
            .with_advice(format!("set {} or call api_key", self.vendor.key_env))
            .with_setting("api_key")
    }

    pub(super) fn no_base_url(&self) -> Error {
        Error::config(self.vendor, format!("{} has no common address", self.vendor.title))
            .with_advice(format!("set {} or call base_url", self.vendor.base_url_env))
            .with_setting("base_url")
    }
}

fn built_in_service(
    vendor: &'static Vendor,
    base_url: &BaseUrl,
    timeouts: &Timeouts,
    roots: Vec<Vec<u8>>,
    adjust: Option<AdjustClient>,
) -> Result<ReqwestService> {
    let options = Options { connect_timeout: timeouts.connect, https: base_url.is_https(), roots };
    ReqwestService::build(&options, adjust)
        .map_err(|cause| Error::config(vendor, format!("the HTTP client cannot be made: {cause}")).with_source(cause))
}
