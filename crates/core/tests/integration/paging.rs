//! Lists in pages.

use std::error::Error as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::TryStreamExt as _;
use switchboard_core::Error;

use crate::support::client::Client;
use crate::support::server::{Server, Step, json, reply};
use crate::support::vendors::ACME;

/// The value of a query parameter in a request.
fn parameter(request: &str, name: &str) -> Option<String> {
    let query = request.split_whitespace().nth(1)?.split_once('?')?.1;
    query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('=')).map(str::to_owned)
}

fn things(range: std::ops::Range<usize>) -> String {
    let things: Vec<_> = range.map(|number| format!(r#"{{"id":"t{number}"}}"#)).collect();
    format!("[{}]", things.join(","))
}

/// Five things, two on a page, with the total in a header.
fn by_number(request: &str) -> Vec<Step> {
    let page: usize = parameter(request, "page").map_or(1, |page| page.parse().unwrap());
    let from = (page - 1) * 2;
    reply(200, &["pagination-count: 5", &format!("pagination-page: {page}")], things(from.min(5)..(from + 2).min(5)))
}

async fn ids(client: &Client) -> Vec<String> {
    client.list_things().by_item().map_ok(|thing| thing.id).try_collect().await.unwrap()
}

#[tokio::test]
async fn three_pages_with_the_total_in_a_header_take_three_calls() {
    let server = Server::answering(|_, request| by_number(request)).await;
    let client = Client::hasty(&ACME, &server.url()).build().unwrap();
    assert_eq!(ids(&client).await, ["t0", "t1", "t2", "t3", "t4"]);
    let asked: Vec<_> = server.requests().iter().map(|request| parameter(request, "page")).collect();
    assert_eq!(asked, [None, Some("2".to_owned()), Some("3".to_owned())]);
}

#[tokio::test]
async fn pages_are_fetched_only_when_they_are_asked_for() {
    let server = Server::answering(|_, request| by_number(request)).await;
    let client = Client::hasty(&ACME, &server.url()).build().unwrap();
    let mut pages = client.list_things().by_page();
    assert_eq!((server.requests().len(), pages.total(), pages.position()), (0, None, None));
    assert_eq!(pages.next().await.unwrap().unwrap().len(), 2);
    assert_eq!((server.requests().len(), pages.total(), pages.position()), (1, Some(5), Some("2")));
    drop(pages);
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_list_can_begin_anywhere_and_keeps_its_other_parameters() {
    let server = Server::answering(|_, request| by_number(request)).await;
    let client = Client::hasty(&ACME, &server.url()).build().unwrap();
    let items: Vec<_> = client.list_things().page(2).take(2.0).by_item().try_collect().await.unwrap();
    assert_eq!(items.len(), 3);
    let requests = server.requests();
    assert_eq!(requests.len(), 2, "two before and three here make five");
    assert_eq!(parameter(&requests[1], "page").as_deref(), Some("3"));
    assert_eq!(parameter(&requests[1], "take").as_deref(), Some("2"), "a whole number is sent as one");
}

#[tokio::test]
async fn pages_by_offset_go_on_from_what_came() {
    let server = Server::answering(|_, request| {
        let start: usize = parameter(request, "start").map_or(0, |start| start.parse().unwrap());
        let list = things(start..(start + 2).min(5));
        json(&format!(r#"{{"data":{{"documents":{list},"pagination":{{"total":5,"start":{start},"limit":2}}}},"error":null}}"#))
    })
    .await;
    let client = Client::hasty(&ACME, &server.url()).build().unwrap();
    let mut items = client.list_documents().by_item();
    let mut count = 0;
    while let Some(item) = items.next().await {
        assert_eq!(item.unwrap().id, format!("t{count}"));
        count += 1;
    }
    assert_eq!((count, items.total(), server.requests().len()), (5, Some(5), 3));
}

fn by_next_page(request: &str) -> Vec<Step> {
    let page: usize = parameter(request, "page").map_or(1, |page| page.parse().unwrap());
    let next = if page < 3 { (page + 1).to_string() } else { "null".to_owned() };
    let list = things(page * 2 - 2..(page * 2).min(5));
    json(&format!(r#"{{"data":{list},"pagination":{{"total_items":5,"next_page":{next}}}}}"#))
}

#[tokio::test]
async fn the_vendors_own_next_page_is_followed_until_it_is_null() {
    let server = Server::answering(|_, request| by_next_page(request)).await;
    let client = Client::hasty(&ACME, &server.url()).build().unwrap();
    let items: Vec<_> = client.list_images().by_item().try_collect().await.unwrap();
    assert_eq!((items.len(), server.requests().len()), (5, 3));
}

#[tokio::test]
async fn tokens_are_followed_until_there_is_none() {
    let server = Server::answering(|_, request| match parameter(request, "next").as_deref() {
        None => json(r#"{"items":[{"id":"a"}],"next":"x y"}"#),
        Some("x%20y") => json(r#"{"items":[],"next":"z"}"#),
        Some("z") => json(r#"{"items":[{"id":"b"}]}"#),
        other => panic!("{other:?}"),
    })
    .await;
    let client = Client::hasty(&ACME, &server.url()).build().unwrap();
    let items: Vec<_> = client.list_tokens().by_item().map_ok(|thing| thing.id).try_collect().await.unwrap();
    assert_eq!(items, ["a", "b"], "an empty page in the middle is not the end");
}

#[tokio::test]
async fn an_empty_list_is_one_empty_page() {
    let server = Server::start(vec![json("[]")]).await;
    let client = Client::hasty(&ACME, &server.url()).build().unwrap();
    assert_eq!(client.list_things().by_page().try_collect::<Vec<_>>().await.unwrap().len(), 1);
    assert!(ids(&client).await.is_empty());
}

#[tokio::test]
async fn without_a_total_an_empty_page_ends_the_list() {
    let server = Server::start(vec![json(r#"[{"id":"a"}]"#), json(r#"[{"id":"b"}]"#), json("[]")]).await;
    let client = Client::hasty(&ACME, &server.url()).build().unwrap();
    assert_eq!(ids(&client).await, ["a", "b"]);
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn a_server_that_ignores_the_page_is_found_out() {
    let server = Server::start(vec![json(r#"[{"id":"a"},{"id":"b"}]"#)]).await;
    let client = Client::hasty(&ACME, &server.url()).build().unwrap();
    let mut items = client.list_things().by_item();
    for id in ["a", "b"] {
        assert_eq!(items.next().await.unwrap().unwrap().id, id);
    }
    let error = items.next().await.unwrap().unwrap_err();
    assert!(error.is_paging(), "{error:?}");
    assert_eq!(error.operation(), Some("listThings"));
    assert!(items.next().await.is_none());
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn a_server_that_says_it_is_still_on_the_same_page_is_found_out() {
    let server =
        Server::answering(|number, _| reply(200, &["pagination-count: 99", "pagination-page: 1"], format!(r#"[{{"id":"at {number}"}}]"#)))
            .await;
    let client = Client::hasty(&ACME, &server.url()).build().unwrap();
    let error = client.list_things().by_item().try_collect::<Vec<_>>().await.unwrap_err();
    assert!(error.is_paging());
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn a_token_that_leads_back_to_itself_ends_in_an_error() {
    let server = Server::start(vec![json(r#"{"items":[{"id":"a"}],"next":"x"}"#)]).await;
    let client = Client::hasty(&ACME, &server.url()).build().unwrap();
    assert!(client.list_tokens().by_item().try_collect::<Vec<_>>().await.unwrap_err().is_paging());
    let server = Server::answering(|number, _| json(&format!(r#"{{"items":[{{"id":"{number}"}}],"next":"x"}}"#))).await;
    let client = Client::hasty(&ACME, &server.url()).build().unwrap();
    assert!(client.list_tokens().by_item().try_collect::<Vec<_>>().await.unwrap_err().is_paging());
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn a_server_that_sends_us_back_to_the_first_page_is_found_out_at_once() {
    let by_number = |number: usize, _: &str| json(&format!(r#"{{"data":[{{"id":"at {number}"}}],"pagination":{{"next_page":1}}}}"#));
    let server = Server::answering(by_number).await;
    let client = Client::hasty(&ACME, &server.url()).build().unwrap();
    assert!(client.list_images().by_item().try_collect::<Vec<_>>().await.unwrap_err().is_paging());
    assert_eq!(server.requests().len(), 1);

    let by_token = |number: usize, _: &str| json(&format!(r#"{{"items":[{{"id":"{number}"}}],"next":"start"}}"#));
    let server = Server::answering(by_token).await;
    let client = Client::hasty(&ACME, &server.url()).build().unwrap();
    assert!(client.list_tokens().next("start").by_item().try_collect::<Vec<_>>().await.unwrap_err().is_paging());
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_page_is_known_again_by_its_entries_whatever_stands_beside_them() {
    let server = Server::answering(|number, _| {
        json(&format!(r#"{{"data":[{{"id":"a"}}],"generated_at":{number},"pagination":{{"next_page":{}}}}}"#, number + 2))
    })
    .await;
    let client = Client::hasty(&ACME, &server.url()).build().unwrap();
    let error = client.list_images().by_item().try_collect::<Vec<_>>().await.unwrap_err();
    assert!(error.is_paging(), "{error:?}");
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn a_byte_order_mark_does_not_hide_the_next_page() {
    let server =
        Server::start(vec![json("\u{feff}{\"items\":[{\"id\":\"a\"}],\"next\":\"x\"}"), json("\u{feff}{\"items\":[{\"id\":\"b\"}]}")])
            .await;
    let client = Client::hasty(&ACME, &server.url()).build().unwrap();
    assert_eq!(client.list_tokens().by_item().try_collect::<Vec<_>>().await.unwrap().len(), 2);
}

#[tokio::test]
async fn an_error_that_will_not_pass_ends_the_list_and_the_place_is_known() {
    let broken = reply(200, &["pagination-count: 5"], "[{}]");
    for (failure, kind) in [(reply(403, &[], "{}"), "permission"), (broken, "decode")] {
        let server = Server::answering(move |_, request| match parameter(request, "page").as_deref() {
            Some("2") => failure.clone(),
            _ => by_number(request),
        })
        .await;
        let client = Client::hasty(&ACME, &server.url()).build().unwrap();
        let mut items = client.list_things().by_item();
        let mut errors = Vec::new();
        let mut count = 0;
        while let Some(item) = items.next().await {
            match item {
                Ok(_) => count += 1,
                Err(error) => errors.push(error.kind().as_str()),
            }
        }
        assert_eq!((count, errors, items.position()), (2, vec![kind], Some("2")));
        assert!(items.next().await.is_none());
        assert_eq!(server.requests().len(), 2);
    }
}

#[tokio::test]
async fn a_list_without_end_ends_at_the_limit() {
    let server = Server::answering(|number, _| json(&format!(r#"[{{"id":"{number}"}}]"#))).await;
    let client = Client::hasty(&ACME, &server.url()).build().unwrap();
    let mut pages = client.list_things().by_page().with_max_pages(20);
    let mut count = 0;
    let error = loop {
        match pages.next().await.unwrap() {
            Ok(_) => count += 1,
            Err(error) => break error,
        }
    };
    assert!(error.is_paging());
    assert_eq!((count, server.requests().len()), (20, 20));
    assert!(pages.next().await.is_none());
}

#[tokio::test]
async fn a_total_that_changes_on_the_way_is_followed() {
    let grows = |number: usize, _: &str| {
        let total = if number == 0 { 2 } else { 3 };
        reply(200, &[&format!("pagination-count: {total}")], format!(r#"[{{"id":"{number}"}}]"#))
    };
    let server = Server::answering(grows).await;
    let client = Client::hasty(&ACME, &server.url()).build().unwrap();
    assert_eq!(ids(&client).await, ["0", "1", "2"]);
    let shrinks = |number: usize, _: &str| reply(200, &[&format!("pagination-count: {}", 3 - number)], format!(r#"[{{"id":"{number}"}}]"#));
    let server = Server::answering(shrinks).await;
    let client = Client::hasty(&ACME, &server.url()).build().unwrap();
    assert_eq!(ids(&client).await, ["0", "1"]);
}

#[tokio::test]
async fn after_an_error_on_page_two_the_caller_can_go_on() {
    let failures = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&failures);
    let server = Server::answering(move |_, request| {
        if parameter(request, "page").as_deref() == Some("2") && count.fetch_add(1, Ordering::SeqCst) < 3 {
            return reply(500, &[], "{}");
        }
        by_number(request)
    })
    .await;
    let client = Client::hasty(&ACME, &server.url()).build().unwrap();
    let mut items = client.list_things().by_item();
    for id in ["t0", "t1"] {
        assert_eq!(items.next().await.unwrap().unwrap().id, id);
    }
    let error = items.next().await.unwrap().unwrap_err();
    assert_eq!((error.attempts(), error.status().unwrap().as_u16()), (3, 500));
    assert_eq!(items.position(), Some("2"));
    let rest: Vec<_> = items.map_ok(|thing| thing.id).try_collect().await.unwrap();
    assert_eq!(rest, ["t2", "t3", "t4"]);
}

#[tokio::test]
async fn a_caller_who_passes_over_errors_comes_to_an_end() {
    let server = Server::answering(|_, request| match parameter(request, "page") {
        Some(_) => reply(503, &[], "{}"),
        None => by_number(request),
    })
    .await;
    let client = Client::hasty(&ACME, &server.url()).with_retries(0).build().unwrap();
    let mut items = client.list_things().by_item();
    let (mut things, mut errors) = (0, Vec::new());
    while let Some(item) = items.next().await {
        match item {
            Ok(_) => things += 1,
            Err(error) => errors.push(error),
        }
    }
    assert_eq!((things, errors.len(), items.position()), (2, 10, Some("2")));
    let last = errors.pop().unwrap();
    assert!(last.is_paging() && !last.is_retryable(), "{last}");
    assert!(errors.iter().all(Error::is_retryable) && last.source().unwrap().to_string().contains("503"));
}
