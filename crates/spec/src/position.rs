//! Which places of an OpenAPI document hold what.
//!
//! Whether `{"$ref": "…"}` is a reference depends on where it stands: in an `example`, a
//! `default` or an `enum` it is data, and below `properties` it is a property of that name.
//! This table names the places; whatever it does not name is data.

use serde_json::Value;

use crate::pointer;

/// The kinds of object that hold references, or lead to ones that do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// The document itself.
    Document,
    /// `components`.
    Components,
    /// `paths`.
    Paths,
    /// What is at one path, and the like.
    PathItem,
    /// One method of a path.
    Operation,
    /// A parameter.
    Parameter,
    /// A request body.
    RequestBody,
    /// The answers of an operation, by status.
    Responses,
    /// An answer.
    Response,
    /// A body in one media type.
    MediaType,
    /// How a part of a body is sent.
    Encoding,
    /// A header of an answer.
    Header,
    /// A schema.
    Schema,
    /// An example with a name.
    Example,
    /// A link to another operation.
    Link,
    /// Requests that the vendor sends.
    Callback,
    /// A way of proving who one is.
    SecurityScheme,
}

/// How many of a kind a member holds.
pub(crate) enum Holds {
    One(Kind),
    List(Kind),
    Map(Kind),
    Nothing,
}

impl Kind {
    /// May an object of this kind be a reference instead? Operations may not by the letter of
    /// OpenAPI; documents in many files do it all the same, and mean what it says.
    pub fn can_be_reference(self) -> bool {
        !matches!(self, Self::Document | Self::Components | Self::Paths | Self::Responses | Self::MediaType | Self::Encoding)
    }

    /// The section of `components` for this kind.
    pub fn section(self) -> Option<&'static str> {
        Some(match self {
            Self::Schema => "schemas",
            Self::Parameter => "parameters",
            Self::RequestBody => "requestBodies",
            Self::Response => "responses",
            Self::Header => "headers",
            Self::Example => "examples",
            Self::Link => "links",
            Self::Callback => "callbacks",
            Self::SecurityScheme => "securitySchemes",
            _ => return None,
        })
    }

    /// What stands under a member of an object of this kind.
    pub(crate) fn member(self, name: &str) -> Holds {
        use Holds::{List, Map, Nothing, One};
        if name.starts_with("x-") {
            return Nothing;
        }
        match (self, name) {
            (Self::Document, "paths") => One(Self::Paths),
            (Self::Document, "webhooks") => Map(Self::PathItem),
            (Self::Document, "components") => One(Self::Components),

            (Self::Components, "schemas") => Map(Self::Schema),
            (Self::Components, "parameters") => Map(Self::Parameter),
            (Self::Components, "requestBodies") => Map(Self::RequestBody),
            (Self::Components, "responses") => Map(Self::Response),
            (Self::Components, "headers") => Map(Self::Header),
            (Self::Components, "examples") => Map(Self::Example),
            (Self::Components, "links") => Map(Self::Link),
            (Self::Components, "callbacks") => Map(Self::Callback),
            (Self::Components, "securitySchemes") => Map(Self::SecurityScheme),
            (Self::Components, "pathItems") => Map(Self::PathItem),

            (Self::Paths, _) => One(Self::PathItem),
            (Self::Callback, name) if name != "$ref" => One(Self::PathItem),
            (Self::Responses, _) => One(Self::Response),

            (Self::PathItem | Self::Operation, "parameters") => List(Self::Parameter),
            (Self::PathItem, "get" | "put" | "post" | "delete" | "options" | "head" | "patch" | "trace") => One(Self::Operation),
            (Self::Operation, "requestBody") => One(Self::RequestBody),
            (Self::Operation, "responses") => One(Self::Responses),
            (Self::Operation, "callbacks") => Map(Self::Callback),

            (Self::Parameter | Self::Header | Self::MediaType, "schema") => One(Self::Schema),
            (Self::Parameter | Self::Header | Self::MediaType, "examples") => Map(Self::Example),
            (Self::Parameter | Self::Header | Self::RequestBody | Self::Response, "content") => Map(Self::MediaType),
            (Self::MediaType, "encoding") => Map(Self::Encoding),
            (Self::Response | Self::Encoding, "headers") => Map(Self::Header),
            (Self::Response, "links") => Map(Self::Link),

            (
                Self::Schema,
                "items"
                | "additionalItems"
                | "additionalProperties"
                | "not"
                | "if"
                | "then"
                | "else"
                | "contains"
                | "propertyNames"
                | "unevaluatedItems"
                | "unevaluatedProperties"
                | "contentSchema",
            ) => One(Self::Schema),
            (Self::Schema, "allOf" | "anyOf" | "oneOf" | "prefixItems") => List(Self::Schema),
            (Self::Schema, "properties" | "patternProperties" | "$defs" | "definitions" | "dependentSchemas") => Map(Self::Schema),
            _ => Nothing,
        }
    }
}

/// Calls `visit` for `value`, and for every object below it that the table names, parents
/// first.
pub fn walk<'a>(value: &'a Value, kind: Kind, pointer: &str, visit: &mut dyn FnMut(Kind, &str, &'a Value)) {
    visit(kind, pointer, value);
    let Value::Object(object) = value else { return };
    for (name, member) in object {
        let holds = kind.member(name);
        if matches!(holds, Holds::Nothing) {
            continue;
        }
        let at = pointer::join(pointer, name);
        match (holds, member) {
            (Holds::One(kind), member) => walk(member, kind, &at, visit),
            (Holds::List(kind), Value::Array(items)) => {
                for (index, item) in items.iter().enumerate() {
                    walk(item, kind, &format!("{at}/{index}"), visit);
                }
            }
            (Holds::Map(kind), Value::Object(entries)) => {
                for (name, entry) in entries {
                    walk(entry, kind, &pointer::join(&at, name), visit);
                }
            }
            _ => {}
        }
    }
}
