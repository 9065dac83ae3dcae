//! What people call the thing at a place of a document.

use serde_json::Value;
use switchboard_spec::pointer;

/// The words for the thing at `at`.
pub(crate) fn describe(document: &Value, at: &str) -> String {
    let steps = pointer::steps(at);
    // A name may have anything in it, and stands between back quotes here.
    let plain: Vec<String> = steps.iter().map(|step| step.replace('`', "'")).collect();
    in_words(document, &plain.iter().map(String::as_str).collect::<Vec<_>>())
}

fn in_words(document: &Value, words: &[&str]) -> String {
    match words {
        ["components", "schemas", name, rest @ ..] => format!("`{name}{}`", path(rest)),
        ["components", "parameters", _, rest @ ..] => {
            let parameter = document.pointer(&up(words, 3));
            with(&format!("parameter {}", name_of(parameter)), rest)
        }
        ["components", "headers", name, rest @ ..] => with(&format!("header `{name}`"), rest),
        ["components", "responses", name, "headers", header, rest @ ..] => with(&format!("header `{header}` of the answer `{name}`"), rest),
        ["components", "responses", name, rest @ ..] => with(&format!("answer `{name}`"), rest),
        ["components", "requestBodies", name, rest @ ..] => with(&format!("body `{name}`"), rest),
        [section @ ("paths" | "webhooks"), name, rest @ ..] => operation(document, section, name, rest, words),
        ["components", _, name, rest @ ..] => with(&format!("`{name}`"), rest),
        rest => match path(rest).trim_start_matches('.') {
            "" => "the document".to_owned(),
            path => format!("`{path}`"),
        },
    }
}

fn operation(document: &Value, section: &str, name: &str, rest: &[&str], all: &[&str]) -> String {
    if let ["parameters", _, rest @ ..] = rest {
        let parameter = document.pointer(&up(all, 4));
        return with(&format!("parameter {} of `{name}`", name_of(parameter)), rest);
    }
    let [method, rest @ ..] = rest else { return format!("`{name}`") };
    let title = match section {
        "webhooks" => format!("the webhook `{name}`"),
        _ => format!("`{} {name}`", method.to_uppercase()),
    };
    match rest {
        ["parameters", _, inner @ ..] => {
            let parameter = document.pointer(&up(all, 5));
            with(&format!("parameter {} of {title}", name_of(parameter)), inner)
        }
        ["requestBody", inner @ ..] => with(&format!("the body of {title}"), inner),
        ["responses", status, "headers", header, inner @ ..] => with(&format!("header `{header}` of answer `{status}` of {title}"), inner),
        ["responses", status, inner @ ..] => with(&format!("answer `{status}` of {title}"), inner),
        ["callbacks", callback, _, _, inner @ ..] => with(&format!("the callback `{callback}` of {title}"), inner),
        inner => with(&title, inner),
    }
}

/// The pointer of the first `count` steps.
fn up(steps: &[&str], count: usize) -> String {
    steps.iter().take(count).fold(String::new(), |at, step| pointer::join(&at, step))
}

fn name_of(parameter: Option<&Value>) -> String {
    let name = parameter.and_then(|parameter| parameter.get("name")).and_then(Value::as_str);
    name.map_or_else(|| "without a name".to_owned(), |name| format!("`{name}`"))
}

/// The words for the whole, with the path to the part.
fn with(whole: &str, rest: &[&str]) -> String {
    match path(rest).trim_start_matches('.') {
        "" => whole.to_owned(),
        path => format!("`{path}` in {whole}"),
    }
}

/// `/properties/a/items/properties/b` → `.a[].b`.
fn path(steps: &[&str]) -> String {
    let mut out = String::new();
    let mut left = steps;
    loop {
        left = match left {
            [] => return out,
            ["content", _, "schema", rest @ ..] | ["schema", rest @ ..] | ["allOf", _, rest @ ..] => rest,
            ["content", _, rest @ ..] => rest,
            ["properties", name, rest @ ..] => {
                out.push('.');
                out.push_str(name);
                rest
            }
            ["items", rest @ ..] => {
                out.push_str("[]");
                rest
            }
            ["prefixItems", index, rest @ ..] => {
                out.push_str(&format!("[{index}]"));
                rest
            }
            ["additionalProperties" | "patternProperties", rest @ ..] => {
                out.push_str(".*");
                rest
            }
            ["oneOf" | "anyOf", index, rest @ ..] => {
                let number = index.parse::<usize>().map_or(0, |index| index + 1);
                out.push_str(&format!("|{number}"));
                rest
            }
            [other, rest @ ..] => {
                out.push('.');
                out.push_str(other);
                rest
            }
        };
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::describe;

    #[test]
    fn a_place_is_called_what_people_call_it() {
        let document = json!({ "paths": { "/a": { "get": { "parameters": [{ "name": "page" }] } } } });
        for (at, expected) in [
            ("#/components/schemas/Contact/properties/tags/items/properties/name", "`Contact.tags[].name`"),
            ("#/components/schemas/Contact", "`Contact`"),
            ("#/components/schemas/Part/oneOf/1/properties/text", "`Part|2.text`"),
            ("#/paths/~1a/get/parameters/0/schema", "parameter `page` of `GET /a`"),
            ("#/paths/~1a/get/responses/200/content/application~1json/schema/properties/x", "`x` in answer `200` of `GET /a`"),
            ("#/paths/~1a/post/requestBody/content/application~1json/schema", "the body of `POST /a`"),
            ("#", "the document"),
        ] {
            assert_eq!(describe(&document, at), expected, "{at}");
        }
    }
}
