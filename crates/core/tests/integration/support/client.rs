//! A client as the generator writes them.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use switchboard_core::http::Method;
use switchboard_core::{Call, ClientBuilder, Operation, PageStyle, Paging, QueryStyle, RetryPolicy, Total, Transport, Vendor, decode};

use super::vendors::KEY;

#[derive(Clone, Debug)]
pub struct Client {
    transport: Transport,
}

impl From<Transport> for Client {
    fn from(transport: Transport) -> Self {
        Self { transport }
    }
}

#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Thing {
    pub id: String,
    #[serde(default)]
    pub count: Option<u32>,
}

/// The body that every test sends; must never show up in an error.
pub const QUERY: &str = "private-search-words";
pub const CONTENT: &str = "private-content-of-the-body";

const fn operation(id: &'static str, method: Method, path: &'static str, safe: bool, agent: bool) -> Operation {
    Operation { id, method, path, safe_to_retry: safe, agent, pointer: "#/paths/~1things/get" }
}

static GET_THING: Operation = operation("getThing", Method::GET, "/things/{id}", false, false);
static CREATE_THING: Operation = operation("createThing", Method::POST, "/things", false, false);
static SAFE_POST: Operation = operation("searchThings", Method::POST, "/things/search", true, false);
static SEE_THING: Operation = operation("seeThing", Method::HEAD, "/things/{id}", false, false);
static LIST_NUMBERED: Operation = operation("listThings", Method::GET, "/things", false, false);
static LIST_OFFSET: Operation = operation("listDocuments", Method::GET, "/documents", false, false);
static LIST_IMAGES: Operation = operation("listImages", Method::GET, "/images", false, false);
static LIST_TOKENS: Operation = operation("listTokens", Method::GET, "/tokens", false, false);
static CHAT: Operation = operation("chat", Method::POST, "/chat/{slug}", false, true);

static NUMBERED: Paging = Paging {
    style: PageStyle::Number { page: "page", size: Some("take"), first: 1 },
    items: "",
    total: Total::Header("pagination-count"),
    next: None,
    default_size: Some(2),
};

static BY_OFFSET: Paging = Paging {
    style: PageStyle::Offset { start: "start", limit: Some("limit") },
    items: "/data/documents",
    total: Total::Pointer("/data/pagination/total"),
    next: None,
    default_size: Some(2),
};

static BY_NEXT_PAGE: Paging = Paging {
    style: PageStyle::Number { page: "page", size: Some("page_size"), first: 1 },
    items: "/data",
    total: Total::Pointer("/pagination/total_items"),
    next: Some("/pagination/next_page"),
    default_size: Some(2),
};

static BY_TOKEN: Paging =
    Paging { style: PageStyle::Token { param: "next" }, items: "/items", total: Total::None, next: Some("/next"), default_size: None };

impl Client {
    pub fn builder(vendor: &'static Vendor) -> ClientBuilder<Self> {
        ClientBuilder::new(vendor)
    }

    /// A client with short limits and waits.
    pub fn hasty(vendor: &'static Vendor, base_url: &str) -> ClientBuilder<Self> {
        Self::builder(vendor)
            .api_key(KEY)
            .base_url(base_url)
            .with_retry_policy(hasty_retries())
            .with_connect_timeout(Duration::from_millis(500))
            .with_attempt_timeout(Duration::from_millis(500))
            .with_timeout(Duration::from_secs(5))
            .with_max_response_bytes(1 << 20)
    }

    pub fn get_thing(&self, id: &str) -> GetThing {
        GetThing { call: Call::new(&self.transport, &GET_THING).path("id", id) }
    }

    pub fn see_thing_call(&self, id: &str) -> Call {
        Call::new(&self.transport, &SEE_THING).path("id", id)
    }

    pub fn create_thing(&self) -> CreateThing {
        let body = serde_json::json!({ "text": CONTENT });
        CreateThing { call: Call::new(&self.transport, &CREATE_THING).json(&body) }
    }

    pub fn safe_post(&self) -> CreateThing {
        CreateThing { call: Call::new(&self.transport, &SAFE_POST).json(&serde_json::json!({})) }
    }

    pub fn list_things(&self) -> ListThings {
        ListThings { call: Call::new(&self.transport, &LIST_NUMBERED) }
    }

    pub fn list_documents(&self) -> ListDocuments {
        ListDocuments { call: Call::new(&self.transport, &LIST_OFFSET) }
    }

    pub fn list_images(&self) -> ListImages {
        ListImages { call: Call::new(&self.transport, &LIST_IMAGES) }
    }

    pub fn list_tokens(&self) -> ListTokens {
        ListTokens { call: Call::new(&self.transport, &LIST_TOKENS) }
    }

    #[cfg(feature = "stream")]
    pub fn chat(&self, slug: &str) -> StreamChat {
        let body = serde_json::json!({ "message": CONTENT, "stream": true });
        StreamChat { call: Call::new(&self.transport, &CHAT).path("slug", slug).json(&body) }
    }

    #[cfg(feature = "stream")]
    pub fn chat_by_lines(&self, slug: &str) -> StreamChatLines {
        StreamChatLines { call: self.chat(slug).call }
    }

    #[cfg(feature = "stream")]
    pub fn chat_without_end(&self, slug: &str) -> StreamChatEndless {
        StreamChatEndless { call: self.chat(slug).call }
    }

    pub fn chat_call(&self, slug: &str) -> Call {
        Call::new(&self.transport, &CHAT).path("slug", slug)
    }
}

pub fn hasty_retries() -> RetryPolicy {
    let mut policy = RetryPolicy::default();
    policy.first_wait = Duration::from_millis(4);
    policy.longest_wait = Duration::from_millis(16);
    policy
}

macro_rules! call_types {
    ($($name:ident),+) => {$(
        #[must_use]
        #[derive(Clone, Debug)]
        pub struct $name {
            pub call: Call,
        }
    )+};
}

call_types!(GetThing, CreateThing, ListThings, ListDocuments, ListImages, ListTokens);

impl GetThing {
    pub fn search(mut self, words: &str) -> Self {
        self.call = self.call.query("search", QueryStyle::Form { explode: true }, words);
        self
    }
}

impl ListTokens {
    pub fn next(mut self, token: &str) -> Self {
        self.call = self.call.query("next", QueryStyle::FORM, token);
        self
    }
}

impl ListThings {
    pub fn page(mut self, page: i64) -> Self {
        self.call = self.call.query("page", QueryStyle::Form { explode: true }, &page);
        self
    }

    pub fn take(mut self, take: f64) -> Self {
        self.call = self.call.query("take", QueryStyle::Form { explode: true }, &take);
        self
    }
}

#[derive(Debug, Deserialize)]
pub struct Documents {
    pub data: DocumentsData,
}

#[derive(Debug, Deserialize)]
pub struct DocumentsData {
    pub documents: Vec<Thing>,
}

#[derive(Debug, Deserialize)]
pub struct Images {
    pub data: Option<Vec<Thing>>,
}

#[derive(Debug, Deserialize)]
pub struct Tokens {
    pub items: Vec<Thing>,
}

switchboard_core::call!(GetThing -> Thing, decode::json);
switchboard_core::call!(CreateThing -> Thing, decode::json);
switchboard_core::call!(
    ListThings -> Vec<Thing>, decode::json,
    pages Item = Thing, items = |page| page, shape = &NUMBERED
);
switchboard_core::call!(
    ListDocuments -> Documents, decode::json,
    pages Item = Thing, items = |page| page.data.documents, shape = &BY_OFFSET
);
switchboard_core::call!(
    ListImages -> Images, decode::json,
    pages Item = Thing, items = |page| page.data.unwrap_or_default(),
    count = |page| page.data.as_ref().map_or(0, Vec::len), shape = &BY_NEXT_PAGE
);
switchboard_core::call!(
    ListTokens -> Tokens, decode::json,
    pages Item = Thing, items = |page| page.items, shape = &BY_TOKEN
);

#[cfg(feature = "stream")]
mod streaming {
    use super::{Call, Deserialize};
    use switchboard_core::{Framing, StreamShape};

    #[derive(Clone, Debug, Deserialize, PartialEq)]
    pub struct Chunk {
        pub chunk: String,
    }

    call_types!(StreamChat, StreamChatLines, StreamChatEndless);

    const fn shape(done: Option<&'static str>, framing: Framing) -> StreamShape {
        StreamShape { done, framing, error: Some("/error"), error_event: Some("error"), text: false }
    }

    static STANDARD: StreamShape = shape(Some("[DONE]"), Framing::Standard);
    static BY_LINES: StreamShape = shape(Some("[DONE]"), Framing::LinePerEvent);
    static WITHOUT_END: StreamShape = shape(None, Framing::Standard);

    switchboard_core::call!(StreamChat -> stream Chunk, STANDARD);
    switchboard_core::call!(StreamChatLines -> stream Chunk, BY_LINES);
    switchboard_core::call!(StreamChatEndless -> stream Chunk, WITHOUT_END);
}

#[cfg(feature = "stream")]
pub use streaming::*;
