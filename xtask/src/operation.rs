//! The operations of a lowered document, as the vendor knows them.

use serde_json::Value;
use switchboard_spec::{fit::operation::WIRE, walk::METHODS};

/// One operation.
pub(crate) struct Operation {
    /// Its id in the lowered document.
    pub(crate) id: String,
    /// Its id in the vendor's document.
    pub(crate) vendor_id: String,
    /// The method, in capitals.
    pub(crate) method: String,
    /// The path in the vendor's document.
    pub(crate) path: String,
    /// JSON pointer into the vendor's document.
    pub(crate) pointer: String,
}

/// All operations, in the order of the document.
pub(crate) fn operations(lowered: &Value) -> Vec<Operation> {
    let paths = lowered.get("paths").and_then(Value::as_object);
    let mut found = Vec::new();
    for (path, item) in paths.into_iter().flatten() {
        for method in METHODS {
            let Some(operation) = item.get(method) else { continue };
            let Some(id) = operation.get("operationId").and_then(Value::as_str) else { continue };
            // A stream has a path of its own in the lowered document, and the vendor's here.
            let told = |member| operation.get(WIRE)?.get(member)?.as_str().map(str::to_owned);
            found.push(Operation {
                id: id.to_owned(),
                vendor_id: told("operation").unwrap_or_else(|| id.to_owned()),
                method: method.to_uppercase(),
                path: told("path").unwrap_or_else(|| path.clone()),
                pointer: told("pointer").unwrap_or_else(|| "#/paths".to_owned()),
            });
        }
    }
    found
}
