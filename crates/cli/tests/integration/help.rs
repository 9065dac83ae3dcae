//! Help, made from the documents.

use insta::assert_snapshot;
use switchboard_cli::catalogue::VENDORS;

use crate::support::run;

#[test]
fn the_command_explains_itself_and_its_exit_codes() {
    assert_snapshot!(run(&["--help"]).fine().out);
}

#[test]
fn fifth_element_streams() {
    assert_snapshot!(run(&["call", "fifth-element", "chat.stream", "--help"]).fine().out);
}

#[test]
fn invent_lists_contacts() {
    assert_snapshot!(run(&["call", "invent", "contacts.list", "--help"]).fine().out);
}

#[test]
fn invicta_has_fields_in_lists() {
    assert_snapshot!(run(&["call", "invicta", "agents.send_prompt", "--help"]).fine().out);
}

#[test]
fn lucidsense_takes_a_body() {
    assert_snapshot!(run(&["call", "lucidsense", "agents.execute", "--help"]).fine().out);
}

#[test]
fn selcora_has_a_parameter_with_listed_values() {
    assert_snapshot!(run(&["call", "selcora", "models.list", "-h"]).fine().out);
}

#[test]
fn every_operation_has_help_that_names_its_parameters_and_fields() {
    for vendor in VENDORS {
        for operation in vendor.operations {
            let help = run(&["call", vendor.facts.name, &operation.name(), "--help"]).fine().out;
            assert!(help.contains(operation.facts.path), "{help}");
            for parameter in operation.parameters {
                // The document's own spelling is understood too, but one is shown.
                let shown = parameter.name.replace("repositoryId", "repository-id").replace('_', "-").to_lowercase();
                assert!(help.contains(&format!("--{shown} ")), "{}: {help}", parameter.name);
            }
            for member in operation.body.iter().flat_map(|body| body.schema.members()) {
                assert!(help.contains(member.name), "{}: {help}", member.name);
            }
        }
    }
}

#[test]
fn a_vendor_lists_its_operations() {
    assert_snapshot!(run(&["call", "fifth-element", "--help"]).fine().out);
}
