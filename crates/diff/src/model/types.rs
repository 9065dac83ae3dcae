//! Sets of JSON types. Null is not among them: whether a place may be null is asked on its own.

use serde_json::{Map, Value};

/// A set of JSON types; an integer is a number that is whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Types(u8);

const NAMES: [(&str, u8); 7] =
    [("boolean", 1), ("object", 2), ("array", 4), ("string", 8), ("number", 16 | 32), ("integer", 16), ("null", 0)];

impl Types {
    pub(crate) const ANY: Self = Self(63);
    pub(crate) const OBJECT: Self = Self(2);
    pub(crate) const ARRAY: Self = Self(4);
    pub(crate) const STRING: Self = Self(8);
    pub(crate) const INTEGER: Self = Self(16);
    pub(crate) const NUMBER: Self = Self(16 | 32);
    pub(crate) const NOTHING: Self = Self(0);

    /// What `type` says; `None` where it says nothing.
    pub(crate) fn stated(map: &Map<String, Value>) -> Option<Self> {
        let named = |name: &Value| NAMES.iter().find(|(known, _)| name.as_str() == Some(known)).map(|(_, bits)| *bits);
        match map.get("type")? {
            Value::Array(names) => Some(Self(names.iter().filter_map(named).fold(0, |all, one| all | one))),
            name => named(name).map(Self),
        }
    }

    /// Whether `type` names null.
    pub(crate) fn states_null(map: &Map<String, Value>) -> bool {
        match map.get("type") {
            Some(Value::Array(names)) => names.iter().any(|name| name == "null"),
            Some(name) => name == "null",
            None => false,
        }
    }

    /// The type of a value; none for null.
    pub(crate) fn of_value(value: &Value) -> Self {
        Self(match value {
            Value::Null => 0,
            Value::Bool(_) => 1,
            Value::Object(_) => 2,
            Value::Array(_) => 4,
            Value::String(_) => 8,
            Value::Number(number) if number.is_f64() => 32,
            Value::Number(_) => 16,
        })
    }

    /// The type that keywords speak of, where all speak of one.
    pub(crate) fn spoken_of(map: &Map<String, Value>) -> Option<Self> {
        const WORDS: [(&[&str], Types); 2] =
            [(&["properties", "additionalProperties", "required"], Types::OBJECT), (&["items", "prefixItems"], Types::ARRAY)];
        WORDS.iter().find(|(words, _)| words.iter().any(|word| map.contains_key(*word))).map(|(_, types)| *types)
    }

    pub(crate) fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(crate) fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The names of the types, as a sentence has them.
    pub(crate) fn words(self) -> String {
        if self == Self::ANY {
            return "any type".to_owned();
        }
        let mut words = Vec::new();
        let mut left = self.0;
        for (name, bits) in NAMES {
            if bits != 0 && left & bits == bits {
                words.push(format!("`{name}`"));
                left &= !bits;
            }
        }
        if left & 32 != 0 {
            words.push("`number`".to_owned());
        }
        if words.is_empty() { "nothing".to_owned() } else { words.join(" or ") }
    }
}
