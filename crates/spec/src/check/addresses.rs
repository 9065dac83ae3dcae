//! A path that is a whole address leads to a server that is not the vendor's.

use serde_json::Value;

use crate::{Problem, load::Document, pointer};

/// Refuses paths with a scheme and a host.
pub(super) fn check(document: &Document) -> Result<(), Problem> {
    for (path, _) in document.value.get("paths").and_then(Value::as_object).into_iter().flatten() {
        let scheme = path.split_once("://").map(|(scheme, _)| scheme).filter(|scheme| scheme.chars().all(|c| c.is_ascii_alphanumeric()));
        if scheme.is_some_and(|scheme| !scheme.is_empty()) && !path.starts_with("x-") {
            return Err(document.problem(
                &pointer::join("#/paths", path),
                format!("the path `{path}` is a whole address"),
                "a path is added to the address of the server, and the client has one server",
                "write the path alone, and put the address into `servers`",
            ));
        }
    }
    Ok(())
}
