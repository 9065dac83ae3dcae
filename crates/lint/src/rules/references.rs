//! References lead to something.

use serde_json::Value;
use switchboard_spec::{
    position::Kind,
    reference::{Missing, Reference, Target, at},
};

use crate::{Level, Rule, rule::Findings, subject::Subject};

pub(super) const RULES: &[&Rule] = &[&DANGLING];

static DANGLING: Rule = Rule {
    id: "dangling-ref",
    level: Level::Error,
    meaning: "a `$ref` leads nowhere",
    why: "What is meant cannot be known. A client is refused, unless only an example or a link is missing.",
    help: "correct the reference, or add what it refers to",
    check: dangling,
};

fn dangling(subject: &Subject<'_>, findings: &mut Findings) {
    let mut names: Vec<&str> = Vec::new();
    for (_, schema) in subject.schemas() {
        names.extend(["$anchor", "$dynamicAnchor", "$id"].iter().filter_map(|key| schema.get(*key).and_then(Value::as_str)));
    }
    let has_ids = subject.schemas().any(|(_, schema)| schema.contains_key("$id"));
    for place in subject.places().iter().filter(|place| place.kind.can_be_reference()) {
        let Some(target) = place.value.get("$ref") else { continue };
        let reference = Reference { pointer: place.pointer.clone(), kind: place.kind, target: target.as_str().map(str::to_owned) };
        let Some(target) = target.as_str() else {
            findings.add(reference.at(), "the value of `$ref` is not a text");
            continue;
        };
        let resource = target.split('#').next().unwrap_or_default();
        if !resource.is_empty() && names.iter().any(|name| name.trim_end_matches('#') == resource) {
            continue;
        }
        match Target::parse(target) {
            // A pointer may count from a schema with an `$id` around it.
            Target::Pointer(pointer) if at(subject.value, &pointer).is_none() && !has_ids => {
                let missing = Missing::find(subject.value, place.kind, &pointer);
                findings.add(reference.at(), format!("`{target}`: {}; {}", missing.why("the document"), missing.help()));
            }
            Target::Anchor(anchor) if !names.contains(&anchor) => {
                findings.add(reference.at(), format!("`{target}`: no schema has this `$anchor`"));
            }
            Target::Url if place.kind != Kind::Example => {
                findings.add(reference.at(), format!("`{target}`: another address is not fetched"));
            }
            Target::Pointer(_) | Target::Anchor(_) | Target::Url | Target::File { .. } => {}
        }
    }
}
