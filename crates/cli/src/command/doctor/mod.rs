//! `switchboard doctor`: what stands between this machine and the vendors.

mod finding;
mod network;

use clap::Args;

use crate::{
    catalogue::{VENDORS, Vendor},
    connection::Connection,
    exit::Exit,
    keys::Source,
    output::{Output, Table},
    problem::{Problem, Result},
};

use finding::{Finding, State};

/// The arguments of `doctor`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// The vendors; if none is named, all that have a key.
    #[arg(value_name = "VENDOR", value_parser = clap::builder::PossibleValuesParser::new(VENDORS.iter().map(|vendor| vendor.facts.name)))]
    vendors: Vec<String>,
}

/// Looks at keys, addresses, network and clock.
///
/// # Errors
/// Something is wrong: the exit code is that of a call that would fail for it.
pub async fn run(arguments: &Arguments, connection: &Connection, output: &mut Output<'_>) -> Result<()> {
    let named: Vec<&Vendor> = arguments.vendors.iter().filter_map(|name| Vendor::find(name)).collect();
    let mut findings = key_file(connection);
    let has_key = |vendor: &Vendor| connection.key_source(vendor).is_some();
    for vendor in VENDORS.iter().copied().filter(|vendor| named.is_empty() || named.iter().any(|it| it.facts.name == vendor.facts.name)) {
        if named.is_empty() && !has_key(vendor) {
            findings.push(Finding::new(vendor, "key", State::Skipped, format!("{} is not set", vendor.facts.key_env)));
        } else {
            findings.extend(examine(vendor, connection).await);
        }
    }
    if named.is_empty() && !VENDORS.iter().any(|vendor| has_key(vendor)) {
        let finding = Finding::general("keys", State::Failed(Exit::Auth), "there is no key for any vendor");
        findings.push(finding.with_hint("`switchboard vendors` lists the variables; with --sandbox no key is needed"));
    }
    show(&findings, output)?;
    match findings.iter().find_map(|finding| finding.state.exit()) {
        Some(exit) => Err(Problem::own(exit, "something stands between this machine and a vendor")),
        None => Ok(()),
    }
}

fn key_file(connection: &Connection) -> Vec<Finding> {
    let Some(variables) = connection.variables() else { return Vec::new() };
    let mut findings = Vec::new();
    if let Some(path) = variables.path() {
        findings.push(Finding::general("key file", State::Fine, format!("{} is for its owner only", path.display())));
    }
    for (name, meant) in variables.unread() {
        let finding = Finding::general("key file", State::Doubtful, format!("nothing reads `{name}`"));
        findings.push(match meant {
            Some(meant) => finding.with_hint(format!("did you mean `{meant}`?")),
            None => finding.with_hint("`switchboard vendors` lists the names"),
        });
    }
    findings
}

/// All about one vendor, up to what makes the rest pointless.
async fn examine(vendor: &Vendor, connection: &Connection) -> Vec<Finding> {
    let mut findings = vec![key(vendor, connection)];
    match connection.keyless_transport(vendor) {
        Ok(transport) => {
            findings.push(Finding::new(vendor, "address", State::Fine, transport.base_url().to_owned()));
            findings.extend(network::examine(vendor, &transport).await);
        }
        Err(problem) => findings.push(
            Finding::new(vendor, "address", State::Failed(problem.exit()), problem.to_string())
                .with_hint(format!("set {} to a URL that begins with https://", vendor.facts.base_url_env)),
        ),
    }
    findings
}

fn key(vendor: &Vendor, connection: &Connection) -> Finding {
    let name = vendor.facts.key_env;
    match connection.key_source(vendor) {
        None => Finding::new(vendor, "key", State::Failed(Exit::Auth), format!("{name} is not set"))
            .with_hint(format!("set {name}, or put it into the key file")),
        Some(source) => {
            let place = match source {
                Source::Environment => "in the environment".to_owned(),
                Source::File(path) => format!("in {}", path.display()),
                Source::Sandbox => "the sandbox's own".to_owned(),
            };
            // Says nothing about whether the vendor accepts it: that would take a call.
            match connection.transport(vendor) {
                Err(problem) if problem.exit() == Exit::Auth => Finding::new(vendor, "key", State::Failed(Exit::Auth), problem.to_string()),
                _ => {
                    let finding = Finding::new(vendor, "key", State::Fine, format!("{name} is set, {place}"));
                    match vendor.list_of_agents().filter(|_| connection.variables().is_some()) {
                        Some(list) => finding.with_hint(format!("not tried here; `{}` does", vendor.command(list).join(" "))),
                        None => finding,
                    }
                }
            }
        }
    }
}

fn show(findings: &[Finding], output: &mut Output<'_>) -> Result<()> {
    if !output.is_human() {
        return findings.iter().try_for_each(|finding| output.json_line(&finding.to_json()));
    }
    let mut table = Table::default();
    for finding in findings {
        table.row(vec![finding.state.word().to_owned(), finding.vendor.to_owned(), finding.check.to_owned(), finding.detail.clone()]);
    }
    for (line, finding) in table.lines().iter().zip(findings) {
        output.line(line)?;
        if let Some(hint) = &finding.hint {
            output.faint(&format!("      {hint}"))?;
        }
    }
    Ok(())
}
