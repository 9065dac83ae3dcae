//! Operations that are not written the way OpenAPI writes them, so that a part would be lost.

use serde_json::Value;

use crate::{Problem, load::Document, pointer, walk::METHODS};

/// Refuses paths that do not begin with a slash, `parameters` that are no list, and parameters
/// without a name or a place.
pub(super) fn check(document: &Document) -> Result<(), Problem> {
    for (path, item) in document.value.get("paths").and_then(Value::as_object).into_iter().flatten() {
        if path.starts_with("x-") {
            continue;
        }
        let at = pointer::join("#/paths", path);
        if !path.starts_with('/') {
            return Err(document.problem(
                &at,
                format!("the path `{path}` does not begin with `/`"),
                "it is added to the address of the server as it is",
                format!("write `/{path}`"),
            ));
        }
        parameters(document, item, &at)?;
        for method in METHODS {
            if let Some(operation) = item.get(*method) {
                parameters(document, operation, &pointer::join(&at, method))?;
            }
        }
    }
    Ok(())
}

fn parameters(document: &Document, holder: &Value, at: &str) -> Result<(), Problem> {
    let at = format!("{at}/parameters");
    let list = match holder.get("parameters") {
        None => return Ok(()),
        Some(Value::Array(list)) => list,
        Some(_) => {
            return Err(document.problem(
                &at,
                "`parameters` is no list",
                "a parameter that is not read cannot be given",
                "write a list of parameters, or remove it",
            ));
        }
    };
    for (i, parameter) in list.iter().enumerate() {
        let whole = parameter.get("$ref").is_some() || ["name", "in"].iter().all(|key| parameter.get(*key).is_some_and(Value::is_string));
        if !whole {
            return Err(document.problem(
                &format!("{at}/{i}"),
                "a parameter without a `name` or an `in`",
                "there is no telling how it is sent",
                "add both, or remove the parameter",
            ));
        }
    }
    Ok(())
}
