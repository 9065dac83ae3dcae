//! A document as the comparison asks it.
//!
//! Nothing is rewritten: the model finds what an operation, a parameter or a schema says through
//! references, `allOf` and the spellings of two versions of OpenAPI, and keeps where it says so.

mod bounds;
mod flat;
mod fold;
mod node;
mod operations;
mod pointers;
mod types;

use std::collections::HashMap;

use serde_json::{Map, Value};

pub(crate) use bounds::{BOUNDS, Bound, narrows};
pub(crate) use flat::{Flat, Located, Union};
pub(crate) use node::{Node, NodeId, Part, Slot, UNIONS, union_members};
pub(crate) use operations::{Content, Held, Operation, Parameter, operations, webhooks};
pub(crate) use pointers::{Place, Pointers, ROOT};
pub(crate) use types::Types;

/// One document.
pub(crate) struct Model<'d> {
    pub(crate) root: &'d Value,
    pub(crate) pointers: Pointers<'d>,
    nodes: Vec<Node<'d>>,
    by_address: HashMap<Vec<usize>, NodeId>,
    /// Component schemas, by address.
    components: HashMap<usize, &'d str>,
    /// Places that references name.
    targets: HashMap<String, Option<(&'d Value, Place)>>,
    /// Schemas that references name by `$anchor`; looked for when one does.
    anchors: Option<HashMap<&'d str, (&'d Value, Place)>>,
}

impl<'d> Model<'d> {
    pub(crate) fn of(root: &'d Value) -> Self {
        let mut components = HashMap::new();
        for (name, schema) in members(root.pointer("/components/schemas")) {
            components.insert(std::ptr::from_ref(schema) as usize, name.as_str());
        }
        Self {
            root,
            pointers: Pointers::new(),
            nodes: Vec::new(),
            by_address: HashMap::new(),
            components,
            targets: HashMap::new(),
            anchors: None,
        }
    }

    pub(crate) fn get(&self, id: NodeId) -> &Node<'d> {
        &self.nodes[id.0 as usize]
    }

    /// What a `$ref` names.
    pub(crate) fn follow(&mut self, target: &str) -> Option<(&'d Value, Place)> {
        if let Some(known) = self.targets.get(target) {
            return *known;
        }
        let found = self.find(target);
        self.targets.insert(target.to_owned(), found);
        found
    }

    fn find(&mut self, target: &str) -> Option<(&'d Value, Place)> {
        let fragment = target.split_once('#').map(|(_, fragment)| fragment)?;
        if !fragment.is_empty() && !fragment.starts_with('/') {
            return self.anchor(fragment);
        }
        let mut value = self.root;
        let mut at = ROOT;
        for step in switchboard_spec::pointer::reference_steps(target)? {
            match value {
                Value::Object(map) => {
                    let (name, next) = map.get_key_value(&step)?;
                    at = self.pointers.member(at, name);
                    value = next;
                }
                Value::Array(list) => {
                    let index: usize = step.parse().ok()?;
                    value = list.get(index)?;
                    at = self.pointers.item(at, index);
                }
                _ => return None,
            }
        }
        Some((value, at))
    }

    fn anchor(&mut self, name: &str) -> Option<(&'d Value, Place)> {
        if self.anchors.is_none() {
            let mut found = HashMap::new();
            let mut left = vec![(self.root, ROOT)];
            while let Some((value, at)) = left.pop() {
                match value {
                    Value::Object(map) => {
                        for keyword in ["$anchor", "$dynamicAnchor"] {
                            if let Some(name) = map.get(keyword).and_then(Value::as_str) {
                                found.insert(name, (value, at));
                            }
                        }
                        for (name, member) in map {
                            left.push((member, self.pointers.member(at, name)));
                        }
                    }
                    Value::Array(list) => {
                        for (index, item) in list.iter().enumerate() {
                            left.push((item, self.pointers.item(at, index)));
                        }
                    }
                    _ => {}
                }
            }
            self.anchors = Some(found);
        }
        self.anchors.as_ref()?.get(name).copied()
    }

    /// `value`, or what it refers to.
    pub(crate) fn resolve(&mut self, value: &'d Value, at: Place) -> (&'d Value, Place) {
        let (mut value, mut at) = (value, at);
        for _ in 0..64 {
            let Some(target) = value.get("$ref").and_then(Value::as_str) else { break };
            let Some(next) = self.follow(target) else { break };
            (value, at) = next;
        }
        (value, at)
    }

    /// The place that these steps lead to, as far as there is one.
    pub(crate) fn place_of(&mut self, steps: &[&'d str]) -> Place {
        let (mut value, mut at) = (self.root, ROOT);
        for step in steps {
            let Some(next) = value.get(*step) else { break };
            value = next;
            at = self.pointers.member(at, step);
        }
        at
    }

    /// The component schemas, by name.
    pub(crate) fn component_schemas(&mut self) -> Vec<(&'d str, &'d Value, Place)> {
        let components = self.pointers.member(ROOT, "components");
        let schemas = self.pointers.member(components, "schemas");
        let found = members(self.root.pointer("/components/schemas"));
        found.map(|(name, schema)| (name.as_str(), schema, self.pointers.member(schemas, name))).collect()
    }
}

/// The members of an object; none of anything else.
pub(crate) fn members(value: Option<&Value>) -> impl Iterator<Item = (&String, &Value)> {
    value.and_then(Value::as_object).into_iter().flat_map(Map::iter)
}

/// The items of a list; none of anything else.
pub(crate) fn items(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    value.and_then(Value::as_array).into_iter().flatten()
}
