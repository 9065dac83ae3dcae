//! The first half of the way: from a vendor's folder to a document that can be worked on.

use serde_json::Value;

use crate::{
    Finding, Problem,
    bundle::bundle,
    check::check,
    load::{Document, load},
    nearest,
    overlay::{self, Applied},
    reference::{Target, at},
    vendor::Vendor,
    walk::METHODS,
};

/// A vendor's document: read, corrected, in one piece and checked.
#[derive(Clone, Debug)]
pub struct Intake {
    /// The document as it is worked on.
    pub document: Document,
    /// The document as the vendor wrote it, without our corrections.
    pub original: Value,
    /// Our corrections that were applied.
    pub corrections: Vec<Applied>,
    /// What was copied from other files.
    pub findings: Vec<Finding>,
}

/// Reads a vendor's document, applies our overlay, bundles, and refuses what cannot be repaired.
pub fn take_in(vendor: &Vendor) -> Result<Intake, Problem> {
    let intake = correct(vendor)?;
    check(&intake.document)?;
    known_operations(vendor, &intake.document)?;
    Ok(intake)
}

/// The same without refusing: what is wrong in the document is still there.
pub fn correct(vendor: &Vendor) -> Result<Intake, Problem> {
    let mut document = load(&vendor.document_path())?;
    let original = document.value.clone();
    let mut corrections = Vec::new();
    if let Some(overlay) = vendor.overlay_path() {
        (document.value, corrections) = overlay::apply(&document.value, &overlay)?;
    }
    let (document, findings) = bundle(document, &vendor.dir)?;
    Ok(Intake { document, original, corrections, findings })
}

/// A fact about an operation that does not exist would be ignored in silence.
fn known_operations(vendor: &Vendor, document: &Document) -> Result<(), Problem> {
    let unknown = unknown_operations(vendor, document);
    let Some(key) = unknown.first() else { return Ok(()) };
    let known = operations(document);
    let hint = nearest::hint(key, known.iter().map(String::as_str)).map_or_else(String::new, |hint| format!("; {hint}"));
    Err(vendor.problem(
        key,
        format!("`{key}` is no operation of `{}`", document.file),
        "what is said about it would be ignored",
        format!("correct the key, or remove it if the vendor has removed the operation{hint}"),
    ))
}

/// The operations that `vendor.toml` speaks of and the document does not have, as `METHOD /path`.
pub fn unknown_operations(vendor: &Vendor, document: &Document) -> Vec<String> {
    let known = operations(document);
    vendor.settings.operations.keys().filter(|key| !known.contains(key)).cloned().collect()
}

fn operations(document: &Document) -> Vec<String> {
    let mut known = Vec::new();
    let paths = document.value.get("paths").and_then(Value::as_object);
    for (path, item) in paths.into_iter().flatten() {
        let target = item.get("$ref").and_then(Value::as_str).map(Target::parse);
        let item = match target {
            Some(Target::Pointer(place)) => at(&document.value, &place).unwrap_or(item),
            _ => item,
        };
        let methods = METHODS.iter().filter(|method| item.get(**method).is_some());
        known.extend(methods.map(|method| format!("{} {path}", method.to_uppercase())));
    }
    known
}
