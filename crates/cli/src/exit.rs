//! How the command ends.

use std::process::ExitCode;

use switchboard_core::{Error, ErrorKind};

/// The exit codes, for `--help`.
pub const HELP: &str = "\
Exit codes:
  0    fine
  1    the vendor answered with an error, or with what its document does not promise
  2    the command line is wrong
  3    the key is missing, not accepted, or its file can be read by others
  4    the rate limit is used up
  5    the network failed, or a time limit ran out
  130  interrupted by Ctrl-C";

/// How the command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Everything was done.
    Fine,
    /// The vendor answered with an error, or not as documented.
    Vendor,
    /// The command line is wrong.
    Usage,
    /// The key is missing or not accepted.
    Auth,
    /// The rate limit is used up.
    RateLimit,
    /// The network failed.
    Network,
    /// Ctrl-C.
    Interrupted,
}

impl Exit {
    /// The number that the shell sees.
    pub fn code(self) -> u8 {
        match self {
            Self::Fine => 0,
            Self::Vendor => 1,
            Self::Usage => 2,
            Self::Auth => 3,
            Self::RateLimit => 4,
            Self::Network => 5,
            Self::Interrupted => 130,
        }
    }

    /// How a command ends that fails like this.
    pub fn of(error: &Error) -> Self {
        match error.kind() {
            ErrorKind::Config | ErrorKind::Request => Self::Usage,
            ErrorKind::Authentication | ErrorKind::Permission => Self::Auth,
            ErrorKind::RateLimit => Self::RateLimit,
            ErrorKind::Connect | ErrorKind::Connection | ErrorKind::Timeout => Self::Network,
            _ => Self::Vendor,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}
