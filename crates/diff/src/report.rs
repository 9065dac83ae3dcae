//! From edits to changes: who meets each, how bad it is, and what is to be said.

use std::collections::{BTreeSet, HashMap, HashSet};

use serde_json::Value;
use switchboard_spec::pointer;

use crate::{
    compare::{Comparison, Edit, Subject},
    describe::describe,
    effect::{Direction, Level, Tolerance},
    given::Given,
    rules::{self, Rule},
    rust::{self, Step},
    uses::{Edge, Origin, PairId, Use},
};

/// A document to be compared.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// The document, in one piece: bundled, corrected and checked.
    pub document: &'a Value,
    /// What it was before it was corrected.
    pub given: Given<'a>,
}

impl<'a> Side<'a> {
    /// A document that nobody has corrected.
    pub fn plain(document: &'a Value) -> Self {
        Self { document, given: Given::as_it_is() }
    }
}

/// A change of a document, said once.
#[derive(Clone, Debug)]
pub struct Change {
    /// The edit that was made.
    pub rule: &'static Rule,
    /// What it means for a client that was built from the old document.
    pub level: Level,
    /// On which side it is met.
    pub direction: Direction,
    /// The operation, if only one meets it.
    pub operation: Option<String>,
    /// JSON pointer into the old document as it was given: the thing, or what lacks it.
    pub base_pointer: String,
    /// JSON pointer into the new document as it was given.
    pub revision_pointer: String,
    /// The operations that meet it, in the order of the document.
    pub used_by: Vec<String>,
    /// What has changed, in one sentence.
    pub text: String,
    /// Why a client can take it, where without this it could not.
    pub tolerance: Tolerance,
    /// What changes in the generated crate.
    pub rust: Option<RustEffect>,
    /// The pointers into the documents that were compared: types say where they come from in
    /// these words.
    pub(crate) places: (String, String),
    /// The place of what the sentence speaks of.
    pub(crate) subject_place: String,
    /// The parameter that it is about, or that it is in.
    pub(crate) parameter: Option<String>,
}

/// What a change does to the generated crate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RustEffect {
    /// What happens to which item.
    pub text: String,
    /// What that means for its callers.
    pub step: Step,
}

/// What has changed between two documents.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The worst first.
    pub changes: Vec<Change>,
    /// The step of the crate's version.
    pub semver: Step,
    /// Why the step is not from the generated surfaces, if it is not.
    pub no_surface: Option<String>,
}

impl Change {
    /// Whether it breaks a client that is running, or code that is compiled against the new crate.
    pub fn breaks(&self) -> bool {
        self.level == Level::Breaking || self.rust.as_ref().is_some_and(|rust| rust.step == Step::Major)
    }

    /// Whether it adds something to the crate and breaks nobody.
    pub fn adds(&self) -> bool {
        !self.breaks() && self.rust.as_ref().is_some_and(|rust| rust.step == Step::Minor)
    }

    /// The places in both documents, and that of what the sentence speaks of.
    pub(crate) fn all_places(&self) -> [&String; 3] {
        [&self.places.0, &self.places.1, &self.subject_place]
    }

    /// Whether one of its places is at or below `place`.
    pub(crate) fn is_within(&self, place: &str) -> bool {
        self.all_places().iter().any(|own| own.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
    }

    /// Whether it is only a text for readers.
    pub fn is_documentation(&self) -> bool {
        self.rule.id == rules::DOCUMENTATION_CHANGED.id && !self.breaks()
    }
}

/// Compares two documents. Extensions (`x-…`) are compared if they are named.
pub fn compare(base: &Side<'_>, revision: &Side<'_>, extensions: &[String]) -> Report {
    let comparison = Comparison::of(base.document, revision.document, extensions);
    let mut changes = changes(&comparison, base, revision);
    sort(&mut changes);
    let mut report = Report { changes, semver: Step::None, no_surface: None };
    report.guess_step();
    report
}

impl Report {
    /// Adds what happens to the generated crate. `base` and `revision` are the generated files,
    /// or why there is none.
    #[must_use]
    pub fn with_rust(mut self, base: Result<&str, &str>, revision: Result<&str, &str>) -> Self {
        let sources = match (base, revision) {
            (Ok(base), Ok(revision)) => Ok((base, revision)),
            (Err(why), _) => Err(format!("the old document does not generate: {why}")),
            (_, Err(why)) => Err(format!("the new document does not generate: {why}")),
        };
        let compared = sources.and_then(|(base, revision)| rust::compare(base, revision));
        match compared {
            Ok(comparison) => {
                self.semver = comparison.step;
                rust::attribute(&mut self.changes, comparison);
                sort(&mut self.changes);
                self.no_surface = None;
            }
            Err(why) => self.no_surface = Some(why),
        }
        self
    }

    /// The step that the rules make likely: what is said where there are no surfaces.
    fn guess_step(&mut self) {
        let step = |change: &Change| match change.level {
            Level::Breaking | Level::Warning => Step::Major,
            Level::Info if change.rule.id.ends_with("-added") => Step::Minor,
            Level::Info => Step::Patch,
        };
        self.semver = self.changes.iter().map(step).max().unwrap_or_default();
        self.no_surface = Some("no client was generated".to_owned());
    }
}

/// One change, met in several places.
struct Merged<'e> {
    edit: &'e Edit,
    level: Level,
    tolerance: Tolerance,
    uses: Use,
    operations: BTreeSet<usize>,
}

fn changes(comparison: &Comparison<'_>, base: &Side<'_>, revision: &Side<'_>) -> Vec<Change> {
    let uses = comparison.graph.uses();
    let wanted: HashSet<PairId> = comparison
        .edits
        .iter()
        .filter_map(|edit| match edit.origin {
            Origin::Pair(pair) => Some(pair),
            Origin::Exchange(_) => None,
        })
        .collect();
    let operations = comparison.graph.operations(&wanted);
    let mut order: Vec<(&'static str, String, String, String)> = Vec::new();
    let mut merged: HashMap<(&'static str, String, String, String), Merged<'_>> = HashMap::new();
    for edit in &comparison.edits {
        let met = match edit.origin {
            Origin::Pair(pair) => uses[pair.0],
            Origin::Exchange(exchange) => comparison.graph.exchanges[exchange].uses,
        };
        let met = edit.edge.apply(met);
        let (level, tolerated) = met.level(edit.effects);
        let tolerance = if tolerated { shown(edit, met) } else { Tolerance::Nothing };
        let by: Vec<usize> = match edit.origin {
            // A member that is only read is not met by those that send it.
            Origin::Pair(pair) if edit.edge == Edge::Same || met.direction() != Direction::None => operations[pair.0].clone(),
            Origin::Pair(_) => Vec::new(),
            Origin::Exchange(exchange) => comparison.graph.exchanges[exchange].operations.clone(),
        };
        let (old, new) = (comparison.base.pointers.text(edit.base), comparison.revision.pointers.text(edit.revision));
        let key = (edit.rule.id, old, new, edit.text.clone());
        match merged.get_mut(&key) {
            Some(known) => {
                // Where it is tolerated in one place and not in another, it is not.
                if level > known.level || known.tolerance == Tolerance::Nothing && level == known.level {
                    known.tolerance = tolerance;
                }
                known.level = known.level.max(level);
                known.uses = known.uses.or(met);
                known.operations.extend(by);
            }
            None => {
                order.push(key.clone());
                merged.insert(key, Merged { edit, level, tolerance, uses: met, operations: by.into_iter().collect() });
            }
        }
    }
    let finish = |key: (&'static str, String, String, String)| {
        let found = merged.get(&key)?;
        Some(change(comparison, found, (key.1, key.2), base, revision))
    };
    order.into_iter().filter_map(finish).collect()
}

/// Why it is tolerated, in the words of the part of the schema that is not read.
fn shown(edit: &Edit, met: Use) -> Tolerance {
    let read = Use::RESPONSE;
    match edit.effects.tolerance {
        Tolerance::Nothing => Tolerance::Unchecked,
        own if met.or(read) == met => own,
        _ => Tolerance::Unchecked,
    }
}

fn change(comparison: &Comparison<'_>, merged: &Merged<'_>, places: (String, String), base: &Side<'_>, revision: &Side<'_>) -> Change {
    let edit = merged.edit;
    let (subject, subject_place) = match &edit.subject {
        Subject::Base(place) => {
            let at = comparison.base.pointers.text(*place);
            (describe(base.document, &at), at)
        }
        Subject::Revision(place) => {
            let at = comparison.revision.pointers.text(*place);
            (describe(revision.document, &at), at)
        }
        Subject::Words(words) => (words.clone(), places.1.clone()),
    };
    let used_by: Vec<String> = merged.operations.iter().filter_map(|number| comparison.operations.get(*number)).cloned().collect();
    let operation = match used_by.as_slice() {
        [one] => Some(one.clone()),
        _ => None,
    };
    let parameter = parameter(base.document, &places.0).or_else(|| parameter(revision.document, &places.1));
    Change {
        rule: edit.rule,
        level: merged.level,
        direction: merged.uses.direction(),
        operation,
        base_pointer: base.given.pointer(&places.0),
        revision_pointer: revision.given.pointer(&places.1),
        used_by,
        text: format!("{subject} {}", edit.text),
        tolerance: merged.tolerance,
        rust: None,
        places,
        subject_place,
        parameter,
    }
}

/// The name of the parameter that a place is in.
fn parameter(document: &Value, place: &str) -> Option<String> {
    let steps = pointer::steps(place);
    let list = steps.iter().position(|step| step == "parameters")?;
    let at = steps.get(..list + 2)?.iter().fold(String::new(), |at, step| pointer::join(&at, step));
    let found = document.pointer(&at)?;
    let target = found.get("$ref").and_then(Value::as_str).and_then(|target| document.pointer(target.trim_start_matches('#')));
    target.unwrap_or(found).get("name")?.as_str().map(str::to_owned)
}

/// The worst first; among equals what more operations meet, then the order of the document.
pub(crate) fn sort(changes: &mut [Change]) {
    changes.sort_by_cached_key(|change| {
        let step = change.rust.as_ref().map_or(Step::None, |rust| rust.step);
        let rank = if change.breaks() { 0 } else { 1 };
        (rank, std::cmp::Reverse(change.level), std::cmp::Reverse(step), change.is_documentation(), std::cmp::Reverse(change.used_by.len()))
    });
}
