//! Places of a document that can be edited, by kind.

use serde_json::Value;
use switchboard_spec::{pointer, walk};

/// The pointers of all schemas.
pub(super) fn schemas(document: &Value) -> Vec<String> {
    let mut copy = document.clone();
    walk::mark_origins(&mut copy);
    let mut found = Vec::new();
    walk::roots(&mut copy, &mut |root, _| walk::outside_in(root, &mut |schema| found.push(walk::origin(schema))));
    found.retain(|place| place != "#");
    found
}

/// The pointers of all operations.
pub(super) fn operations(document: &Value) -> Vec<String> {
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for method in walk::METHODS.iter().filter(|method| item.get(**method).is_some_and(Value::is_object)) {
            found.push(pointer::join(&pointer::join("#/paths", path), method));
        }
    }
    found
}

/// The pointers of all items or members of what is under `key` of each of `holders`.
pub(super) fn inside(document: &Value, holders: &[String], key: &str) -> Vec<String> {
    let mut found = Vec::new();
    for holder in holders {
        let at = pointer::join(holder, key);
        match get(document, &at) {
            Some(Value::Array(list)) => found.extend((0..list.len()).map(|index| format!("{at}/{index}"))),
            Some(Value::Object(map)) => found.extend(map.keys().map(|name| pointer::join(&at, name))),
            _ => {}
        }
    }
    found
}

pub(super) fn get<'a>(document: &'a Value, place: &str) -> Option<&'a Value> {
    document.pointer(place.trim_start_matches('#'))
}

pub(super) fn get_mut<'a>(document: &'a mut Value, place: &str) -> Option<&'a mut Value> {
    document.pointer_mut(place.trim_start_matches('#'))
}

/// What holds the thing at a place, and the last step to it.
pub(super) fn up(place: &str) -> (String, String) {
    let (parent, _) = place.rsplit_once('/').unwrap_or(("#", place));
    (parent.to_owned(), pointer::last(place))
}
