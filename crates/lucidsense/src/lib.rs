#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

// Written by `cargo xtask generate lucidsense` and formatted by prettyplease.
#[rustfmt::skip]
mod generated;

pub use generated::{Client, VENDOR, answers, calls, groups, types};
pub use switchboard_core::{self as core, ClientBuilder, Error, ErrorKind, Result};
