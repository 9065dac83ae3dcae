//! What each vendor's file implements.

use std::any::Any;
use std::pin::Pin;
use std::sync::Arc;

use serde_json::{Map, Value};
use switchboard_core::{Error, Result, Transport, Vendor};

use crate::capabilities::Capabilities;
use crate::message::{VendorOptions, sealed::Sealed};
use crate::polling::Polling;
use crate::problem;
use crate::reply::Reply;
use crate::state::ConversationState;
use crate::stream::Deltas;

/// A future of a backend.
pub(crate) type Doing<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'a>>;

/// How to talk to one agent of one vendor.
///
/// Futures may be dropped at any point: what must not be forgotten (a chat that was opened, a
/// message that was sent) is put into the state as soon as it is known.
pub(crate) trait Backend: Send + Sync {
    /// The vendor.
    fn vendor(&self) -> &'static Vendor;

    /// The agent, by the vendor's name for it.
    fn agent(&self) -> Option<&str>;

    /// What the vendor can do.
    fn capabilities(&self) -> Capabilities;

    /// The typed client.
    fn client(&self) -> &(dyn Any + Send + Sync);

    /// One turn: says something and gives the answer.
    fn send<'a>(&'a self, turn: &'a Turn, state: &'a mut ConversationState) -> Doing<'a, Reply>;

    /// One turn, answered piece by piece. The last item is [`Delta::Finished`](crate::Delta).
    fn stream<'a>(&'a self, turn: &'a Turn, state: &'a mut ConversationState) -> Doing<'a, Deltas> {
        Box::pin(async move { Ok(Deltas::whole(self.send(turn, state).await?)) })
    }

    /// The answer to the pending message of the state.
    fn wait<'a>(&'a self, _turn: &'a Turn, _state: &'a mut ConversationState) -> Doing<'a, Reply> {
        let vendor = self.vendor();
        let detail = format!("there is nothing to wait for: {} answers at once", vendor.title);
        Box::pin(async move { Err(problem::request(vendor, detail, "send the message again")) })
    }
}

/// What is said in a turn.
pub(crate) struct Turn {
    pub(crate) text: String,
    pub(crate) options: Map<String, Value>,
    pub(crate) polling: Polling,
}

impl Turn {
    /// The options of the vendor: the message's before the agent's.
    pub(crate) fn options<O: VendorOptions>(&self, vendor: &'static Vendor) -> Result<O> {
        read_options(vendor, self.options.clone())
    }
}

fn read_options<O: VendorOptions>(vendor: &'static Vendor, options: Map<String, Value>) -> Result<O> {
    serde_json::from_value(Value::Object(options)).map_err(|cause| {
        let advice = format!("correct the options of the agent; switchboard::options has those of {}", vendor.title);
        problem::config(vendor, format!("the options cannot be used: {cause}"), advice).with_setting("options")
    })
}

/// A vendor's typed client that an [`Agent`](crate::Agent) can be made from.
pub trait TypedClient: From<Transport> + Clone + Send + Sync + Sealed + 'static {
    /// The options that the vendor understands.
    type Options: VendorOptions;
    #[doc(hidden)]
    const VENDOR: &'static Vendor;
    /// Environment variables that give options, and which.
    #[doc(hidden)]
    const VARIABLES: &'static [(&'static str, &'static str)] = &[];
    #[doc(hidden)]
    fn into_backend(self, agent: Option<String>) -> Result<Hidden>;
}

/// A backend, for the eyes of this crate.
#[doc(hidden)]
pub struct Hidden(pub(crate) Arc<dyn Backend>);

/// A vendor that is compiled in.
pub(crate) struct Entry {
    pub(crate) vendor: &'static Vendor,
    /// How to talk to its agents, if that is written.
    pub(crate) connector: Option<Connector>,
}

impl Entry {
    /// A vendor whose agents can be talked to.
    pub(crate) const fn talking<C: TypedClient>(vendor: &'static Vendor) -> Self {
        Self { vendor, connector: Some(Connector::of::<C>()) }
    }

    /// A vendor of which only the typed client is there.
    #[allow(dead_code, reason = "used as long as a vendor is new")]
    pub(crate) const fn silent(vendor: &'static Vendor) -> Self {
        Self { vendor, connector: None }
    }
}

/// A vendor's talents without its type.
pub(crate) struct Connector {
    pub(crate) variables: &'static [(&'static str, &'static str)],
    pub(crate) connect: fn(Transport, Option<String>) -> Result<Arc<dyn Backend>>,
    pub(crate) check_options: fn(Map<String, Value>) -> Result<()>,
}

impl Connector {
    const fn of<C: TypedClient>() -> Self {
        Self {
            variables: C::VARIABLES,
            connect: |transport, agent| Ok(C::from(transport).into_backend(agent)?.0),
            check_options: |options| read_options::<C::Options>(C::VENDOR, options).map(drop),
        }
    }
}

/// The error for a vendor whose agents need a name, and none was given.
pub(crate) fn no_agent(vendor: &'static Vendor, what: &str) -> Error {
    let detail = format!("{} needs {what}", vendor.title);
    problem::config(vendor, detail, format!("name it as `{}/AGENT`", vendor.name)).with_setting("agent")
}
