//! Unions: one of several types, told apart by a tag or by what fits best.

/// Reads and writes an enum whose variants are the members of a union.
///
/// A value with a tag is the member that the tag names; a tag that names none, and a value
/// that fits no member, is kept in `Unknown` and written back. Without a tag, the member
/// that knows most of the value is chosen; of equals, the first.
#[macro_export]
macro_rules! union {
    (
        $name:ident { $($variant:ident($type:ty)),* $(,)? }
        $(tag $property:literal { $($tag:literal => $tagged:ident($tagged_type:ty)),* $(,)? })?
    ) => {
        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                match self {
                    $(Self::$variant(value) => <$type as $crate::json::Member>::write(value, serializer),)*
                    Self::Unknown(value) => ::serde::Serialize::serialize(value, serializer),
                }
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                let value = <::serde_json::Value as ::serde::Deserialize>::deserialize(deserializer)?;
                $(
                    if let ::std::option::Option::Some(tag) = value.get($property).and_then(::serde_json::Value::as_str) {
                        match tag {
                            $($tag => {
                                if let ::std::result::Result::Ok(member) = <$tagged_type as $crate::json::Member>::read(&value) {
                                    return ::std::result::Result::Ok(Self::$tagged(member));
                                }
                            })*
                            _ => return ::std::result::Result::Ok(Self::Unknown(value)),
                        }
                    }
                )?
                let mut best: ::std::option::Option<(usize, Self)> = ::std::option::Option::None;
                $(
                    if let ::std::result::Result::Ok(member) = <$type as $crate::json::Member>::read(&value)
                        && <$type as $crate::json::Member>::is_known(&member)
                    {
                        let unknown = <$type as $crate::json::Member>::unknown_members(&value);
                        if unknown == 0 {
                            return ::std::result::Result::Ok(Self::$variant(member));
                        }
                        if best.as_ref().is_none_or(|(fewest, _)| unknown < *fewest) {
                            best = ::std::option::Option::Some((unknown, Self::$variant(member)));
                        }
                    }
                )*
                ::std::result::Result::Ok(best.map_or(Self::Unknown(value), |(_, member)| member))
            }
        }

        impl $crate::json::Member for $name {
            fn is_known(&self) -> bool {
                !::std::matches!(self, Self::Unknown(_))
            }

            fn unknown_members(value: &::serde_json::Value) -> usize {
                let members: &[usize] = &[$(<$type as $crate::json::Member>::unknown_members(value)),*];
                members.iter().copied().min().unwrap_or(0)
            }
        }

        #[cfg(feature = "schemars")]
        impl ::schemars::JsonSchema for $name {
            fn schema_name() -> ::std::borrow::Cow<'static, str> {
                ::std::stringify!($name).into()
            }

            fn json_schema(generator: &mut ::schemars::SchemaGenerator) -> ::schemars::Schema {
                let members: ::std::vec::Vec<::schemars::Schema> = ::std::vec![$(generator.subschema_for::<$type>()),*];
                ::schemars::json_schema!({ "anyOf": members })
            }
        }
    };
}
