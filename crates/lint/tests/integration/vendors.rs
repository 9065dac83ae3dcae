//! The documents of this workspace.

use std::path::Path;

use switchboard_lint::{allow, lint};
use switchboard_spec::{intake, vendor};

#[test]
fn every_vendors_document_is_good_or_says_why_it_is_not() {
    let vendors = vendor::vendors(Path::new("../../specs")).unwrap_or_else(|problem| panic!("{problem}"));
    assert!(!vendors.is_empty());
    for vendor in vendors {
        let document = intake::correct(&vendor).unwrap_or_else(|problem| panic!("{problem}")).document;
        let findings = lint(&document, Some(&vendor.settings));
        let judged = allow::judge(findings, &vendor).unwrap_or_else(|problems| panic!("{}", problems[0]));
        let open: Vec<String> =
            judged.open.iter().map(|finding| format!("{} at {}: {}", finding.rule.id, finding.pointer, finding.message)).collect();
        assert!(open.is_empty(), "{}: {open:#?}", vendor.name);
    }
}
