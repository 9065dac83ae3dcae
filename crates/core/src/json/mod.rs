//! What the types of generated clients are made of.
//!
//! The vendors' documents decide which members a type has; this module decides how such a
//! type behaves: it keeps what it does not know ([`Extra`], [`open_enum!`], [`union!`]),
//! it tells null from absent where a caller may need to ([`Nullable`]), and it gives back
//! numbers and times as they were sent ([`number`], [`Timestamp`]).
//!
//! [`open_enum!`]: crate::open_enum
//! [`union!`]: crate::union

mod enums;
mod member;
mod nullable;
pub mod number;
pub mod object;
mod timestamp;
mod unions;

pub use member::{Member, count_unknown};
pub use nullable::Nullable;
pub use timestamp::Timestamp;

/// Members of an object that its type does not name. They are kept and written back.
pub type Extra = serde_json::Map<String, serde_json::Value>;
