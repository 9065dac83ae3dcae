//! What a validator finds, told as a person would: not "is under none of the schemas in oneOf",
//! but what is wrong under the one that was meant.

use std::collections::BTreeSet;

use jsonschema::{ValidationError, Validator, error::ValidationErrorKind};
use serde_json::Value;

/// JSON pointers into `value`, and what is wrong there.
pub(super) fn of(validator: &Validator, value: &Value) -> Vec<(String, String)> {
    if validator.is_valid(value) {
        return Vec::new();
    }
    let mut leaves = Vec::new();
    for error in validator.iter_errors(value) {
        descend(&error, &mut leaves);
    }
    let places: BTreeSet<String> = leaves.iter().filter(|leaf| leaf.unexpected.is_empty()).map(|leaf| leaf.place.clone()).collect();
    let mut told = BTreeSet::new();
    let mut out = Vec::new();
    for leaf in leaves {
        if leaf.unexpected.is_empty() {
            if told.insert((leaf.place.clone(), leaf.message.clone())) {
                out.push((leaf.place, leaf.message));
            }
            continue;
        }
        for name in &leaf.unexpected {
            // Around a member that is wrong in itself, nothing counts as looked at.
            let place = format!("{}/{}", leaf.place, name.replace('~', "~0").replace('/', "~1"));
            let is_explained =
                places.range(place.clone()..).next().is_some_and(|other| *other == place || other.starts_with(&format!("{place}/")));
            let message = format!("`{name}` may not stand here");
            if !is_explained && told.insert((place.clone(), message.clone())) {
                out.push((place, message));
            }
        }
    }
    out
}

/// One thing that is wrong.
struct Leaf {
    place: String,
    message: String,
    /// Members that nothing allows, if that is what is wrong.
    unexpected: Vec<String>,
}

fn descend(error: &ValidationError<'_>, leaves: &mut Vec<Leaf>) {
    let place = error.instance_path().as_str();
    match error.kind() {
        ValidationErrorKind::OneOfNotValid { context } | ValidationErrorKind::AnyOf { context } => {
            let meant = context.iter().min_by_key(|errors| rank(place, errors));
            match meant {
                Some(errors) if !errors.is_empty() => errors.iter().for_each(|error| descend(error, leaves)),
                _ => leaves.push(leaf(error)),
            }
        }
        _ => leaves.push(leaf(error)),
    }
}

/// How unlikely it is that a branch was meant: first by a tag that says something else, then by
/// a reference that is not there, then by how early it fails.
fn rank(place: &str, errors: &[ValidationError<'static>]) -> (bool, bool, bool, std::cmp::Reverse<usize>, usize) {
    let is_member = |error: &ValidationError<'_>| error.instance_path().as_str().len() > place.len();
    let other_tag = errors.iter().any(|error| {
        is_member(error)
            && matches!(error.kind(), ValidationErrorKind::Enum { .. } | ValidationErrorKind::Constant { .. })
            && error.instance_path().as_str().matches('/').count() == place.matches('/').count() + 1
    });
    let no_reference = errors.iter().any(|error| matches!(error.kind(), ValidationErrorKind::Required { property } if property == "$ref"));
    let other_type = errors.iter().any(|error| !is_member(error) && matches!(error.kind(), ValidationErrorKind::Type { .. }));
    let depth = errors.iter().map(|error| error.instance_path().as_str().len()).max().unwrap_or_default();
    (other_type, other_tag, no_reference, std::cmp::Reverse(depth), errors.len())
}

fn leaf(error: &ValidationError<'_>) -> Leaf {
    let unexpected = match error.kind() {
        ValidationErrorKind::AdditionalProperties { unexpected } | ValidationErrorKind::UnevaluatedProperties { unexpected } => {
            unexpected.clone()
        }
        _ => Vec::new(),
    };
    Leaf { place: error.instance_path().as_str().to_owned(), message: message(error), unexpected }
}

/// The message, without the value: it may be as long as the document.
fn message(error: &ValidationError<'_>) -> String {
    match error.kind() {
        ValidationErrorKind::FalseSchema => "nothing may stand here".to_owned(),
        ValidationErrorKind::Not { schema } if schema.get("required").is_some() => {
            let names: Vec<String> =
                schema["required"].as_array().into_iter().flatten().map(|name| name.to_string().replace('"', "`")).collect();
            format!("of {} only one may stand here", names.join(" and "))
        }
        ValidationErrorKind::Required { property } => format!("{property} is missing").replace('"', "`"),
        _ => super::super::examples::shorten(&error.masked_with("the value").to_string()),
    }
}
