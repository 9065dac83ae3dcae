#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod builder;
mod check;
mod document;
mod error;
mod facts;
mod fault;
mod generate;
mod play;
mod record;
mod reply;
mod request;
mod sandbox;
mod server;
mod service;
mod settings;
mod vendor;

pub use builder::Builder;
pub use error::Error;
pub use fault::InvalidFault;
pub use record::Record;
pub use sandbox::{Played, Sandbox};
pub use settings::Framing;

/// The header of a request that asks for faults.
pub const FAULT_HEADER: &str = "x-switchboard-fault";
/// The header of an answer that says what was wrong with the request.
pub const VIOLATION_HEADER: &str = "x-switchboard-violation";
