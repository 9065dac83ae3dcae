//! The built-in HTTP stack: reqwest, with everything off that the run time does itself.

use std::error::Error as _;
use std::time::Duration;

use bytes::Bytes;
use http::Uri;
use reqwest::redirect::Policy;

use super::{Body, BoxError, HttpService, ServiceError, ServiceErrorKind, ServiceFuture};
use crate::client::origin;

/// What a caller can set about the built-in client.
pub(crate) struct Options {
    pub(crate) connect_timeout: Duration,
    /// The base URL is https.
    pub(crate) https: bool,
    /// Certificates to trust beside those of the operating system.
    pub(crate) roots: Vec<Vec<u8>>,
}

/// A reqwest client behind the seam.
pub(crate) struct ReqwestService {
    client: reqwest::Client,
    origin: Origin,
}

/// Whose client it is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Origin {
    /// Ours, as we made it: it adds nothing to a request.
    Ours,
    /// Ours, but the caller adjusted it: it may add headers and cookies.
    Adjusted,
    /// The caller's: it may add headers and cookies, and follow redirects.
    Foreign,
}

impl ReqwestService {
    /// A service on the caller's client.
    ///
    /// # Errors
    /// The client follows redirects.
    pub(crate) fn from_client(client: reqwest::Client) -> Result<Self, &'static str> {
        if follows_redirects(&client) {
            return Err("the reqwest client given follows redirects, and would take keys along to strangers: \
                        build it with redirect::Policy::none(), the run time follows redirects itself");
        }
        Ok(Self { client, origin: Origin::Foreign })
    }

    pub(crate) fn build(
        options: &Options,
        adjust: Option<impl FnOnce(reqwest::ClientBuilder) -> reqwest::ClientBuilder>,
    ) -> Result<Self, BoxError> {
        let mut builder = reqwest::Client::builder().connect_timeout(options.connect_timeout).tcp_nodelay(true);
        if !options.https {
            // It would see the key: whom the environment names, nobody has allowed that.
            builder = builder.no_proxy();
        }
        #[cfg(any(feature = "_rustls", feature = "native-tls"))]
        {
            builder = super::tls::set_up(builder, options.https, &options.roots)?;
        }
        #[cfg(not(any(feature = "_rustls", feature = "native-tls")))]
        if options.https || !options.roots.is_empty() {
            return Err("no TLS in this build: switch on one of the features `rustls-ring`, \
                        `rustls-aws-lc` or `native-tls`"
                .into());
        }
        let origin = if adjust.is_some() { Origin::Adjusted } else { Origin::Ours };
        if let Some(adjust) = adjust {
            builder = adjust(builder);
        }
        // Last, so that no adjustment can undo it.
        builder = builder.redirect(Policy::none()).referer(false).retry(reqwest::retry::never());
        // Features of reqwest that another crate turns on must not unpack behind our limits.
        builder = builder.no_gzip().no_brotli().no_zstd().no_deflate();
        let client = builder.build().map_err(reqwest::Error::without_url)?;
        Ok(Self { client, origin })
    }
}

impl HttpService for ReqwestService {
    fn call(&self, request: http::Request<Bytes>) -> ServiceFuture {
        let asked_for = (self.origin == Origin::Foreign).then(|| request.uri().clone());
        let request = match reqwest::Request::try_from(request) {
            Ok(request) => request,
            Err(cause) => {
                return Box::pin(std::future::ready(Err(error(cause, ServiceErrorKind::Fatal))));
            }
        };
        let answer = self.client.execute(request);
        Box::pin(async move {
            let answer = answer.await.map_err(|cause| error(cause, ServiceErrorKind::Broken))?;
            if let Some(asked_for) = asked_for {
                refuse_foreign_redirect(&asked_for, answer.url())?;
            }
            let (parts, body) = http::Response::<reqwest::Body>::from(answer).into_parts();
            Ok(http::Response::from_parts(parts, Body::from_client(body)))
        })
    }

    fn sends_as_given(&self) -> bool {
        self.origin == Origin::Ours
    }
}

/// Whether a client follows redirects, as far as it tells: reqwest shows the policy in its Debug
/// output and nowhere else. Should it one day not show it any more, then this finds nothing, and
/// [`refuse_foreign_redirect`] is what is left.
fn follows_redirects(client: &reqwest::Client) -> bool {
    let none = format!("{:?}", Policy::none());
    let is_shown = format!("{:?}", reqwest::Client::builder().redirect(Policy::none())).contains(&none);
    is_shown && !format!("{client:?}").contains(&none)
}

/// The second lock: an answer from another origin than the one that was asked is no answer.
fn refuse_foreign_redirect(asked_for: &Uri, answered_by: &reqwest::Url) -> Result<(), ServiceError> {
    let answered_by = answered_by.as_str().parse::<Uri>().ok();
    if answered_by.is_some_and(|answered_by| origin(&answered_by) == origin(asked_for)) {
        return Ok(());
    }
    let text = "the reqwest client given follows redirects and left the vendor's origin; \
                build it with redirect::Policy::none()";
    Err(ServiceError::new(ServiceErrorKind::Redirect, text).with_summary(text.to_owned()))
}

/// Turns reqwest's error into ours. The URL is taken out of it: its query is the caller's data.
pub(super) fn error(cause: reqwest::Error, otherwise: ServiceErrorKind) -> ServiceError {
    let kind = match (cause.is_connect(), cause.is_timeout()) {
        (true, true) => ServiceErrorKind::ConnectTimeout,
        (true, false) => ServiceErrorKind::Connect,
        (false, true) => ServiceErrorKind::Timeout,
        (false, false) if cause.is_builder() => ServiceErrorKind::Fatal,
        (false, false) if cause.is_redirect() => ServiceErrorKind::Redirect,
        (false, false) if was_refused(&cause) => ServiceErrorKind::Refused,
        (false, false) => otherwise,
    };
    let cause = cause.without_url();
    let summary = root_cause(&cause);
    // Each TLS library has errors of its own; the word they share.
    if kind == ServiceErrorKind::Connect && summary.contains("certificate") {
        return ServiceError::new(kind, cause)
            .with_summary(format!("the server's certificate is not accepted: {summary}"))
            .with_advice("if it is the right server, with_root_certificate adds the certificate to trust");
    }
    ServiceError::new(kind, cause).with_summary(summary)
}

/// Whether the server says that it did nothing with the request: HTTP/2's `REFUSED_STREAM`, or a
/// request that crossed the announcement that the connection takes no more. RFC 9113, 8.7.
#[cfg(feature = "http2")]
fn was_refused(error: &reqwest::Error) -> bool {
    let mut cause = error.source();
    while let Some(found) = cause {
        if let Some(error) = found.downcast_ref::<h2::Error>() {
            let reason = error.reason();
            return error.is_remote()
                && (error.is_reset() && reason == Some(h2::Reason::REFUSED_STREAM)
                    || error.is_go_away() && reason == Some(h2::Reason::NO_ERROR));
        }
        cause = found.source();
    }
    false
}

#[cfg(not(feature = "http2"))]
fn was_refused(_: &reqwest::Error) -> bool {
    false
}

/// The innermost error: the one that says what happened ("Connection refused").
fn root_cause(error: &reqwest::Error) -> String {
    let mut innermost: Option<&(dyn std::error::Error + 'static)> = error.source();
    while let Some(next) = innermost.and_then(std::error::Error::source) {
        innermost = Some(next);
    }
    match innermost {
        Some(cause) => cause.to_string(),
        None => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_from_another_scheme_host_or_port_is_refused() {
        let asked = |by: &str| refuse_foreign_redirect(&"https://api.invalid/v1".parse().unwrap(), &by.parse().unwrap());
        for by in ["https://api.invalid/other", "https://API.invalid:443/v1"] {
            assert!(asked(by).is_ok(), "{by}");
        }
        for by in ["https://api.invalid:444/v1", "http://api.invalid/v1", "https://other.invalid/v1", "http://api.invalid:443/v1"] {
            assert_eq!(asked(by).unwrap_err().kind(), ServiceErrorKind::Redirect, "{by}");
        }
    }

    #[cfg(any(feature = "_rustls", feature = "native-tls"))]
    #[test]
    fn no_proxy_of_the_environment_sees_what_is_sent_without_encryption() {
        let built = |https| {
            let options = Options { connect_timeout: Duration::from_secs(1), https, roots: Vec::new() };
            ReqwestService::build(&options, None::<fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder>).unwrap().client
        };
        // The only place where reqwest tells.
        assert!(format!("{:?}", built(true)).contains("proxies"));
        assert!(!format!("{:?}", built(false)).contains("proxies"));
    }

    #[cfg(not(any(feature = "_rustls", feature = "native-tls")))]
    #[test]
    fn without_tls_only_loopback_can_be_reached_and_the_error_names_the_features() {
        let build = |https| {
            let options = Options { connect_timeout: Duration::from_secs(1), https, roots: Vec::new() };
            ReqwestService::build(&options, None::<fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder>)
        };
        assert!(build(false).is_ok());
        let text = build(true).err().map(|error| error.to_string()).unwrap_or_default();
        for feature in ["rustls-ring", "rustls-aws-lc", "native-tls"] {
            assert!(text.contains(feature), "{text}");
        }
    }
}
