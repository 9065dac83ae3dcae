//! The command line of `call`, made from the tables: a subcommand for each vendor, below it one
//! for each operation, with an option for each parameter.

use std::ffi::OsStr;

use clap::{
    Arg, ArgAction, Command,
    builder::{PossibleValue, StringValueParser, TypedValueParser},
};

use super::{
    help,
    reflow::{first_paragraph, reflow},
};
use crate::catalogue::{Form, Operation, Parameter, Place, VENDORS, Vendor};

/// The options of every operation and of the command itself. A parameter of the same name gets
/// `param-` before its own.
pub const FLAGS: &[&str] = &[
    "all",
    "body",
    "dry-run",
    "fault",
    "field",
    "file",
    "help",
    "json",
    "keys",
    "raw",
    "retries",
    "sandbox",
    "timeout",
    "unchecked",
    "version",
];

const ABOUT_CALL: &str = "\
Operations are named as in the typed clients, `group.method`; `switchboard operations VENDOR` lists
them. Parameters and body are checked by the vendor's document before anything is sent.";

pub(super) fn vendors(command: Command) -> Command {
    command
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand_value_name("VENDOR")
        .subcommand_help_heading("Vendors")
        .disable_help_subcommand(true)
        .after_help(ABOUT_CALL)
        .subcommands(VENDORS.iter().map(|vendor| operations(vendor)))
}

fn operations(vendor: &'static Vendor) -> Command {
    let facts = vendor.facts;
    let address = match facts.base_url {
        Some(url) => format!("{url}, or {}", facts.base_url_env),
        None => facts.base_url_env.to_owned(),
    };
    Command::new(facts.name)
        .about(facts.title)
        .after_help(format!("Key: {}\nBase URL: {address}", facts.key_env))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand_value_name("OPERATION")
        .subcommand_help_heading("Operations")
        .disable_help_subcommand(true)
        .subcommands(vendor.operations.iter().map(|operation| one(vendor, operation)))
}

fn one(vendor: &'static Vendor, operation: &'static Operation) -> Command {
    let name = operation.name();
    let hyphenated = name.replace('_', "-");
    let mut command = Command::new(name.clone())
        .about(operation.title)
        .long_about(help::about(operation))
        .after_long_help(help::after(vendor, operation));
    if hyphenated != name {
        command = command.alias(hyphenated);
    }
    command = command.args(operation.parameters.iter().map(parameter));
    if let Some(body) = &operation.body {
        command = command.next_help_heading("Body").args(help::body_arguments(body));
    }
    command.next_help_heading("Sending").args([
        Arg::new("all")
            .long("all")
            .action(ArgAction::SetTrue)
            .hide(operation.paging.is_none())
            .help("Fetch the list to its end, page by page; prints one item on each line"),
        Arg::new("raw").long("raw").action(ArgAction::SetTrue).help("Print the answer as it came, byte by byte"),
        Arg::new("dry-run").long("dry-run").action(ArgAction::SetTrue).help("Print the request, without the key, and send nothing"),
        Arg::new("unchecked").long("unchecked").action(ArgAction::SetTrue).help("Send also what does not fit the vendor's document"),
        Arg::new("timeout")
            .long("timeout")
            .value_name("SECONDS")
            .value_parser(clap::value_parser!(f64))
            .help("The limit for the whole call, all attempts together; 900 if not given"),
        Arg::new("retries")
            .long("retries")
            .value_name("NUMBER")
            .value_parser(clap::value_parser!(u32))
            .help("How many attempts follow the first; 2 if not given"),
    ])
}

fn parameter(parameter: &'static Parameter) -> Arg {
    let heading = match parameter.place {
        Place::Path(_) => "Path",
        Place::Query(_) => "Query",
        Place::Header(_) => "Headers",
        Place::Cookie => "Cookies",
    };
    let option = parameter.option();
    let mut argument = Arg::new(parameter.name)
        .value_name(parameter.schema.word().to_uppercase().replace(' ', "-"))
        .required(parameter.required)
        .help_heading(heading)
        .help(first_paragraph(parameter.description))
        .long_help(reflow(parameter.description))
        .allow_negative_numbers(true)
        .value_parser(Listed(parameter.schema.values()));
    // The document's own spelling is understood too.
    if option != parameter.name && !FLAGS.contains(&parameter.name) {
        argument = argument.alias(parameter.name);
    }
    argument = argument.long(option);
    match parameter.schema.resolved() {
        Form::List(_) => argument.action(ArgAction::Append),
        Form::Boolean => argument.num_args(0..=1).default_missing_value("true"),
        _ => argument,
    }
}

/// Takes any text, and shows what the document lists: whether a value is one of these is checked
/// with everything else, so that `--unchecked` holds for it as well.
#[derive(Clone)]
struct Listed(&'static [&'static str]);

impl TypedValueParser for Listed {
    type Value = String;

    fn parse_ref(&self, command: &Command, argument: Option<&Arg>, value: &OsStr) -> Result<String, clap::Error> {
        StringValueParser::new().parse_ref(command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        if self.0.is_empty() {
            return None;
        }
        Some(Box::new(self.0.iter().map(|value| PossibleValue::new(*value))))
    }
}
