//! The command as a user runs it: the real binary, its arguments, what it prints, how it ends.

mod completions;
mod dry_run;
mod help;
mod keys;
mod messages;
mod prism;
mod sample;
mod sandbox;
mod support;
#[cfg(unix)]
mod terminal;
mod writing;
