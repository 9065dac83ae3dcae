//! The bytes of an answer: all of them, within the limit, and unpacked.

use std::io::Read;

use flate2::read::MultiGzDecoder;
use reqwest::Response;

use crate::{Failure, Limits};

/// How gzip begins.
const GZIP: &[u8] = &[0x1f, 0x8b];

/// Reads the body of an answer.
pub(crate) async fn read(mut response: Response, limits: Limits) -> Result<Vec<u8>, Failure> {
    let url = response.url().clone();
    let encoding = response.headers().get("content-encoding").and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    if response.content_length().is_some_and(|length| length > limits.bytes) {
        return Err(too_large(url.as_str(), limits));
    }
    let mut bytes = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) => bytes.extend_from_slice(&chunk),
            Ok(None) => break,
            Err(error) if error.is_timeout() => return Err(super::client::too_slow(url.as_str(), limits)),
            Err(_) => {
                return Err(Failure::new(
                    format!("the download was cut off after {} bytes", bytes.len()),
                    format!("`{url}` announced more than it sent; half a document is none"),
                    "run the command again; if it happens again, download the document yourself and give the file with `--from FILE`",
                ));
            }
        }
        if bytes.len() as u64 > limits.bytes {
            return Err(too_large(url.as_str(), limits));
        }
    }
    match encoding.as_str() {
        // Some servers have a packed file and say nothing of it.
        "" | "identity" | "gzip" | "x-gzip" if bytes.starts_with(GZIP) => unpack(&bytes, url.as_str(), limits),
        "" | "identity" | "gzip" | "x-gzip" => Ok(bytes),
        other => Err(Failure::new(
            format!("the answer is packed with `{other}`"),
            "only gzip was asked for",
            "download the document yourself and give the file with `--from FILE`",
        )),
    }
}

fn unpack(packed: &[u8], url: &str, limits: Limits) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let read = MultiGzDecoder::new(packed).take(limits.bytes + 1).read_to_end(&mut bytes);
    if bytes.len() as u64 > limits.bytes {
        return Err(too_large(url, limits));
    }
    read.map_err(|error| {
        Failure::new(
            format!("the answer is packed with gzip and cannot be unpacked: {error}"),
            "the file is damaged, or the download was cut off",
            "run the command again; if it happens again, download the document yourself and give the file with `--from FILE`",
        )
    })?;
    Ok(bytes)
}

fn too_large(url: &str, limits: Limits) -> Failure {
    Failure::new(
        format!("`{url}` is larger than {} MB", limits.bytes / (1024 * 1024)),
        "no document that we know is nearly as large",
        "make sure that the address is that of the document; if it is, download it yourself and give the file with `--from FILE`",
    )
}
