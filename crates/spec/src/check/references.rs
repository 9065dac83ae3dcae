//! Every reference leads to an object of the document.

use std::collections::HashSet;

use serde_json::Value;

use crate::{
    Problem,
    load::Document,
    nearest,
    position::{Kind, walk},
    reference::{Missing, Reference, Target, at, references},
};

pub(super) fn check(document: &Document) -> Result<(), Problem> {
    let names = Names::of(&document.value);
    for reference in references(&document.value, Kind::Document, "#") {
        // Nothing is generated of an example or a link: a missing one costs nobody an operation.
        if matches!(reference.kind, Kind::Example | Kind::Link) {
            continue;
        }
        // One that is no text is left out by a rule.
        let Some(target) = &reference.target else { continue };
        match Target::parse(target) {
            _ if names.is_id(target) => {}
            Target::Pointer(_) => follow(document, &names, &reference, target)?,
            Target::Anchor(anchor) => {
                if !names.anchors.contains(anchor) {
                    return Err(dangling_anchor(document, &names, &reference, anchor));
                }
            }
            Target::Url => return Err(external(document, &reference, target)),
            // Bundling has replaced those that can be; on its own, a file stays unresolved.
            Target::File { .. } => return Err(not_bundled(document, &reference, target)),
        }
    }
    Ok(())
}

/// The names that references of JSON Schema can use beside pointers.
pub(crate) struct Names<'a> {
    anchors: HashSet<&'a str>,
    /// `$id` of schemas, with the pointers of those schemas.
    ids: Vec<(&'a str, String)>,
}

impl<'a> Names<'a> {
    pub(crate) fn of(document: &'a Value) -> Self {
        let mut names = Self { anchors: HashSet::new(), ids: Vec::new() };
        walk(document, Kind::Document, "#", &mut |kind, pointer, value| {
            if kind != Kind::Schema {
                return;
            }
            let text = |name| value.get(name).and_then(Value::as_str);
            names.anchors.extend(text("$anchor"));
            names.anchors.extend(text("$dynamicAnchor"));
            if let Some(id) = text("$id") {
                names.ids.push((id, pointer.to_owned()));
            }
        });
        names
    }

    /// Does the reference name a schema of this document by its `$id`?
    pub(crate) fn is_id(&self, target: &str) -> bool {
        let resource = target.split('#').next().unwrap_or_default();
        !resource.is_empty() && self.ids.iter().any(|(id, _)| id.trim_end_matches('#') == resource)
    }

    /// What `target` names for a reference at `from`: a pointer counts from the innermost
    /// schema with an `$id` around it, and we also let it count from the document.
    fn resolve<'d>(&self, document: &'d Value, from: &str, target: &str) -> Option<&'d Value> {
        at(document, target).or_else(|| {
            let around = |place: &str| from == place || from.starts_with(&format!("{place}/"));
            self.ids
                .iter()
                .filter(|(_, place)| around(place))
                .find_map(|(_, place)| at(document, &format!("{place}{}", target.trim_start_matches('#'))))
        })
    }
}

/// Follows a pointer until it reaches something that is not a reference itself.
fn follow(document: &Document, names: &Names<'_>, reference: &Reference, target: &str) -> Result<(), Problem> {
    let mut seen = vec![target.to_owned()];
    let mut target = target.to_owned();
    loop {
        let Target::Pointer(place) = Target::parse(&target) else { return Ok(()) };
        let Some(value) = names.resolve(&document.value, &reference.pointer, &place) else {
            // A later link of the chain is reported where it stands, in its own turn.
            return if seen.len() == 1 { Err(dangling(document, reference, &place)) } else { Ok(()) };
        };
        if !value.is_object() && !value.is_boolean() && !value.is_null() {
            return Err(document.problem(
                &reference.at(),
                format!("`$ref: {target}` leads to something that is not an object"),
                "what is referred to must describe something, as the place of the reference does",
                "correct the reference",
            ));
        }
        let Some(next) = value.get("$ref").and_then(Value::as_str) else { return Ok(()) };
        if seen.iter().any(|known| known == next) {
            seen.push(next.to_owned());
            return Err(document.problem(
                &reference.at(),
                "a `$ref` that leads back to itself and to nothing else",
                format!("following it goes round in a circle: {}", seen.join(" → ")),
                "replace one of these references by what is meant",
            ));
        }
        seen.push(next.to_owned());
        target = next.to_owned();
    }
}

fn dangling(document: &Document, reference: &Reference, place: &str) -> Problem {
    let missing = Missing::find(&document.value, reference.kind, place);
    document.problem(
        &reference.at(),
        format!("a `$ref` to something that does not exist: `{place}`"),
        missing.why("the document"),
        missing.help(),
    )
}

fn dangling_anchor(document: &Document, names: &Names<'_>, reference: &Reference, anchor: &str) -> Problem {
    let mut known: Vec<_> = names.anchors.iter().copied().collect();
    known.sort_unstable();
    let hint = nearest::hint(anchor, known).unwrap_or_else(|| format!("for a component, write `#/components/schemas/{anchor}`"));
    document.problem(
        &reference.at(),
        format!("a `$ref` to an anchor that does not exist: `#{anchor}`"),
        "without a slash after `#` this names a schema with that `$anchor`, and there is none",
        format!("correct the reference; {hint}"),
    )
}

fn external(document: &Document, reference: &Reference, target: &str) -> Problem {
    document.problem(
        &reference.at(),
        format!("a `$ref` to another address: `{target}`"),
        "nothing is fetched while generating, so that a run gives the same result every time",
        "save that file beside the document and refer to it by its name, or copy what is meant \
         into `components`",
    )
}

fn not_bundled(document: &Document, reference: &Reference, target: &str) -> Problem {
    document.problem(
        &reference.at(),
        format!("a `$ref` to another file: `{target}`"),
        "the document is not read from a folder, so there is nothing beside it",
        "copy what is meant into `components`",
    )
}
