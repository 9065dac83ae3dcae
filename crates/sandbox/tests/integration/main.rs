//! The sandbox over real sockets.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod conversations;
mod faults;
mod limits;
mod lists;
mod streams;
mod support;
mod violations;
