//! A document as the rules look at it: its places by kind, its operations, and where references
//! lead.

use std::cell::OnceCell;

use serde_json::{Map, Value};
use switchboard_spec::{
    Lowered, check,
    load::{Document, Version},
    pipeline, pointer,
    position::{Kind, walk},
    reference::{Target, at},
    vendor::Settings,
    walk::METHODS,
};

/// No chain of references is longer, unless it goes round in a circle.
const MAX_CHAIN: usize = 32;

/// A document, and what its vendor is known for.
pub(crate) struct Subject<'a> {
    /// The document.
    pub(crate) value: &'a Value,
    /// The version of OpenAPI that it says it is.
    pub(crate) version: Version,
    /// Facts about its vendor, if it has one here.
    pub(crate) settings: Option<&'a Settings>,
    document: &'a Document,
    places: Vec<Place<'a>>,
    operations: Vec<Operation<'a>>,
    lowered: OnceCell<Option<Lowered>>,
}

/// An object of the document, or what stands in its place.
#[derive(Clone)]
pub(crate) struct Place<'a> {
    pub(crate) kind: Kind,
    pub(crate) pointer: String,
    pub(crate) value: &'a Value,
}

/// An operation below `paths`.
pub(crate) struct Operation<'a> {
    pub(crate) path: &'a str,
    pub(crate) method: &'static str,
    pub(crate) pointer: String,
    pub(crate) value: &'a Map<String, Value>,
    /// The path item that it stands in.
    pub(crate) item: Place<'a>,
}

impl<'a> Subject<'a> {
    pub(crate) fn new(document: &'a Document, settings: Option<&'a Settings>) -> Self {
        let value = &document.value;
        let mut places = Vec::new();
        walk(value, Kind::Document, "#", &mut |kind, pointer, value| {
            places.push(Place { kind, pointer: pointer.to_owned(), value });
        });
        let operations = operations(value);
        Self { value, version: document.version, settings, document, places, operations, lowered: OnceCell::new() }
    }

    /// SHA-256 of the file, as it lies in its folder.
    pub(crate) fn sha256(&self) -> &'a str {
        &self.document.sha256
    }

    /// Every place, parents first.
    pub(crate) fn places(&self) -> &[Place<'a>] {
        &self.places
    }

    /// The places of one kind.
    pub(crate) fn all(&self, kind: Kind) -> impl Iterator<Item = &Place<'a>> {
        self.places.iter().filter(move |place| place.kind == kind)
    }

    /// The schemas that are objects; booleans have no keywords.
    pub(crate) fn schemas(&self) -> impl Iterator<Item = (&str, &'a Map<String, Value>)> {
        self.all(Kind::Schema).filter_map(|place| Some((place.pointer.as_str(), place.value.as_object()?)))
    }

    /// The operations below `paths`.
    pub(crate) fn operations(&self) -> &[Operation<'a>] {
        &self.operations
    }

    /// What a value stands for, once references are followed; nothing when one leads nowhere.
    pub(crate) fn resolve(&self, value: &'a Value) -> Option<&'a Value> {
        self.follow("", value).map(|(_, value)| value)
    }

    /// The same, and where that is.
    pub(crate) fn follow(&self, pointer: &str, value: &'a Value) -> Option<(String, &'a Value)> {
        follow(self.value, pointer, value)
    }

    /// The members of an object that may be given by reference: name, pointer, what it stands for.
    pub(crate) fn entries(&self, pointer: &str, holder: &'a Value, name: &str) -> Vec<(&'a str, String, &'a Value)> {
        let base = pointer::join(pointer, name);
        let entries = holder.get(name).and_then(Value::as_object).into_iter().flatten();
        entries
            .filter_map(|(name, entry)| {
                let (pointer, entry) = self.follow(&pointer::join(&base, name), entry)?;
                Some((name.as_str(), pointer, entry))
            })
            .collect()
    }

    /// The parameters of an operation, its own and those of its path: pointer and object.
    pub(crate) fn parameters(&self, operation: &Operation<'a>) -> Vec<(String, &'a Value)> {
        let own = operation.value.get("parameters").map(|list| (pointer::join(&operation.pointer, "parameters"), list));
        let shared = operation.item.value.get("parameters").map(|list| (pointer::join(&operation.item.pointer, "parameters"), list));
        let lists = [own, shared].into_iter().flatten();
        lists
            .flat_map(|(pointer, list)| {
                let items = list.as_array().into_iter().flatten().enumerate();
                items.filter_map(move |(index, item)| follow(self.value, &format!("{pointer}/{index}"), item)).collect::<Vec<_>>()
            })
            .collect()
    }

    /// The answers of an operation: status, pointer, object.
    pub(crate) fn responses(&self, operation: &Operation<'a>) -> Vec<(&'a str, String, &'a Value)> {
        let pointer = pointer::join(&operation.pointer, "responses");
        let entries = operation.value.get("responses").and_then(Value::as_object).into_iter().flatten();
        entries
            .filter(|(status, _)| !status.starts_with("x-"))
            .filter_map(|(status, entry)| {
                let (pointer, entry) = self.follow(&pointer::join(&pointer, status), entry)?;
                Some((status.as_str(), pointer, entry))
            })
            .collect()
    }

    /// What the generator makes of the document; nothing when it would refuse it.
    pub(crate) fn lowered(&self) -> Option<&Lowered> {
        self.lowered.get_or_init(|| self.lower()).as_ref()
    }

    fn lower(&self) -> Option<Lowered> {
        check::check(self.document).ok()?;
        let default = Settings::for_document(&self.document.file);
        Some(pipeline::lower(self.value, self.settings.unwrap_or(&default)))
    }
}

fn follow<'a>(document: &'a Value, pointer: &str, value: &'a Value) -> Option<(String, &'a Value)> {
    let (mut pointer, mut value) = (pointer.to_owned(), value);
    for _ in 0..MAX_CHAIN {
        let Some(target) = value.get("$ref").and_then(Value::as_str) else { return Some((pointer, value)) };
        let Target::Pointer(next) = Target::parse(target) else { return None };
        value = at(document, &next)?;
        pointer = next;
    }
    None
}

fn operations(document: &Value) -> Vec<Operation<'_>> {
    let mut operations = Vec::new();
    let paths = document.get("paths").and_then(Value::as_object).into_iter().flatten();
    for (path, item) in paths.filter(|(path, _)| !path.starts_with("x-")) {
        let Some((at, item)) = follow(document, &pointer::join("#/paths", path), item) else { continue };
        for method in METHODS {
            let Some(value) = item.get(method).and_then(Value::as_object) else { continue };
            let item = Place { kind: Kind::PathItem, pointer: at.clone(), value: item };
            operations.push(Operation { path, method, pointer: pointer::join(&at, method), value, item });
        }
    }
    operations
}
