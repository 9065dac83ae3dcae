//! A client: what all calls to one vendor share.

mod base_url;
mod builder;
mod draft;
mod settings;
mod transport;

pub use builder::ClientBuilder;
pub use transport::Transport;

pub(crate) use base_url::{BaseUrl, PlainHttp, origin};
pub(crate) use settings::{Limits, Timeouts};
pub(crate) use transport::Shared;
