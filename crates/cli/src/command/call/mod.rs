//! `switchboard call`: every operation of every vendor, from the command line.

mod check;
mod dry_run;
mod help;
mod input;
mod reflow;
mod send;
mod tree;

use clap::{ArgMatches, Command, Error, FromArgMatches, error::ErrorKind};

use crate::{
    catalogue::{Operation, Vendor},
    connection::Connection,
    output::Output,
    problem::Result,
};

pub use tree::FLAGS;

/// The arguments of `call`: a vendor, an operation, and what the operation takes.
#[derive(Debug)]
pub struct Arguments {
    vendor: &'static Vendor,
    operation: &'static Operation,
    matches: ArgMatches,
}

impl Arguments {
    /// The vendor that is called.
    pub fn vendor(&self) -> &'static Vendor {
        self.vendor
    }
}

// By hand: which vendors, operations and parameters there are is known from tables.
impl clap::Args for Arguments {
    fn augment_args(command: Command) -> Command {
        tree::vendors(command)
    }

    fn augment_args_for_update(command: Command) -> Command {
        tree::vendors(command)
    }
}

impl FromArgMatches for Arguments {
    fn from_arg_matches(matches: &ArgMatches) -> std::result::Result<Self, Error> {
        let chosen = || {
            let (vendor, matches) = matches.subcommand()?;
            let (operation, matches) = matches.subcommand()?;
            let vendor = Vendor::find(vendor)?;
            Some(Self { vendor, operation: vendor.operation(operation)?, matches: matches.clone() })
        };
        chosen().ok_or_else(|| Error::new(ErrorKind::MissingSubcommand))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> std::result::Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// Makes the call, or shows it.
///
/// # Errors
/// The arguments do not fit the document, or the call fails.
pub async fn run(arguments: &Arguments, connection: &Connection, output: &mut Output<'_>) -> Result<()> {
    let Arguments { vendor, operation, matches } = arguments;
    let given = input::read(vendor, operation, matches)?;
    let options = send::Options::read(operation, matches)?;
    if matches.get_flag("dry-run") {
        let call = given.into_call(operation, &connection.keyless_transport(vendor)?);
        return dry_run::show(vendor, &call, output);
    }
    let call = options.apply(given.into_call(operation, &connection.transport(vendor)?));
    send::send(operation, call, &options, output).await
}
