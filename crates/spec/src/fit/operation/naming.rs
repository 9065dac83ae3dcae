//! What an operation is called in Rust: a group and a method in it.
//!
//! A name depends on its operation alone. When two operations would have one name, both get
//! a longer one: a name never passes from one operation to another.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::{
    context::Context,
    finding::{Cost, Rule},
    names::{self, Taken},
    vendor::{OperationsFrom, Settings},
    walk::METHODS,
};

pub(crate) static RULE: Rule =
    Rule { id: "method-names", meaning: "operations of a group whose methods would be one get longer names", cost: Cost::None };

/// The Rust name of an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The group: `contacts` in `client.contacts().list()`.
    pub group: String,
    /// The method: `list` in `client.contacts().list()`.
    pub method: String,
}

/// Names of methods that every call has, or that Rust keeps.
const RESERVED_GROUPS: &[&str] = &["builder", "from_env", "transport", "clone", "new"];

pub(super) struct Names<'a> {
    settings: &'a Settings,
    taken: BTreeMap<String, Taken>,
    /// How many operations would have a name: group, method.
    wanted: BTreeMap<(String, String), usize>,
}

impl<'a> Names<'a> {
    /// Names given in `vendor.toml` are taken from the start: no rule makes them twice.
    pub(super) fn new(settings: &'a Settings, paths: &Map<String, Value>) -> Self {
        let mut names = Self { settings, taken: BTreeMap::new(), wanted: BTreeMap::new() };
        for (key, facts) in &settings.operations {
            let Some((method, path)) = key.split_once(' ') else { continue };
            let operation = paths.get(path).and_then(|item| item.get(method.to_lowercase()));
            if let (Some(name), Some(operation)) = (&facts.method, operation.and_then(Value::as_object)) {
                let group = names.group(path.split(['?', '#']).next().unwrap_or(path), operation, key);
                names.taken.entry(group).or_default().unique(name);
            }
        }
        for (path, item) in paths {
            for method in METHODS {
                let Some(operation) = item.get(*method).and_then(Value::as_object) else { continue };
                let (group, made) = names.made(method, path, operation, answers_with_list(operation));
                *names.wanted.entry((group, made)).or_default() += 1;
            }
        }
        names
    }

    /// The group of an operation, and the method that the rules alone would give it.
    fn made(&self, method: &str, path: &str, operation: &Map<String, Value>, returns_list: bool) -> (String, String) {
        let key = format!("{} {path}", method.to_uppercase());
        let path = path.split(['?', '#']).next().unwrap_or(path);
        let group = self.group(path, operation, &key);
        if let Some(method) = self.settings.operations.get(&key).and_then(|facts| facts.method.clone()) {
            return (group, method);
        }
        // An id that was made of method and path says less than they do.
        let id = operation.get("operationId").and_then(Value::as_str).filter(|id| names::is_plain(id));
        let made = match (self.settings.names.operations_from, id) {
            (OperationsFrom::OperationId, Some(id)) => from_id(id, &group),
            _ => from_path(method, path, &group, returns_list),
        };
        (group, made)
    }

    #[allow(clippy::too_many_arguments, reason = "everything a name may depend on, and nothing else")]
    pub(super) fn name(
        &mut self,
        method: &str,
        path: &str,
        operation: &Map<String, Value>,
        id: &str,
        returns_list: bool,
        cx: &mut Context,
        at: &str,
    ) -> Name {
        let (group, made) = self.made(method, path, operation, returns_list);
        let given = self.settings.operations.get(&format!("{} {path}", method.to_uppercase())).is_some_and(|facts| facts.method.is_some());
        if given || !cx.allows(&RULE) {
            return Name { group, method: made };
        }
        let alone = self.wanted.get(&(group.clone(), made.clone())).is_none_or(|count| *count < 2);
        let taken = self.taken.entry(group.clone()).or_default();
        let method = if alone && !taken.contains(&made) { taken.unique(&made) } else { taken.unique(&names::snake(id)) };
        if method != made {
            cx.found(&RULE, at, format!("{group}.{method}"));
        }
        Name { group, method }
    }

    /// The name of the streaming twin of an operation.
    pub(super) fn stream_twin(&mut self, name: &Name) -> String {
        let wanted = if matches!(name.method.as_str(), "send" | "create" | "chat") {
            "stream".to_owned()
        } else {
            format!("{}_stream", name.method)
        };
        self.taken.entry(name.group.clone()).or_default().unique(&wanted)
    }

    fn group(&self, path: &str, operation: &Map<String, Value>, key: &str) -> String {
        if let Some(group) = self.settings.operations.get(key).and_then(|facts| facts.group.clone()) {
            return group;
        }
        let tag = operation.get("tags").and_then(|tags| tags.get(0)).and_then(Value::as_str).filter(|tag| names::is_plain(tag));
        let group = match tag {
            Some(tag) => self.settings.names.groups.get(tag).cloned().unwrap_or_else(|| {
                let prefix = self.settings.names.strip_tag_prefix.as_deref().unwrap_or_default();
                names::snake(tag.strip_prefix(prefix).filter(|rest| names::is_plain(rest)).unwrap_or(tag))
            }),
            None => {
                let words = || path.split('/').filter(|s| !s.is_empty() && !s.starts_with('{') && names::is_plain(s));
                // `/api/v1/pets` is about pets.
                words().find(|word| !is_prefix(word)).or_else(|| words().next()).map_or_else(|| "root".to_owned(), names::snake)
            }
        };
        if RESERVED_GROUPS.contains(&group.as_str()) { format!("{group}_") } else { group }
    }
}

/// Whether the first success is a JSON list.
fn answers_with_list(operation: &Map<String, Value>) -> bool {
    let responses = operation.get("responses").and_then(Value::as_object).into_iter().flatten();
    let success = responses.into_iter().find(|(status, _)| status.starts_with('2')).map(|(_, response)| response);
    success.and_then(|response| response.pointer("/content/application~1json/schema/type")).is_some_and(|kind| kind == "array")
}

/// Whether a segment of a path is only there to begin it: `api`, `rest`, `v1`, `v2.1`.
fn is_prefix(segment: &str) -> bool {
    let is_version =
        segment.strip_prefix(['v', 'V']).is_some_and(|rest| rest.chars().all(|c| c.is_ascii_digit() || c == '.') && !rest.is_empty());
    is_version || ["api", "rest"].contains(&segment.to_lowercase().as_str())
}

/// `getContactNotes` in `contacts` → `get_notes`: the group's own words say nothing more.
fn from_id(id: &str, group: &str) -> String {
    let id = names::snake(id);
    let group_words: Vec<String> = group.split('_').map(singular).collect();
    let words: Vec<&str> = id.split('_').filter(|word| !word.is_empty()).collect();
    let kept: Vec<&str> =
        words.iter().copied().filter(|word| !matches!(*word, "a" | "an" | "the") && !group_words.contains(&singular(word))).collect();
    // `chat` in `chat` is still `chat`.
    let method = if kept.is_empty() { id.clone() } else { kept.join("_") };
    let plural = words.last().is_some_and(|word| word.ends_with('s') && !word.ends_with("ss"));
    let method = if method == "get" && plural { "list".to_owned() } else { method };
    names::snake(&method)
}

/// `GET /orgs/{org}/contacts/{contact}/notes` in `contacts` → `list_notes`.
fn from_path(method: &str, path: &str, group: &str, returns_list: bool) -> String {
    let segments: Vec<&str> = path.split(['/', ':']).filter(|s| !s.is_empty()).collect();
    let last_word = group.rsplit('_').next().unwrap_or(group);
    let anchor = segments.iter().rposition(|s| singular(&names::snake(s)) == singular(last_word) || names::snake(s) == group);
    let rest: &[&str] = anchor.map_or(&segments[..], |place| &segments[place + 1..]);
    let item = segments.last().is_some_and(|s| s.starts_with('{'));
    let words: Vec<String> = rest.iter().filter(|s| !s.starts_with('{')).map(|s| names::snake(s)).collect();
    let Some((last, before)) = words.split_last() else {
        return match (method, item) {
            ("get", false) if returns_list => "list",
            ("get" | "head", _) => "get",
            ("post", _) => "create",
            ("put", _) => "replace",
            ("patch", _) => "update",
            ("delete", false) => "clear",
            ("delete", true) => "delete",
            (other, _) => other,
        }
        .to_owned();
    };
    let prefix: String = before.iter().map(|word| format!("{}_", singular(word))).collect();
    let many = last.ends_with('s') && !last.ends_with("ss");
    let one = singular(last);
    let name = match (method, item) {
        ("get", false) if many && returns_list => format!("list_{prefix}{last}"),
        ("get", true) => format!("get_{prefix}{one}"),
        ("get" | "head", false) => format!("get_{prefix}{last}"),
        ("post", false) if !many => format!("{prefix}{last}"),
        ("post", _) => format!("create_{prefix}{one}"),
        ("patch", false) => format!("update_{prefix}{last}"),
        ("patch", true) => format!("update_{prefix}{one}"),
        ("put", _) => format!("replace_{prefix}{one}"),
        ("delete", true) => format!("delete_{prefix}{one}"),
        ("delete", false) => format!("clear_{prefix}{last}"),
        (other, _) => format!("{other}_{prefix}{last}"),
    };
    names::snake(&name)
}

fn singular(word: &str) -> String {
    if let Some(stem) = word.strip_suffix("ies") {
        return format!("{stem}y");
    }
    match word.strip_suffix('s') {
        Some(stem) if !stem.is_empty() && !stem.ends_with('s') => stem.to_owned(),
        _ => word.to_owned(),
    }
}
