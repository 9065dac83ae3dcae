//! The vendors that a sandbox plays.

use std::sync::OnceLock;

use serde_json::Value;

use crate::{Error, facts::Facts, play::Player, settings::Settings};

/// A vendor's files, as they are built in.
struct Embedded {
    facts: &'static str,
    document: &'static str,
}

/// All vendors, by name.
static EMBEDDED: &[Embedded] = include!(concat!(env!("OUT_DIR"), "/vendors.rs"));

/// Where a document is.
enum Source {
    Text(&'static str),
    Value(Box<Value>),
}

/// A vendor; its document is read when it is first needed.
pub(crate) struct Vendor {
    pub(crate) facts: Facts,
    pub(crate) key: String,
    source: Source,
    settings: Settings,
    player: OnceLock<Result<Player, String>>,
}

impl Vendor {
    /// All that are built in.
    pub(crate) fn embedded(settings: &Settings) -> Result<Vec<Self>, Error> {
        let read = |embedded: &Embedded| {
            let facts: Facts = serde_json::from_str(embedded.facts).map_err(|error| Error::Facts(error.to_string()))?;
            Ok(Self::new(facts, Source::Text(embedded.document), settings))
        };
        EMBEDDED.iter().map(read).collect()
    }

    /// A vendor of which nothing is known but its document.
    pub(crate) fn of_document(name: &str, document: Value, settings: &Settings) -> Self {
        let title = document.pointer("/info/title").and_then(Value::as_str).unwrap_or(name).to_owned();
        let facts = Facts { name: name.to_owned(), title, base_path: String::new(), ..Facts::default() };
        Self::new(facts, Source::Value(Box::new(document)), settings)
    }

    fn new(facts: Facts, source: Source, settings: &Settings) -> Self {
        let key = format!("sandbox-key-{}", facts.name);
        Self { facts, key, source, settings: settings.clone(), player: OnceLock::new() }
    }

    /// The vendor's part of an address: `/invicta/api`.
    pub(crate) fn base_path(&self) -> String {
        format!("/{}{}", self.facts.name, self.facts.base_path)
    }

    /// The vendor, ready to answer.
    pub(crate) fn player(&self) -> Result<&Player, &str> {
        let made = self.player.get_or_init(|| {
            let document = match &self.source {
                Source::Text(text) => serde_json::from_str(text).map_err(|error| error.to_string())?,
                Source::Value(value) => (**value).clone(),
            };
            Player::new(document, self.facts.clone(), self.key.clone(), self.settings.clone())
        });
        made.as_ref().map_err(String::as_str)
    }
}
