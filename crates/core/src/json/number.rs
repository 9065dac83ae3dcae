//! Numbers as JSON has them: `5`, `5.0` and `5e0` are one number.
//!
//! A document says `integer`, and a server written in JavaScript or Lua sends `5.0`; it says
//! `number`, and the server expects `42` back where it sent `42`. Fields of generated types
//! read and write their numbers here.

use std::collections::BTreeMap;

use serde::{
    Deserialize, Deserializer, Serialize, Serializer, de,
    ser::{self, SerializeMap, SerializeSeq},
};

use super::Nullable;

/// Whole numbers up to here are exact in an `f64`.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// 2^63: the first whole `f64` that is no `i64` any more.
const BEYOND_I64: f64 = 9_223_372_036_854_775_808.0;

/// Reads a field that holds numbers, at whatever depth.
///
/// # Errors
/// When the value is none of the type.
pub fn read<'de, T: Numeric, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    T::read(deserializer)
}

/// Writes a field that holds numbers, at whatever depth.
///
/// # Errors
/// When the serializer has one.
pub fn write<T: Numeric, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    value.write(serializer)
}

/// A number, or something that holds numbers.
pub trait Numeric: Sized {
    /// Reads it.
    ///
    /// # Errors
    /// When the value is none of the type.
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;

    /// Writes it.
    ///
    /// # Errors
    /// When the serializer has one.
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;
}

/// Brings a [`Numeric`] to where serde's own traits are asked for.
pub struct Wire<T>(pub T);

impl<'de, T: Numeric> Deserialize<'de> for Wire<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::read(deserializer).map(Self)
    }
}

impl<T: Numeric> Serialize for Wire<&T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.write(serializer)
    }
}

impl Numeric for f64 {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::deserialize(deserializer)
    }

    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.fract() == 0.0 && self.abs() <= EXACT && !(*self == 0.0 && self.is_sign_negative()) {
            #[allow(clippy::cast_possible_truncation, reason = "whole and within 53 bits, as just checked")]
            return serializer.serialize_i64(*self as i64);
        }
        if !self.is_finite() {
            // Or it would be written as null, which may mean something.
            return Err(ser::Error::custom("a number that JSON does not have"));
        }
        serializer.serialize_f64(*self)
    }
}

macro_rules! integer {
    ($type:ident, $serialize:ident, $expected:literal) => {
        impl Numeric for $type {
            fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Visitor;
                impl de::Visitor<'_> for Visitor {
                    type Value = $type;

                    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        f.write_str($expected)
                    }

                    fn visit_i64<E: de::Error>(self, value: i64) -> Result<$type, E> {
                        $type::try_from(value).map_err(|_| E::invalid_value(de::Unexpected::Signed(value), &self))
                    }

                    fn visit_u64<E: de::Error>(self, value: u64) -> Result<$type, E> {
                        $type::try_from(value).map_err(|_| E::invalid_value(de::Unexpected::Unsigned(value), &self))
                    }

                    fn visit_f64<E: de::Error>(self, value: f64) -> Result<$type, E> {
                        if value.fract() == 0.0 && (-BEYOND_I64..BEYOND_I64).contains(&value) {
                            #[allow(clippy::cast_possible_truncation, reason = "whole and within 64 bits, as just checked")]
                            return self.visit_i64(value as i64);
                        }
                        Err(E::invalid_value(de::Unexpected::Float(value), &self))
                    }
                }
                deserializer.deserialize_any(Visitor)
            }

            fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.$serialize(*self)
            }
        }
    };
}

integer!(i64, serialize_i64, "a whole number");
integer!(u64, serialize_u64, "a whole number that is not negative");

impl<T: Numeric> Numeric for Option<T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::<Wire<T>>::deserialize(deserializer)?.map(|wire| wire.0))
    }

    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.as_ref().map(Wire).serialize(serializer)
    }
}

impl<T: Numeric> Numeric for Nullable<T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::<T>::read(deserializer).map(Self::from)
    }

    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.as_value().map(Wire).serialize(serializer)
    }
}

impl<T: Numeric> Numeric for Vec<T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Vec::<Wire<T>>::deserialize(deserializer)?.into_iter().map(|wire| wire.0).collect())
    }

    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.len()))?;
        for value in self {
            list.serialize_element(&Wire(value))?;
        }
        list.end()
    }
}

impl<T: Numeric, const N: usize> Numeric for [T; N] {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let list = Vec::<T>::read(deserializer)?;
        let length = list.len();
        Self::try_from(list).map_err(|_| de::Error::invalid_length(length, &format!("{N} items").as_str()))
    }

    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(N))?;
        for value in self {
            list.serialize_element(&Wire(value))?;
        }
        list.end()
    }
}

impl<T: Numeric> Numeric for BTreeMap<String, T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(BTreeMap::<String, Wire<T>>::deserialize(deserializer)?.into_iter().map(|(key, wire)| (key, wire.0)).collect())
    }

    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.len()))?;
        for (key, value) in self {
            map.serialize_entry(key, &Wire(value))?;
        }
        map.end()
    }
}
