//! The documents of the workspace's vendors, with our corrections.

use std::path::{Path, PathBuf};

use serde_json::Value;
use switchboard_spec::{intake, vendor::Vendor};

pub(crate) const ALL: [&str; 5] = ["fifth-element", "invent", "invicta", "lucidsense", "selcora"];

pub(crate) fn vendor(name: &str) -> Vendor {
    let specs: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../specs");
    switchboard_spec::vendor::find(&specs, name).unwrap_or_else(|problem| panic!("{problem}"))
}

pub(crate) fn document(name: &str) -> Value {
    intake::take_in(&vendor(name)).unwrap_or_else(|problem| panic!("{problem}")).document.value
}
