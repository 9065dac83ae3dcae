//! Fits a lowered document to what progenitor can express, without losing what a caller needs.

pub mod operation;
pub mod schema;
