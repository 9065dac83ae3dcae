//! The five clients, each with one call that reads and one that changes something.

use std::fmt;
use std::time::Duration;

use futures_util::future::BoxFuture;
use serde::Serialize;
use serde_json::Value;
use switchboard_core::http::Method;
use switchboard_core::{Call, ClientBuilder, Error, Operation, QueryStyle, Response, RetryPolicy, StreamEvent, Transport, Vendor, decode};
use switchboard_fifth_element as fifth_element;
use switchboard_invent as invent;
use switchboard_invicta as invicta;
use switchboard_lucidsense as lucidsense;
use switchboard_selcora as selcora;

/// The key of every test. Long and odd enough to be found wherever it leaks.
pub(super) const KEY: &str = "sk-live-Zq7/+w93=kX%&'\"<>";
/// What stands in the query where a call has a text there.
pub(super) const QUERY: &str = "private-search-words";
/// What stands in the body of what is changed.
pub(super) const CONTENT: &str = "private-content-of-the-body";
/// What stands in headers and idempotency keys.
pub(super) const HEADER: &str = "once-only";

/// What a call gave, as JSON.
pub(super) type Outcome = Result<Response<Value>, Error>;

/// A call that was made and not sent yet.
pub(super) struct Prepared {
    /// What Debug writes of it.
    pub(super) printed: String,
    /// Sends it.
    pub(super) send: BoxFuture<'static, Outcome>,
}

/// What a call is given beside its parameters.
#[derive(Clone, Copy, Default)]
pub(super) struct Options {
    pub(super) header: Option<(&'static str, &'static str)>,
    pub(super) idempotency_key: Option<&'static str>,
}

/// A vendor's client. What is said here of a vendor is a sample from its document; its facts are
/// those of its crate.
pub(super) trait Subject: From<Transport> + Clone + fmt::Debug + Send + Sync + 'static {
    const VENDOR: &'static Vendor;
    /// A documented answer to the call that reads. Its first text member is required.
    const FOUND: &'static str;
    /// A documented answer to the call that changes something, likewise.
    const CHANGED: &'static str;
    /// A documented error body; `"MESSAGE"` stands for the message.
    const ERROR: &'static str;
    /// The code in that error body.
    const CODE: Option<&'static str>;
    /// Whether the call that reads has a text in its query.
    const HAS_QUERY: bool = true;

    fn builder() -> ClientBuilder<Self>;
    fn transport(&self) -> &Transport;
    fn read(&self, options: Options) -> Prepared;
    fn change(&self, options: Options) -> Prepared;
    /// Streams an answer, where the vendor does so: the attempts and the text, once all is there.
    fn stream(&self) -> Option<BoxFuture<'static, Result<(u32, String), Error>>> {
        None
    }
    /// Whether the error's body is what the document promises.
    fn is_documented(error: &Error) -> bool;
}

/// A client with short waits.
pub(super) fn hasty<C: Subject>(base_url: &str) -> ClientBuilder<C> {
    let mut policy = RetryPolicy::default();
    policy.first_wait = Duration::from_millis(4);
    policy.longest_wait = Duration::from_millis(16);
    C::builder().api_key(KEY).base_url(base_url).with_retry_policy(policy).with_max_response_bytes(1 << 20)
}

/// An error body of the vendor with a message in it.
pub(super) fn error_body<C: Subject>(message: &str) -> String {
    C::ERROR.replace("\"MESSAGE\"", &Value::from(message).to_string())
}

/// A list with the outcome of a generic function for each of the five clients.
macro_rules! for_each_vendor {
    ($function:ident ( $($argument:expr),* )) => {
        [
            $function::<switchboard_invent::Client>($($argument),*),
            $function::<switchboard_invicta::Client>($($argument),*),
            $function::<switchboard_selcora::Client>($($argument),*),
            $function::<switchboard_fifth_element::Client>($($argument),*),
            $function::<switchboard_lucidsense::Client>($($argument),*),
        ]
    };
}
pub(crate) use for_each_vendor;

/// Every generated call has these methods, and no trait that says so.
macro_rules! prepared {
    ($call:expr, $options:expr) => {{
        let (mut call, options): (_, Options) = ($call, $options);
        if let Some((name, value)) = options.header {
            call = call.with_header(name, value);
        }
        if let Some(key) = options.idempotency_key {
            call = call.with_idempotency_key(key);
        }
        Prepared { printed: format!("{call:?} {call:#?}"), send: Box::pin(async move { call.send_response().await.map(as_json) }) }
    }};
}

fn as_json<T: Serialize>(answer: Response<T>) -> Response<Value> {
    answer.map(|value| serde_json::to_value(value).unwrap())
}

impl Subject for invent::Client {
    const VENDOR: &'static Vendor = &invent::VENDOR;
    const FOUND: &'static str = r#"[{"id":"con_1","name":null,"blocked":false,"is_admin":false,"channels":[],"segments":[],"created_at":"2025-01-20T12:00:00Z","updated_at":"2025-01-20T12:00:00Z"}]"#;
    const CHANGED: &'static str = r#"{"id":"con_1","name":null,"blocked":false,"is_admin":false,"channels":[],"segments":[],"created_at":"2025-01-20T12:00:00Z","updated_at":"2025-01-20T12:00:00Z"}"#;
    const ERROR: &'static str = r#"{"status":400,"message":"MESSAGE","errors":[{"code":"E42","path":["a"]}]}"#;
    const CODE: Option<&'static str> = Some("E42");

    fn builder() -> ClientBuilder<Self> {
        Self::builder()
    }

    fn transport(&self) -> &Transport {
        self.transport()
    }

    fn read(&self, options: Options) -> Prepared {
        prepared!(self.contacts().list("c").search(QUERY), options)
    }

    fn change(&self, options: Options) -> Prepared {
        let channel = invent::types::CreateContactChannel::new().with_name(CONTENT);
        prepared!(self.contacts().create("c").body(invent::types::CreateContact::new().with_channel(channel)), options)
    }

    fn is_documented(error: &Error) -> bool {
        error.typed::<invent::types::Error>().is_some()
    }
}

impl Subject for invicta::Client {
    const VENDOR: &'static Vendor = &invicta::VENDOR;
    const FOUND: &'static str = Self::CHANGED;
    const CHANGED: &'static str = r#"{"id":1,"prompt":"p","response":"r","communityId":null,"userId":null,"liked":null,"totalTokens":null,"cp_cost":1,"savedToMemory":true,"csv_request_id":null,"ai_agent_request_id":null,"modelName":null,"threadId":"t","createdAt":"2025-01-20T12:00:00.000Z","updatedAt":"2025-01-20T12:00:00.000Z"}"#;
    const ERROR: &'static str = r#"{"error":{"code":"E42","message":"MESSAGE"}}"#;
    const CODE: Option<&'static str> = Some("E42");

    fn builder() -> ClientBuilder<Self> {
        Self::builder()
    }

    fn transport(&self) -> &Transport {
        self.transport()
    }

    fn read(&self, options: Options) -> Prepared {
        prepared!(ReadPrompt { call: read_that_is_not_documented(self.transport()) }, options)
    }

    fn change(&self, options: Options) -> Prepared {
        prepared!(self.agents().send_prompt("a", invicta::types::PromptRequest::new(CONTENT, [])), options)
    }

    fn is_documented(error: &Error) -> bool {
        error.typed::<invicta::types::ErrorBody>().is_some()
    }
}

impl Subject for selcora::Client {
    const VENDOR: &'static Vendor = &selcora::VENDOR;
    const FOUND: &'static str = r#"[{"id":"model_1","name":"GPT-4","max_context":8192}]"#;
    const CHANGED: &'static str = r#"{"id":"agent_1","name":"Ada"}"#;
    const ERROR: &'static str = r#"{"error":"MESSAGE"}"#;
    const CODE: Option<&'static str> = None;

    fn builder() -> ClientBuilder<Self> {
        Self::builder()
    }

    fn transport(&self) -> &Transport {
        self.transport()
    }

    fn read(&self, options: Options) -> Prepared {
        prepared!(self.models().list(QUERY.into()), options)
    }

    fn change(&self, options: Options) -> Prepared {
        prepared!(self.agents().create(selcora::types::CreateAgentRequest::new(CONTENT, "sd_1")), options)
    }

    fn is_documented(error: &Error) -> bool {
        error.typed::<selcora::types::ErrorBody>().is_some()
    }
}

impl Subject for fifth_element::Client {
    const VENDOR: &'static Vendor = &fifth_element::VENDOR;
    const FOUND: &'static str = r#"{"data":{"id":"job_1","status":"running"},"error":null}"#;
    const CHANGED: &'static str = r#"{"data":{"response":"Hi","conversationId":"conv_1"},"error":null}"#;
    const ERROR: &'static str = r#"{"data":null,"error":{"name":"E42","message":"MESSAGE","details":{}}}"#;
    const CODE: Option<&'static str> = Some("E42");
    const HAS_QUERY: bool = false;

    fn builder() -> ClientBuilder<Self> {
        Self::builder()
    }

    fn transport(&self) -> &Transport {
        self.transport()
    }

    fn read(&self, options: Options) -> Prepared {
        prepared!(self.jobs().get("job_1").x_user_identifier(HEADER), options)
    }

    fn change(&self, options: Options) -> Prepared {
        prepared!(self.chat().send("support-agent", fifth_element::types::ChatRequest::new(CONTENT)), options)
    }

    fn stream(&self) -> Option<BoxFuture<'static, Result<(u32, String), Error>>> {
        let call = self.chat().stream("support-agent", fifth_element::types::ChatRequest::new(CONTENT));
        Some(Box::pin(async move {
            let mut stream = call.stream().await?;
            let mut text = String::new();
            while let Some(event) = stream.next().await {
                match event? {
                    StreamEvent::Message(piece) => text.push_str(&piece.chunk),
                    StreamEvent::Whole(answer) => text.push_str(&String::from_utf8_lossy(answer.body())),
                    other => text.push_str(&format!("{other:?}")),
                }
            }
            Ok((stream.attempts(), text))
        }))
    }

    fn is_documented(error: &Error) -> bool {
        error.typed::<fifth_element::types::ErrorEnvelope>().is_some()
    }
}

impl Subject for lucidsense::Client {
    const VENDOR: &'static Vendor = &lucidsense::VENDOR;
    const FOUND: &'static str = Self::CHANGED;
    const CHANGED: &'static str = r#"{"chat_id":"chat_1","reply":"720"}"#;
    const ERROR: &'static str = r#"{"success":false,"message":"MESSAGE"}"#;
    const CODE: Option<&'static str> = None;

    fn builder() -> ClientBuilder<Self> {
        Self::builder()
    }

    fn transport(&self) -> &Transport {
        self.transport()
    }

    fn read(&self, options: Options) -> Prepared {
        prepared!(ReadReply { call: read_that_is_not_documented(self.transport()) }, options)
    }

    fn change(&self, options: Options) -> Prepared {
        prepared!(self.agents().execute("a", lucidsense::types::ExecuteRequest::new(CONTENT)), options)
    }

    fn is_documented(error: &Error) -> bool {
        error.typed::<lucidsense::types::ErrorBody>().is_some()
    }
}

/// Two vendors document no call that reads. Theirs is made here, on the transport of their
/// client and with the answer of their only call.
fn read_that_is_not_documented(transport: &Transport) -> Call {
    static READ: Operation = Operation {
        id: "readLastAnswer",
        method: Method::GET,
        path: "/last-answer",
        safe_to_retry: false,
        agent: false,
        pointer: "#/paths/~1last-answer/get",
    };
    Call::new(transport, &READ).query("search", QueryStyle::FORM, QUERY)
}

#[derive(Clone, Debug)]
struct ReadPrompt {
    call: Call,
}

#[derive(Clone, Debug)]
struct ReadReply {
    call: Call,
}

switchboard_core::call!(ReadPrompt -> invicta::types::PromptResult, decode::json);
switchboard_core::call!(ReadReply -> lucidsense::types::ExecuteResult, decode::json);
