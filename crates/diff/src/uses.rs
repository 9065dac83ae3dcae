//! Who meets a difference: which operations, on which side.
//!
//! Pairs of schemas hold other pairs, and exchanges (a body, an answer, a parameter) hold the
//! outermost ones. What a pair is used for flows along these edges, and changes on the way: what
//! is below `not` is turned round, and a member that is only read is not part of a request.

use std::collections::HashSet;

use crate::effect::{Direction, Effects, Level, Side};

/// A pair of schemas.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct PairId(pub(crate) usize);

/// Where something is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Origin {
    /// In a pair of schemas.
    Pair(PairId),
    /// In an exchange.
    Exchange(usize),
}

/// What a place is used for: a set of ways.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Use(u8);

impl Use {
    /// The client sends the value.
    pub(crate) const REQUEST: Self = Self(1);
    /// The client must not send such a value: below `not`.
    const REFUSED: Self = Self(2);
    /// The server sends the value, and the client reads it as a type.
    pub(crate) const RESPONSE: Self = Self(4);
    /// The server sends the value, and the client does not look at this part of the schema.
    const UNREAD: Self = Self(8);

    pub(crate) fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The side or sides.
    pub(crate) fn direction(self) -> Direction {
        match (self.has(Self::REQUEST.or(Self::REFUSED)), self.has(Self::RESPONSE.or(Self::UNREAD))) {
            (true, true) => Direction::Both,
            (true, false) => Direction::Request,
            (false, true) => Direction::Response,
            (false, false) => Direction::None,
        }
    }

    /// The level of an edit that is met in these ways, and whether tolerance made it lower.
    pub(crate) fn level(self, effects: Effects) -> (Level, bool) {
        let mut level = Level::Info;
        let nothing = crate::effect::Tolerance::Nothing;
        if self.has(Self::REQUEST) {
            level = level.max(Level::of(effects.request, Side::Request, nothing));
        }
        if self.has(Self::REFUSED) {
            level = level.max(Level::of(effects.request.undone(), Side::Request, nothing));
        }
        let mut tolerated = false;
        for (way, tolerance) in [(Self::RESPONSE, effects.tolerance), (Self::UNREAD, crate::effect::Tolerance::Unchecked)] {
            if self.has(way) {
                level = level.max(Level::of(effects.response, Side::Response, tolerance));
                tolerated |= Level::of(effects.response, Side::Response, nothing) > Level::of(effects.response, Side::Response, tolerance);
            }
        }
        (level, tolerated)
    }
}

/// How a use changes on the way from a schema to one inside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Edge {
    /// Not at all.
    Same,
    /// Below `not`: what is accepted inside is refused outside.
    Negated,
    /// The client does not look at this part of the schema.
    Unread,
    /// More inside can mean more or less outside: below `if`.
    Either,
    /// The member is not in answers: `writeOnly`.
    RequestOnly,
    /// The member is not in requests: `readOnly`.
    ResponseOnly,
}

impl Edge {
    pub(crate) fn apply(self, uses: Use) -> Use {
        let request = uses.and(Use::REQUEST.or(Use::REFUSED));
        let response = uses.and(Use::RESPONSE.or(Use::UNREAD));
        let unread = if response.is_empty() { Use::default() } else { Use::UNREAD };
        match self {
            Self::Same => uses,
            Self::Unread => request.or(unread),
            Self::Negated => {
                let mut turned = unread;
                if request.has(Use::REQUEST) {
                    turned = turned.or(Use::REFUSED);
                }
                if request.has(Use::REFUSED) {
                    turned = turned.or(Use::REQUEST);
                }
                turned
            }
            Self::Either if request.is_empty() => unread,
            Self::Either => unread.or(Use::REQUEST).or(Use::REFUSED),
            Self::RequestOnly => request,
            Self::ResponseOnly => response,
        }
    }
}

/// Something that an operation sends or gets.
pub(crate) struct Exchange {
    /// The operations, by their numbers; several where a part of the document is shared by all.
    pub(crate) operations: Vec<usize>,
    pub(crate) uses: Use,
}

/// All exchanges, pairs and what holds what.
#[derive(Default)]
pub(crate) struct Graph {
    pub(crate) exchanges: Vec<Exchange>,
    /// By pair: what it holds.
    inner: Vec<Vec<(PairId, Edge)>>,
    /// By exchange: what it holds.
    outermost: Vec<(usize, PairId, Edge)>,
}

impl Graph {
    pub(crate) fn exchange(&mut self, operations: Vec<usize>, uses: Use) -> Origin {
        self.exchanges.push(Exchange { operations, uses });
        Origin::Exchange(self.exchanges.len() - 1)
    }

    pub(crate) fn pair(&mut self) -> PairId {
        self.inner.push(Vec::new());
        PairId(self.inner.len() - 1)
    }

    pub(crate) fn hold(&mut self, origin: Origin, pair: PairId, edge: Edge) {
        match origin {
            Origin::Pair(outer) => {
                if !self.inner[outer.0].contains(&(pair, edge)) {
                    self.inner[outer.0].push((pair, edge));
                }
            }
            Origin::Exchange(exchange) => self.outermost.push((exchange, pair, edge)),
        }
    }

    /// What each pair is used for.
    pub(crate) fn uses(&self) -> Vec<Use> {
        let mut uses = vec![Use::default(); self.inner.len()];
        let mut left: Vec<(PairId, Use)> =
            self.outermost.iter().map(|(exchange, pair, edge)| (*pair, edge.apply(self.exchanges[*exchange].uses))).collect();
        while let Some((pair, added)) = left.pop() {
            let all = uses[pair.0].or(added);
            if all == uses[pair.0] {
                continue;
            }
            uses[pair.0] = all;
            left.extend(self.inner[pair.0].iter().map(|(inner, edge)| (*inner, edge.apply(all))));
        }
        uses
    }

    /// The operations that use each of `wanted`, by pair.
    pub(crate) fn operations(&self, wanted: &HashSet<PairId>) -> Vec<Vec<usize>> {
        let mut found: Vec<Vec<usize>> = vec![Vec::new(); self.inner.len()];
        if wanted.is_empty() {
            return found;
        }
        let mut by_exchange: Vec<Vec<(PairId, Edge)>> = vec![Vec::new(); self.exchanges.len()];
        for (exchange, pair, edge) in &self.outermost {
            by_exchange[*exchange].push((*pair, *edge));
        }
        // Visited in which exchange, for what.
        let mut visited = vec![(usize::MAX, Use::default()); self.inner.len()];
        for (number, exchange) in self.exchanges.iter().enumerate() {
            let mut left: Vec<(PairId, Use)> = by_exchange[number].iter().map(|(pair, edge)| (*pair, edge.apply(exchange.uses))).collect();
            while let Some((pair, added)) = left.pop() {
                let (last, known) = visited[pair.0];
                let known = if last == number { known } else { Use::default() };
                let all = known.or(added);
                if all == known {
                    continue;
                }
                visited[pair.0] = (number, all);
                if last != number && wanted.contains(&pair) {
                    found[pair.0].extend(&exchange.operations);
                }
                left.extend(self.inner[pair.0].iter().map(|(inner, edge)| (*inner, edge.apply(all))));
            }
        }
        for operations in &mut found {
            operations.sort_unstable();
            operations.dedup();
        }
        found
    }
}
