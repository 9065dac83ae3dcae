//! Addresses that may be asked.

use reqwest::Url;

use crate::Failure;

/// Reads an address: https, or plain http on this machine, and no password in it.
pub(crate) fn parse(text: &str) -> Result<Url, Failure> {
    let url = Url::parse(text).map_err(|error| {
        Failure::new(
            format!("`{text}` is no address: {error}"),
            "a document is downloaded from where it is published",
            "write for example `https://api.example.com/openapi.json`",
        )
    })?;
    if !url.username().is_empty() || url.password().is_some() {
        // Not even this message may show them.
        return Err(Failure::new(
            "the address has a user name or a password in it",
            "addresses are written to `vendor.toml` and to logs",
            "download the document yourself and give the file with `--from FILE`",
        ));
    }
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_loopback(&url) => Ok(url),
        scheme => Err(Failure::new(
            format!("`{text}` is not https"),
            format!("what comes by {scheme} can be changed by anybody on the way, and becomes code"),
            "use the https address, or download the document yourself and give the file with `--from FILE`",
        )),
    }
}

/// Whether the address leads to this machine.
pub(crate) fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    host == "localhost" || host.parse().is_ok_and(|address: std::net::IpAddr| address.is_loopback())
}

/// Where a redirect leads, if that is the same origin.
pub(crate) fn redirected(from: &Url, location: Option<&str>) -> Result<Url, Failure> {
    let to = location.and_then(|location| from.join(location).ok()).ok_or_else(|| {
        Failure::new(
            format!("`{from}` redirects to nowhere"),
            "the answer is a redirect without an address that can be read",
            "look the address up in the vendor's documentation, and give it with `--from URL`",
        )
    })?;
    if to.origin() != from.origin() {
        return Err(Failure::new(
            format!("`{from}` redirects to another origin: `{to}`"),
            "a document from somewhere else may be somebody else's, or a page to sign in on",
            "if that is where the vendor publishes its document now, give that address with `--from URL`",
        ));
    }
    Ok(to)
}

#[cfg(test)]
mod tests {
    use super::{parse, redirected};

    #[test]
    fn only_https_is_asked_and_plain_http_on_this_machine() {
        for fine in ["https://api.example.com/openapi.json", "http://127.0.0.1:8080/a", "http://localhost/a", "http://[::1]:80/a"] {
            assert!(parse(fine).is_ok(), "{fine}");
        }
        for refused in
            ["http://api.example.com/a", "http://127.0.0.1.example.com/a", "ftp://example.com/a", "file:///etc/passwd", "openapi.json"]
        {
            assert!(parse(refused).is_err(), "{refused}");
        }
    }

    #[test]
    fn a_password_in_an_address_is_refused_and_not_shown() {
        let failure = parse("https://me:secret@example.com/a").unwrap_err();
        assert!(!format!("{failure:?}").contains("secret"));
    }

    #[test]
    fn a_redirect_stays_within_the_origin() {
        let from = parse("https://example.com/a").unwrap();
        assert_eq!(redirected(&from, Some("/b")).unwrap().as_str(), "https://example.com/b");
        for away in ["https://other.example.com/a", "http://example.com/a", "https://example.com:8443/a", "//evil.example/a"] {
            let failure = redirected(&from, Some(away)).unwrap_err();
            assert!(failure.what.contains("another origin"), "{away}: {failure:?}");
        }
        assert!(redirected(&from, None).is_err());
    }
}
