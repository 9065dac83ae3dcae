//! What the tests share.

pub mod client;
pub mod fake;
pub mod tls;
pub mod vendors;

pub use switchboard_test_support::server;
