//! Where a redirect may lead.
//!
//! The HTTP client follows none by itself: it would take along every header but `Authorization`,
//! and some vendors' keys are in others.

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode, Uri, header};
use reqwest::Url;

use crate::client::PlainHttp;
use crate::client::origin;

/// More than this is a loop, or as good as one.
pub(super) const MOST_REDIRECTS: usize = 10;

/// Headers that may go to a stranger.
const HARMLESS: [header::HeaderName; 3] = [header::ACCEPT, header::ACCEPT_ENCODING, header::USER_AGENT];

/// The next request, or why there is none.
pub(super) enum Hop {
    /// Not a redirect.
    Stay,
    Follow(Box<http::Request<Bytes>>),
    Refuse(Refusal),
}

/// Why a redirect is not followed, and what to do.
pub(super) struct Refusal {
    pub(super) reason: &'static str,
    pub(super) advice: &'static str,
}

impl Refusal {
    fn hop(reason: &'static str) -> Hop {
        Hop::Refuse(Self { reason, advice: "check the base URL" })
    }
}

/// What decides whether a hop is safe, beside the hop itself.
pub(super) struct Rules<'a> {
    pub(super) plain_http: &'a PlainHttp,
    /// Nothing below us adds headers or credentials to a request.
    pub(super) sends_as_given: bool,
}

pub(super) fn next(sent: &http::Request<Bytes>, status: StatusCode, headers: &HeaderMap, rules: &Rules<'_>) -> Hop {
    let method = match status.as_u16() {
        301 | 302 | 307 | 308 if is_reading(sent.method()) => sent.method().clone(),
        303 if is_reading(sent.method()) => sent.method().clone(),
        303 => Method::GET,
        307 | 308 => sent.method().clone(),
        // Browsers turn a POST into a GET here, which is not what the caller asked for.
        301 | 302 => return Refusal::hop("the server moved, and a call that changes something is not repeated elsewhere"),
        _ => return Hop::Stay,
    };
    let Some(target) = headers.get(header::LOCATION).and_then(|value| resolve(sent.uri(), value)) else {
        return Refusal::hop("the server sent us on without a usable address");
    };
    if sent.uri().scheme_str() == Some("https") && target.scheme_str() != Some("https") {
        return Refusal::hop("the server sent us from https to an address without encryption");
    }
    if target.scheme_str() == Some("http") && !rules.plain_http.allows(target.host().unwrap_or_default()) {
        return Refusal::hop("the server sent us to an address without encryption");
    }
    let keeps_body = method == *sent.method() && !sent.body().is_empty();
    let same_origin = origin(sent.uri()) == origin(&target);
    if keeps_body && !same_origin {
        return Refusal::hop("the server sent us to another host, which must not get what the call contains");
    }
    if !same_origin && !rules.sends_as_given {
        return Hop::Refuse(Refusal {
            reason: "the server sent us to another host, which must not get what this client's own HTTP settings or layers may add",
            advice: "send a request to the `location` in Error::headers by other means, or see HttpService::sends_as_given",
        });
    }
    let mut request = http::Request::new(if keeps_body { sent.body().clone() } else { Bytes::new() });
    *request.headers_mut() = if same_origin { sent.headers().clone() } else { harmless(sent.headers()) };
    if !keeps_body {
        request.headers_mut().remove(header::CONTENT_TYPE);
    }
    *request.method_mut() = method;
    *request.uri_mut() = target;
    Hop::Follow(Box::new(request))
}

pub(super) fn is_reading(method: &Method) -> bool {
    *method == Method::GET || *method == Method::HEAD
}

fn harmless(headers: &HeaderMap) -> HeaderMap {
    headers
        .iter()
        .filter(|(name, value)| HARMLESS.contains(name) && !value.is_sensitive())
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

fn resolve(from: &Uri, location: &http::HeaderValue) -> Option<Uri> {
    let location = std::str::from_utf8(location.as_bytes()).ok()?;
    let mut target = Url::parse(&from.to_string()).ok()?.join(location).ok()?;
    if !matches!(target.scheme(), "http" | "https") {
        return None;
    }
    // A password in the address would become an Authorization header.
    target.set_username("").ok()?;
    target.set_password(None).ok()?;
    target.set_fragment(None);
    target.as_str().parse().ok()
}
