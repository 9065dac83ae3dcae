//! Where decoding stops: the same place that `serde_path_to_error` finds, without its cost.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use switchboard_core::http::{HeaderMap, StatusCode};
use switchboard_core::{DecodeError, RawResponse, decode};

fn decode<T: DeserializeOwned>(text: &str) -> Result<T, DecodeError> {
    decode::json(&RawResponse::new(StatusCode::OK, HeaderMap::new(), text.to_owned()))
}

/// The pointer that `serde_path_to_error` gives.
fn theirs<T: DeserializeOwned>(text: &str) -> Option<String> {
    let error = serde_path_to_error::deserialize::<_, T>(&mut serde_json::Deserializer::from_str(text)).err()?;
    Some(error.path().iter().fold(String::new(), |pointer, segment| match segment {
        serde_path_to_error::Segment::Seq { index } => format!("{pointer}/{index}"),
        serde_path_to_error::Segment::Map { key } => format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1")),
        _ => pointer,
    }))
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "only decoded")]
struct Page {
    data: Vec<Entry>,
    #[serde(default)]
    named: BTreeMap<String, Entry>,
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "only decoded")]
struct Entry {
    id: String,
    count: Option<u8>,
    kind: Option<Kind>,
    pair: Option<(u8, u8)>,
}

#[derive(Debug, Deserialize)]
enum Kind {
    #[serde(rename = "a\"b")]
    Odd,
}

#[test]
fn the_path_leads_to_the_value_that_does_not_fit() {
    let cases = [
        (r#"{"data":[{"id":"a"},{"id":7}]}"#, "/data/1/id", "invalid type, expected a string"),
        (r#"{"data":[{"id":"a"},{}]}"#, "/data/1", "missing field `id`"),
        (r#"{"data":[{"id":"[,{","count":256}]}"#, "/data/0/count", "invalid value, expected u8"),
        (r#"{"data":[{"id":[]}]}"#, "/data/0/id", "invalid type, expected a string"),
        (r#"{"data":[{"id":{"x":1}}]}"#, "/data/0/id", "invalid type, expected a string"),
        (r#"{"data":[],"named":{"a/b~c":{"id":null}}}"#, "/named/a~1b~0c/id", "invalid type, expected a string"),
        (r#"{"data":[{"id":"a","pair":[1]}]}"#, "/data/0/pair", "invalid length, expected a tuple of size 2"),
        (r#"{"data":"private, expected nothing"}"#, "/data", "invalid type, expected a sequence"),
        ("{\n \"data\": [\n  {\"id\": true}\n ]\n}", "/data/0/id", "invalid type, expected a string"),
        ("7", "", "invalid type, expected struct Page"),
    ];
    for (text, path, reason) in cases {
        let error = decode::<Page>(text).unwrap_err();
        assert_eq!((error.path(), theirs::<Page>(text).as_deref()), (Some(path), Some(path)), "{text}");
        let expected = if path.is_empty() { reason.to_owned() } else { format!("at {path}: {reason}") };
        assert_eq!(error.to_string(), expected);
    }
}

#[test]
fn text_that_is_no_json_is_described() {
    for (text, reason) in [
        ("", "the body is empty where JSON is due"),
        (" \n", "the body is empty where JSON is due"),
        ("<html>", "the body is a web page where JSON is due, as proxies send it"),
        ("hello", "the body is not JSON, nor declared to be (not valid JSON (expected value))"),
        (r#"{"data":[{"id":"a""#, "at /data/0/id: the body is not JSON, nor declared to be (the JSON ends too early)"),
    ] {
        assert_eq!(decode::<Page>(text).unwrap_err().to_string(), reason, "{text:?}");
    }
}

#[test]
fn other_bodies_are_taken_as_they_are() {
    let raw = RawResponse::new(StatusCode::OK, HeaderMap::new(), "é");
    assert_eq!(decode::text(&raw).unwrap(), "é");
    assert_eq!(decode::bytes(&raw).unwrap(), "é");
    decode::empty(&raw).unwrap();
    let raw = RawResponse::new(StatusCode::ACCEPTED, HeaderMap::new(), vec![b'a', 0xff]);
    let error = decode::text(&raw).unwrap_err();
    assert_eq!((error.offset(), error.to_string().as_str()), (Some(1), "the text is not UTF-8"));
    assert!(DecodeError::unexpected_status(&raw).to_string().contains("202"));
}

/// A page in which some values may be anything.
fn page() -> impl Strategy<Value = Value> {
    let odd = prop_oneof![
        Just(json!(null)),
        Just(json!(true)),
        Just(json!(-3)),
        Just(json!(2.5)),
        Just(json!([1, {"a": "]"}])),
        Just(json!({"x": ["}"]})),
        "[a\"\\\\{}\\[\\],:é]{0,6}".prop_map(Value::from),
    ];
    let entry = (odd.clone(), prop::option::of(odd.clone()), prop::option::of(odd.clone())).prop_map(|(id, count, pair)| {
        let mut entry = json!({ "id": if id.is_string() { id } else { json!("fine") } });
        if let Some(count) = count {
            entry["count"] = count;
        }
        if let Some(pair) = pair {
            entry["pair"] = pair;
        }
        entry
    });
    (prop::collection::vec(entry.clone(), 0..4), prop::collection::btree_map("[a/~_]{0,3}", entry, 0..3), prop::option::of(odd))
        .prop_map(|(data, named, whole)| json!({ "data": data, "named": whole.unwrap_or_else(|| json!(named)) }))
}

#[test]
fn names_that_are_data_do_not_reach_an_error_and_neither_does_endless_depth() {
    let forged = json!({ "data": [], "named": { "a\nERROR forged \u{1b}[31m sk-key": { "id": 1 } } }).to_string();
    let error = decode::<Page>(&forged).unwrap_err();
    assert_eq!(error.path(), Some("/named/…/id"));
    assert!(!error.to_string().contains("sk-key") && !error.to_string().contains('\n'));

    let deep = format!("{{\"data\": [], \"other\": {}", "[".repeat(1_000_000));
    let error = decode::<Page>(&deep).unwrap_err();
    assert!(error.to_string().len() < 1000, "{}", error.to_string().len());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn the_path_is_the_one_that_serde_path_to_error_finds(page in page(), pretty in any::<bool>()) {
        let text = if pretty { serde_json::to_string_pretty(&page).unwrap() } else { page.to_string() };
        let ours = decode::<Page>(&text).err().map(|error| error.path().unwrap().to_owned());
        prop_assert_eq!(ours, theirs::<Page>(&text), "{}", text);
    }

    #[test]
    fn any_text_is_survived(text in "[\\[\\]{}\",:a0\\\\é \n-]{0,40}") {
        let _ = decode::<Page>(&text);
        let _ = decode::<Value>(&text);
    }
}
