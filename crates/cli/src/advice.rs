//! What a user of the command can do when a call has failed, in the words of the command: the
//! library's own advice speaks to who writes Rust.

use switchboard_core::{Error, ErrorKind};

use crate::catalogue::{Operation, Vendor};

/// The advice; nothing where the library's says it as well.
pub(crate) fn of(error: &Error, in_sandbox: bool) -> Option<String> {
    let vendor = error.vendor().and_then(Vendor::find);
    if let (Some(setting), Some(vendor)) = (error.setting(), vendor) {
        return Some(of_setting(setting, vendor, in_sandbox));
    }
    let name = vendor.map_or("VENDOR", |vendor| vendor.facts.name);
    Some(match error.kind() {
        ErrorKind::Authentication => {
            let variable = vendor.map_or("the key", |vendor| vendor.facts.key_env);
            format!("check the key ({variable}): `switchboard doctor` shows where keys come from; with --sandbox no key is needed")
        }
        ErrorKind::Connect => format!("`switchboard doctor {name}` tells name, connection and TLS apart"),
        ErrorKind::Timeout if error.thread().is_some() => {
            "the agent may still be at work: --timeout raises the limit, and --thread goes on with the conversation".to_owned()
        }
        ErrorKind::Timeout => format!("--timeout raises the limit; `switchboard doctor {name}` tells name, connection and TLS apart"),
        ErrorKind::NotFound => not_found(error, vendor?, in_sandbox),
        ErrorKind::Conflict if error.status().is_none() => "wait a moment, and say it again".to_owned(),
        ErrorKind::Decode => {
            "the vendor does not keep to its document; `switchboard call` with --raw shows answers as they come".to_owned()
        }
        ErrorKind::Rejected => "`--help` after the operation shows what the document asks for; --dry-run what would be sent".to_owned(),
        ErrorKind::Redirect => format!("`switchboard vendors` shows the base URL of {name} and the variable that replaces it"),
        ErrorKind::TooLarge => "ask for less: a smaller page, a shorter answer".to_owned(),
        ErrorKind::Stream if error.body().is_some() => "the vendor does not keep to its document; try again without --stream".to_owned(),
        _ => return None,
    })
}

/// About a setting, by its name in code.
fn of_setting(setting: &str, vendor: &Vendor, in_sandbox: bool) -> String {
    let facts = vendor.facts;
    match setting {
        "api_key" => format!("look at {}: a key is one line, without blanks around it", facts.key_env),
        "base_url" => format!("correct {}: an address that begins with https://", facts.base_url_env),
        "options" => "an option is given as --option NAME=VALUE, or NAME:=JSON".to_owned(),
        "agent" => {
            let list =
                vendor.list_of_agents().map(|list| format!("; `{}` lists them", command(vendor, list, in_sandbox))).unwrap_or_default();
            format!("name it as `{}/AGENT`{list}", facts.name)
        }
        option => {
            let variable = format!("{}_{}", facts.name.replace('-', "_"), option).to_uppercase();
            let list = option.strip_suffix("_id").and_then(|kind| vendor.list_of(kind));
            let list = list.map(|list| format!("; `{}` lists what there is", command(vendor, list, in_sandbox))).unwrap_or_default();
            format!("set it with --option {option}=VALUE, or with the environment variable {variable}{list}")
        }
    }
}

/// Where the ids are that there are.
fn not_found(error: &Error, vendor: &Vendor, in_sandbox: bool) -> String {
    let operation = vendor.operations.iter().find(|operation| Some(operation.facts.id) == error.operation());
    let in_path = operation.and_then(|operation| vendor.lists_of_path(operation.facts.path).into_iter().next());
    let in_body = || {
        let members = operation?.body.as_ref()?.schema.members();
        members.iter().find_map(|member| vendor.list_of(member.name.strip_suffix("_id")?))
    };
    match in_path.or_else(in_body) {
        Some(list) => format!("`{}` lists the ids that there are", command(vendor, list, in_sandbox)),
        None if in_sandbox => "here every id is known but those that begin with `missing`".to_owned(),
        None => format!("no operation lists these ids: they are shown where {} sets them up", vendor.facts.title),
    }
}

fn command(vendor: &Vendor, operation: &Operation, in_sandbox: bool) -> String {
    let command = vendor.command(operation).join(" ");
    if in_sandbox { format!("{command} --sandbox") } else { command }
}
