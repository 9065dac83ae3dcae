//! The vendors of this workspace.

use std::path::{Path, PathBuf};

use switchboard_spec::{intake, pipeline, vendor, vendor::Vendor};

#[test]
fn every_vendors_document_is_taken_in() {
    let vendors = vendor::vendors(Path::new("../../specs")).unwrap();
    assert!(!vendors.is_empty());
    for vendor in vendors {
        let intake = intake::take_in(&vendor).unwrap_or_else(|problem| panic!("{problem}"));
        assert_eq!(intake.corrections.is_empty(), vendor.overlay_path().is_none());
        assert_eq!(intake.corrections.is_empty(), intake.document.value == intake.original);
    }
}

#[test]
fn every_finding_and_every_untyped_place_is_in_the_vendors_document() {
    let mut seen = 0;
    for vendor in vendor::vendors(Path::new("../../specs")).unwrap() {
        let document = intake::take_in(&vendor).unwrap_or_else(|problem| panic!("{problem}")).document;
        let lowered = pipeline::lower(&document.value, &vendor.settings);
        for pointer in lowered.findings.iter().map(|finding| &finding.pointer).chain(&lowered.untyped) {
            let found = document.value.pointer(pointer.trim_start_matches('#'));
            assert!(found.is_some(), "{}: there is nothing at {pointer}", vendor.name);
            seen += 1;
        }
    }
    assert!(seen > 400, "only {seen} places were looked at");
}

#[test]
fn a_fact_about_an_operation_that_does_not_exist_is_refused() {
    let mut vendor = Vendor::load(Path::new("../../specs/lucidsense")).unwrap();
    // A vendor whose document is one of our fixtures.
    vendor.dir = PathBuf::from("tests/fixtures");
    vendor.settings.document.file = "pets.yaml".to_owned();
    vendor.settings.operations.clear();
    vendor.settings.operations.insert("GET /pets".to_owned(), Default::default());
    assert!(intake::take_in(&vendor).is_ok());
    vendor.settings.operations.insert("GET /pet".to_owned(), Default::default());
    let problem = intake::take_in(&vendor).unwrap_err();
    assert_eq!(problem.what, "`GET /pet` is no operation of `tests/fixtures/pets.yaml`");
    assert!(problem.help.ends_with("did you mean `GET /pets`?"), "{}", problem.help);
}
