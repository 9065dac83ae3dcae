//! What can be called: the operations of every vendor, as their documents describe them.
//!
//! The tables are written by `cargo xtask generate` from the same lowered documents as the typed
//! clients, and hold only what a command line needs.

mod list;
mod sample;
mod schema;

/// The tables, and the list of them, which the build script writes.
#[rustfmt::skip]
mod generated {
    use super::Vendor;

    include!(concat!(env!("OUT_DIR"), "/catalogues.rs"));
}

use switchboard_core as core;

pub use generated::VENDORS;
pub use schema::{Form, Member, Schema};

use list::{count, items};

/// A vendor and its operations.
#[derive(Debug)]
pub struct Vendor {
    /// What the run time knows of it.
    pub facts: &'static core::Vendor,
    /// The version of its document.
    pub version: &'static str,
    /// Its operations, in the order of the document.
    pub operations: &'static [Operation],
}

/// One operation.
#[derive(Debug)]
pub struct Operation {
    /// The group: the word after `client.` in the typed client.
    pub group: &'static str,
    /// The method of the group.
    pub method: &'static str,
    /// What the run time knows of it.
    pub facts: core::Operation,
    /// The document's summary; may be empty.
    pub title: &'static str,
    /// The document's description; may be empty.
    pub description: &'static str,
    /// Whether the vendor advises against it.
    pub deprecated: bool,
    /// What goes into path, query, headers and cookies.
    pub parameters: &'static [Parameter],
    /// What goes into the body.
    pub body: Option<Body>,
    /// What comes back.
    pub answer: Answer,
    /// The media type to ask for, if it is not JSON.
    pub accept: Option<&'static str>,
    /// How the list that comes back is cut into pages.
    pub paging: Option<List>,
    /// The documented errors: status and explanation.
    pub errors: &'static [(&'static str, &'static str)],
}

/// A parameter.
#[derive(Debug)]
pub struct Parameter {
    /// Its name on the wire.
    pub name: &'static str,
    /// Where it goes.
    pub place: Place,
    /// Whether it must be given.
    pub required: bool,
    /// The document's words, with default, example and bounds.
    pub description: &'static str,
    /// What it must look like.
    pub schema: &'static Schema,
}

/// Where a parameter goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Into the path.
    Path(core::PathStyle),
    /// Into the query.
    Query(core::QueryStyle),
    /// Into a header.
    Header(core::HeaderStyle),
    /// Into a cookie.
    Cookie,
}

/// The body of a request.
#[derive(Debug)]
pub struct Body {
    /// How it is written.
    pub kind: BodyKind,
    /// Whether there must be one.
    pub required: bool,
    /// What it must look like.
    pub schema: &'static Schema,
    /// Files that can be sent with it.
    pub files: &'static [File],
    /// A member that is always sent with this value, because it decides whether the answer is a
    /// stream.
    pub flag: Option<(&'static str, bool)>,
}

/// How a body is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyKind {
    /// JSON, with its media type.
    Json(&'static str),
    /// A form, with the members that are written in a way of their own.
    Form(&'static [(&'static str, core::QueryStyle)]),
    /// Parts, with the media type of the whole.
    Multipart(&'static str),
    /// Text, with its media type.
    Text(&'static str),
    /// Bytes, with their media type.
    Bytes(&'static str),
}

/// A file that can be sent.
#[derive(Debug)]
pub struct File {
    /// The name of its part; empty where it may be any.
    pub name: &'static str,
    /// Whether it must be there.
    pub required: bool,
    /// Whether there can be several.
    pub many: bool,
}

/// What comes back.
#[derive(Debug)]
pub enum Answer {
    /// JSON.
    Json,
    /// Server-sent events.
    Stream(core::StreamShape),
    /// Text, bytes, nothing, or what the status decides.
    Other,
}

/// A list in pages.
#[derive(Debug)]
pub struct List {
    /// How a page is asked for.
    pub facts: core::Paging,
    /// The items of a page.
    pub items: fn(serde_json::Value) -> Vec<serde_json::Value>,
    /// How many items a page has.
    pub count: fn(&serde_json::Value) -> usize,
}

impl Vendor {
    /// The vendor with this short name.
    pub fn find(name: &str) -> Option<&'static Self> {
        VENDORS.iter().copied().find(|vendor| vendor.facts.name == name)
    }

    /// The operation with this name, `group.method`.
    pub fn operation(&self, name: &str) -> Option<&'static Operation> {
        let (group, method) = name.split_once('.')?;
        self.operations.iter().find(|operation| operation.group == group && operation.method == method)
    }

    /// What the operations can do beside an answer to a call: `agents`, `streams`, `lists`, `files`.
    pub fn capabilities(&self) -> Vec<&'static str> {
        let any = |holds: fn(&Operation) -> bool| self.operations.iter().any(holds);
        let all = [
            ("agents", any(|operation| operation.facts.agent)),
            ("streams", any(|operation| matches!(operation.answer, Answer::Stream(_)))),
            ("lists", any(|operation| operation.paging.is_some())),
            ("files", any(|operation| operation.body.as_ref().is_some_and(|body| !body.files.is_empty()))),
        ];
        all.into_iter().filter_map(|(word, holds)| holds.then_some(word)).collect()
    }
}

impl Operation {
    /// The name on the command line: `group.method`.
    pub fn name(&self) -> String {
        format!("{}.{}", self.group, self.method)
    }
}

impl Parameter {
    /// The name of its option, without the two hyphens.
    pub fn option(&self) -> String {
        let mut name = String::new();
        let mut before = '-';
        for letter in self.name.chars() {
            // `repositoryId` is `--repository-id`, `AI_AGENT_ID` is `--ai-agent-id`.
            let begins_word = letter.is_uppercase() && before.is_lowercase();
            if (begins_word || !letter.is_alphanumeric()) && !name.is_empty() && !name.ends_with('-') {
                name.push('-');
            }
            if letter.is_alphanumeric() {
                name.extend(letter.to_lowercase());
            }
            before = letter;
        }
        let name = name.trim_end_matches('-');
        if crate::command::call::FLAGS.contains(&name) { format!("param-{name}") } else { name.to_owned() }
    }
}
