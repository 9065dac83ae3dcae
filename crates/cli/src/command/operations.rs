//! `switchboard operations`

use clap::Args;
use serde_json::json;

use crate::{
    catalogue::{Answer, Operation, VENDORS},
    connection::find_vendor,
    output::{Output, Table},
    problem::Result,
};

/// The arguments of `operations`.
#[derive(Args)]
pub struct Arguments {
    /// The vendor.
    #[arg(value_name = "VENDOR", value_parser = clap::builder::PossibleValuesParser::new(VENDORS.iter().map(|vendor| vendor.facts.name)))]
    vendor: String,
}

/// Lists the operations of a vendor, by group.
pub fn run(arguments: &Arguments, output: &mut Output<'_>) -> Result<()> {
    let vendor = find_vendor(&arguments.vendor)?;
    if !output.is_human() {
        for operation in vendor.operations {
            output.json_line(&json!({
                "operation": operation.name(),
                "method": operation.facts.method.as_str(),
                "path": operation.facts.path,
                "title": operation.title,
                "streams": matches!(operation.answer, Answer::Stream(_)),
                "paged": operation.paging.is_some(),
                "agent": operation.facts.agent,
                "deprecated": operation.deprecated,
            }))?;
        }
        return Ok(());
    }
    let mut groups: Vec<&str> = vendor.operations.iter().map(|operation| operation.group).collect();
    groups.sort_unstable();
    groups.dedup();
    let mut table = Table::default();
    for group in groups {
        for operation in vendor.operations.iter().filter(|operation| operation.group == group) {
            let call = format!("{} {}", operation.facts.method, operation.facts.path);
            table.row(vec![operation.name(), words(operation), call]);
        }
    }
    for line in table.lines() {
        output.line(&line)?;
    }
    output.note(&format!("`switchboard call {} OPERATION --help` explains one", vendor.facts.name))
}

/// The title, and what is special.
fn words(operation: &Operation) -> String {
    let special = [
        ("streams", matches!(operation.answer, Answer::Stream(_))),
        ("pages", operation.paging.is_some()),
        ("deprecated", operation.deprecated),
    ];
    let special: Vec<&str> = special.iter().filter_map(|(word, holds)| holds.then_some(*word)).collect();
    if special.is_empty() { operation.title.to_owned() } else { format!("{} [{}]", operation.title, special.join(", ")) }
}
