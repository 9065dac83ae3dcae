//! Values that the facts describe: `"$reply"` stands for what the agent says.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::check::Checked;

/// What the words of a template stand for.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    values: BTreeMap<&'static str, Value>,
}

impl Words {
    /// `name` is without its dollar sign.
    pub(super) fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.values.insert(name, value.into());
        self
    }

    /// A template with its words replaced; `None` when it is a word that stands for nothing.
    pub(super) fn render(&self, template: &Value, request: &Checked) -> Option<Value> {
        Some(match template {
            Value::String(text) => match text.strip_prefix('$') {
                Some(word) => self.word(word, request)?,
                None => template.clone(),
            },
            Value::Array(items) => items.iter().filter_map(|item| self.render(item, request)).collect(),
            Value::Object(members) => Value::Object(self.members(members, request)),
            _ => template.clone(),
        })
    }

    /// The members of a template.
    pub(super) fn members(&self, members: &Map<String, Value>, request: &Checked) -> Map<String, Value> {
        members.iter().filter_map(|(name, value)| Some((name.clone(), self.render(value, request)?))).collect()
    }

    fn word(&self, word: &str, request: &Checked) -> Option<Value> {
        if let Some(pointer) = word.strip_prefix("body:") {
            return request.body.as_ref()?.pointer(pointer).cloned();
        }
        if let Some(name) = word.strip_prefix("path:") {
            return request.path.get(name).map(|value| Value::String(value.clone()));
        }
        self.values.get(word).cloned()
    }
}

/// Puts a value where `pointer` points, with objects and lists made on the way.
pub(super) fn set(target: &mut Value, pointer: &str, value: Value) {
    let mut place = target;
    for step in pointer.split('/').skip(1) {
        let step = step.replace("~1", "/").replace("~0", "~");
        let index = step.parse::<usize>().ok().filter(|_| place.is_array() || place.is_null());
        place = match index {
            Some(index) => {
                if place.is_null() {
                    *place = Value::Array(Vec::new());
                }
                let Value::Array(items) = place else { return };
                if index > items.len() {
                    return;
                }
                if index == items.len() {
                    items.push(Value::Null);
                }
                let Some(item) = items.get_mut(index) else { return };
                item
            }
            None => {
                if !place.is_object() {
                    *place = Value::Object(Map::new());
                }
                let Value::Object(members) = place else { return };
                members.entry(step).or_insert(Value::Null)
            }
        };
    }
    *place = value;
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Words, set};
    use crate::check::Checked;

    #[test]
    fn a_value_is_put_where_there_was_nothing() {
        let mut value = Value::Null;
        set(&mut value, "/errors/0/message", json!("no"));
        set(&mut value, "/a~1b", json!(1));
        assert_eq!(value, json!({ "errors": [{ "message": "no" }], "a/b": 1 }));
        set(&mut value, "", json!(2));
        assert_eq!(value, json!(2));
    }

    #[test]
    fn words_stand_for_values_and_what_stands_for_nothing_is_left_out() {
        let request = Checked { body: Some(json!({ "a": [1] })), ..Checked::default() };
        let words = Words::default().with("reply", "Hi");
        let template = json!({ "x": "$reply", "y": "$body:/a", "z": "$body:/b", "w": "plain", "v": ["$none", 3] });
        assert_eq!(words.render(&template, &request), Some(json!({ "x": "Hi", "y": [1], "w": "plain", "v": [3] })));
    }
}
