//! What the tests share.

pub mod client;
pub mod fake;
pub mod server;
pub mod vendors;

/// Tests that depend on time hold it together, those that need the whole machine alone.
pub static MACHINE: tokio::sync::RwLock<()> = tokio::sync::RwLock::const_new(());
