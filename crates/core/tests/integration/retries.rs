//! When a call is sent again. Time stands still in these tests, so waits are exact.

use std::time::Duration;

use switchboard_core::RetryPolicy;
use switchboard_core::service::{Body, ServiceError, ServiceErrorKind};
use tokio::time::Instant;

use crate::support::client::Client;
use crate::support::fake::Fake;
use crate::support::vendors::{self, ACME, KEY};

fn client(fake: &Fake) -> Client {
    Client::builder(&ACME).api_key(KEY).base_url(vendors::BASE).with_http_service(fake.clone()).build().unwrap()
}

fn failing(count: usize, status: u16, headers: &'static [(&'static str, &'static str)]) -> Fake {
    (0..count).fold(Fake::new(), |fake, _| fake.then_status(status, headers))
}

#[tokio::test(start_paused = true)]
async fn waits_double_from_half_a_second_to_eight_with_full_jitter() {
    let mut longest = [Duration::ZERO; 8];
    let mut shortest = [Duration::MAX; 8];
    for _ in 0..60 {
        let fake = failing(9, 500, &[]);
        let error = client(&fake).get_thing("a").with_retries(8).send().await.unwrap_err();
        assert_eq!(error.attempts(), 9);
        for (at, wait) in fake.waits().into_iter().enumerate() {
            longest[at] = longest[at].max(wait);
            shortest[at] = shortest[at].min(wait);
        }
    }
    let bounds = [500, 1000, 2000, 4000, 8000, 8000, 8000, 8000].map(Duration::from_millis);
    for (at, bound) in bounds.into_iter().enumerate() {
        // A timer may be late by a millisecond.
        assert!(longest[at] <= bound + Duration::from_millis(2), "wait {at}: {:?}", longest[at]);
        assert!(longest[at] > bound.mul_f64(0.8) && shortest[at] < bound.mul_f64(0.2), "wait {at} is not spread");
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_is_sent_three_times_by_default() {
    let fake = failing(5, 503, &[]);
    let error = client(&fake).get_thing("a").send().await.unwrap_err();
    assert_eq!((error.attempts(), fake.requests().len()), (3, 3));
    assert!(error.is_server() && error.is_retryable());
    assert!(error.to_string().contains("after 3 attempts"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn what_the_server_asks_for_is_waited_for_exactly() {
    let fake = Fake::new().then_status(429, &[("retry-after", "7")]).then_status(503, &[("retry-after-ms", "1500")]);
    client(&fake).create_thing().send().await.unwrap();
    let waits = fake.waits();
    assert!(waits[0] >= Duration::from_secs(7) && waits[0] < Duration::from_millis(7005), "{waits:?}");
    assert!(waits[1] >= Duration::from_millis(1500) && waits[1] < Duration::from_millis(1505), "{waits:?}");
}

#[tokio::test(start_paused = true)]
async fn two_minutes_are_waited_for_and_more_is_a_hint() {
    let fake = failing(1, 429, &[("retry-after", "120")]);
    client(&fake).get_thing("a").send().await.unwrap();
    let begun = Instant::now();
    let fake = failing(1, 429, &[("retry-after", "121")]);
    let error = client(&fake).get_thing("a").send().await.unwrap_err();
    assert_eq!((error.attempts(), error.retry_after()), (1, Some(Duration::from_secs(121))));
    assert_eq!(begun.elapsed(), Duration::ZERO);
    assert!(error.to_string().ends_with("try again in 121 s"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_would_outlast_the_call_is_not_begun() {
    let fake = failing(3, 429, &[("retry-after", "60")]);
    let begun = Instant::now();
    let error = client(&fake).get_thing("a").with_timeout(Duration::from_secs(90)).send().await.unwrap_err();
    assert_eq!((error.attempts(), error.kind().as_str()), (2, "rate_limit"));
    assert!(begun.elapsed() < Duration::from_secs(61));
}

#[tokio::test(start_paused = true)]
async fn the_whole_call_ends_in_time_whatever_the_attempts_do() {
    let hang = |_: switchboard_core::http::Request<_>| std::future::pending();
    let build = |hang| Client::builder(&ACME).api_key(KEY).base_url(vendors::BASE).with_http_service(hang).build();
    let client: Client = build(hang).unwrap();
    let begun = Instant::now();
    let call = client.get_thing("a").with_attempt_timeout(Duration::from_secs(10)).with_timeout(Duration::from_secs(25));
    let error = call.with_retries(9).send().await.unwrap_err();
    assert!(error.is_timeout());
    assert!((24..=26).contains(&begun.elapsed().as_secs()), "{:?}", begun.elapsed());
    let begun = Instant::now();
    client.get_thing("a").with_retries(0).send().await.unwrap_err();
    assert_eq!(begun.elapsed().as_secs(), 600, "ten minutes by default");
}

#[tokio::test(start_paused = true)]
async fn all_calls_of_a_client_share_a_budget() {
    let fake = failing(2000, 500, &[]);
    let client = client(&fake);
    let mut last = None;
    for _ in 0..100 {
        last = Some(client.clone().get_thing("a").send().await.unwrap_err());
    }
    let error = last.unwrap();
    assert_eq!(error.attempts(), 1);
    assert!(error.is_retry_budget_exhausted() && error.is_retryable());
    assert_eq!(fake.requests().len(), 200, "a hundred calls and a hundred retries");
}

#[tokio::test(start_paused = true)]
async fn success_fills_the_budget_again() {
    let fake = failing(200, 500, &[]);
    let client = client(&fake);
    while !client.get_thing("a").send().await.is_err_and(|error| error.is_retry_budget_exhausted()) {}
    while client.get_thing("a").send().await.is_err() {}
    for _ in 0..10 {
        client.get_thing("a").send().await.unwrap();
    }
    let before = fake.requests().len();
    let _again = fake.clone().then_status(500, &[]);
    client.get_thing("a").send().await.unwrap();
    assert_eq!(fake.requests().len(), before + 2);
}

fn broken(
    kind: ServiceErrorKind,
) -> impl FnOnce(&switchboard_core::http::Request<switchboard_core::bytes::Bytes>) -> Result<switchboard_core::http::Response<Body>, ServiceError>
{
    move |_| Err(ServiceError::new(kind, "made up"))
}

#[tokio::test(start_paused = true)]
async fn a_post_that_may_have_been_processed_is_not_sent_again() {
    for kind in [ServiceErrorKind::Broken, ServiceErrorKind::Timeout] {
        let fake = Fake::new().then(broken(kind));
        let error = client(&fake).create_thing().send().await.unwrap_err();
        assert_eq!((error.attempts(), error.may_have_been_processed()), (1, true), "{kind:?}");
        for call in [client(&fake).safe_post(), client(&fake).create_thing().with_idempotency_key("k")] {
            let fake = fake.clone().then(broken(kind));
            call.send().await.unwrap();
            drop(fake);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_post_that_never_went_out_is_sent_again() {
    for kind in [ServiceErrorKind::Connect, ServiceErrorKind::ConnectTimeout] {
        let fake = Fake::new().then(broken(kind));
        client(&fake).create_thing().send().await.unwrap();
        assert_eq!(fake.requests().len(), 2, "{kind:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_idempotency_key_is_the_same_in_every_attempt() {
    let fake = failing(2, 500, &[]);
    client(&fake).create_thing().with_idempotency_key("order-7").send().await.unwrap();
    let keys: Vec<_> = fake.requests().iter().map(|request| request.headers()["idempotency-key"].clone()).collect();
    assert_eq!(keys, ["order-7"; 3]);
    assert!(keys[0].is_sensitive());
}

#[tokio::test(start_paused = true)]
async fn a_conflict_is_repeated_only_for_operations_marked_safe() {
    let fake = failing(2, 409, &[]);
    assert_eq!(client(&fake).get_thing("a").send().await.unwrap_err().attempts(), 1);
    let fake = failing(2, 409, &[]);
    client(&fake).safe_post().send().await.unwrap();
    assert_eq!(fake.requests().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_policy_of_never_means_never() {
    let fake = failing(3, 503, &[("retry-after", "1")]);
    let client: Client =
        Client::builder(&ACME).api_key(KEY).with_http_service(fake.clone()).with_retry_policy(RetryPolicy::never()).build().unwrap();
    assert_eq!(client.get_thing("a").send().await.unwrap_err().attempts(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_body_that_breaks_is_fetched_again_if_that_is_safe() {
    let half = |_: &switchboard_core::http::Request<_>| {
        let pieces = vec![Ok("{\"id\":".into()), Err(ServiceError::new(ServiceErrorKind::Broken, "made up"))];
        Ok(switchboard_core::http::Response::new(Body::from_stream(futures_util::stream::iter(pieces))))
    };
    let fake = Fake::new().then(half);
    client(&fake).get_thing("a").send().await.unwrap();
    let fake = Fake::new().then(half);
    let error = client(&fake).create_thing().send().await.unwrap_err();
    assert_eq!((error.attempts(), error.status().unwrap().as_u16(), error.body().unwrap().as_ref()), (1, 200, &b"{\"id\":"[..]));
    assert!(error.may_have_been_processed() && error.is_body_truncated());
}
