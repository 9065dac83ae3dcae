//! Decoding a page of a megabyte: ours, bare serde_json, and with `serde_path_to_error`; and
//! objects that keep what they do not know, read by `object!` and by serde's derive.
//!
//! `cargo bench -p switchboard-core --bench decode`
#![allow(clippy::unwrap_used, missing_docs, reason = "a benchmark")]

use divan::{Bencher, counter::BytesCount};
use serde::Deserialize;
use switchboard_core::http::{HeaderMap, StatusCode};
use switchboard_core::{RawResponse, decode};

fn main() {
    divan::main();
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "only decoded")]
struct Contact {
    id: String,
    name: Option<String>,
    tags: Vec<String>,
    score: f64,
    seen: u64,
}

#[derive(serde::Serialize)]
struct Kept {
    id: String,
    name: Option<String>,
    tags: Vec<String>,
    score: f64,
    #[serde(flatten)]
    extra: switchboard_core::json::Extra,
}
switchboard_core::object!(Kept { required value { id = "id", tags = "tags" } optional value { name = "name" } required number { score = "score" } } extra value);

#[derive(Deserialize)]
#[expect(dead_code, reason = "only decoded")]
struct KeptByDerive {
    id: String,
    #[serde(default)]
    name: Option<String>,
    tags: Vec<String>,
    #[serde(deserialize_with = "switchboard_core::json::number::read")]
    score: f64,
    #[serde(flatten)]
    extra: switchboard_core::json::Extra,
}

fn page() -> Vec<u8> {
    let entry =
        |number: usize| format!(r#"{{"id":"contact_{number}","name":"Somebody {number}","tags":["a","b"],"score":0.5,"seen":{number}}}"#);
    let mut text = String::from("[");
    let mut number = 0;
    while text.len() < 1_000_000 {
        if number > 0 {
            text.push(',');
        }
        text.push_str(&entry(number));
        number += 1;
    }
    text.push(']');
    text.into_bytes()
}

#[divan::bench]
fn switchboard(bencher: Bencher<'_, '_>) {
    let raw = RawResponse::new(StatusCode::OK, HeaderMap::new(), page());
    bencher.counter(BytesCount::new(raw.body().len())).bench_local(|| decode::json::<Vec<Contact>>(&raw).unwrap());
}

#[divan::bench]
fn serde_json_alone(bencher: Bencher<'_, '_>) {
    let page = page();
    bencher.counter(BytesCount::new(page.len())).bench_local(|| serde_json::from_slice::<Vec<Contact>>(&page).unwrap());
}

#[divan::bench]
fn with_serde_path_to_error(bencher: Bencher<'_, '_>) {
    let page = page();
    bencher.counter(BytesCount::new(page.len())).bench_local(|| {
        let mut deserializer = serde_json::Deserializer::from_slice(&page);
        serde_path_to_error::deserialize::<_, Vec<Contact>>(&mut deserializer).unwrap()
    });
}

#[divan::bench]
fn unknown_members_kept(bencher: Bencher<'_, '_>) {
    let page = page();
    bencher.counter(BytesCount::new(page.len())).bench_local(|| serde_json::from_slice::<Vec<Kept>>(&page).unwrap());
}

#[divan::bench]
fn unknown_members_kept_by_derive(bencher: Bencher<'_, '_>) {
    let page = page();
    bencher.counter(BytesCount::new(page.len())).bench_local(|| serde_json::from_slice::<Vec<KeptByDerive>>(&page).unwrap());
}
