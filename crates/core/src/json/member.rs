use std::collections::BTreeMap;

use serde::{Serialize, Serializer, de::DeserializeOwned};
use serde_json::Value;

use super::{Timestamp, number};

/// A type that may be a member of a union.
pub trait Member: Serialize + DeserializeOwned {
    /// How many members of the object `value` the type has no name for.
    ///
    /// Types keep members that they do not name, so nearly every object type accepts nearly
    /// every object; the member of a union that leaves the fewest unnamed is meant.
    fn unknown_members(value: &Value) -> usize;

    /// Whether it is one of the things that the document speaks of. A union inside a union takes
    /// any value, and keeps what it does not know: that is for the others first.
    fn is_known(&self) -> bool {
        true
    }

    /// Reads the type from a value.
    ///
    /// # Errors
    /// When the value is none of the type.
    fn read(value: &Value) -> Result<Self, serde_json::Error> {
        Self::deserialize(value)
    }

    /// Writes the type.
    ///
    /// # Errors
    /// When the serializer has one.
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.serialize(serializer)
    }
}

/// How many members of `value`, if it is an object, are not in `names`.
pub fn count_unknown(value: &Value, names: &[&str]) -> usize {
    value.as_object().map_or(0, |object| object.keys().filter(|key| !names.contains(&key.as_str())).count())
}

macro_rules! names_nothing {
    ($($type:ty),*) => {
        $(impl Member for $type {
            fn unknown_members(value: &Value) -> usize {
                count_unknown(value, &[])
            }
        })*
    };
}

names_nothing!(String, bool, Timestamp, Value, serde_json::Map<String, Value>);

macro_rules! numbers {
    ($($type:ty),*) => {
        $(impl Member for $type {
            fn unknown_members(_: &Value) -> usize {
                0
            }

            fn read(value: &Value) -> Result<Self, serde_json::Error> {
                number::read(value)
            }

            fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                number::write(self, serializer)
            }
        })*
    };
}

numbers!(i64, u64, f64);

impl<T: Member> Member for Vec<T> {
    fn unknown_members(value: &Value) -> usize {
        value.as_array().into_iter().flatten().map(T::unknown_members).sum()
    }
}

impl<T: Member> Member for BTreeMap<String, T> {
    fn unknown_members(value: &Value) -> usize {
        count_unknown(value, &[])
    }
}

impl<T: Member> Member for Box<T> {
    fn is_known(&self) -> bool {
        (**self).is_known()
    }

    fn unknown_members(value: &Value) -> usize {
        T::unknown_members(value)
    }
}

impl<T: Member> Member for Option<T> {
    fn is_known(&self) -> bool {
        self.as_ref().is_none_or(T::is_known)
    }

    fn unknown_members(value: &Value) -> usize {
        T::unknown_members(value)
    }
}

macro_rules! arrays {
    ($($length:literal),*) => {
        $(impl<T: Member> Member for [T; $length] {
            fn unknown_members(value: &Value) -> usize {
                value.as_array().into_iter().flatten().map(T::unknown_members).sum()
            }
        })*
    };
}

// serde has no impl for arrays of any length.
arrays!(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32);

/// Lets a type that stands for another one be a member of a union.
///
/// Generated code calls it below the struct.
#[macro_export]
macro_rules! stand_in {
    ($name:ident) => {
        impl $crate::json::Member for $name {
            fn unknown_members(value: &::serde_json::Value) -> usize {
                $crate::json::count_unknown(value, &[])
            }
        }
    };
}
