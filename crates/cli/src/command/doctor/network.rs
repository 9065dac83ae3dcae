//! Name, connection, TLS and clock, one after the other.

use std::{
    env,
    time::{Duration, SystemTime},
};

use http::{Method, Uri, header};
use switchboard_core::{Call, Operation, RawResponse, Transport};
use tokio::{
    net::{TcpStream, lookup_host},
    time::{Instant, timeout},
};

use super::finding::{Finding, State};
use crate::{catalogue::Vendor, exit::Exit};

/// How long each step may take.
const LIMIT: Duration = Duration::from_secs(10);

/// More than this is doubtful: servers that look at the time allow about a minute.
const MOST_SKEW: Duration = Duration::from_secs(60);

/// Asks for nothing that needs a key; any answer will do.
static KNOCK: Operation = Operation { id: "doctor", method: Method::HEAD, path: "/", safe_to_retry: true, agent: false, pointer: "" };

/// Looks at all between here and the vendor. No key is sent.
pub(super) async fn examine(vendor: &Vendor, transport: &Transport) -> Vec<Finding> {
    let mut findings = Vec::new();
    let Ok(address) = transport.base_url().parse::<Uri>() else { return findings };
    let host = address.host().unwrap_or_default().trim_matches(['[', ']']).to_owned();
    let is_https = address.scheme_str() == Some("https");
    let port = address.port_u16().unwrap_or(if is_https { 443 } else { 80 });
    if let (true, Some(proxy)) = (is_https, proxy()) {
        findings.push(Finding::new(vendor, "network", State::Skipped, format!("calls go through the proxy of {proxy}")));
    } else {
        let reached = reach(vendor, &host, port, &mut findings).await;
        if !reached {
            return findings;
        }
    }
    let begun = Instant::now();
    let answer = Call::new(transport, &KNOCK).accept("*/*").with_retries(0).with_timeout(LIMIT).execute_raw().await;
    let check = if is_https { "tls" } else { "http" };
    match answer {
        Ok(answer) => {
            findings.push(answered(vendor, check, &answer, begun));
            findings.push(clock(vendor, &answer));
        }
        Err(error) => {
            let what = error.without_advice().to_string();
            let hint = if what.contains("certificate") {
                format!(
                    "it is for another name, over, or signed by nobody whom this machine trusts, perhaps by a proxy or a virus scanner \
                     that opens TLS; `openssl s_client -connect {host}:{port} -servername {host}` shows it"
                )
            } else if is_https {
                "look for a proxy or a virus scanner that opens TLS, and for a server that speaks no TLS on this port".to_owned()
            } else {
                "what listens there may be no web server, or want https".to_owned()
            };
            findings.push(Finding::new(vendor, check, State::Failed(Exit::of(&error)), what).with_hint(hint));
        }
    }
    findings
}

/// An answer. A page for people where an API should be is worth a word: it may come from the login
/// of a network, or from the vendor's web site.
fn answered(vendor: &Vendor, check: &'static str, answer: &RawResponse, begun: Instant) -> Finding {
    let media_type = answer.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let detail = format!("answered in {}", milliseconds(begun));
    if !media_type.starts_with("text/html") {
        return Finding::new(vendor, check, State::Fine, detail);
    }
    Finding::new(vendor, check, State::Doubtful, format!("{detail}, with a web page")).with_hint(format!(
        "if calls get pages, too, {} leads to a web site, or the network wants a login first",
        vendor.facts.base_url_env
    ))
}

/// Name and connection; whether both are there.
async fn reach(vendor: &Vendor, host: &str, port: u16, findings: &mut Vec<Finding>) -> bool {
    let failed = State::Failed(Exit::Network);
    let addresses = match timeout(LIMIT, lookup_host((host, port))).await {
        Ok(Ok(addresses)) => addresses.collect::<Vec<_>>(),
        Ok(Err(error)) => {
            let hint = format!("check the name in {} and the machine's DNS settings", vendor.facts.base_url_env);
            findings.push(Finding::new(vendor, "name", failed, format!("{host} has no address: {error}")).with_hint(hint));
            return false;
        }
        Err(_) => {
            findings.push(Finding::new(vendor, "name", failed, "no answer from DNS").with_hint("check the machine's DNS settings"));
            return false;
        }
    };
    let count = match addresses.len() {
        1 => "1 address".to_owned(),
        count => format!("{count} addresses"),
    };
    findings.push(Finding::new(vendor, "name", State::Fine, format!("{host} has {count}")));
    let begun = Instant::now();
    let problem = match timeout(LIMIT, TcpStream::connect(addresses.as_slice())).await {
        Ok(Ok(_)) => {
            findings.push(Finding::new(vendor, "connection", State::Fine, format!("port {port} in {}", milliseconds(begun))));
            return true;
        }
        Ok(Err(error)) => error.to_string(),
        Err(_) => format!("no answer within {} s", LIMIT.as_secs()),
    };
    let hint = "a firewall may be in between, or the address is wrong; set HTTPS_PROXY if there is a proxy";
    findings.push(Finding::new(vendor, "connection", failed, format!("port {port}: {problem}")).with_hint(hint));
    false
}

fn clock(vendor: &Vendor, answer: &RawResponse) -> Finding {
    let date = answer.headers().get(header::DATE).and_then(|date| date.to_str().ok()).and_then(|date| httpdate::parse_http_date(date).ok());
    let Some(theirs) = date else {
        return Finding::new(vendor, "clock", State::Skipped, "the server does not say what time it is");
    };
    let (skew, word) = match SystemTime::now().duration_since(theirs) {
        Ok(ahead) => (ahead, "ahead of"),
        Err(error) => (error.duration(), "behind"),
    };
    let detail = format!("{} s {word} the server's", skew.as_secs());
    if skew > MOST_SKEW {
        return Finding::new(vendor, "clock", State::Doubtful, detail).with_hint("set the clock: TLS and rate limits depend on it");
    }
    Finding::new(vendor, "clock", State::Fine, detail)
}

/// The variable that names a proxy for https, if there is one.
fn proxy() -> Option<&'static str> {
    let names = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
    names.into_iter().find(|name| env::var_os(name).is_some_and(|value| !value.is_empty()))
}

fn milliseconds(begun: Instant) -> String {
    format!("{} ms", begun.elapsed().as_millis())
}
