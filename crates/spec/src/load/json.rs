//! JSON, strictly: a member that is given twice is an error, where serde_json keeps the last.

use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
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
    let mut reader = serde_json::Deserializer::from_str(text);
    // The limit of serde_json is made for messages, and documents without references are deep.
    reader.disable_recursion_limit();
    let value = Strict { depth: 0 }.deserialize(&mut reader);
    value.and_then(|value| reader.end().map(|()| value)).map_err(|error| Error { error })
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

/// Reads a value with each object's members checked.
#[derive(Clone, Copy)]
struct Strict {
    /// How many lists and objects it stands in.
    depth: usize,
}

impl Strict {
    /// For what stands inside.
    fn deeper<E: de::Error>(self) -> Result<Self, E> {
        if self.depth >= super::DEEPEST {
            return Err(E::custom(format_args!("lists and objects in each other, more than {} deep,", super::DEEPEST)));
        }
        Ok(Self { depth: self.depth + 1 })
    }
}

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict {
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
        let inside = self.deeper()?;
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(inside)? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let inside = self.deeper()?;
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            if object.contains_key(&name) {
                return Err(de::Error::custom(format_args!("{REPEATED}{name}")));
            }
            let value = members.next_value_seed(inside)?;
            object.insert(name, value);
        }
        Ok(Value::Object(object))
    }
}
