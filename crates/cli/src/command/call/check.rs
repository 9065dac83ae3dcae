//! Whether a value fits the vendor's document, and what may be meant if it does not.

use serde_json::Value;

use crate::{
    catalogue::{Form, Member, Schema},
    nearest,
};

/// Something that does not fit.
#[derive(Debug, PartialEq)]
pub(super) struct Misfit {
    /// Where: the name of a parameter, or a JSON pointer into the body.
    pub(super) at: String,
    /// What is wrong, and what may be meant.
    pub(super) what: String,
}

/// Looks at a value and all in it.
pub(super) fn check(value: &Value, schema: &Schema, at: &str, misfits: &mut Vec<Misfit>) {
    if value.is_null() && schema.allows_null() {
        return;
    }
    let mut add = |what: String| misfits.push(Misfit { at: at.to_owned(), what });
    match (schema.resolved(), value) {
        (Form::Any | Form::Same(_), _) => {}
        (Form::Boolean, Value::Bool(_)) => {}
        (Form::Integer, Value::Number(number)) if is_whole(number) => {}
        (Form::Number, Value::Number(_)) => {}
        (Form::Text(values), Value::String(text)) => {
            if !values.is_empty() && !values.contains(&text.as_str()) {
                let hint = nearest::hint(text, values).map(|hint| format!("; {hint}")).unwrap_or_default();
                add(format!("`{text}` is not one of the values of the document{hint}"));
            }
        }
        (Form::List(items), Value::Array(list)) => {
            for (index, item) in list.iter().enumerate() {
                check(item, items, &format!("{at}/{index}"), misfits);
            }
        }
        (Form::Object { members, others }, Value::Object(object)) => {
            for (name, value) in object {
                let at = format!("{at}/{name}");
                match (members.iter().find(|member| member.name == name), others) {
                    (Some(member), _) => check(value, member.schema, &at, misfits),
                    (None, Some(others)) => check(value, others, &at, misfits),
                    // An object of which the document names nothing is free.
                    (None, None) if members.is_empty() => {}
                    (None, None) => misfits.push(Misfit { what: unknown(name, members), at }),
                }
            }
            let missing = members.iter().filter(|member| member.required && !object.contains_key(member.name));
            misfits.extend(
                missing
                    .map(|member| Misfit { at: format!("{at}/{}", member.name), what: format!("is missing ({})", member.schema.word()) }),
            );
        }
        (Form::OneOf(schemas), value) => {
            let fits = |schema: &&&Schema| {
                let mut misfits = Vec::new();
                check(value, schema, at, &mut misfits);
                misfits.is_empty()
            };
            if schemas.iter().find(fits).is_none() {
                add(format!("fits none of the {} forms that the document allows", schemas.len()));
            }
        }
        _ => add(format!("must be {}, and is {}", schema.word(), word(value))),
    }
}

fn unknown(name: &str, members: &[Member]) -> String {
    let names: Vec<&str> = members.iter().map(|member| member.name).collect();
    let hint = nearest::hint(name, &names).map(|hint| format!("; {hint}")).unwrap_or_default();
    format!("the document names no such field{hint}")
}

/// Whether JSON Schema calls the number an integer: `5.0` is one.
fn is_whole(number: &serde_json::Number) -> bool {
    !number.is_f64() || number.as_f64().is_some_and(|number| number.fract() == 0.0)
}

/// The type of a value in a word.
fn word(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "list",
        Value::Object(_) => "object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    static TEXT: Schema = Schema { form: Form::Text(&[]), nullable: false };
    static COLOUR: Schema = Schema { form: Form::Text(&["red", "green"]), nullable: true };
    static COUNT: Schema = Schema { form: Form::Integer, nullable: false };
    static EITHER: Schema = Schema { form: Form::OneOf(&[&COUNT, &COLOUR]), nullable: false };
    static PART: Schema = Schema {
        form: Form::Object {
            members: &[
                Member { name: "name", required: true, description: "", schema: &TEXT },
                Member { name: "colour", required: false, description: "", schema: &COLOUR },
                Member { name: "either", required: false, description: "", schema: &EITHER },
                Member { name: "counts", required: false, description: "", schema: &Schema { form: Form::List(&COUNT), nullable: false } },
            ],
            others: None,
        },
        nullable: false,
    };

    fn misfits(value: Value) -> Vec<String> {
        let mut found = Vec::new();
        check(&value, &PART, "", &mut found);
        found.into_iter().map(|misfit| format!("{}: {}", misfit.at, misfit.what)).collect()
    }

    #[test]
    fn what_fits_is_left_alone() {
        assert_eq!(misfits(json!({"name": "", "colour": null, "either": "red", "counts": [1, 2.0]})), Vec::<String>::new());
    }

    #[test]
    fn what_does_not_fit_is_told_with_its_place_and_what_may_be_meant() {
        assert_eq!(
            misfits(json!({"nam": 1, "colour": "gren", "either": "blue", "counts": [1.5, "x"]})),
            [
                "/nam: the document names no such field; did you mean `name`?",
                "/colour: `gren` is not one of the values of the document; did you mean `green`?",
                "/either: fits none of the 2 forms that the document allows",
                "/counts/0: must be integer, and is number",
                "/counts/1: must be integer, and is string",
                "/name: is missing (string)",
            ]
        );
        assert_eq!(misfits(json!([])), [": must be object, and is list"]);
    }
}
