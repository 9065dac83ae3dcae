//! JSON, strictly: a member that is given twice is an error, where serde_json keeps the last.

use std::fmt;

use serde::de::{self, Deserialize, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value, error::Category};

use super::stopped_in;
use crate::Problem;

/// Why a text is not the JSON we want.
pub(super) struct Error {
    error: serde_json::Error,
}

/// Begins the message of a repeated member; serde_json has no kind of error for it.
const REPEATED: &str = "repeated member ";

pub(super) fn read(_file: &str, text: &str) -> Result<Value, Error> {
    serde_json::from_str::<Strict>(text).map(|strict| strict.0).map_err(|error| Error { error })
}

impl Error {
    /// The text is no JSON at all, rather than JSON that we refuse.
    pub(super) fn is_syntax(&self) -> bool {
        self.error.classify() != Category::Data
    }

    pub(super) fn into_problem(self, file: &str, text: &str) -> Problem {
        let (line, column) = (self.error.line(), self.error.column());
        let message = self.error.to_string();
        let message = message.split(" at line ").next().unwrap_or_default();
        if let Some(name) = message.strip_prefix(REPEATED) {
            return repeated(file, line, name);
        }
        Problem::in_file(
            file,
            format!("not valid JSON: {message} (line {line}, column {column})"),
            stopped_in(text, line),
            "repair the text there; a brace, bracket, quote or comma that is missing earlier \
             can also show up only here",
        )
        .on_line(line)
    }
}

/// The same message for both formats.
pub(super) fn repeated(file: &str, line: usize, name: &str) -> Problem {
    Problem::in_file(
        file,
        format!("the key `{name}` is given twice in one object"),
        "readers disagree on which of the two counts, so one of them would be lost in silence",
        "remove one of the two, or rename it",
    )
    .on_line(line)
}

/// A value that was read with each object's members checked.
struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(StrictVisitor).map(Strict)
    }
}

struct StrictVisitor;

impl<'de> DeserializeSeed<'de> for StrictVisitor {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for StrictVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E: de::Error>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(StrictVisitor)? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            if object.contains_key(&name) {
                return Err(de::Error::custom(format_args!("{REPEATED}{name}")));
            }
            let value = members.next_value_seed(StrictVisitor)?;
            object.insert(name, value);
        }
        Ok(Value::Object(object))
    }
}
