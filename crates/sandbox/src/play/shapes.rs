//! What an operation does, told by the shape of its path and of its answer.
//!
//! `/contacts` is a list and `/contacts/{id}` an item of it. Whatever that does not tell is in
//! the vendor's facts.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::{
    document::{Content, Document, Operation, join},
    facts::{Facts, Lists},
    generate::singular,
};

/// What an operation does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// Shows the items of a list, which stand at a pointer of the answer.
    List {
        list: String,
        items: String,
    },
    /// Adds an item to a list.
    Create {
        list: String,
        item: String,
    },
    /// Shows, changes or removes the item of a list that the path names.
    Read {
        list: String,
        item: String,
    },
    Update {
        list: String,
        item: String,
    },
    Delete {
        list: String,
    },
    /// Removes all items of a list.
    Clear {
        list: String,
    },
    /// Works on an item further up the path and answers with it.
    Within {
        list: String,
        parameter: String,
        item: String,
        member: Option<String>,
    },
    /// Something else: an answer is made up.
    Other,
}

/// The lists of a document.
#[derive(Debug)]
pub(super) struct Shapes {
    /// By `METHOD /path`.
    shapes: BTreeMap<String, Shape>,
    /// Lists from which a caller can learn ids: the others have every item that is asked for.
    known: BTreeSet<String>,
    /// List → pointer to the schema of its items, in the words of who shows or adds them.
    schemas: BTreeMap<String, String>,
    /// Lists that callers add to: those of what they have made begin empty.
    added: BTreeSet<String>,
    /// List → the operation that shows it.
    shown: BTreeMap<String, String>,
    /// List → what an item of it is called: the path parameter of its id.
    names: BTreeMap<String, String>,
    lists: Lists,
}

impl Shapes {
    pub(super) fn of(document: &Document, facts: &Facts) -> Self {
        let mut shapes = Self {
            shapes: BTreeMap::new(),
            known: BTreeSet::new(),
            added: BTreeSet::new(),
            schemas: BTreeMap::new(),
            shown: BTreeMap::new(),
            names: BTreeMap::new(),
            lists: facts.lists.clone(),
        };
        for operation in &document.operations {
            let shape = shapes.first_look(document, operation);
            shapes.learn(document, operation, &shape);
            for (list, parameter) in shapes.items_of(&operation.path) {
                shapes.names.entry(list).or_insert(parameter);
            }
            shapes.shapes.insert(operation.key(), shape);
        }
        for operation in &document.operations {
            if let Some(shape) = shapes.second_look(document, operation) {
                shapes.shapes.insert(operation.key(), shape);
            }
        }
        shapes
    }

    pub(super) fn shape(&self, operation: &Operation) -> &Shape {
        self.shapes.get(&operation.key()).unwrap_or(&Shape::Other)
    }

    /// Can a caller learn the ids of this list from the API?
    pub(super) fn is_known(&self, list: &str) -> bool {
        self.known.contains(list)
    }

    /// Do callers add to this list?
    pub(super) fn is_added_to(&self, list: &str) -> bool {
        self.added.contains(list)
    }

    /// Pointer to the schema of the items of a list.
    pub(super) fn item_schema(&self, list: &str) -> Option<&str> {
        self.schemas.get(list).map(String::as_str)
    }

    /// The key of the operation that shows a list.
    pub(super) fn shown_by(&self, list: &str) -> Option<&str> {
        self.shown.get(list).map(String::as_str)
    }

    /// What an item of a list is called: `contact` where paths say `{contact_id}`, else after the list.
    pub(super) fn item_name(&self, list: &str) -> String {
        let parameter = self.names.get(list).and_then(|name| name.strip_suffix("_id"));
        parameter.map_or_else(|| label(list), str::to_owned)
    }

    /// Members that each item of a list begins with.
    pub(super) fn beginning(&self, list: &str) -> Option<&serde_json::Map<String, Value>> {
        self.lists.items.get(list)
    }

    /// The items that a path names on its way: list, and the parameter of its id.
    pub(super) fn items_of(&self, path: &str) -> Vec<(String, String)> {
        let mut out = Vec::new();
        let mut walked = String::new();
        for segment in path.split('/').skip(1) {
            if let Some(parameter) = parameter_of(segment) {
                out.push((self.canonical(&walked), parameter.to_owned()));
            }
            walked.push('/');
            walked.push_str(segment);
        }
        out
    }

    /// The one path of a list that has several.
    pub(super) fn canonical(&self, path: &str) -> String {
        let mut best: Option<(usize, String)> = None;
        for (list, others) in &self.lists.same {
            for other in others {
                let rest = path.strip_prefix(other.as_str()).filter(|rest| rest.is_empty() || rest.starts_with('/'));
                if let Some(rest) = rest
                    && best.as_ref().is_none_or(|(length, _)| other.len() > *length)
                {
                    best = Some((other.len(), format!("{list}{rest}")));
                }
            }
        }
        best.map_or_else(|| path.to_owned(), |(_, path)| path)
    }

    /// What method and path alone tell.
    fn first_look(&self, document: &Document, operation: &Operation) -> Shape {
        let (parent, last) = operation.path.rsplit_once('/').unwrap_or(("", &operation.path));
        let schema = success_schema(operation);
        let path = self.canonical(&operation.path);
        let list = self.canonical(parent);
        let item = |parameter: Option<&str>| schema.as_deref().and_then(|schema| item_place(document, schema, parameter));
        match (operation.method.as_str(), parameter_of(last)) {
            ("GET", Some(parameter)) => Shape::Read { list, item: item(Some(parameter)).unwrap_or_default() },
            ("PUT" | "PATCH", Some(parameter)) => Shape::Update { list, item: item(Some(parameter)).unwrap_or_default() },
            ("DELETE", Some(_)) => Shape::Delete { list },
            ("DELETE", None) => Shape::Clear { list: path },
            ("GET", None) => match schema.as_deref().and_then(|schema| list_place(document, operation, schema)) {
                Some(items) => Shape::List { list: path, items },
                None => Shape::Other,
            },
            ("POST", None) => {
                let list = operation.facts.play.creates.as_ref().map_or(path, |list| self.canonical(list));
                item(None).map_or(Shape::Other, |item| Shape::Create { list, item })
            }
            _ => Shape::Other,
        }
    }

    fn learn(&mut self, document: &Document, operation: &Operation, shape: &Shape) {
        if let Shape::Create { list, .. } = shape {
            self.added.insert(list.clone());
        }
        if let Some(list) = operation.facts.play.chat.as_ref().and_then(|chat| chat.messages.clone()) {
            self.added.insert(list);
        }
        let Some(schema) = success_schema(operation) else { return };
        let own = self.canonical(&operation.path);
        match shape {
            Shape::List { list, items } => {
                self.known.insert(list.clone());
                self.shown.entry(list.clone()).or_insert_with(|| operation.key());
                if let Some(schema) = items_schema(document, &schema, items) {
                    self.schemas.insert(list.clone(), schema);
                }
            }
            Shape::Create { list, item } if operation.facts.play.creates.is_none() && *list == own => {
                self.known.insert(list.clone());
                let schema = place_schema(document, &schema, item);
                self.schemas.entry(list.clone()).or_insert(schema);
            }
            Shape::Read { list, item } => {
                let schema = place_schema(document, &schema, item);
                self.schemas.entry(list.clone()).or_insert(schema);
            }
            _ => {}
        }
    }

    /// What an answer tells that looks like something further up the path.
    fn second_look(&self, document: &Document, operation: &Operation) -> Option<Shape> {
        if operation.facts.play.creates.is_some() || matches!(operation.method.as_str(), "GET" | "DELETE") {
            return None;
        }
        let schema = success_schema(operation)?;
        let own = self.canonical(&operation.path);
        let (parent, last) = operation.path.rsplit_once('/')?;
        // A list that is shown again, in another order.
        if let Some(items) = list_place(document, operation, &schema) {
            let list = self.canonical(parent);
            let shown = items_schema(document, &schema, &items);
            return Some(if self.item_schema(&list) == shown.as_deref() {
                Shape::List { list, items }
            } else {
                Shape::List { list: own, items }
            });
        }
        let is_item = parameter_of(last).is_some() && operation.method != "POST";
        if is_item || self.shown.contains_key(&own) {
            return None;
        }
        let mut above = self.items_of(&operation.path);
        above.reverse();
        above.into_iter().find_map(|(list, parameter)| {
            let item = item_place(document, &schema, Some(&parameter))?;
            if self.item_schema(&list)? != place_schema(document, &schema, &item) {
                return None;
            }
            let member = (operation.method != "POST").then(|| last.to_owned());
            Some(Shape::Within { list, parameter, item, member })
        })
    }
}

/// `{id}` → `id`.
fn parameter_of(segment: &str) -> Option<&str> {
    segment.strip_prefix('{')?.strip_suffix('}').filter(|name| !name.contains(['{', '}']))
}

/// One word for an item of a list: `/orgs/{org_id}/contacts` → `contact`.
pub(super) fn label(list: &str) -> String {
    let word = list.rsplit('/').find(|segment| !segment.is_empty() && !segment.contains('{')).unwrap_or("item");
    singular(&word.to_ascii_lowercase().replace('-', "_"))
}

/// The content of the answer when all is well: JSON if there is some.
pub(super) fn success(operation: &Operation) -> Option<(u16, &crate::document::Response, Option<&Content>)> {
    let responses = operation.responses.iter().filter_map(|response| {
        let status = match response.status.to_ascii_uppercase().as_str() {
            "2XX" | "DEFAULT" => 200,
            status => status.parse::<u16>().ok().filter(|status| (200..300).contains(status))?,
        };
        Some((status, response))
    });
    let mut responses: Vec<_> = responses.collect();
    responses.sort_by_key(|(status, response)| (response.status == "default", *status));
    // Where both are documented, what is made is 201.
    let made = operation.method == "POST" && !operation.path.ends_with('}');
    let created = responses.iter().find(|(status, _)| *status == 201 && made);
    let (status, response) = created.or_else(|| responses.first())?;
    let content = response.content.iter().find(|content| content.is_json()).or_else(|| response.content.first());
    Some((*status, response, content))
}

/// Pointer to the schema of a JSON answer.
pub(super) fn success_schema(operation: &Operation) -> Option<String> {
    if let Some(component) = &operation.facts.play.schema {
        return Some(join("#/components/schemas", component));
    }
    success(operation)?.2.filter(|content| content.is_json())?.schema.clone()
}

/// Where the items of a list stand in its answer.
fn list_place(document: &Document, operation: &Operation, schema: &str) -> Option<String> {
    if let Some(paging) = &operation.facts.paging {
        return Some(paging.items.clone());
    }
    let is_list = |pointer: &str| document.at(pointer).get("items").is_some();
    if is_list(schema) {
        return Some(String::new());
    }
    // `{ "data": [ … ] }`: the only list of things that have an id, in what has none itself.
    if operation.method != "GET" || has_id(document, schema, None) {
        return None;
    }
    let target = document.target(schema);
    let properties = document.at(schema).get("properties").and_then(Value::as_object)?;
    let mut lists = properties.keys().filter(|name| {
        let pointer = join(&join(&target, "properties"), name);
        is_list(&pointer) && has_id(document, &join(&document.target(&pointer), "items"), None)
    });
    let only = lists.next().map(|name| join("", name));
    only.filter(|_| lists.next().is_none())
}

/// Pointer to the schema of an item of a list.
fn items_schema(document: &Document, schema: &str, items: &str) -> Option<String> {
    let list = place_schema(document, schema, items);
    document.at(&list).get("items").map(|_| document.target(&join(&list, "items")))
}

/// Pointer to the schema of what stands at `place` of an answer.
fn place_schema(document: &Document, schema: &str, place: &str) -> String {
    let mut pointer = document.target(schema);
    for step in place.split('/').skip(1) {
        pointer = document.target(&format!("{pointer}/properties/{step}"));
    }
    pointer
}

/// Where the item stands in an answer: all of it, or the member that has an id.
fn item_place(document: &Document, schema: &str, parameter: Option<&str>) -> Option<String> {
    if has_id(document, schema, parameter) {
        return Some(String::new());
    }
    let target = document.target(schema);
    let properties = document.at(schema).get("properties").and_then(Value::as_object)?;
    properties.keys().find(|name| has_id(document, &join(&join(&target, "properties"), name), parameter)).map(|name| join("", name))
}

fn has_id(document: &Document, schema: &str, parameter: Option<&str>) -> bool {
    id_member(document, schema, parameter).is_some()
}

/// The member that is the id: `id`, or what the path calls it. Of a union, that of its first member.
pub(super) fn id_member(document: &Document, schema: &str, parameter: Option<&str>) -> Option<String> {
    let value = document.at(schema);
    if let Some(properties) = value.get("properties").and_then(Value::as_object) {
        let names = ["id"].into_iter().chain(parameter);
        if let Some(name) = names.into_iter().find(|name| properties.contains_key(*name)) {
            return Some(name.to_owned());
        }
    }
    ["oneOf", "anyOf", "allOf"].iter().find_map(|union| {
        let members = value.get(*union).and_then(Value::as_array)?;
        let target = document.target(schema);
        (0..members.len()).find_map(|index| id_member(document, &join(&join(&target, union), &index.to_string()), parameter))
    })
}
