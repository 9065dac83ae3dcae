//! Why a sandbox does not start.

use std::{io, net::SocketAddr};

use crate::fault::InvalidFault;

/// Why a sandbox does not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {source}; choose another port, or 0 for any")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// No vendor has this name.
    #[error("there is no vendor `{name}`; there are {known}")]
    UnknownVendor {
        /// The name that was given.
        name: String,
        /// The names that there are.
        known: String,
    },
    /// A fault that is none.
    #[error(transparent)]
    Fault(#[from] InvalidFault),
    /// A document that cannot be played.
    #[error("the document of `{name}` cannot be played: {why}")]
    Document {
        /// The name that was given to it.
        name: String,
        /// What is wrong with it.
        why: String,
    },
    /// The built-in facts are broken: a mistake of the sandbox.
    #[error("the built-in facts of a vendor cannot be read: {0}")]
    Facts(String),
}
