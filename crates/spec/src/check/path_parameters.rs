//! A parameter that says it is in the path stands in the path.
//!
//! The other way round, a `{name}` in the path without a parameter, has an honest repair and is
//! a rule.

use serde_json::Value;

use crate::{
    Problem,
    load::Document,
    nearest, pointer,
    reference::{Target, at},
    walk::METHODS,
};

pub(super) fn check(document: &Document) -> Result<(), Problem> {
    let Some(paths) = document.value.get("paths").and_then(Value::as_object) else {
        return Ok(());
    };
    for (path, item) in paths.iter().filter(|(path, _)| !path.starts_with("x-")) {
        let names = template_names(path);
        let (place, item) = resolve(&document.value, pointer::join("#/paths", path), item);
        check_list(document, path, &names, &place, item)?;
        for method in METHODS {
            if let Some(operation) = item.get(method) {
                check_list(document, path, &names, &pointer::join(&place, method), operation)?;
            }
        }
    }
    Ok(())
}

fn check_list(document: &Document, path: &str, names: &[&str], place: &str, owner: &Value) -> Result<(), Problem> {
    let list = owner.get("parameters").and_then(Value::as_array);
    for (index, parameter) in list.into_iter().flatten().enumerate() {
        let written = format!("{place}/parameters/{index}");
        let (_, parameter) = resolve(&document.value, written.clone(), parameter);
        let text = |member| parameter.get(member).and_then(Value::as_str);
        if text("in") != Some("path") {
            continue;
        }
        if let Some(name) = text("name")
            && !names.contains(&name)
        {
            return Err(not_in_path(document, path, names, &written, name));
        }
    }
    Ok(())
}

fn not_in_path(document: &Document, path: &str, names: &[&str], place: &str, name: &str) -> Problem {
    let advice = match (nearest::hint(name, names.iter().copied()), names) {
        (Some(hint), _) => hint,
        (None, [only]) => format!("is `{only}` meant?"),
        (None, _) => format!("if it is in the path, write `{{{name}}}` there; else change `in`"),
    };
    document.problem(
        place,
        format!("the path parameter `{name}` is not in the path `{path}`"),
        match names {
            [] => "the path has no parameters, so there is no place to put its value".to_owned(),
            names => format!("the path has `{}`, so there is no place to put its value", names.join("`, `")),
        },
        format!("correct the name, the path, or `in`; {advice}"),
    )
}

/// Follows references between components; a chain that ends nowhere was refused before.
fn resolve<'a>(document: &'a Value, place: String, value: &'a Value) -> (String, &'a Value) {
    let (mut place, mut value) = (place, value);
    // No chain is longer than this unless it is a circle.
    for _ in 0..32 {
        let Some(Target::Pointer(next)) = value.get("$ref").and_then(Value::as_str).map(Target::parse) else {
            break;
        };
        let Some(found) = at(document, &next) else { break };
        (place, value) = (next, found);
    }
    (place, value)
}

/// The names in braces of a path template.
fn template_names(path: &str) -> Vec<&str> {
    path.split('{')
        .skip(1)
        .filter_map(|part| part.split_once('}'))
        .map(|(name, _)| {
            // `{+path}`, `{path*}` and their like are RFC 6570, which some documents borrow.
            name.trim_start_matches(['+', '#', '.', '/', ';', '?', '&']).trim_end_matches('*')
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::template_names;

    #[test]
    fn names_are_found_wherever_they_stand_in_a_segment() {
        assert_eq!(template_names("/a/{b}/c.{d}{e}/{+f*}"), ["b", "d", "e", "f"]);
        assert!(template_names("/a/{b").is_empty());
    }
}
