//! Takes one value out of a JSON text without building the rest.

use std::fmt;

use std::marker::PhantomData;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// The value at a JSON pointer; `None` if there is none.
pub(super) fn pick<'de, T: Deserialize<'de>>(text: &'de [u8], pointer: &str) -> Option<T> {
    let steps: Vec<String> = pointer.split('/').skip(1).map(|step| step.replace("~1", "/").replace("~0", "~")).collect();
    let mut deserializer = serde_json::Deserializer::from_slice(text);
    Pick::new(&steps).deserialize(&mut deserializer).ok().flatten()
}

struct Pick<'a, T> {
    steps: &'a [String],
    found: PhantomData<T>,
}

impl<'a, T> Pick<'a, T> {
    fn new(steps: &'a [String]) -> Self {
        Self { steps, found: PhantomData }
    }
}

impl<'de, T: Deserialize<'de>> DeserializeSeed<'de> for Pick<'_, T> {
    type Value = Option<T>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        match self.steps {
            [] => T::deserialize(deserializer).map(Some),
            _ => deserializer.deserialize_any(self),
        }
    }
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for Pick<'_, T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut found = None;
        while let Some(name) = map.next_key::<String>()? {
            match self.steps.split_first() {
                Some((step, rest)) if *step == name => found = map.next_value_seed(Pick::new(rest))?,
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(found)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(None)
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json, value::RawValue};

    use super::pick;

    #[test]
    fn finds_what_serde_json_finds() {
        let text = json!({
            "data": [{"page": 1}], "a/b": {"~": 2}, "pagination": {"next": null, "total": 25, "x": {"y": "z"}}
        });
        let bytes = text.to_string().into_bytes();
        for pointer in ["/pagination/total", "/pagination/next", "/pagination/x/y", "/a~1b/~0", "/none", "/data/page"] {
            assert_eq!(pick::<Value>(&bytes, pointer), text.pointer(pointer).cloned(), "{pointer}");
        }
        assert_eq!(pick::<&RawValue>(br#"{"a": {"b":  [1, 2] }}"#, "/a/b").map(RawValue::get), Some("[1, 2]"));
        assert_eq!(pick::<Value>(b"[1]", "/a"), None);
        assert_eq!(pick::<Value>(b"\"x\"", "/a"), None);
        assert_eq!(pick::<Value>(b"{", "/a"), None);
    }
}
