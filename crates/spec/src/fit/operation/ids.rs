use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::{
    context::Context,
    finding::{Cost, Rule},
    names::{self, Taken},
    walk::{self, METHODS},
};

pub(crate) static MISSING: Rule =
    Rule { id: "operation-id-missing", meaning: "an operation without operationId gets one from its method and path", cost: Cost::None };

pub(crate) static DUPLICATE: Rule = Rule {
    id: "operation-id-duplicate",
    meaning: "of two operationIds that are one in Rust, the later one is made from method and path",
    cost: Cost::None,
};

/// The ids of all operations, each once.
pub(super) struct Ids(BTreeMap<(String, String), String>);

impl Ids {
    pub(super) fn of(paths: &Map<String, Value>, cx: &mut Context) -> Self {
        let mut taken = Taken::default();
        let mut out = BTreeMap::new();
        let mut nameless = Vec::new();
        // Given ids first: a made one must not take a given one's name.
        for (path, item) in paths {
            for method in METHODS {
                let Some(operation) = item.get(*method) else { continue };
                let key = ((*method).to_owned(), path.clone());
                let given = operation.get("operationId").and_then(Value::as_str).filter(|id| names::is_plain(id));
                match given {
                    Some(id) if !taken.contains(&names::snake(id)) => {
                        taken.unique(&names::snake(id));
                        // A twin for streaming must find its name free.
                        taken.unique(&names::snake(&format!("{id}-stream")));
                        out.insert(key, id.to_owned());
                    }
                    Some(_) if cx.allows(&DUPLICATE) => nameless.push((key, &DUPLICATE, operation)),
                    None if cx.allows(&MISSING) => nameless.push((key, &MISSING, operation)),
                    other => {
                        out.insert(key, other.unwrap_or_default().to_owned());
                    }
                }
            }
        }
        for ((method, path), rule, operation) in nameless {
            let id = taken.unique(&from_path(&method, &path));
            cx.found(rule, walk::origin(operation), id.clone());
            out.insert((method, path), id);
        }
        Self(out)
    }

    pub(super) fn take(&mut self, method: &str, path: &str) -> String {
        self.0.remove(&(method.to_owned(), path.to_owned())).unwrap_or_default()
    }
}

/// `GET /users/{id}/keys` → `get_users_by_id_keys`.
fn from_path(method: &str, path: &str) -> String {
    let words: Vec<String> =
        path.split('/').filter(|segment| !segment.is_empty()).map(|segment| segment.replace('{', "by-").replace('}', "")).collect();
    let words = if words.is_empty() { "root".to_owned() } else { words.join("-") };
    names::snake(&format!("{method}-{words}"))
}
