//! The typed calls of the clients, by the names of their operations.
//!
//! The tables are written by `cargo xtask generate`, a file for each vendor.

use std::{error::Error, fmt, future::Future, pin::Pin};

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use switchboard_core::{ClientBuilder, EventStream, Part, Transport};

/// What is given to a call.
#[derive(Clone, Debug, Default)]
pub struct Arguments {
    /// Parameters by the names that the document gives them.
    pub parameters: Map<String, Value>,
    /// The body.
    pub body: Option<Value>,
}

/// A call on its way.
pub type Called<'a> = Pin<Box<dyn Future<Output = Result<(), Failed>> + 'a>>;

/// Why a call failed.
#[derive(Debug)]
pub enum Failed {
    /// An argument is missing, or is not what the method takes.
    Argument(String),
    /// The body is missing.
    NoBody,
    /// What the client says.
    Call(switchboard_core::Error),
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Argument(why) => write!(f, "argument {why}"),
            Self::NoBody => f.write_str("there is no body"),
            Self::Call(error) => error.fmt(f),
        }
    }
}

impl Error for Failed {}

impl From<switchboard_core::Error> for Failed {
    fn from(error: switchboard_core::Error) -> Self {
        Self::Call(error)
    }
}

impl Arguments {
    fn required<T: DeserializeOwned>(&self, name: &str) -> Result<T, Failed> {
        self.optional(name)?.ok_or_else(|| Failed::Argument(format!("{name} is missing")))
    }

    fn optional<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, Failed> {
        let read = |value: &Value| serde_json::from_value(value.clone()).map_err(|error| Failed::Argument(format!("{name}: {error}")));
        self.parameters.get(name).map(read).transpose()
    }

    fn body<T: DeserializeOwned>(&self) -> Result<Option<T>, Failed> {
        let read = |value: &Value| serde_json::from_value(value.clone()).map_err(|error| Failed::Argument(format!("body: {error}")));
        self.body.as_ref().map(read).transpose()
    }

    /// A file: the member of the body that the document describes it as.
    fn file(&self, name: &str) -> Result<Option<Part>, Failed> {
        let Some(content) = self.body.as_ref().and_then(|body| body.get(name)) else { return Ok(None) };
        let text = content.as_str().ok_or_else(|| Failed::Argument(format!("{name} is no text")))?;
        Ok(Some(Part::bytes(text.to_owned()).with_file_name("file.bin").with_content_type("application/octet-stream")))
    }
}

/// Reads a stream to its end.
async fn exhausted<T: DeserializeOwned>(mut stream: EventStream<T>) -> Result<(), Failed> {
    while let Some(event) = stream.next().await {
        event?;
    }
    Ok(())
}

macro_rules! tables {
    ($(($name:literal, $module:ident, $krate:ident))*) => {
        // Formatted by prettyplease.
        $(#[rustfmt::skip] mod $module;)*

        /// Makes the call of an operation: `GET /contacts/{id}`, and ` stream` after it where the
        /// method streams. The client is one of `vendor`, at `base_url`.
        ///
        /// # Errors
        /// When the arguments are not what the method takes, and whatever the client says.
        ///
        /// # Panics
        /// Never: a vendor or an operation that there is not is an argument that is wrong.
        pub async fn call(vendor: &str, base_url: &str, key: &str, operation: &str, arguments: &Arguments) -> Result<(), Failed> {
            let unknown = || Failed::Argument(format!("{vendor} has no operation {operation}"));
            match vendor {
                $($name => {
                    let client = client($krate::Client::builder(), base_url, key)?;
                    $module::call(&client, operation, arguments).ok_or_else(unknown)?.await
                })*
                _ => Err(unknown()),
            }
        }
    };
}
crate::for_each_vendor!(tables);

fn client<C: From<Transport>>(builder: ClientBuilder<C>, base_url: &str, key: &str) -> Result<C, Failed> {
    Ok(builder.base_url(base_url).api_key(key).with_retries(0).build()?)
}
