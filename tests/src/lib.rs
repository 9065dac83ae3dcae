//! What the tests of the workspace share, and the way of a value through a generated type and
//! back, which the binary `roundtrip` opens to others.
#![forbid(unsafe_code)]

pub mod calls;
pub mod documents;
pub mod roundtrip;
mod vendors;

pub use vendors::VENDORS;

/// The examples of the workspace's README.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;

/// The examples of the recipes.
#[cfg(doctest)]
#[doc = include_str!("../../docs/clients.md")]
pub struct Recipes;
