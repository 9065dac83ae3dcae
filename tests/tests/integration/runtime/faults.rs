//! The table in `faults.toml`, played by a real server for each vendor's own client.

use std::time::{Duration, Instant};

use futures_util::future::{BoxFuture, FutureExt as _};
use futures_util::{StreamExt as _, stream};
use serde::Deserialize;
use serde_json::Value;
use switchboard_core::Error;
use switchboard_test_support::server::{Server, reply};

use super::leaks::{find, find_in_error};
use super::script::{self, MESSAGE, Reply};
use super::subjects::{HEADER, KEY, Options, Subject, for_each_vendor, hasty};

#[derive(Deserialize)]
struct Table {
    behaviour: Vec<Behaviour>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Behaviour {
    name: String,
    #[serde(default = "get")]
    method: String,
    #[serde(default)]
    replies: Vec<Reply>,
    to: Option<String>,
    limits: Option<bool>,
    kind: String,
    attempts: u32,
    status: Option<u16>,
    keeps: Option<String>,
    #[serde(default)]
    message: bool,
    wait: Option<u64>,
    stranger: Option<bool>,
}

impl Behaviour {
    /// Whether the server leaves the client waiting for something that never comes.
    fn stalls(&self) -> bool {
        let steps = self.replies.iter().filter_map(|reply| reply.steps.as_ref()).flatten();
        self.kind == "timeout" || steps.into_iter().any(|step| step == "hang")
    }
}

fn get() -> String {
    "GET".to_owned()
}

/// The limit for an attempt where it must run out; where it must not, the machine may be busy.
const SHORT: Duration = Duration::from_millis(500);
const LONG: Duration = Duration::from_secs(20);
/// Three short attempts, with a margin for a busy machine.
const LONGEST: Duration = Duration::from_secs(8);

/// One behaviour and one vendor.
type Case<'a> = BoxFuture<'a, Result<(), String>>;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_behaviour_ends_as_documented_for_every_vendor() {
    script::prepare();
    let table: Table = toml::from_str(include_str!("faults.toml")).unwrap();
    let cases: Vec<Case<'_>> = table.behaviour.iter().flat_map(|behaviour| for_each_vendor!(case(behaviour))).flatten().collect();
    let count = cases.len();
    let outcomes: Vec<_> = stream::iter(cases).buffered(16).collect().await;
    let failures: Vec<_> = outcomes.into_iter().filter_map(Result::err).collect();
    println!("{} behaviours, {count} cases with {} vendors", table.behaviour.len(), switchboard_tests::VENDORS.len());
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
    assert!(table.behaviour.len() >= 40);
}

/// The case, if there is one.
fn case<C: Subject>(behaviour: &Behaviour) -> Option<Case<'_>> {
    let limits = behaviour.limits.is_none_or(|limits| limits == C::VENDOR.rate_limit.is_some());
    let streams = behaviour.method != "STREAM" || hasty::<C>("http://127.0.0.1:9").build().unwrap().stream().is_some();
    (limits && streams).then(|| check_patiently::<C>(behaviour).boxed())
}

/// A machine that stands still for half a second can make a server look as if it stalled earlier
/// than it did; so these cases, and only these, have three tries.
async fn check_patiently<C: Subject>(behaviour: &Behaviour) -> Result<(), String> {
    let mut outcome = check::<C>(behaviour).await;
    for _ in 0..2 {
        if outcome.is_err() && behaviour.stalls() {
            outcome = check::<C>(behaviour).await;
        }
    }
    outcome
}

async fn check<C: Subject>(behaviour: &Behaviour) -> Result<(), String> {
    let answer = if behaviour.method == "GET" { C::FOUND } else { C::CHANGED };
    let stranger = Server::start(vec![reply(200, &["content-type: application/json"], answer)]).await;
    // The script needs the server's own address, which is known only when it runs.
    let server = {
        let replies: Vec<_> = behaviour.replies.iter().map(|reply| script::script::<C>(reply, answer, &stranger.url())).collect();
        Server::answering(move |number, request| {
            let steps = replies[number.min(replies.len().saturating_sub(1))].clone();
            let host = request.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("host: ").map(str::to_owned));
            let own = format!("http://{}", host.unwrap_or_default());
            steps.into_iter().map(|step| script::with_own_address(step, &own)).collect()
        })
        .await
    };
    let base_url = match behaviour.to.as_deref() {
        Some("nowhere") => "http://127.0.0.1:9".to_owned(),
        Some("https") => server.url().replace("http:", "https:"),
        _ => server.url(),
    };
    let begun = Instant::now();
    let outcome = send::<C>(behaviour, &base_url).await;
    let took = begun.elapsed();
    let fault = |text: String| Err(format!("{} [{}]: {text}", behaviour.name, C::VENDOR.name));

    if took > LONGEST {
        return fault(format!("took {took:?}"));
    }
    let (kind, attempts) = match &outcome {
        Ok((attempts, _)) => ("ok", *attempts),
        Err(error) => (error.kind().as_str(), error.attempts()),
    };
    if (kind, attempts) != (behaviour.kind.as_str(), behaviour.attempts) {
        return fault(format!("{kind} after {attempts} attempts instead of {} after {}; {outcome:?}", behaviour.kind, behaviour.attempts));
    }
    let promised = if behaviour.method == "STREAM" { Value::from("Hello") } else { serde_json::from_str(answer).unwrap() };
    if let Ok((_, value)) = &outcome
        && *value != promised
    {
        return fault(format!("wrong value {value:?}"));
    }
    if let Err(error) = &outcome
        && let Err(text) = check_error::<C>(error, behaviour)
    {
        return fault(text);
    }
    check_requests::<C>(behaviour, &server, &stranger).or_else(fault)
}

/// Attempts and value of a success.
async fn send<C: Subject>(behaviour: &Behaviour, base_url: &str) -> Result<(u32, Value), Error> {
    let limit = if behaviour.stalls() { SHORT } else { LONG };
    let client = hasty::<C>(base_url)
        .with_connect_timeout(LONG)
        .with_attempt_timeout(limit)
        .with_timeout(LONG)
        .with_first_event_timeout(limit)
        .with_idle_timeout(limit)
        .with_max_event_bytes(100_000)
        .build()
        .unwrap();
    let key = Options { idempotency_key: Some(HEADER), ..Options::default() };
    let prepared = match behaviour.method.as_str() {
        "GET" => client.read(Options::default()),
        "POST" => client.change(Options::default()),
        "POST+key" => client.change(key),
        "STREAM" => return client.stream().unwrap().await.map(|(attempts, text)| (attempts, text.into())),
        other => panic!("no such method: {other}"),
    };
    prepared.send.await.map(|answer| (answer.attempts(), answer.into_value()))
}

fn check_error<C: Subject>(error: &Error, behaviour: &Behaviour) -> Result<(), String> {
    let text = error.to_string();
    if error.status().map(|status| status.as_u16()) != behaviour.status {
        return Err(format!("status {:?} instead of {:?}", error.status(), behaviour.status));
    }
    if let Some(keeps) = &behaviour.keeps {
        let body = String::from_utf8_lossy(error.body().map(|body| &body[..]).unwrap_or_default());
        if !body.contains(keeps.as_str()) {
            return Err(format!("the body {body:?} lacks {keeps:?}"));
        }
    }
    if behaviour.message {
        if error.message() != Some(MESSAGE) || !text.contains(MESSAGE) {
            return Err(format!("message {:?} in {text:?}", error.message()));
        }
        if error.code() != C::CODE {
            return Err(format!("code {:?}", error.code()));
        }
        if !C::is_documented(error) {
            return Err("the body is not what the document promises".to_owned());
        }
    }
    if let Some(wait) = behaviour.wait
        && error.retry_after().is_none_or(|found| found < Duration::from_secs(wait))
    {
        return Err(format!("retry_after {:?} instead of at least {wait} s", error.retry_after()));
    }
    if error.body().is_some_and(|body| body.len() > 64 * 1024) {
        return Err("kept too much of the body".to_owned());
    }
    if error.operation().is_none() || error.vendor() != Some(C::VENDOR.name) || text.contains('\n') {
        return Err(format!("not a good sentence: {text:?}"));
    }
    if error.is_decode() && error.decode_error().is_none() && !text.contains("gzip") && !text.contains("packed") {
        return Err("the reason is missing".to_owned());
    }
    find_in_error(error).map_or(Ok(()), Err)
}

fn check_requests<C: Subject>(behaviour: &Behaviour, server: &Server, stranger: &Server) -> Result<(), String> {
    let requests = server.requests();
    if behaviour.to.is_none() {
        let header = format!("{}: {}{KEY}\r\n", C::VENDOR.auth.header, C::VENDOR.auth.prefix);
        if !requests.iter().all(|request| request.contains(&header)) {
            return Err("the key is not in its header".to_owned());
        }
        if behaviour.method == "POST+key" && !requests.iter().all(|request| request.contains(&format!("idempotency-key: {HEADER}\r\n"))) {
            return Err("the idempotency key changed".to_owned());
        }
        let first = behaviour.replies.first().map_or(0, |reply| reply.status);
        // An attempt may be over before the server has looked.
        if !behaviour.stalls() && !(300..400).contains(&first) && requests.len() != behaviour.attempts as usize {
            return Err(format!("the server saw {} requests", requests.len()));
        }
    }
    let strange = stranger.requests();
    if strange.len() != usize::from(behaviour.stranger == Some(true)) {
        return Err(format!("the other server was asked {} times", strange.len()));
    }
    match strange.iter().find_map(|request| find(request)) {
        Some(leak) => Err(format!("the other server got {leak}")),
        None => Ok(()),
    }
}
