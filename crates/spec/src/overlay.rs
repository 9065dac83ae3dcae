//! Our corrections of a vendor's document: OpenAPI Overlay 1.0.
//!
//! A correction is only as good as the mistake it corrects. An action that matches nothing, or
//! that asks for what the document already says, is refused: the vendor has repaired the
//! document, and ours must go.

use std::path::Path;

use roas_overlay::{
    apply::{Apply, ApplyErrorKind, ApplyOptions},
    common::apply::{compile_path, locate},
    v1_0::{Action, Overlay},
    validation::Validate,
};
use serde_json::{Map, Value};

use crate::{
    Problem,
    load::{Source, read_file},
};

/// An action that was applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// Its number in the overlay, from 1.
    pub number: usize,
    /// Its reason, as the overlay gives it; may be empty.
    pub description: String,
    /// The JSONPath of its targets.
    pub target: String,
    /// Does it remove its targets, rather than update them?
    pub removes: bool,
    /// JSON pointers (`#/…`) of its targets in the document as it was before this action,
    /// without those that said the same already.
    pub pointers: Vec<String>,
}

/// Applies the overlay in `overlay_file` to a document.
pub fn apply(document: &Value, overlay_file: &Path) -> Result<(Value, Vec<Applied>), Problem> {
    let bytes = read_file(overlay_file)?;
    apply_bytes(document, &overlay_file.display().to_string(), &bytes)
}

/// Applies an overlay given as bytes; `file` is only used in messages.
pub fn apply_bytes(document: &Value, file: &str, bytes: &[u8]) -> Result<(Value, Vec<Applied>), Problem> {
    let (value, source) = Source::parse(file, bytes)?;
    let overlay = read(value, &source)?;
    let mut document = document.clone();
    let mut applied = Vec::new();
    for index in 0..overlay.actions.len() {
        let (next, action) = apply_action(&document, &overlay, index, &source)?;
        document = next;
        applied.push(action);
    }
    Ok((document, applied))
}

/// Which actions of an overlay still do something, for a document that has changed.
#[derive(Clone, Debug, Default)]
pub struct Matching {
    /// The overlay with those that do; nothing if none does.
    pub overlay: Option<Value>,
    /// Why the others do not, in their order.
    pub stale: Vec<Problem>,
}

/// Applies the overlay in `overlay_file` action by action, leaving out those that would be refused.
pub fn matching(document: &Value, overlay_file: &Path) -> Result<Matching, Problem> {
    let bytes = read_file(overlay_file)?;
    let (mut value, source) = Source::parse(&overlay_file.display().to_string(), &bytes)?;
    let overlay = read(value.clone(), &source)?;
    let mut document = document.clone();
    let mut stale = Vec::new();
    let mut kept = Vec::new();
    for index in 0..overlay.actions.len() {
        match apply_action(&document, &overlay, index, &source) {
            Ok((next, _)) => {
                document = next;
                kept.extend(value.pointer(&format!("/actions/{index}")).cloned());
            }
            Err(problem) => stale.push(problem),
        }
    }
    if kept.is_empty() {
        return Ok(Matching { overlay: None, stale });
    }
    if let Some(actions) = value.get_mut("actions") {
        *actions = Value::Array(kept);
    }
    Ok(Matching { overlay: Some(value), stale })
}

fn read(value: Value, source: &Source) -> Result<Overlay, Problem> {
    const EXPECTED: &str = "an overlay has `overlay: 1.0.0`, `info` with `title` and `version`, \
                            and `actions`, each with `target` and either `update` or \
                            `remove: true`";
    const HELP: &str = "correct the overlay; see https://spec.openapis.org/overlay/v1.0.0.html";
    if let Some((pointer, name)) = unknown_member(&value) {
        let what = format!("an overlay has no member `{name}`");
        return Err(source.problem(&pointer, what, EXPECTED, HELP));
    }
    let overlay: Overlay = serde_json::from_value(value).map_err(|error| {
        let what = format!("not an OpenAPI Overlay 1.0: {error}");
        Problem::in_file(&source.file, what, EXPECTED, HELP)
    })?;
    let Err(invalid) = overlay.validate(Default::default()) else { return Ok(overlay) };
    let Some(first) = invalid.errors.first() else { return Ok(overlay) };
    // `#.actions[0].target`, as the library writes it.
    let pointer = first.path.replace(['.', '['], "/").replace(']', "");
    let what = format!("not an OpenAPI Overlay 1.0: {}", first.message.replace('\n', " ").trim());
    Err(source.problem(&pointer, what, EXPECTED, HELP))
}

/// A member that the standard does not know is most likely a misspelt one, and would be ignored.
fn unknown_member(overlay: &Value) -> Option<(String, String)> {
    let unknown = |object: &Value, known: &[&str]| {
        let mut names = object.as_object().into_iter().flat_map(Map::keys);
        names.find(|name| !known.contains(&name.as_str()) && !name.starts_with("x-")).cloned()
    };
    if let Some(name) = unknown(overlay, &["overlay", "info", "extends", "actions"]) {
        return Some((format!("#/{name}"), name));
    }
    let actions = overlay.get("actions").and_then(Value::as_array);
    actions.into_iter().flatten().enumerate().find_map(|(index, action)| {
        let name = unknown(action, &["target", "description", "update", "remove"])?;
        Some((format!("#/actions/{index}/{name}"), name))
    })
}

fn apply_action(document: &Value, overlay: &Overlay, index: usize, source: &Source) -> Result<(Value, Applied), Problem> {
    let Some(action) = overlay.actions.get(index) else {
        return Ok((document.clone(), Applied::nothing()));
    };
    let single = Overlay { actions: vec![action.clone()], ..overlay.clone() };
    let mut after = document.clone();
    single.apply(&mut after, ApplyOptions::ErrorOnZeroMatch.into()).map_err(|error| not_applied(source, index, action, &error.kind))?;
    let pointers = changed_places(document, action);
    if pointers.is_empty() {
        return Err(never_applied(source, index, action, "its target already says what it asks for"));
    }
    keep_order(document, &mut after);
    let applied = Applied {
        number: index + 1,
        description: action.description.clone().unwrap_or_default().trim().to_owned(),
        target: action.target.trim().to_owned(),
        removes: action.is_remove(),
        pointers,
    };
    Ok((after, applied))
}

impl Applied {
    fn nothing() -> Self {
        Self { number: 0, description: String::new(), target: String::new(), removes: false, pointers: Vec::new() }
    }
}

/// The targets that the action changes.
fn changed_places(document: &Value, action: &Action) -> Vec<String> {
    let Ok(path) = compile_path(&action.target) else { return Vec::new() };
    locate(document, &path)
        .into_iter()
        .filter(|pointer| {
            let update = action.update.as_ref().filter(|_| !action.is_remove());
            match (update, document.pointer(pointer)) {
                (Some(update), Some(target)) => !says_already(target, update, true),
                // The document itself cannot be removed.
                _ => !pointer.is_empty(),
            }
        })
        .map(|pointer| format!("#{pointer}"))
        .collect()
}

/// Would merging `update` add nothing to `target`? Lists are merged by appending, so that a
/// repaired document would get an item twice rather than stay as it is.
fn says_already(target: &Value, update: &Value, outermost: bool) -> bool {
    match (target, update) {
        (Value::Object(target), Value::Object(update)) => {
            update.iter().all(|(name, update)| target.get(name).is_some_and(|target| says_already(target, update, false)))
        }
        (Value::Array(target), item) if outermost => target.contains(item),
        (Value::Array(target), Value::Array(update)) => update.iter().all(|item| target.contains(item)),
        (target, update) => target == update,
    }
}

/// Puts the members back into the order they had; removing one from a map of serde_json moves
/// the last one into its place.
fn keep_order(before: &Value, after: &mut Value) {
    match (before, after) {
        (Value::Object(before), Value::Object(after)) => {
            let mut ordered = Map::new();
            for (name, old) in before {
                if let Some((name, mut value)) = after.remove_entry(name) {
                    keep_order(old, &mut value);
                    ordered.insert(name, value);
                }
            }
            // What is left was added, at the end.
            ordered.append(after);
            *after = ordered;
        }
        (Value::Array(before), Value::Array(after)) => {
            for (old, new) in before.iter().zip(after) {
                keep_order(old, new);
            }
        }
        _ => {}
    }
}

fn not_applied(source: &Source, index: usize, action: &Action, kind: &ApplyErrorKind) -> Problem {
    match kind {
        ApplyErrorKind::ZeroMatch => never_applied(source, index, action, "its target matches nothing in the document"),
        ApplyErrorKind::PrimitiveActionTarget => problem(
            source,
            index,
            format!("{} cannot be applied", title(index, action)),
            format!("its target `{}` is a plain value", on_one_line(&action.target)),
            "in Overlay 1.0 a target is an object or a list: name the object around the value, \
             and give the value as a member of `update`"
                .to_owned(),
        ),
        kind => problem(
            source,
            index,
            format!("{} cannot be applied", title(index, action)),
            format!("target `{}`: {kind}", on_one_line(&action.target)),
            "correct the action".to_owned(),
        ),
    }
}

fn never_applied(source: &Source, index: usize, action: &Action, why: &str) -> Problem {
    problem(
        source,
        index,
        format!("{} was never applied", title(index, action)),
        format!("{why}: `{}`", on_one_line(&action.target)),
        "if the vendor has repaired the document, delete the action; otherwise correct its \
         target, which may have been renamed"
            .to_owned(),
    )
}

fn problem(source: &Source, index: usize, what: String, why: String, help: String) -> Problem {
    source.problem(&format!("#/actions/{index}"), what, why, help)
}

/// `overlay action 3 ("First sentence …")`.
fn title(index: usize, action: &Action) -> String {
    let number = index + 1;
    match action.description.as_deref().map(on_one_line) {
        Some(text) if !text.is_empty() => {
            let short: String = text.chars().take(60).collect();
            let more = if short.len() < text.len() { "…" } else { "" };
            format!("overlay action {number} (\"{short}{more}\")")
        }
        _ => format!("overlay action {number}"),
    }
}

fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
