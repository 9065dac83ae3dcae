//! The commands, each in its own file.

pub mod ask;
pub mod call;
pub mod chat;
pub mod completions;
pub mod doctor;
pub mod operations;
pub mod sandbox;
pub mod talk;
pub mod vendors;
