//! Schemas after `$ref` and `allOf`: a node is the list of the schema objects that hold together.
//!
//! What only points at another schema (a `$ref`, an `allOf` of one, a choice between a schema and
//! null) is no node of its own but a layer of a [`Slot`], so that a shared schema stays one node
//! wherever it is used.

use serde_json::{Map, Value};
use switchboard_spec::schema::is_annotation;

use super::{Model, Place, Types};

/// A schema object and where it stands.
#[derive(Clone, Copy)]
pub(crate) struct Part<'d> {
    pub(crate) map: &'d Map<String, Value>,
    pub(crate) at: Place,
}

/// A schema of a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct NodeId(pub(super) u32);

/// A schema: all of its parts hold.
pub(crate) struct Node<'d> {
    /// Where it stands.
    pub(crate) at: Place,
    /// The name of the component that it is.
    pub(crate) component: Option<&'d str>,
    pub(crate) parts: Vec<Part<'d>>,
    /// Nothing is accepted: a part is `false`.
    pub(crate) never: bool,
    /// A part says that null is accepted, whatever the others say.
    null_granted: bool,
}

/// A place where a schema is used.
#[derive(Clone)]
pub(crate) struct Slot<'d> {
    pub(crate) node: NodeId,
    /// Where it stands.
    pub(crate) at: Place,
    /// What points at the schema and adds its own words, outermost first.
    pub(crate) layers: Vec<Part<'d>>,
    null_granted: bool,
}

/// The members of a union without null, and whether null was one.
pub(crate) fn union_members<'d>(map: &'d Map<String, Value>, keyword: &str) -> Option<(Vec<(usize, &'d Value)>, bool)> {
    let all = map.get(keyword)?.as_array()?;
    let members: Vec<(usize, &Value)> = all.iter().enumerate().filter(|(_, member)| !is_null(member)).collect();
    let null = members.len() < all.len();
    Some((members, null))
}

pub(crate) const UNIONS: [&str; 2] = ["oneOf", "anyOf"];

/// A schema that accepts null alone.
fn is_null(schema: &Value) -> bool {
    schema.get("type").is_some_and(|name| name == "null")
        || schema.get("const").is_some_and(Value::is_null)
        || schema.get("enum").and_then(Value::as_array).is_some_and(|values| !values.is_empty() && values.iter().all(Value::is_null))
}

pub(crate) fn reference(map: &Map<String, Value>) -> Option<&str> {
    map.get("$ref").or_else(|| map.get("$dynamicRef")).and_then(Value::as_str)
}

/// A word that can stand beside a reference without making another schema of it.
fn is_aside(key: &str) -> bool {
    is_annotation(key) || matches!(key, "nullable" | "$id" | "$schema" | "$anchor" | "$defs" | "definitions")
}

fn says_nullable(map: &Map<String, Value>) -> bool {
    map.get("nullable") == Some(&Value::Bool(true))
}

/// What a schema merely points at: keyword, member of it, and whether null is a choice.
fn pointed_at(map: &Map<String, Value>) -> Option<(&'static str, Option<usize>, bool)> {
    const WAYS: [&str; 5] = ["$ref", "$dynamicRef", "allOf", "oneOf", "anyOf"];
    let mut ways = WAYS.iter().filter(|way| map.contains_key(**way));
    let (Some(way), None) = (ways.next(), ways.next()) else { return None };
    if !map.keys().all(|key| key == way || is_aside(key)) {
        return None;
    }
    match *way {
        "$ref" | "$dynamicRef" => Some((way, None, false)),
        "allOf" => match map.get("allOf")?.as_array()?.as_slice() {
            [_] => Some((way, Some(0), false)),
            _ => None,
        },
        way => {
            let (members, null) = union_members(map, way)?;
            match members.as_slice() {
                [(index, _)] => Some((way, Some(*index), null)),
                _ => None,
            }
        }
    }
}

impl<'d> Model<'d> {
    /// The use of the schema `value`, which stands at `at`.
    pub(crate) fn slot(&mut self, value: &'d Value, at: Place) -> Slot<'d> {
        let mut slot = Slot { node: NodeId(0), at, layers: Vec::new(), null_granted: false };
        let (mut value, mut at) = (value, at);
        // Circles of bare references are refused by the loader; the bound is a second lock.
        for _ in 0..64 {
            let Value::Object(map) = value else { break };
            let Some((way, member, null)) = pointed_at(map) else { break };
            let next = match member {
                None => reference(map).and_then(|target| self.follow(target)),
                Some(index) => map.get(way).and_then(|list| list.get(index)).map(|member| {
                    let list = self.pointers.member(at, way);
                    (member, self.pointers.item(list, index))
                }),
            };
            let Some(next) = next else { break };
            if map.len() > 1 {
                slot.layers.push(Part { map, at });
            }
            slot.null_granted |= null || says_nullable(map);
            (value, at) = next;
        }
        slot.node = self.node(&[(value, at)]);
        slot
    }

    /// The use of a schema that several places describe, all of which hold.
    pub(crate) fn joint_slot(&mut self, places: &[(&'d Value, Place)]) -> Option<Slot<'d>> {
        match places {
            [] => None,
            [(value, at)] => Some(self.slot(value, *at)),
            [(_, at), ..] => {
                let at = *at;
                Some(Slot { node: self.node(places), at, layers: Vec::new(), null_granted: false })
            }
        }
    }

    /// A use of a schema without words of its own.
    pub(crate) fn slot_of_node(&self, node: NodeId) -> Slot<'d> {
        Slot { node, at: self.get(node).at, layers: Vec::new(), null_granted: false }
    }

    fn node(&mut self, places: &[(&'d Value, Place)]) -> NodeId {
        // The document outlives the model: an address is a name for a value.
        let key: Vec<usize> = places.iter().map(|(value, _)| std::ptr::from_ref::<Value>(value) as usize).collect();
        if let Some(known) = self.by_address.get(&key) {
            return *known;
        }
        let at = places.first().map_or(super::ROOT, |(_, at)| *at);
        let component = match key.as_slice() {
            [one] => self.components.get(one).copied(),
            _ => None,
        };
        let mut node = Node { at, component, parts: Vec::new(), never: false, null_granted: false };
        self.gather(&mut node, places);
        let id = NodeId(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        self.nodes.push(node);
        self.by_address.insert(key, id);
        id
    }

    /// Collects everything that holds, through references and `allOf`.
    fn gather(&mut self, node: &mut Node<'d>, places: &[(&'d Value, Place)]) {
        let mut visited: Vec<usize> = Vec::new();
        let mut left: Vec<(&'d Value, Place)> = places.iter().rev().copied().collect();
        while let Some((value, at)) = left.pop() {
            let address = std::ptr::from_ref(value) as usize;
            if visited.contains(&address) {
                continue;
            }
            visited.push(address);
            let map = match value {
                Value::Object(map) => map,
                Value::Bool(false) => {
                    node.never = true;
                    continue;
                }
                _ => continue,
            };
            let mut inner = Vec::new();
            if let Some(target) = reference(map).and_then(|target| self.follow(target)) {
                inner.push(target);
            }
            if let Some(Value::Array(members)) = map.get("allOf") {
                let list = self.pointers.member(at, "allOf");
                for (index, member) in members.iter().enumerate() {
                    inner.push((member, self.pointers.item(list, index)));
                }
            }
            for keyword in UNIONS {
                if let Some((members, null)) = union_members(map, keyword)
                    && let [(index, member)] = members.as_slice()
                {
                    let list = self.pointers.member(at, keyword);
                    inner.push((member, self.pointers.item(list, *index)));
                    node.null_granted |= null;
                }
            }
            // By the letter of 3.1 a member can still refuse null; whoever writes it there means it.
            node.null_granted |= !inner.is_empty() && (says_nullable(map) || Types::states_null(map));
            if map.keys().any(|key| !matches!(key.as_str(), "$ref" | "allOf")) {
                node.parts.push(Part { map, at });
            }
            left.extend(inner.into_iter().rev());
        }
    }
}

impl Node<'_> {
    /// Whether null is accepted, but for what the place of use says.
    pub(crate) fn null(&self) -> bool {
        if self.never {
            return false;
        }
        if self.null_granted {
            return true;
        }
        let mut stated = false;
        for Part { map, .. } in &self.parts {
            if Types::stated(map).is_some() {
                stated = true;
                if !Types::states_null(map) && !says_nullable(map) {
                    return false;
                }
            }
        }
        let any = |test: &dyn Fn(&Map<String, Value>) -> bool| self.parts.iter().any(|part| test(part.map));
        if stated || any(&says_nullable) {
            return true;
        }
        let listed =
            |map: &Map<String, Value>| map.get("enum").and_then(Value::as_array).is_some_and(|values| values.contains(&Value::Null));
        if any(&|map| map.contains_key("enum") || map.contains_key("const")) {
            return any(&listed) || any(&|map| map.get("const").is_some_and(Value::is_null));
        }
        if any(&|map| UNIONS.iter().any(|keyword| map.contains_key(*keyword))) {
            return any(&|map| UNIONS.iter().any(|keyword| union_members(map, keyword).is_some_and(|(_, null)| null)));
        }
        !any(&|map| Types::spoken_of(map).is_some())
    }
}

impl<'d> Slot<'d> {
    /// Whether the place accepts null.
    pub(crate) fn null(&self, model: &Model<'d>) -> bool {
        self.null_granted || model.get(self.node).null()
    }

    /// The schema objects that describe the place, outermost first.
    pub(crate) fn described_by(&self, model: &Model<'d>) -> Vec<Part<'d>> {
        self.layers.iter().chain(&model.get(self.node).parts).copied().collect()
    }

    /// The outermost word on `keyword`, and where it stands.
    pub(crate) fn word(&self, model: &Model<'d>, keyword: &str) -> Option<(&'d Value, Part<'d>)> {
        let own = model.get(self.node).parts.iter();
        self.layers.iter().chain(own).find_map(|part| part.map.get(keyword).map(|value| (value, *part)))
    }

    /// Whether some word on `keyword` is `true`.
    pub(crate) fn is(&self, model: &Model<'d>, keyword: &str) -> Option<Part<'d>> {
        let own = model.get(self.node).parts.iter();
        self.layers.iter().chain(own).find(|part| part.map.get(keyword) == Some(&Value::Bool(true))).copied()
    }
}
