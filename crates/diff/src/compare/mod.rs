//! Two documents side by side.
//!
//! Operations are matched first, then what they send and get, then schemas. A pair of schemas is
//! compared once, however many places use it, so that a circle ends and a change in a shared
//! schema is found once.

mod annotations;
mod bodies;
mod components;
mod document;
mod edit;
mod equal;
mod numbers;
mod objects;
mod operations;
mod parameters;
mod responses;
mod schemas;
mod security;
mod servers;
mod strings;
mod unions;

use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::Value;

pub(crate) use edit::{Edit, Subject};

use crate::{
    effect::Effects,
    model::{Model, NodeId, Part, Place, Slot},
    rules::Rule,
    uses::{Edge, Graph, Origin, PairId},
};

/// The comparison of two documents.
pub(crate) struct Comparison<'d> {
    pub(crate) base: Model<'d>,
    pub(crate) revision: Model<'d>,
    pub(crate) graph: Graph,
    pub(crate) edits: Vec<Edit>,
    /// The titles of all operations that are in an exchange.
    pub(crate) operations: Vec<String>,
    /// Pointers of the operations: in the old document, in the new one.
    pub(crate) operation_places: Vec<(Option<Place>, Option<Place>)>,
    pairs: HashMap<(NodeId, NodeId), PairId>,
    nodes: Vec<(NodeId, NodeId)>,
    /// Nodes that are in a pair: of the old document (`true`), of the new one.
    met_nodes: HashSet<(NodeId, bool)>,
    /// The first pair that has not been compared.
    next: usize,
    equal: HashMap<(NodeId, NodeId), bool>,
    /// Pairs that are met in XML, and the extensions that were asked for.
    xml: HashSet<PairId>,
    extensions: Vec<String>,
    scheme_names: security::SchemeNames<'d>,
    /// The operations that need a scheme, by its new name.
    scheme_users: HashMap<String, Vec<usize>>,
}

/// A place in both documents.
#[derive(Clone, Copy)]
pub(crate) struct Places {
    pub(crate) base: Place,
    pub(crate) revision: Place,
}

impl<'d> Comparison<'d> {
    /// Compares two documents, and those extensions (`x-…`) that are named.
    pub(crate) fn of(base: &'d Value, revision: &'d Value, extensions: &[String]) -> Self {
        let mut comparison = Self {
            base: Model::of(base),
            revision: Model::of(revision),
            graph: Graph::default(),
            edits: Vec::new(),
            operations: Vec::new(),
            operation_places: Vec::new(),
            pairs: HashMap::new(),
            nodes: Vec::new(),
            met_nodes: HashSet::new(),
            next: 0,
            equal: HashMap::new(),
            xml: HashSet::new(),
            extensions: extensions.to_vec(),
            scheme_names: BTreeMap::new(),
            scheme_users: HashMap::new(),
        };
        comparison.scheme_names = comparison.scheme_names();
        comparison.document();
        comparison.all_operations();
        comparison.all_pairs();
        comparison.components();
        comparison.all_pairs();
        comparison
    }

    /// Compares every pair that was met, and those that are met on the way.
    fn all_pairs(&mut self) {
        while self.next < self.nodes.len() {
            let pair = PairId(self.next);
            self.next += 1;
            self.schemas(pair);
        }
    }

    /// A use of a schema in both documents.
    pub(crate) fn slots(&mut self, base: &Slot<'d>, revision: &Slot<'d>, origin: Origin, edge: Edge, context: Context) {
        let pair = self.pair(base.node, revision.node);
        self.graph.hold(origin, pair, edge);
        if context.xml || matches!(origin, Origin::Pair(outer) if self.xml.contains(&outer)) {
            self.xml.insert(pair);
        }
        self.annotations(base, revision, origin, edge, context);
    }

    fn pair(&mut self, base: NodeId, revision: NodeId) -> PairId {
        if let Some(known) = self.pairs.get(&(base, revision)) {
            return *known;
        }
        let pair = self.graph.pair();
        self.pairs.insert((base, revision), pair);
        self.nodes.push((base, revision));
        self.met_nodes.extend([(base, true), (revision, false)]);
        pair
    }

    /// Notes a difference with the effects that its rule has.
    pub(crate) fn edit(&mut self, rule: &'static Rule, at: (Origin, Edge), places: Places, subject: Subject, text: impl Into<String>) {
        self.edit_with(rule, rule.effects, at, places, subject, text);
    }

    /// Notes a difference with effects of its own.
    pub(crate) fn edit_with(
        &mut self,
        rule: &'static Rule,
        effects: Effects,
        (origin, edge): (Origin, Edge),
        places: Places,
        subject: Subject,
        text: impl Into<String>,
    ) {
        let Places { base, revision } = places;
        self.edits.push(Edit { rule, effects, origin, edge, base, revision, subject, text: text.into() });
    }

    /// The place of a keyword that one or both sides have; where one lacks it, the thing that
    /// lacks it.
    pub(crate) fn keyword(&mut self, base: Result<Part<'d>, Place>, revision: Result<Part<'d>, Place>, keyword: &'d str) -> Places {
        let base = match base {
            Ok(part) => self.base.pointers.member(part.at, keyword),
            Err(place) => place,
        };
        let revision = match revision {
            Ok(part) => self.revision.pointers.member(part.at, keyword),
            Err(place) => place,
        };
        Places { base, revision }
    }
}

/// What is known of a place beside its schemas.
#[derive(Clone, Copy, Default)]
pub(crate) struct Context {
    /// The member is required in the old document, and in the new one.
    pub(crate) required: Option<(bool, bool)>,
    /// The value is written as XML.
    pub(crate) xml: bool,
}
