//! Objects are read as serde's own derive reads them: the same values, the same errors.

use std::{collections::BTreeMap, fmt::Debug};

use proptest::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use switchboard_core::json::{self, Extra, Nullable};

/// A field of each kind, read by the run time's macro.
mod ours {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Serialize)]
    pub struct Object {
        pub a: String,
        #[serde(rename = "b c")]
        pub b: i64,
        pub c: Vec<f64>,
        pub d: Option<Box<Self>>,
        pub e: Option<u64>,
        pub f: Option<Value>,
        pub g: Value,
        pub h: Nullable<String>,
        pub r#type: Option<bool>,
        #[serde(flatten)]
        pub extra: Extra,
    }
    switchboard_core::object!(Object {
        required value { a = "a", g = "g" }
        required number { b = "b c", c = "c" }
        optional value { d = "d", h = "h", r#type = "type" }
        optional number { e = "e" }
        optional anything { f = "f" }
    } extra value);

    #[derive(Clone, Debug, PartialEq, Serialize)]
    pub struct Numbers {
        #[serde(flatten)]
        pub extra: BTreeMap<String, i64>,
    }
    switchboard_core::object!(Numbers {} extra number);
}

/// The same structs, read by serde's derive.
mod theirs {
    use super::*;

    fn present<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
        Value::deserialize(deserializer).map(Some)
    }

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    pub struct Object {
        pub a: String,
        #[serde(rename = "b c", deserialize_with = "json::number::read")]
        pub b: i64,
        #[serde(deserialize_with = "json::number::read")]
        pub c: Vec<f64>,
        #[serde(default)]
        pub d: Option<Box<Self>>,
        #[serde(default, deserialize_with = "json::number::read")]
        pub e: Option<u64>,
        #[serde(default, deserialize_with = "present")]
        pub f: Option<Value>,
        pub g: Value,
        #[serde(default)]
        pub h: Nullable<String>,
        #[serde(default)]
        pub r#type: Option<bool>,
        #[serde(flatten)]
        pub extra: Extra,
    }

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    pub struct Numbers {
        #[serde(flatten, deserialize_with = "json::number::read")]
        pub extra: BTreeMap<String, i64>,
    }
}

fn read<T: for<'de> Deserialize<'de> + Debug>(text: &str) -> Result<String, String> {
    serde_json::from_str::<T>(text).map(|value| format!("{value:?}")).map_err(|error| {
        let text = error.to_string();
        // Which of several missing members is told first is a matter of taste.
        if text.starts_with("missing field") { "missing field".to_owned() } else { text }
    })
}

/// JSON text of a value that often is what a member wants to be.
fn value() -> impl Strategy<Value = String> {
    let plain = prop_oneof![
        "\"[a-z]{0,3}\"",
        Just("null".to_owned()),
        Just("true".to_owned()),
        Just("5".to_owned()),
        Just("5.0".to_owned()),
        Just("-1".to_owned()),
        Just("1e400".to_owned()),
        Just("[1, 2.5]".to_owned()),
        Just("[]".to_owned()),
    ];
    plain.prop_recursive(3, 24, 9, object)
}

/// JSON text of an object with members that the types name, often with a fitting value, and others.
fn object(value: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    let fitting =
        Just([("a", "\"x\""), ("b c", "5"), ("c", "[1]"), ("g", "null")].map(|(name, value)| format!("\"{name}\": {value}")).to_vec());
    let name = prop::sample::select(vec!["a", "b c", "c", "d", "e", "f", "g", "h", "type", "other", "b", "\\u0061", ""]);
    let others = prop::collection::vec((name, value).prop_map(|(name, value)| format!("\"{name}\": {value}")), 0..5);
    (fitting, others, any::<bool>()).prop_flat_map(|(fitting, others, whole)| {
        let members = if whole { [fitting, others].concat() } else { others };
        Just(members).prop_shuffle().prop_map(|members| format!("{{{}}}", members.join(", ")))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, ..ProptestConfig::default() })]

    #[test]
    fn an_object_is_read_as_serde_would_read_it(text in value()) {
        prop_assert_eq!(read::<ours::Object>(&text), read::<theirs::Object>(&text), "{}", text);
    }

    #[test]
    fn members_of_one_type_are_read_as_serde_would_read_them(
        members in prop::collection::vec(("[a-c]{1,2}", prop::sample::select(vec!["1", "2.0", "-3", "1.5", "\"x\"", "null"])), 0..4),
    ) {
        let members: Vec<String> = members.iter().map(|(name, value)| format!("\"{name}\": {value}")).collect();
        let text = format!("{{{}}}", members.join(", "));
        let place = |error: String| error.split(" at line").next().unwrap().to_owned();
        prop_assert_eq!(read::<ours::Numbers>(&text).map_err(place), read::<theirs::Numbers>(&text).map_err(place), "{}", text);
    }
}

#[test]
fn an_object_is_written_in_the_order_of_its_fields_and_with_what_it_did_not_know() {
    let text = r#"{"zzz":{"deep":null},"b c":1,"c":[2.5],"g":[],"a":"x","d":null,"e":null,"f":null,"h":null,"type":true}"#;
    let value: ours::Object = serde_json::from_str(text).unwrap();
    assert_eq!(value.f, Some(Value::Null), "null is a value where anything is");
    assert_eq!(value.h, Nullable::Null);
    let theirs: theirs::Object = serde_json::from_str(text).unwrap();
    assert_eq!(serde_json::to_string(&value).unwrap(), serde_json::to_string(&theirs).unwrap());
}
