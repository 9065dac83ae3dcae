//! The generated crate of a document.

use std::{collections::BTreeMap, path::Path, sync::Mutex};

use serde_json::Value;
use switchboard_diff::{Report, Side, compare};
use switchboard_spec::{pipeline, vendor::Vendor};

/// What has been generated: several tests look at the same documents.
static MADE: Mutex<BTreeMap<String, Result<String, String>>> = Mutex::new(BTreeMap::new());

/// `generated.rs` of a document of which nothing else is known.
pub(crate) fn generate(document: &Value) -> Result<String, String> {
    let text = document.to_string();
    if let Some(made) = MADE.lock().unwrap().get(&text) {
        return made.clone();
    }
    let made = generate_as(document, &Vendor::for_document(Path::new("things.json")));
    MADE.lock().unwrap().insert(text, made.clone());
    made
}

/// `generated.rs` of a document, with a vendor's settings.
pub(crate) fn generate_as(document: &Value, vendor: &Vendor) -> Result<String, String> {
    let lowered = pipeline::lower(document, &vendor.settings);
    switchboard_codegen::generate(&lowered.document, vendor).map(|code| code.rust).map_err(|problem| problem.what)
}

/// The whole report: documents and crates.
pub(crate) fn report(base: &Value, revision: &Value, extensions: &[String]) -> Report {
    let report = compare(&Side::plain(base), &Side::plain(revision), extensions);
    let (old, new) = (generate(base), generate(revision));
    report.with_rust(as_str(&old), as_str(&new))
}

pub(crate) fn as_str(code: &Result<String, String>) -> Result<&str, &str> {
    code.as_deref().map_err(String::as_str)
}
