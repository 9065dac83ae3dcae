//! Asking, with conditions, limits and redirects.

use std::{error::Error, sync::Arc};

use reqwest::{Client, Response, StatusCode, Url, header, redirect::Policy};
use rustls_platform_verifier::BuilderVerifierExt as _;

use crate::{About, Downloaded, Failure, Limits, Request, address, body};

/// Redirects that are followed before it is taken for a circle.
const MOST_REDIRECTS: usize = 5;
/// What an answer may be, in the order in which it is wanted.
const ACCEPT: &str = "application/vnd.oai.openapi+json, application/json, application/yaml;q=0.9, text/yaml;q=0.9, */*;q=0.5";

/// Downloads a document, or says that the known version is still the newest (`None`).
///
/// # Errors
/// When the address may not be asked, nobody answers, or the answer is no document.
pub async fn download(request: &Request) -> Result<Option<Downloaded>, Failure> {
    let url = address::parse(&request.url)?;
    let client = client(&url)?;
    let ask = async {
        let response = follow(&client, url, request).await?;
        if response.status() == StatusCode::NOT_MODIFIED {
            return Ok(None);
        }
        let response = fine(response)?;
        let text = |name: header::HeaderName| response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let about =
            About { etag: text(header::ETAG), last_modified: text(header::LAST_MODIFIED), content_type: text(header::CONTENT_TYPE) };
        let bytes = body::read(response, request.limits).await?;
        Ok(Some(Downloaded { bytes, about }))
    };
    let limits = request.limits;
    tokio::time::timeout(limits.time, ask).await.unwrap_or_else(|_| Err(too_slow(&request.url, limits)))
}

fn client(url: &Url) -> Result<Client, Failure> {
    let failed = |error: &dyn Error| {
        Failure::new(
            format!("cannot prepare a connection: {}", chain(error)),
            "certificates are checked against those of the operating system",
            "install the certificates of the system, or download the document yourself and give the file with `--from FILE`",
        )
    };
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let versions =
        rustls::ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().map_err(|error| failed(&error))?;
    let verified = match versions.clone().with_platform_verifier() {
        Ok(verified) => verified,
        // A container without certificates may still talk to itself.
        Err(_) if address::is_loopback(url) => versions.with_root_certificates(rustls::RootCertStore::empty()),
        Err(error) => return Err(failed(&error)),
    };
    let agent = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));
    let mut builder = Client::builder()
        .user_agent(agent)
        .redirect(Policy::none())
        .referer(false)
        .tls_backend_preconfigured(verified.with_no_client_auth());
    if address::is_loopback(url) {
        builder = builder.no_proxy();
    }
    // What another crate turns on in reqwest must not unpack behind our limits.
    builder = builder.no_gzip().no_brotli().no_zstd().no_deflate();
    builder.build().map_err(|error| failed(&error))
}

async fn follow(client: &Client, mut url: Url, request: &Request) -> Result<Response, Failure> {
    for _ in 0..=MOST_REDIRECTS {
        let mut ask = client.get(url.clone()).header(header::ACCEPT, ACCEPT).header(header::ACCEPT_ENCODING, "gzip");
        if let Some(etag) = &request.etag {
            ask = ask.header(header::IF_NONE_MATCH, etag);
        }
        if let Some(date) = &request.last_modified {
            ask = ask.header(header::IF_MODIFIED_SINCE, date);
        }
        let response = ask.send().await.map_err(|error| unreachable(&url, &error))?;
        if !response.status().is_redirection() || response.status() == StatusCode::NOT_MODIFIED {
            return Ok(response);
        }
        let location = response.headers().get(header::LOCATION).and_then(|value| value.to_str().ok());
        url = address::redirected(&url, location)?;
    }
    Err(Failure::new(
        format!("`{}` redirects more than {MOST_REDIRECTS} times", request.url),
        "most likely it goes round in a circle",
        "look the address up in the vendor's documentation, and give it with `--from URL`",
    ))
}

fn fine(response: Response) -> Result<Response, Failure> {
    let status = response.status();
    if status == StatusCode::OK {
        return Ok(response);
    }
    let url = response.url().clone();
    let (why, help) = match status.as_u16() {
        401 | 403 | 407 => (
            "the vendor shows its document only to those who have signed in".to_owned(),
            "download the document yourself and give the file with `--from FILE`",
        ),
        404 | 410 => (
            "the document has moved, or is not published any more".to_owned(),
            "look the address up in the vendor's documentation, and give it with `--from URL`",
        ),
        429 | 500..=599 => ("the server cannot answer now".to_owned(), "run the command again later"),
        _ => (
            "only 200 comes with a document".to_owned(),
            "look the address up in the vendor's documentation, and give it with `--from URL`",
        ),
    };
    Err(Failure::new(format!("`{url}` answers {status}"), why, help))
}

fn unreachable(url: &Url, error: &reqwest::Error) -> Failure {
    Failure::new(
        format!("cannot reach `{url}`"),
        chain(error),
        "check the network and the address; without a network, give a file with `--from FILE`",
    )
}

/// The whole time was used up.
pub(crate) fn too_slow(url: &str, limits: Limits) -> Failure {
    Failure::new(
        format!("`{url}` took longer than {} seconds", limits.time.as_secs_f32()),
        "a document is a file that comes at once",
        "run the command again later, or download the document yourself and give the file with `--from FILE`",
    )
}

/// An error and what led to it.
fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        let next = error.to_string();
        if !text.contains(&next) {
            text.push_str(": ");
            text.push_str(&next);
        }
        source = error.source();
    }
    text
}
