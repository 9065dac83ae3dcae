#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod advice;
pub mod arguments;
pub mod catalogue;
pub mod command;
pub mod connection;
pub mod exit;
pub mod keys;
pub mod nearest;
pub mod output;
pub mod problem;
mod run;

pub use run::{Terminal, run};
