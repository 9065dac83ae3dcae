//! Where a vendor's API is, and whether a key may be sent there.

use std::net::IpAddr;

use bytes::Bytes;
use http::Uri;
use http::uri::PathAndQuery;
use reqwest::Url;

/// A base URL that is fit to have paths appended.
#[derive(Clone, Debug)]
pub(crate) struct BaseUrl {
    /// Scheme, authority and path, without a final slash.
    prefix: String,
    uri: Uri,
}

impl BaseUrl {
    /// The reason of a failure never quotes the text: it may contain a password.
    pub(crate) fn parse(text: &str) -> Result<Self, &'static str> {
        let url = Url::parse(text.trim()).map_err(|_| "it is not an absolute URL")?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err("its scheme is neither https nor http");
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err("it contains a user name or password");
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err("it contains a query or a fragment");
        }
        if url.host_str().is_none_or(str::is_empty) {
            return Err("it has no host");
        }
        let prefix = url.as_str().trim_end_matches('/').to_owned();
        let uri = prefix.parse().map_err(|_| "it is not a valid URL")?;
        Ok(Self { prefix, uri })
    }

    /// The address of a path, which begins with a slash, and a query, which may be empty.
    pub(crate) fn join(&self, path: &str, query: &str) -> Result<Uri, http::Error> {
        let base_path = self.uri.path().trim_end_matches('/');
        let mut text = String::with_capacity(base_path.len() + path.len() + query.len() + 1);
        text.push_str(base_path);
        text.push_str(path);
        if !query.is_empty() {
            // Some documents tell operations apart by a query in the path.
            text.push(if path.contains('?') { '&' } else { '?' });
            text.push_str(query);
        }
        // Scheme and authority were parsed once and for all.
        let mut parts = http::uri::Parts::default();
        parts.scheme = self.uri.scheme().cloned();
        parts.authority = self.uri.authority().cloned();
        parts.path_and_query = Some(PathAndQuery::from_maybe_shared(Bytes::from(text))?);
        Ok(Uri::from_parts(parts)?)
    }

    pub(crate) fn prefix(&self) -> &str {
        &self.prefix
    }

    pub(crate) fn host(&self) -> &str {
        self.uri.host().unwrap_or_default()
    }

    pub(crate) fn is_https(&self) -> bool {
        self.uri.scheme_str() == Some("https")
    }

    #[cfg(feature = "tracing")]
    pub(crate) fn port(&self) -> u16 {
        self.uri.port_u16().unwrap_or(if self.is_https() { 443 } else { 80 })
    }
}

/// Scheme, host and port: what decides whether two URLs belong to the same server.
pub(crate) fn origin(uri: &Uri) -> Option<(String, String, u16)> {
    let scheme = uri.scheme_str()?.to_ascii_lowercase();
    let port = uri.port_u16().unwrap_or(if scheme == "https" { 443 } else { 80 });
    Some((scheme, uri.host()?.to_ascii_lowercase(), port))
}

/// To which hosts keys may go without TLS.
#[derive(Clone, Debug, Default)]
pub(crate) struct PlainHttp {
    hosts: Vec<String>,
}

impl PlainHttp {
    pub(crate) fn allow(&mut self, host: &str) {
        self.hosts.push(bare_host(host).to_ascii_lowercase());
    }

    /// Loopback, and what was allowed by name.
    pub(crate) fn allows(&self, host: &str) -> bool {
        is_loopback(host) || self.hosts.iter().any(|allowed| allowed.eq_ignore_ascii_case(bare_host(host)))
    }
}

/// IPv6 addresses stand in brackets in URLs; people write them without.
fn bare_host(host: &str) -> &str {
    host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host)
}

fn is_loopback(host: &str) -> bool {
    let host = bare_host(host);
    match host.parse::<IpAddr>() {
        Ok(address) => address.to_canonical().is_loopback(),
        // Not what ends in `.localhost`: many resolvers ask the network for it, whatever RFC 6761 says.
        Err(_) => host.strip_suffix('.').unwrap_or(host).eq_ignore_ascii_case("localhost"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_loopback() {
        for host in ["localhost", "LOCALHOST", "localhost.", "127.0.0.1", "127.9.9.9", "[::1]", "::1"] {
            assert!(is_loopback(host), "{host}");
        }
        for host in ["localhost.example.com", "a.localhost", "10.0.0.1", "0.0.0.0", "128.0.0.1", "[::2]", "notlocalhost", ""] {
            assert!(!is_loopback(host), "{host}");
        }
    }

    #[test]
    fn what_is_no_place_to_append_a_path_to_is_refused() {
        for text in ["", "example.com", "ftp://h", "https://u:p@h", "https://h/?a=b", "https://h/#f", "file:///x"] {
            assert!(BaseUrl::parse(text).is_err(), "{text}");
        }
        assert_eq!(BaseUrl::parse(" https://h/v1/ ").unwrap().prefix(), "https://h/v1");
        assert_eq!(BaseUrl::parse("http://[::1]:81").unwrap().prefix(), "http://[::1]:81");
    }

    #[test]
    fn origins_tell_ports_and_schemes_apart_but_not_spelling() {
        let of = |text: &str| origin(&text.parse().unwrap());
        assert_eq!(of("https://A.example/x"), of("https://a.example:443/y"));
        assert_ne!(of("https://a.example"), of("http://a.example"));
        assert_ne!(of("https://a.example"), of("https://a.example:444"));
        assert_ne!(of("https://a.example"), of("https://b.a.example"));
    }
}
