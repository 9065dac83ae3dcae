//! References to files beside the document: what they point at is copied into `components`.
//!
//! Only files in the document's folder and below it are read. A document is somebody else's
//! text, and it must not be able to copy a file of ours into a generated crate.

mod files;

use std::{
    collections::{BTreeMap, VecDeque},
    path::{Path, PathBuf},
};

use files::Files;
use serde_json::{Map, Value};

use crate::{
    Cost, Finding, Problem, Rule,
    check::Names,
    load::Document,
    pointer,
    position::{Kind, walk},
    reference::{Missing, Reference, Target, at, references},
};

/// The rules of this stage.
pub const RULES: &[&Rule] = &[&EXTERNAL_REF];

/// What was bundled, a finding for each file.
pub static EXTERNAL_REF: Rule = Rule {
    id: "external-ref",
    meaning: "a file beside the document that a `$ref` points at is copied into `components`",
    cost: Cost::None,
};

/// No path item is made of more path items than this, unless they go round in a circle.
const MAX_PATH_ITEMS: usize = 16;

/// Replaces every reference to another file of `folder`, the folder of the document.
pub fn bundle(mut document: Document, folder: &Path) -> Result<(Document, Vec<Finding>), Problem> {
    let leaves = |reference: &Reference| matches!(reference.target.as_deref().map(Target::parse), Some(Target::File { .. }));
    if !references(&document.value, Kind::Document, "#").iter().any(leaves) {
        return Ok((document, Vec::new()));
    }
    let mut bundler = Bundler {
        files: Files::new(folder, &document.file)?,
        document: &document,
        names: Names::of(&document.value),
        placed: BTreeMap::new(),
        taken: BTreeMap::new(),
        queue: VecDeque::new(),
        bundled: BTreeMap::new(),
    };
    let value = bundler.run()?;
    let findings = bundler.findings();
    document.value = value;
    Ok((document, findings))
}

/// Where a value comes from: the document (`None`), or a place of a file that it refers to.
type Origin = Option<(PathBuf, String)>;

/// A place of a file, and what it is used as.
type Place = (PathBuf, String, Kind);

struct Bundler<'a> {
    files: Files,
    document: &'a Document,
    /// What schemas of the document call themselves: no files.
    names: Names<'a>,
    /// Where each place that was referred to has been put.
    placed: BTreeMap<Place, String>,
    /// The names in use, by section.
    taken: BTreeMap<&'static str, Vec<String>>,
    /// What has a place and still has to be copied there.
    queue: VecDeque<(Place, String, String)>,
    /// By file: the reference that led to it, and what was taken from it.
    bundled: BTreeMap<PathBuf, (String, Vec<String>)>,
}

impl Bundler<'_> {
    fn run(&mut self) -> Result<Value, Problem> {
        self.keep_names()?;
        let mut document = self.document.value.clone();
        self.rewrite(&mut document, Kind::Document, &None, "#", 0)?;
        while let Some(((file, place, kind), destination, from)) = self.queue.pop_front() {
            let mut value = self.files.at(&file, &place).cloned().unwrap_or_default();
            self.rewrite(&mut value, kind, &Some((file, place)), &from, 0)?;
            self.put(&mut document, &destination, value)?;
        }
        Ok(document)
    }

    /// A component that is nothing but a reference to a file is how documents in many files
    /// give a name to what the file holds. What the file holds takes the place of that
    /// component, so that the name stays.
    fn keep_names(&mut self) -> Result<(), Problem> {
        let document = self.document;
        if let Some(components) = document.value.get("components").and_then(Value::as_object) {
            for section in components.values().filter_map(Value::as_object).zip(components.keys()) {
                let (entries, section) = section;
                for kind in SECTIONS.iter().filter(|kind| kind.section() == Some(section)) {
                    let names = entries.keys().cloned().collect();
                    self.taken.insert(kind.section().unwrap_or_default(), names);
                }
            }
        }
        for reference in references(&document.value, Kind::Document, "#") {
            let Some(section) = reference.kind.section() else { continue };
            let component = pointer::join("#/components", section);
            let is_component =
                reference.pointer.strip_prefix(&component).is_some_and(|rest| rest.starts_with('/') && rest.matches('/').count() == 1);
            let members = at(&document.value, &reference.pointer).and_then(Value::as_object);
            if !is_component || members.map(Map::len) != Some(1) {
                continue;
            }
            if let Some((file, place)) = self.leads_to(&reference, &None, &reference.pointer)? {
                let place = (file, place, reference.kind);
                if !self.placed.contains_key(&place) {
                    self.enqueue(place, reference.pointer.clone(), &reference.pointer);
                }
            }
        }
        Ok(())
    }

    /// Replaces the references of `value`, which was written in `origin`.
    fn rewrite(&mut self, value: &mut Value, kind: Kind, origin: &Origin, from: &str, depth: usize) -> Result<(), Problem> {
        for reference in references(value, kind, "#") {
            let from = if origin.is_none() { reference.pointer.as_str() } else { from };
            let Some((file, place)) = self.leads_to(&reference, origin, from)? else { continue };
            let Some(slot) = value.pointer_mut(reference.pointer.trim_start_matches('#')) else {
                continue;
            };
            let target = (file, place, reference.kind);
            if reference.kind.section().is_none() {
                *slot = self.path_item(slot, target, from, depth)?;
                continue;
            }
            let destination = self.place(target, from);
            if let Some(members) = slot.as_object_mut() {
                members.insert("$ref".to_owned(), Value::String(destination));
            }
        }
        self.rewrite_mappings(value, kind, origin, from)
    }

    /// The values of a discriminator's `mapping` are references that are not called `$ref`.
    fn rewrite_mappings(&mut self, value: &mut Value, kind: Kind, origin: &Origin, from: &str) -> Result<(), Problem> {
        let mut mappings = Vec::new();
        walk(value, kind, "#", &mut |kind, pointer, value| {
            let mapping = value.get("discriminator").and_then(|found| found.get("mapping"));
            if let (Kind::Schema, Some(Value::Object(mapping))) = (kind, mapping) {
                let base = format!("{pointer}/discriminator/mapping");
                for (name, target) in mapping {
                    mappings.push((pointer::join(&base, name), target.as_str().map(str::to_owned)));
                }
            }
        });
        for (pointer, target) in mappings {
            // Without any of these it is the name of a schema.
            let is_reference = |text: &String| [".json", ".yaml", ".yml"].iter().any(|end| text.ends_with(end)) || text.contains('#');
            let Some(target) = target.filter(is_reference) else { continue };
            let reference = Reference { pointer: pointer.clone(), kind: Kind::Schema, target: Some(target) };
            if let Some((file, place)) = self.leads_to(&reference, origin, from)? {
                let destination = self.place((file, place, Kind::Schema), from);
                if let Some(slot) = value.pointer_mut(pointer.trim_start_matches('#')) {
                    *slot = Value::String(destination);
                }
            }
        }
        Ok(())
    }

    /// The file and the place in it that a reference leads to; `None` if it stays as it is.
    fn leads_to(&mut self, reference: &Reference, origin: &Origin, from: &str) -> Result<Option<(PathBuf, String)>, Problem> {
        let Some(target) = reference.target.as_deref() else { return Ok(None) };
        let refuse = |files: &Files, what: String, why: String, help: String| {
            let is_mapping = reference.pointer.contains("/discriminator/mapping/");
            let at = if is_mapping { reference.pointer.clone() } else { reference.at() };
            match origin {
                None => self.document.problem(&at, what, why, help),
                // The pointer counts from what was copied, and the reader looks at the file.
                Some((file, place)) => {
                    let at = format!("{place}{}", at.trim_start_matches('#'));
                    files.problem(file, &at, what, why, help)
                }
            }
        };
        if origin.is_none() && self.names.is_id(target) {
            return Ok(None);
        }
        let (file, place) = match (Target::parse(target), origin) {
            (Target::File { path, pointer }, _) => {
                let file = self
                    .files
                    .resolve(origin.as_ref().map(|(file, _)| file.as_path()), &path)
                    .map_err(|refusal| refuse(&self.files, refusal.what, refusal.why, refusal.help))?;
                (file, pointer)
            }
            (Target::Pointer(pointer), Some((file, _))) => (file.clone(), pointer),
            (Target::Anchor(_) | Target::Url, Some(_)) => {
                return Err(refuse(
                    &self.files,
                    format!("a `$ref` that cannot be bundled: `{target}`"),
                    "in a file beside the document, references are file names and JSON pointers".to_owned(),
                    "write it as a pointer such as `#/Name`, or copy what is meant into the file".to_owned(),
                ));
            }
            // Within the document nothing changes; other addresses are refused by the check.
            (_, None) => return Ok(None),
        };
        if self.files.is_document(&file) {
            return Ok(Some((file, place)));
        }
        self.files.read(&file)?;
        let value = self.files.value(&file);
        if value.and_then(|value| at(value, &place)).is_none() {
            let missing = Missing::find(value.unwrap_or(&Value::Null), reference.kind, &place);
            let shown = self.files.shown(&file);
            return Err(refuse(
                &self.files,
                format!("a `$ref` to something that does not exist: `{target}`"),
                missing.why(&format!("`{shown}`")),
                missing.help(),
            ));
        }
        self.bundled.entry(file.clone()).or_insert_with(|| (from.to_owned(), Vec::new()));
        Ok(Some((file, place)))
    }

    /// Where in the document the target is, or will be.
    fn place(&mut self, target: Place, from: &str) -> String {
        if self.files.is_document(&target.0) {
            return target.1;
        }
        if let Some(destination) = self.placed.get(&target) {
            return destination.clone();
        }
        let section = target.2.section().unwrap_or_default();
        let name = self.free_name(section, &target);
        let destination = pointer::join(&pointer::join("#/components", section), &name);
        self.enqueue(target, destination.clone(), from);
        destination
    }

    fn enqueue(&mut self, target: Place, destination: String, from: &str) {
        if let Some((_, parts)) = self.bundled.get_mut(&target.0) {
            parts.push(destination.clone());
        }
        self.placed.insert(target.clone(), destination.clone());
        self.queue.push_back((target, destination, from.to_owned()));
    }

    /// A name that no component of the section has: the target's own, if possible.
    fn free_name(&mut self, section: &'static str, (file, place, _): &Place) -> String {
        let stem = file.file_stem().unwrap_or_default().to_string_lossy();
        let stem = stem.split('.').next().unwrap_or_default();
        let own = match place.as_str() {
            "#" | "#/" => component_name(stem),
            place => component_name(&pointer::last(place)),
        };
        let taken = self.taken.entry(section).or_default();
        let qualified = format!("{}_{own}", component_name(stem));
        let numbered = (2..).map(|number| format!("{own}_{number}"));
        let name = [own.clone(), qualified].into_iter().chain(numbered).find(|name| !taken.contains(name)).unwrap_or(own);
        taken.push(name.clone());
        name
    }

    /// OpenAPI 3.0 has no components for path items: they are copied to where they are used.
    fn path_item(&mut self, slot: &Value, (file, place, kind): Place, from: &str, depth: usize) -> Result<Value, Problem> {
        if depth == MAX_PATH_ITEMS {
            return Err(self.document.problem(
                from,
                "a path item that refers to itself",
                "following its references goes round in a circle",
                "write the operations where they belong",
            ));
        }
        let (origin, found) = if self.files.is_document(&file) {
            (None, at(&self.document.value, &place))
        } else {
            let found = self.files.at(&file, &place);
            (Some((file.clone(), place)), found)
        };
        let mut item = found.cloned().unwrap_or_default();
        self.rewrite(&mut item, kind, &origin, from, depth + 1)?;
        // Members beside a `$ref` say more than what it refers to.
        let beside = slot.as_object().into_iter().flatten().filter(|(name, _)| *name != "$ref");
        if let Some(members) = item.as_object_mut() {
            members.extend(beside.map(|(name, value)| (name.clone(), value.clone())));
        }
        if let Some((_, parts)) = self.bundled.get_mut(&file) {
            parts.push(from.to_owned());
        }
        Ok(item)
    }

    fn put(&self, document: &mut Value, destination: &str, value: Value) -> Result<(), Problem> {
        let mut slot = document;
        for step in pointer::steps(destination) {
            let Value::Object(members) = slot else {
                return Err(self.document.problem(
                    destination,
                    "there is no room for what a `$ref` to another file points at",
                    "`components` and its sections are objects",
                    "correct `components`",
                ));
            };
            slot = members.entry(step).or_insert_with(|| Value::Object(Map::new()));
        }
        *slot = value;
        Ok(())
    }

    fn findings(&self) -> Vec<Finding> {
        let finding = |(file, (from, parts)): (&PathBuf, &(String, Vec<String>))| {
            let mut parts = parts.clone();
            parts.dedup();
            Finding { rule: &EXTERNAL_REF, pointer: from.clone(), note: format!("`{}` as `{}`", self.files.name(file), parts.join("`, `")) }
        };
        self.bundled.iter().map(finding).collect()
    }
}

/// The kinds that have a section of `components`.
const SECTIONS: [Kind; 9] = [
    Kind::Schema,
    Kind::Parameter,
    Kind::RequestBody,
    Kind::Response,
    Kind::Header,
    Kind::Example,
    Kind::Link,
    Kind::Callback,
    Kind::SecurityScheme,
];

/// `text` with the characters that a component's name may have.
fn component_name(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '_' }).collect()
}
