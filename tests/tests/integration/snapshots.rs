//! What a reviewer reads instead of the generated code.

use std::{collections::BTreeSet, fs, path::Path};

use switchboard_tests::{VENDORS, documents};

use crate::rust::Generated;

/// The kinds of snapshot; each vendor has one of each.
const KINDS: [&str; 2] = ["surface", "rules"];

fn assert_unchanged(kind: &str, vendor: &str, text: &str) {
    assert!(KINDS.contains(&kind), "`{kind}` is not listed: its snapshots would count as left over");
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(format!("{kind}-{vendor}"), text));
}

#[test]
fn the_surface_of_every_crate_is_as_reviewed() {
    for vendor in VENDORS {
        assert_unchanged("surface", vendor, &switchboard_codegen::outline(&Generated::of(vendor).file));
    }
}

#[test]
fn the_rules_that_every_document_needed_are_as_reviewed() {
    for vendor in VENDORS {
        let path = documents::workspace().join("specs").join(vendor).join("report.md");
        let report = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let rules = switchboard_spec::report::outline(&report);
        assert!(!rules.is_empty(), "the report of {vendor} has no table of rules");
        assert_unchanged("rules", vendor, &rules);
    }
}

/// A snapshot that no test asserts is read by reviewers and guards nothing.
#[test]
fn no_snapshot_is_left_over() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/integration/snapshots");
    let files = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let names = files.map(|file| file.expect("a readable folder").file_name().to_string_lossy().into_owned());
    // What a failed test leaves (`.snap.new`) is for whoever runs it next to review.
    let there: BTreeSet<String> = names.filter(|name| !name.ends_with(".new")).collect();
    let asserted: BTreeSet<String> = KINDS.iter().flat_map(|kind| VENDORS.map(|vendor| format!("{kind}-{vendor}.snap"))).collect();
    let left_over: Vec<&String> = there.difference(&asserted).collect();
    assert!(left_over.is_empty(), "no test asserts these: {left_over:?}; remove them");
}
