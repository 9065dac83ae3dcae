//! Documents in several files.

use std::path::Path;

use switchboard_spec::{bundle, check, load};

fn bundled() -> (load::Document, Vec<switchboard_spec::Finding>) {
    let path = Path::new("tests/fixtures/bundled/openapi.yaml");
    let document = load::load(path).unwrap();
    let (document, findings) = bundle::bundle(document, path.parent().unwrap()).unwrap();
    check::check(&document).unwrap();
    (document, findings)
}

#[test]
fn files_beside_the_document_are_copied_into_components() {
    let (document, _) = bundled();
    insta::assert_json_snapshot!(document.value);
}

#[test]
fn each_file_has_a_finding() {
    let (document, findings) = bundled();
    let lines: Vec<_> = findings.iter().map(|finding| format!("{} {}: {}", finding.rule.id, finding.pointer, finding.note)).collect();
    insta::assert_snapshot!(lines.join("\n"));
    for finding in findings {
        assert!(document.line_of(&finding.pointer).is_some(), "{}", finding.pointer);
    }
}

#[test]
fn a_document_in_one_file_stays_as_it_is() {
    let document = load::load(Path::new("tests/fixtures/pets.yaml")).unwrap();
    let (after, findings) = bundle::bundle(document.clone(), Path::new("nowhere")).unwrap();
    assert_eq!(after.value, document.value);
    assert!(findings.is_empty());
}
