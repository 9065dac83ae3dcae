//! What the tests share.

pub mod client;
pub mod fake;
pub mod server;
pub mod vendors;
