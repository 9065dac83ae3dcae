//! Query parameters and forms.

use std::borrow::Cow;

use percent_encoding::{PercentEncode, utf8_percent_encode};
use serde_json::{Map, Value};

use super::path::RESERVED;

/// How a list or an object is written into a query: OpenAPI's `style`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum QueryStyle {
    /// `a=1&a=2` with `explode`, else `a=1,2`.
    Form {
        /// Whether each element is a parameter of its own.
        explode: bool,
    },
    /// `a=1%202`
    SpaceDelimited,
    /// `a=1%7C2`
    PipeDelimited,
    /// `a[b]=1`, and for lists `a[0]=1`, as the servers read it that invite it: OpenAPI says nothing
    /// of lists.
    DeepObject,
    /// The JSON text of the value.
    Json,
}

impl QueryStyle {
    /// What OpenAPI means when it says nothing: `a=1&a=2`.
    pub const FORM: Self = Self::Form { explode: true };
}

/// Adds a parameter to a query.
pub(super) fn append(query: &mut String, name: &str, style: QueryStyle, value: &Value) {
    match (style, value) {
        (_, Value::Null) => {}
        (QueryStyle::Json, value) => push(query, &encode(name).to_string(), &value.to_string()),
        (QueryStyle::Form { explode: true }, Value::Array(items)) => {
            let name = encode(name).to_string();
            present(items).for_each(|item| push(query, &name, &text(item)));
        }
        (QueryStyle::Form { explode: true }, Value::Object(members)) => {
            for (member, value) in members.iter().filter(|(_, value)| !value.is_null()) {
                append(query, member, QueryStyle::Form { explode: true }, value);
            }
        }
        (QueryStyle::Form { explode: false }, value) => push_joined(query, name, ",", value),
        (QueryStyle::SpaceDelimited, value) => push_joined(query, name, "%20", value),
        (QueryStyle::PipeDelimited, value) => push_joined(query, name, "%7C", value),
        (QueryStyle::DeepObject, value) => push_deep(query, encode(name).to_string(), Lists::Numbered, value),
        (_, value) => push(query, &encode(name).to_string(), &text(value)),
    }
}

/// Takes a parameter out of a query again.
pub(super) fn remove(query: &mut String, name: &str) {
    let name = encode(name).to_string();
    let kept: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty() && pair.split('=').next() != Some(name.as_str())).collect();
    *query = kept.join("&");
}

/// The value of a parameter that is in the query, if it is one plain value.
pub(super) fn find(query: &str, name: &str) -> Option<String> {
    let name = encode(name).to_string();
    let (_, value) = query.split('&').filter_map(|pair| pair.split_once('=')).find(|(found, _)| *found == name)?;
    Some(percent_encoding::percent_decode_str(value).decode_utf8_lossy().into_owned())
}

/// A whole form.
pub(super) fn form(members: &Map<String, Value>, styles: &[(&str, QueryStyle)]) -> String {
    let mut form = String::new();
    for (name, value) in members {
        match styles.iter().find(|(styled, _)| styled == name) {
            Some((_, style)) => append(&mut form, name, *style, value),
            None => push_deep(&mut form, encode(name).to_string(), Lists::Repeated, value),
        }
    }
    form
}

/// How an element of a list is named.
#[derive(Clone, Copy, PartialEq)]
enum Lists {
    /// `name`, as the others
    Repeated,
    /// `name[0]`
    Numbered,
}

/// `name[member]` for objects.
fn push_deep(query: &mut String, name: String, lists: Lists, value: &Value) {
    match value {
        Value::Null => {}
        Value::Object(members) => {
            for (member, value) in members {
                push_deep(query, format!("{name}%5B{}%5D", encode(member)), lists, value);
            }
        }
        Value::Array(items) if lists == Lists::Numbered => {
            for (number, item) in present(items).enumerate() {
                push_deep(query, format!("{name}%5B{number}%5D"), lists, item);
            }
        }
        Value::Array(items) => present(items).for_each(|item| push(query, &name, &text(item))),
        value => push(query, &name, &text(value)),
    }
}

fn push_joined(query: &mut String, name: &str, separator: &str, value: &Value) {
    let pieces: Vec<String> = match value {
        Value::Array(items) => present(items).map(|item| encode(&text(item)).to_string()).collect(),
        Value::Object(members) => members
            .iter()
            .filter(|(_, value)| !value.is_null())
            .flat_map(|(member, value)| [encode(member).to_string(), encode(&text(value)).to_string()])
            .collect(),
        value => vec![encode(&text(value)).to_string()],
    };
    if !pieces.is_empty() {
        push_encoded(query, &encode(name).to_string(), &pieces.join(separator));
    }
}

fn push(query: &mut String, encoded_name: &str, value: &str) {
    push_encoded(query, encoded_name, &encode(value).to_string());
}

fn push_encoded(query: &mut String, encoded_name: &str, encoded_value: &str) {
    if !query.is_empty() {
        query.push('&');
    }
    query.push_str(encoded_name);
    query.push('=');
    query.push_str(encoded_value);
}

fn present(items: &[Value]) -> impl Iterator<Item = &Value> {
    items.iter().filter(|item| !item.is_null())
}

fn encode(text: &str) -> PercentEncode<'_> {
    utf8_percent_encode(text, RESERVED)
}

/// A plain value as it is, anything else as JSON.
pub(super) fn text(value: &Value) -> Cow<'_, str> {
    match value {
        Value::String(text) => Cow::Borrowed(text),
        // `2.0` is no page to a server that reads whole numbers: JSON has one way of writing 2.
        Value::Number(number) => Cow::Owned(number.to_string().trim_end_matches(".0").to_owned()),
        other => Cow::Owned(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn query(style: QueryStyle, value: Value) -> String {
        let mut query = String::new();
        append(&mut query, "a", style, &value);
        query
    }

    #[test]
    fn each_style_writes_values_as_openapi_says() {
        let exploded = QueryStyle::Form { explode: true };
        let joined = QueryStyle::Form { explode: false };
        let list = || json!(["x y", 2, null, true]);
        let object = || json!({"b": 1, "c": {"d": "&"}, "e": null});
        assert_eq!(query(exploded, list()), "a=x%20y&a=2&a=true");
        assert_eq!(query(joined, list()), "a=x%20y,2,true");
        assert_eq!(query(QueryStyle::SpaceDelimited, list()), "a=x%20y%202%20true");
        assert_eq!(query(QueryStyle::PipeDelimited, list()), "a=x%20y%7C2%7Ctrue");
        assert_eq!(query(QueryStyle::DeepObject, object()), "a%5Bb%5D=1&a%5Bc%5D%5Bd%5D=%26");
        assert_eq!(query(joined, json!({"b": 1, "c": "d,e"})), "a=b,1,c,d%2Ce");
        assert_eq!(query(exploded, json!({"b": 1, "c": null})), "b=1");
        assert_eq!(query(QueryStyle::Json, json!({"b": "c"})), "a=%7B%22b%22%3A%22c%22%7D");
        assert_eq!(query(exploded, json!("a&b=c")), "a=a%26b%3Dc");
        assert_eq!(query(exploded, json!("")), "a=");
        assert_eq!(query(exploded, json!([2.0, 2.5, -0.0, 1e300])), "a=2&a=2.5&a=-0&a=1e%2B300");
    }

    #[test]
    fn nothing_is_written_for_null_and_empty_lists() {
        for style in [QueryStyle::Form { explode: true }, QueryStyle::Form { explode: false }, QueryStyle::Json] {
            assert_eq!(query(style, Value::Null), "");
        }
        assert_eq!(query(QueryStyle::Form { explode: false }, json!([])), "");
        assert_eq!(query(QueryStyle::Form { explode: true }, json!([null])), "");
    }

    #[test]
    fn a_parameter_can_be_found_and_taken_out() {
        let mut text = "page=2&q=a%20b&page=3&pages=4".to_owned();
        assert_eq!(find(&text, "q").as_deref(), Some("a b"));
        remove(&mut text, "page");
        assert_eq!(text, "q=a%20b&pages=4");
        assert_eq!(find(&text, "page"), None);
    }

    #[test]
    fn forms_repeat_lists_and_nest_objects() {
        let value = json!({"a": [1, 2], "b": {"c": "d e"}, "f": null, "g": "+&"});
        assert_eq!(form(value.as_object().unwrap(), &[]), "a=1&a=2&b%5Bc%5D=d%20e&g=%2B%26");
    }

    #[test]
    fn a_member_of_a_form_may_have_a_style_of_its_own() {
        let value = json!({"a": [1, 2], "b": [3, 4], "c": [{"d": 5}]});
        let styles = [("b", QueryStyle::Form { explode: false }), ("c", QueryStyle::DeepObject)];
        assert_eq!(form(value.as_object().unwrap(), &styles), "a=1&a=2&b=3,4&c%5B0%5D%5Bd%5D=5");
    }

    #[test]
    fn lists_in_a_deep_object_are_numbered() {
        assert_eq!(query(QueryStyle::DeepObject, json!(["b", null, "c"])), "a%5B0%5D=b&a%5B1%5D=c");
        assert_eq!(query(QueryStyle::DeepObject, json!([{"b": [1]}, {"b": 2}])), "a%5B0%5D%5Bb%5D%5B0%5D=1&a%5B1%5D%5Bb%5D=2");
        assert_eq!(query(QueryStyle::DeepObject, json!({"b": ["c"]})), "a%5Bb%5D%5B0%5D=c");
        assert_eq!(query(QueryStyle::DeepObject, json!(7)), "a=7");
    }
}
