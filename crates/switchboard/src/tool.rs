//! Typed requests as tools of a language model (feature `schemars`).
//!
//! A model that is to make a call needs the JSON Schema of the request. Every request type of the
//! vendors' clients has one, and so has any type of yours that derives `JsonSchema`.
//!
//! ```
//! # #[cfg(feature = "lucidsense")]
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use switchboard::{lucidsense::types::ExecuteRequest, tool};
//!
//! let tool = tool::definition::<ExecuteRequest>("ask_support", "Asks the support agent.");
//!
//! // One provider wants `parameters`, another `input_schema`:
//! let for_openai = serde_json::json!({"type": "function", "function": tool});
//! let for_anthropic = serde_json::json!({
//!     "name": tool.name, "description": tool.description, "input_schema": tool.parameters,
//! });
//! assert_eq!(for_openai["function"]["parameters"], for_anthropic["input_schema"]);
//!
//! // What the model then sends is the request.
//! let arguments = r#"{"message": "Where is order 42?"}"#;
//! let request: ExecuteRequest = serde_json::from_str(arguments)?;
//! # assert_eq!(request.message, "Where is order 42?");
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "lucidsense"))]
//! # fn main() {}
//! ```

use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, Schema};
use serde::Serialize;
use serde_json::{Map, Value};
use switchboard_core::{Error, ErrorKind, Result};

/// A tool: a name, what it is for, and the JSON Schema of its arguments.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Definition {
    /// The name. Providers accept letters, digits, `_` and `-`, up to 64.
    pub name: String,
    /// What the tool does, for the model.
    pub description: String,
    /// The JSON Schema of the arguments: one object, without references where that is possible,
    /// and without `$schema` and `title`.
    pub parameters: Value,
    /// Whether the provider is to keep to the schema to the letter; see
    /// [`Self::into_strict`].
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub strict: bool,
}

/// The tool whose arguments are a `T`.
///
/// Members that a request keeps without knowing them are no arguments: the schema is silent about
/// others than those it names.
pub fn definition<T: JsonSchema>(name: impl Into<String>, description: impl Into<String>) -> Definition {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.meta_schema = None;
        settings.inline_subschemas = true;
    });
    let settings = settings.with_transform(RecursiveTransform(clean));
    let parameters = settings.into_generator().into_root_schema_for::<T>().to_value();
    Definition { name: name.into(), description: description.into(), parameters, strict: false }
}

impl Definition {
    /// The same tool for a provider's strict mode: every object is closed
    /// (`additionalProperties: false`), every member is required, and one that may be left out
    /// may be null instead.
    ///
    /// # Errors
    /// The arguments hold an object of any members, or any value, which strict mode cannot say.
    /// The error names the place as a JSON pointer.
    pub fn into_strict(mut self) -> Result<Self> {
        close(&mut self.parameters, "")?;
        self.strict = true;
        Ok(self)
    }
}

/// Takes out what tells a model nothing.
fn clean(schema: &mut Schema) {
    schema.remove("title");
    // An object whose members are named keeps others, too; a map has nothing else.
    if schema.get("properties").is_some() && schema.get("additionalProperties") == Some(&Value::Bool(true)) {
        schema.remove("additionalProperties");
    }
}

/// What says of which kind a value is; a schema without any of them takes every value.
const KINDS: [&str; 7] = ["type", "enum", "const", "$ref", "anyOf", "oneOf", "allOf"];

/// Closes the schema at this pointer and all in it.
fn close(schema: &mut Value, at: &str) -> Result<()> {
    let Value::Object(object) = schema else { return Err(too_open("any value", at)) };
    if !KINDS.iter().any(|keyword| object.contains_key(*keyword)) {
        return Err(too_open("any value", at));
    }
    if object.contains_key("properties") {
        require_all(object);
        object.insert("additionalProperties".to_owned(), Value::Bool(false));
    } else if object.contains_key("additionalProperties") || is_type(object, "object") {
        return Err(too_open("an object of any members", at));
    } else if is_type(object, "array") && !object.contains_key("items") && !object.contains_key("prefixItems") {
        return Err(too_open("a list of any values", at));
    }
    for keyword in ["properties", "$defs"] {
        for (name, member) in object.get_mut(keyword).and_then(Value::as_object_mut).into_iter().flatten() {
            close(member, &format!("{at}/{keyword}/{}", name.replace('~', "~0").replace('/', "~1")))?;
        }
    }
    for keyword in ["anyOf", "oneOf", "allOf", "prefixItems"] {
        for (index, member) in object.get_mut(keyword).and_then(Value::as_array_mut).into_iter().flatten().enumerate() {
            close(member, &format!("{at}/{keyword}/{index}"))?;
        }
    }
    match object.get_mut("items") {
        Some(items) => close(items, &format!("{at}/items")),
        None => Ok(()),
    }
}

fn is_type(object: &Map<String, Value>, name: &str) -> bool {
    match object.get("type") {
        Some(Value::String(only)) => only == name,
        Some(Value::Array(names)) => names.iter().any(|one| one == name),
        _ => false,
    }
}

/// Requires every member; one that might be left out may be null from now on.
fn require_all(object: &mut Map<String, Value>) {
    let required = object.remove("required");
    let is_required = |name: &str| required.as_ref().and_then(Value::as_array).is_some_and(|names| names.iter().any(|one| one == name));
    let mut all = Vec::new();
    for (name, member) in object.get_mut("properties").and_then(Value::as_object_mut).into_iter().flatten() {
        if !is_required(name) {
            allow_null(member);
        }
        all.push(Value::String(name.clone()));
    }
    object.insert("required".to_owned(), Value::Array(all));
}

fn allow_null(schema: &mut Value) {
    let Value::Object(object) = schema else { return };
    match object.get_mut("type") {
        Some(Value::Array(names)) if names.iter().any(|name| name == "null") => {}
        Some(Value::Array(names)) => names.push("null".into()),
        Some(name @ Value::String(_)) => *name = serde_json::json!([name.take(), "null"]),
        _ => {
            let inner = std::mem::take(object);
            object.insert("anyOf".to_owned(), serde_json::json!([inner, {"type": "null"}]));
            return;
        }
    }
    if let Some(Value::Array(values)) = object.get_mut("enum")
        && !values.contains(&Value::Null)
    {
        values.push(Value::Null);
    }
}

fn too_open(what: &str, at: &str) -> Error {
    let at = if at.is_empty() { "the arguments are" } else { at };
    Error::custom(ErrorKind::Request, format!("strict mode cannot say what this tool takes: {what} at `{at}`"))
        .with_advice("use the tool without into_strict, or derive JsonSchema for a type of your own that names its members")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[allow(dead_code)]
    #[derive(JsonSchema)]
    struct Order {
        /// The number of the order.
        number: u32,
        urgent: Option<bool>,
        size: Option<Size>,
        address: Address,
    }

    #[allow(dead_code)]
    #[derive(JsonSchema)]
    #[serde(rename_all = "lowercase")]
    enum Size {
        Small,
        Large,
    }

    #[allow(dead_code)]
    #[derive(JsonSchema)]
    struct Address {
        street: String,
        title: Option<String>,
        #[serde(flatten)]
        extra: Map<String, Value>,
    }

    #[test]
    fn a_definition_is_one_schema_without_references_and_noise() {
        let tool = definition::<Order>("order", "Orders.");
        let text = tool.parameters.to_string();
        for noise in ["$schema", "$ref", "$defs", "\"title\":\"", "additionalProperties"] {
            assert!(!text.contains(noise), "{noise} in {text}");
        }
        assert_eq!(tool.parameters["properties"]["number"]["description"], "The number of the order.");
        assert!(tool.parameters["properties"]["address"]["properties"]["title"].is_object(), "a member may be called title");
        assert_eq!(serde_json::to_value(&tool).unwrap().get("strict"), None);
    }

    #[test]
    fn strict_closes_every_object_and_requires_every_member() {
        let tool = definition::<Order>("order", "Orders.").into_strict().unwrap();
        assert!(tool.strict);
        let order = &tool.parameters;
        assert_eq!(order["additionalProperties"], false);
        assert_eq!(order["required"].as_array().unwrap().len(), 4);
        assert_eq!(order["properties"]["urgent"]["type"], json!(["boolean", "null"]));
        assert_eq!(order["properties"]["number"]["type"], "integer");
        assert_eq!(order["properties"]["address"]["additionalProperties"], false);
        assert_eq!(order["properties"]["address"]["required"], json!(["street", "title"]));
    }

    #[cfg(feature = "all-vendors")]
    #[test]
    fn the_vendors_requests_are_tools() {
        use crate::{fifth_element, invent, invicta, lucidsense, selcora};

        let tools = [
            definition::<fifth_element::types::ChatRequest>("chat", ""),
            definition::<invent::types::CreateAssistant>("create_assistant", ""),
            definition::<invicta::types::PromptRequest>("prompt", ""),
            definition::<lucidsense::types::ExecuteRequest>("execute", ""),
            definition::<selcora::types::SendMessageRequest>("say", ""),
        ];
        for tool in tools {
            let text = tool.parameters.to_string();
            assert!(!text.contains("$ref") && !text.contains("$schema"), "{text}");
            assert_eq!(tool.parameters["type"], "object");
            assert!(tool.parameters["properties"].as_object().is_some_and(|members| !members.is_empty()), "{text}");
        }
        let strict = definition::<selcora::types::SendMessageRequest>("say", "").into_strict().unwrap();
        assert_eq!(strict.parameters["required"].as_array().unwrap().len(), strict.parameters["properties"].as_object().unwrap().len());
        let error = definition::<lucidsense::types::ExecuteRequest>("execute", "").into_strict().unwrap_err();
        assert!(error.to_string().contains("`/properties/context`"), "{error}");
    }

    #[test]
    fn strict_says_where_a_schema_is_too_open() {
        #[allow(dead_code)]
        #[derive(JsonSchema)]
        struct Open {
            inner: Vec<Value>,
        }
        let error = definition::<Open>("open", "").into_strict().unwrap_err();
        assert!(error.is_request());
        assert!(error.to_string().contains("any value at `/properties/inner/items`"), "{error}");

        let error = definition::<std::collections::BTreeMap<String, u8>>("map", "").into_strict().unwrap_err();
        assert!(error.to_string().contains("an object of any members"), "{error}");
    }
}
