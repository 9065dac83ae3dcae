//! The vendors' documents as the vendors wrote them: read here by hand, not by the pipeline
//! that is tested against them.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use serde_json::Value;

/// The root of the workspace.
pub fn workspace() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

/// The path of a vendor's document.
pub fn path(vendor: &str) -> PathBuf {
    let folder = workspace().join("specs").join(vendor);
    let json = folder.join("openapi.json");
    if json.exists() { json } else { folder.join("openapi.yaml") }
}

/// A vendor's document, without our corrections.
///
/// # Errors
/// When it is not there, or neither JSON nor YAML.
pub fn read(vendor: &str) -> io::Result<Value> {
    let path = path(vendor);
    let text = fs::read_to_string(&path)?;
    if path.extension().is_some_and(|extension| extension == "json") {
        serde_json::from_str(&text).map_err(io::Error::from)
    } else {
        serde_saphyr::from_str(&text).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error.to_string()))
    }
}

/// The names of a document's component schemas, in the document's order.
pub fn schema_names(document: &Value) -> Vec<&str> {
    let schemas = document.pointer("/components/schemas").and_then(Value::as_object);
    schemas.into_iter().flatten().map(|(name, _)| name.as_str()).collect()
}

/// What a reference into the same document (`#/components/…`) stands for.
pub fn resolve<'a>(document: &'a Value, reference: &str) -> Option<&'a Value> {
    document.pointer(reference.strip_prefix('#')?)
}
