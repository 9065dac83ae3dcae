//! Is it what the standard says a document is?

mod errors;

use std::sync::LazyLock;

use jsonschema::Validator;
use serde_json::Value;
use switchboard_spec::{load::Version, pointer, position::Kind};

use crate::{Level, Rule, rule::Findings, subject::Subject};

pub(super) const RULES: &[&Rule] = &[&OFFICIAL, &JSON_SCHEMA, &NULLABLE];

static OFFICIAL: Rule = Rule {
    id: "official-schema",
    level: Level::Error,
    meaning: "the document is not valid under the official JSON Schema of its version of OpenAPI",
    why: "A member that is misspelt or misplaced is ignored, or read as something else, by every tool in its own way.",
    help: "correct the place; https://spec.openapis.org/oas/ says what may stand there",
    check: official,
};

static JSON_SCHEMA: Rule = Rule {
    id: "json-schema",
    level: Level::Error,
    meaning: "a schema of a 3.1 document is not valid JSON Schema 2020-12",
    why: "A keyword with a value of the wrong kind constrains nothing, or is refused.",
    help: "correct the keyword; https://json-schema.org/draft/2020-12 says what it takes",
    check: json_schema,
};

static NULLABLE: Rule = Rule {
    id: "nullable",
    level: Level::Warning,
    meaning: "`nullable` is used in a 3.1 document, which has no such keyword",
    why: "By the letter the value is never null. Most likely the vendor sends null all the same, and a client that goes by the \
          document refuses the answer.",
    help: "write `type: [string, 'null']`",
    check: nullable,
};

/// The schemas are part of this crate; that they are read is tested.
static V3_0: LazyLock<Option<Validator>> = LazyLock::new(|| validator(include_str!("../../data/openapi-3.0.json")));
static V3_1: LazyLock<Option<Validator>> = LazyLock::new(|| validator(include_str!("../../data/openapi-3.1.json")));

fn validator(schema: &str) -> Option<Validator> {
    // Formats are left alone: vendors write templates where a URL should be.
    jsonschema::options().should_validate_formats(false).build(&serde_json::from_str(schema).ok()?).ok()
}

fn official(subject: &Subject<'_>, findings: &mut Findings) {
    let validator = match subject.version {
        Version::V3_0 => V3_0.as_ref(),
        Version::V3_1 => V3_1.as_ref(),
    };
    let Some(validator) = validator else { return };
    for (place, message) in errors::of(validator, subject.value) {
        findings.add(format!("#{place}"), message);
    }
}

/// The official schema of 3.1 leaves the schemas within a document to JSON Schema.
fn json_schema(subject: &Subject<'_>, findings: &mut Findings) {
    let other_dialect = subject
        .value
        .get("jsonSchemaDialect")
        .and_then(Value::as_str)
        .is_some_and(|dialect| !dialect.contains("spec.openapis.org/oas/3.1"));
    if subject.version != Version::V3_1 || other_dialect {
        return;
    }
    let validator = jsonschema::draft202012::meta::validator();
    let mut outermost = String::new();
    for place in subject.all(Kind::Schema) {
        let is_inside = !outermost.is_empty() && place.pointer.strip_prefix(&outermost).is_some_and(|rest| rest.starts_with('/'));
        if is_inside {
            continue;
        }
        outermost.clone_from(&place.pointer);
        for (at, message) in errors::of(&validator, place.value) {
            findings.add(format!("{}{at}", place.pointer), message);
        }
    }
}

fn nullable(subject: &Subject<'_>, findings: &mut Findings) {
    if subject.version != Version::V3_1 {
        return;
    }
    for (at, schema) in subject.schemas() {
        if schema.get("nullable") == Some(&Value::Bool(true)) {
            findings.add(pointer::join(at, "nullable"), "`nullable: true`");
        }
    }
}
