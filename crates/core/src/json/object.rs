//! Objects: read member by member, with what their type does not name kept.
//!
//! serde's derive would do it as well, but for a struct with a flattened field it writes nearly
//! four hundred lines, most of what a client has to compile. Here all that does not depend on
//! the type is written once.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{self, DeserializeSeed, MapAccess},
};

use super::number::{Numeric, Wire};

/// A type that is read from an object. [`object!`](crate::object) implements it.
pub trait Object: Sized {
    /// What the type is called in an error.
    const NAME: &'static str;

    /// Reads the members.
    ///
    /// # Errors
    /// When one is missing, there twice, or none of its type.
    fn members<'de, A: MapAccess<'de>>(map: A) -> Result<Self, A::Error>;
}

/// Reads an object.
///
/// # Errors
/// When the value is none, or a member is missing, there twice, or none of its type.
pub fn decode<'de, T: Object, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    struct Visitor<T>(PhantomData<T>);

    impl<'de, T: Object> de::Visitor<'de> for Visitor<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "struct {}", T::NAME)
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
            T::members(map)
        }
    }

    deserializer.deserialize_map(Visitor(PhantomData))
}

/// The name of a member.
pub enum Name<M: 'static> {
    /// The type names it.
    Known(&'static M),
    /// The type does not name it.
    Other(String),
}

/// The name of the next member, looked up in `known`; `None` behind the last.
///
/// # Errors
/// When the name is no text.
pub fn next<'de, M, A: MapAccess<'de>>(map: &mut A, known: &'static [(&'static str, M)]) -> Result<Option<Name<M>>, A::Error> {
    struct Names<M: 'static>(&'static [(&'static str, M)]);

    impl<M> Names<M> {
        fn find(&self, name: &str) -> Option<Name<M>> {
            self.0.iter().find(|(known, _)| *known == name).map(|(_, member)| Name::Known(member))
        }
    }

    impl<'de, M> DeserializeSeed<'de> for Names<M> {
        type Value = Name<M>;

        fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Name<M>, D::Error> {
            deserializer.deserialize_identifier(self)
        }
    }

    impl<M> de::Visitor<'_> for Names<M> {
        type Value = Name<M>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("the name of a member")
        }

        fn visit_str<E: de::Error>(self, name: &str) -> Result<Name<M>, E> {
            Ok(self.find(name).unwrap_or_else(|| Name::Other(name.to_owned())))
        }

        fn visit_string<E: de::Error>(self, name: String) -> Result<Name<M>, E> {
            Ok(self.find(&name).unwrap_or(Name::Other(name)))
        }
    }

    map.next_key_seed(Names(known))
}

/// How the value of a member is read.
pub mod read {
    use super::{Deserialize, MapAccess, Numeric, Wire, de};

    /// Any value but those below.
    ///
    /// # Errors
    /// When the member is there twice, or its value is none of the type.
    pub fn value<'de, A: MapAccess<'de>, T: Deserialize<'de>>(
        map: &mut A,
        slot: &mut Option<T>,
        name: &'static str,
    ) -> Result<(), A::Error> {
        fill(slot, name, || map.next_value())
    }

    /// A number, or something that holds numbers.
    ///
    /// # Errors
    /// When the member is there twice, or its value is none of the type.
    pub fn number<'de, A: MapAccess<'de>, T: Numeric>(map: &mut A, slot: &mut Option<T>, name: &'static str) -> Result<(), A::Error> {
        fill(slot, name, || map.next_value().map(|Wire(value)| value))
    }

    /// What may also be null without being absent: `Some(Value::Null)`.
    ///
    /// # Errors
    /// When the member is there twice, or its value is none of the type.
    pub fn anything<'de, A: MapAccess<'de>, T: Deserialize<'de>>(
        map: &mut A,
        slot: &mut Option<Option<T>>,
        name: &'static str,
    ) -> Result<(), A::Error> {
        fill(slot, name, || map.next_value().map(Some))
    }

    fn fill<T, E: de::Error>(slot: &mut Option<T>, name: &'static str, read: impl FnOnce() -> Result<T, E>) -> Result<(), E> {
        if slot.is_some() {
            return Err(E::duplicate_field(name));
        }
        *slot = Some(read()?);
        Ok(())
    }
}

/// How members that the type does not name are kept.
pub mod keep {
    use super::{Deserialize, MapAccess, Numeric, Wire};

    /// Any value but those below.
    ///
    /// # Errors
    /// When it is none of the type that the document gives for all such members.
    pub fn value<'de, A, T>(map: &mut A, rest: &mut impl Extend<(String, T)>, name: String) -> Result<(), A::Error>
    where
        A: MapAccess<'de>,
        T: Deserialize<'de>,
    {
        rest.extend([(name, map.next_value()?)]);
        Ok(())
    }

    /// A number, or something that holds numbers.
    ///
    /// # Errors
    /// When it is none of the type that the document gives for all such members.
    pub fn number<'de, A, T>(map: &mut A, rest: &mut impl Extend<(String, T)>, name: String) -> Result<(), A::Error>
    where
        A: MapAccess<'de>,
        T: Numeric,
    {
        rest.extend([(name, map.next_value().map(|Wire(value)| value)?)]);
        Ok(())
    }
}

/// Reads a struct from an object.
///
/// Generated code calls it below the struct, with its fields and the names of their members: in
/// groups of those that are `required` or `optional`, and hold a `value`, a `number` or
/// `anything`. The last field keeps the members that no other one is for.
#[macro_export]
macro_rules! object {
    ($type:ident { $($presence:ident $read:ident { $($field:ident = $name:literal),* })* } $rest:ident $keep:ident) => {
        impl<'de> ::serde::Deserialize<'de> for $type {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                $crate::json::object::decode(deserializer)
            }
        }

        impl $crate::json::object::Object for $type {
            const NAME: &'static str = ::std::stringify!($type);

            fn members<'de, A: ::serde::de::MapAccess<'de>>(mut map: A) -> ::std::result::Result<Self, A::Error> {
                #[allow(non_camel_case_types, reason = "they are the fields")]
                enum Member {
                    $($($field,)*)*
                }

                const KNOWN: &[(&str, Member)] = &[$($(($name, Member::$field),)*)*];

                $($(let mut $field = ::std::option::Option::None;)*)*
                let mut $rest = ::std::default::Default::default();
                while let ::std::option::Option::Some(name) = $crate::json::object::next(&mut map, KNOWN)? {
                    match name {
                        $($($crate::json::object::Name::Known(Member::$field) => {
                            $crate::json::object::read::$read(&mut map, &mut $field, $name)
                        })*)*
                        $crate::json::object::Name::Other(name) => $crate::json::object::keep::$keep(&mut map, &mut $rest, name),
                        #[allow(unreachable_patterns, reason = "only a type without fields of its own needs it, and never gets here")]
                        $crate::json::object::Name::Known(_) => ::std::result::Result::Ok(()),
                    }?;
                }
                ::std::result::Result::Ok(Self {
                    $($($field: $crate::__member!($presence $field $name),)*)*
                    $rest,
                })
            }
        }

        impl $crate::json::Member for $type {
            fn unknown_members(value: &::serde_json::Value) -> usize {
                $crate::json::count_unknown(value, &[$($($name,)*)*])
            }
        }
    };
}

/// What a member is when the object has ended.
///
/// `match` where `?` would do: it is compiled for every member of every type, and costs a third.
#[doc(hidden)]
#[macro_export]
macro_rules! __member {
    (optional $field:ident $name:literal) => {
        ::std::option::Option::unwrap_or_default($field)
    };
    (required $field:ident $name:literal) => {
        match $field {
            ::std::option::Option::Some(value) => value,
            ::std::option::Option::None => return ::std::result::Result::Err(<A::Error as ::serde::de::Error>::missing_field($name)),
        }
    };
}
