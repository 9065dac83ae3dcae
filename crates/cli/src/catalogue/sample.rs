//! An example of a call: what the document names, else the smallest that fits, with ids that the
//! sandbox has.

use serde_json::{Map, Value};

use super::{Form, Operation, Parameter, Place, Schema, Vendor};

/// What fits a text of this format or pattern, as the lowered documents name it at the end of a description.
const FORMATS: [(&str, &str); 6] = [
    ("Pattern: `^[A-Z]", "TEXT"),
    ("Format: date-time.", "2026-01-02T03:04:05Z"),
    ("Format: date.", "2026-01-02"),
    ("Format: email.", "ada@example.com"),
    ("Format: uri.", "https://example.com/a"),
    ("Format: uuid.", "0190163d-8694-739b-aea5-966c26f8ad91"),
];

impl Operation {
    /// The arguments that must be given, each with a value that can be tried in the sandbox.
    pub fn sample(&self) -> Vec<String> {
        let required = self.parameters.iter().filter(|parameter| parameter.required);
        let mut arguments: Vec<String> = required.flat_map(|parameter| parameter.sample_arguments(self)).collect();
        let Some(body) = &self.body else { return arguments };
        if let Some(file) = body.files.iter().find(|file| file.required) {
            arguments.extend(["--file".to_owned(), format!("{}=@FILE", file.name)]);
        }
        match body.schema.sample("") {
            // Also where the body may be left out, if what is sent without it says nothing.
            Value::Object(mut members) if body.required || !members.is_empty() => {
                body.files.iter().for_each(|file| drop(members.remove(file.name)));
                body.flag.iter().for_each(|(flag, _)| drop(members.remove(*flag)));
                if !body.schema.members().is_empty() && members.values().all(Value::is_string) {
                    arguments.extend(members.iter().flat_map(|(name, value)| ["--field".to_owned(), format!("{name}={}", shown(value))]));
                } else {
                    arguments.extend(["--body".to_owned(), Value::Object(members).to_string()]);
                }
            }
            value if body.required => arguments.extend(["--body".to_owned(), shown(&value)]),
            _ => {}
        }
        arguments
    }
}

impl Parameter {
    /// The option with a value that can be tried: of a list, once for each item, as the command takes it.
    fn sample_arguments(&self, operation: &Operation) -> Vec<String> {
        let values = match (self.schema.resolved(), self.sample(operation)) {
            (Form::List(_), Value::Array(values)) => values,
            (_, value) => vec![value],
        };
        values.iter().flat_map(|value| [format!("--{}", self.option()), shown(value)]).collect()
    }

    /// The document's example; else one of its values, the id of something in the sandbox, or the
    /// smallest that fits.
    fn sample(&self, operation: &Operation) -> Value {
        let item = || match self.name.strip_suffix("_id") {
            Some(item) => Some(item.to_owned()),
            None if self.name == "id" => {
                let before = operation.facts.path.split("/{id}").next()?.rsplit('/').next()?;
                Some(before.strip_suffix('s').unwrap_or(before).to_owned())
            }
            None => None,
        };
        match (self.schema.sample(self.description), self.place, item()) {
            (Value::String(text), Place::Path(_), Some(item)) if text == TEXT => Value::String(format!("{item}_1")),
            (value, ..) => value,
        }
    }
}

/// A text where any will do.
const TEXT: &str = "text";

impl Schema {
    /// A value that fits, as small as it can be. `description` is that of the place where it stands.
    fn sample(&self, description: &str) -> Value {
        let from_document = example(description).map(|text| serde_json::from_str(text).unwrap_or_else(|_| text.into()));
        match self.resolved() {
            Form::Text(values) => match (values.first(), example(description)) {
                (_, Some(text)) => text.into(),
                (Some(value), None) => (*value).into(),
                (None, None) => {
                    let formatted = FORMATS.iter().find(|(mark, _)| description.contains(mark));
                    formatted.map_or(TEXT, |(_, text)| text).into()
                }
            },
            Form::Object { members, .. } => {
                let required = members.iter().filter(|member| member.required);
                Value::Object(
                    required.map(|member| (member.name.to_owned(), member.schema.sample(member.description))).collect::<Map<_, _>>(),
                )
            }
            Form::List(items) => Value::Array(vec![items.sample("")]),
            Form::OneOf(schemas) => schemas.first().map_or(Value::Null, |schema| schema.sample("")),
            Form::Boolean => from_document.unwrap_or(true.into()),
            Form::Integer | Form::Number => from_document.filter(Value::is_number).unwrap_or(1.into()),
            Form::Any | Form::Same(_) => from_document.unwrap_or_else(|| TEXT.into()),
        }
    }
}

/// The example that the lowered documents write at the end of a description.
fn example(description: &str) -> Option<&str> {
    let (_, rest) = description.rsplit_once("Example: `").or_else(|| description.rsplit_once("Examples: `"))?;
    rest.split('`').next()
}

fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

impl Vendor {
    /// The words of a shell that call an operation with its sample.
    pub fn command(&self, operation: &Operation) -> Vec<String> {
        let begin = ["switchboard", "call", self.facts.name].map(str::to_owned).into_iter().chain([operation.name()]);
        begin.chain(operation.sample().iter().map(|argument| quoted(argument))).collect()
    }

    /// The operations that list what a path names, the last thing first: `assistants.list` for
    /// `/orgs/{org_id}/assistants/{assistant_id}/chats`.
    pub fn lists_of_path(&self, path: &str) -> Vec<&'static Operation> {
        let segments: Vec<&str> = path.split('/').collect();
        let named = segments.windows(2).rev().filter_map(|pair| match pair {
            [list, id] if id.starts_with('{') && !list.starts_with('{') => Some(*list),
            _ => None,
        });
        named.filter_map(|list| self.list_called(list, path)).collect()
    }

    /// The operation that lists things of this kind: `agent`, `llm`.
    pub fn list_of(&self, kind: &str) -> Option<&'static Operation> {
        let of_kind = |operation: &&Operation| operation.parameters.iter().any(|parameter| parameter.schema.values().contains(&kind));
        let lists = || self.operations.iter().filter(|operation| operation.is_list());
        self.list_called(&format!("{kind}s"), "").or_else(|| lists().find(of_kind))
    }

    /// The operation that lists the vendor's agents, if there is one.
    pub fn list_of_agents(&self) -> Option<&'static Operation> {
        self.list_of("assistant").or_else(|| self.list_of("agent"))
    }

    /// Of several with this name, the one on the way to `path`, else the shortest.
    fn list_called(&self, name: &str, path: &str) -> Option<&'static Operation> {
        let found = self.operations.iter().filter(|operation| operation.is_list() && operation.facts.path.rsplit('/').next() == Some(name));
        found.min_by_key(|operation| (!path.starts_with(operation.facts.path), operation.facts.path.len()))
    }
}

impl Operation {
    fn is_list(&self) -> bool {
        self.facts.method == switchboard_core::http::Method::GET && !self.facts.path.ends_with('}')
    }
}

/// One word of a shell.
fn quoted(word: &str) -> String {
    let is_plain = word.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_./:=@,+".contains(letter));
    if is_plain && !word.is_empty() { word.to_owned() } else { format!("'{}'", word.replace('\'', r"'\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::VENDORS;

    fn list(vendor: &str, path: &str) -> Option<String> {
        Some(Vendor::find(vendor)?.lists_of_path(path).first()?.name())
    }

    #[test]
    fn what_a_path_names_is_listed_by_the_operation_before_it() {
        assert_eq!(list("invent", "/orgs/{org_id}/assistants/{assistant_id}/chats").as_deref(), Some("assistants.list"));
        assert_eq!(list("invent", "/chats/{chat_id}/messages").as_deref(), Some("chats.list"));
        assert_eq!(list("selcora", "/agents/{id}").as_deref(), Some("agents.list"));
        assert_eq!(list("fifth-element", "/chat/{slug}"), None);
        assert_eq!(Vendor::find("selcora").and_then(|vendor| vendor.list_of("llm")).map(Operation::name).as_deref(), Some("models.list"));
    }

    #[test]
    fn a_sample_has_all_that_is_required_and_one_word_for_each() {
        let vendor = Vendor::find("invent").unwrap();
        let command = |name: &str| vendor.command(vendor.operation(name).unwrap()).join(" ");
        assert_eq!(command("contacts.list_notes"), "switchboard call invent contacts.list_notes --org-id c --contact-id contact_1");
        assert_eq!(command("assistants.create"), "switchboard call invent assistants.create --org-id c --field name=text");
        assert_eq!(quoted(r#"{"it's": 1}"#), r#"'{"it'\''s": 1}'"#);
        assert!(VENDORS.iter().flat_map(|vendor| vendor.operations).all(|operation| operation.sample().len() % 2 == 0));
    }

    #[test]
    fn a_list_is_given_item_by_item_as_the_command_takes_it() {
        static KIND: Schema = Schema { form: Form::Text(&["album", "artist"]), nullable: false };
        static KINDS: Schema = Schema { form: Form::List(&KIND), nullable: false };
        let operation = Vendor::find("selcora").and_then(|vendor| vendor.operation("models.list")).unwrap();
        let place = Place::Query(switchboard_core::QueryStyle::FORM);
        let parameter = Parameter { name: "type", place, required: true, description: "", schema: &KINDS };
        assert_eq!(parameter.sample_arguments(operation), ["--type", "album"]);
    }
}
