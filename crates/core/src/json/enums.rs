//! Enums of strings.

/// Makes an enum of strings open: a value that it does not list is kept in `Unknown` and
/// written back.
///
/// Generated code calls it below the enum, with the text of each variant.
#[macro_export]
macro_rules! open_enum {
    ($name:ident { $($variant:ident = $text:literal),* $(,)? }) => {
        impl $name {
            /// Every value that the document lists.
            pub const LISTED: &'static [&'static str] = &[$($text),*];

            /// The value, as it is sent.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    Self::Unknown(text) => text,
                }
            }
        }

        impl ::std::convert::From<&str> for $name {
            fn from(text: &str) -> Self {
                match text {
                    $($text => Self::$variant,)*
                    _ => Self::Unknown(::std::string::String::from(text)),
                }
            }
        }

        impl ::std::convert::From<::std::string::String> for $name {
            fn from(text: ::std::string::String) -> Self {
                Self::from(text.as_str())
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                <::std::borrow::Cow<'de, str> as ::serde::Deserialize>::deserialize(deserializer).map(|text| Self::from(text.as_ref()))
            }
        }

        // Of two enums in a union, the one that lists the value is meant.
        impl $crate::json::Member for $name {
            fn unknown_members(value: &::serde_json::Value) -> usize {
                ::std::primitive::usize::from(!value.as_str().is_some_and(|text| Self::LISTED.contains(&text)))
            }
        }

        #[cfg(feature = "schemars")]
        impl ::schemars::JsonSchema for $name {
            fn schema_name() -> ::std::borrow::Cow<'static, str> {
                ::std::stringify!($name).into()
            }

            fn json_schema(_: &mut ::schemars::SchemaGenerator) -> ::schemars::Schema {
                ::schemars::json_schema!({ "type": "string", "anyOf": [{ "enum": Self::LISTED }, {}] })
            }
        }
    };
}

/// Gives an enum of one value its text. It stays closed: the value is a tag, and what has
/// another one is something else.
#[macro_export]
macro_rules! tag_enum {
    ($name:ident { $variant:ident = $text:literal $(,)? }) => {
        impl $name {
            /// The value, as it is sent.
            pub fn as_str(&self) -> &str {
                match self {
                    Self::$variant => $text,
                }
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str($text)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                let text = <::std::borrow::Cow<'de, str> as ::serde::Deserialize>::deserialize(deserializer)?;
                if text == $text {
                    return ::std::result::Result::Ok(Self::$variant);
                }
                ::std::result::Result::Err(::serde::de::Error::unknown_variant(&text, &[$text]))
            }
        }

        impl $crate::json::Member for $name {
            fn unknown_members(_: &::serde_json::Value) -> usize {
                0
            }
        }

        #[cfg(feature = "schemars")]
        impl ::schemars::JsonSchema for $name {
            fn schema_name() -> ::std::borrow::Cow<'static, str> {
                ::std::stringify!($name).into()
            }

            fn json_schema(_: &mut ::schemars::SchemaGenerator) -> ::schemars::Schema {
                ::schemars::json_schema!({ "type": "string", "const": $text })
            }
        }
    };
}
