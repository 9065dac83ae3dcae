#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![cfg_attr(not(feature = "all-vendors"), allow(dead_code, unreachable_pub, unused_imports, reason = "each vendor uses what it needs"))]

mod agent;
mod backend;
mod builder;
mod capabilities;
mod config;
mod conversation;
mod message;
mod polling;
mod problem;
mod reference;
mod reply;
mod state;
mod stream;
#[cfg(feature = "schemars")]
pub mod tool;
mod vendors;

pub use switchboard_core::{self as core, Error, ErrorKind, Result};

pub use agent::Agent;
pub use backend::TypedClient;
pub use builder::AgentBuilder;
pub use capabilities::{Capabilities, Memory};
pub use config::AgentConfig;
pub use conversation::Conversation;
pub use message::{Message, VendorOptions};
pub use polling::Polling;
pub use reply::{Reply, Usage};
pub use state::ConversationState;
pub use stream::{Delta, ReplyStream};
pub use vendors::clients::*;
pub use vendors::options;
