//! Unions, conditions and what tells members apart.

use super::{both, rules, sides, tolerated};
use crate::effect::{
    Effect::{Moved, Narrowed, None as Same, Uncertain, Widened},
    Tolerance::{Nothing as Untolerated, Unchecked, UnknownUnionMember},
};

rules! {
    UNION_MEMBER_ADDED "union-member-added" ("union-member-removed") tolerated(Widened, UnknownUnionMember), New;
        "a union has a new member";
        "A released client keeps a value of the new member as `Unknown` and writes it back unchanged.";
    UNION_MEMBER_REMOVED "union-member-removed" ("union-member-added") tolerated(Narrowed, UnknownUnionMember), Sends;
        "a union has lost a member";
        "Values of that member are refused where the client sends them. Its variant goes, so that code that names it no longer compiles.";
    UNION_ADDED "union-added" ("union-removed") both(Widened), Both;
        "a schema becomes one of several";
        "Where the old schema is one of the members, more is accepted; otherwise the two have little in common. The released client reads one type, so that other members do not fit.";
    UNION_REMOVED "union-removed" ("union-added") both(Narrowed), Both;
        "a union becomes one schema";
        "Where the new schema was one of the members, less is accepted; otherwise the two have little in common.";
    UNION_MADE_EXCLUSIVE "union-made-exclusive" ("union-made-inclusive") sides(Uncertain, Same, Untolerated), Sends;
        "`anyOf` becomes `oneOf`";
        "A value that fits two members is refused now. Whether there is one depends on what callers send.";
    UNION_MADE_INCLUSIVE "union-made-inclusive" ("union-made-exclusive") tolerated(Widened, Unchecked), Nothing;
        "`oneOf` becomes `anyOf`";
        "A value may fit several members. The client takes the one that its tag names, or that knows most of it.";
    DISCRIMINATOR_ADDED "discriminator-added" ("discriminator-removed") both(Same), Nothing;
        "a member of the value tells the members of a union apart";
        "The schemas decide what is accepted, with or without it. In Rust the union is then read by its tag.";
    DISCRIMINATOR_REMOVED "discriminator-removed" ("discriminator-added") both(Same), Nothing;
        "no member of the value tells the members of a union apart";
        "The schemas decide what is accepted, with or without it. In Rust the union is then read by its shape.";
    DISCRIMINATOR_CHANGED "discriminator-changed" ("discriminator-changed") both(Moved), Both;
        "another member of the value tells the members of a union apart";
        "The released client looks for the tag in the old place, and does not recognise what comes.";
    DISCRIMINATOR_MAPPING_ADDED "discriminator-mapping-added" ("discriminator-mapping-removed") tolerated(Widened, UnknownUnionMember), New;
        "a tag is new";
        "A released client keeps a value with a tag that it does not know as `Unknown`.";
    DISCRIMINATOR_MAPPING_REMOVED "discriminator-mapping-removed" ("discriminator-mapping-added") tolerated(Narrowed, UnknownUnionMember), Sends;
        "a tag is gone";
        "Values with that tag are refused where the client sends them.";
    DISCRIMINATOR_MAPPING_CHANGED "discriminator-mapping-changed" ("discriminator-mapping-changed") both(Moved), Both;
        "a tag names another schema";
        "The released client reads and writes such values as what they were.";
    NOT_ADDED "not-added" ("not-removed") tolerated(Narrowed, Unchecked), Sends;
        "what fits a certain schema is refused";
        "The client does not check it: the server refuses the request.";
    NOT_REMOVED "not-removed" ("not-added") tolerated(Widened, Unchecked), Nothing;
        "what fits a certain schema is no longer refused";
        "The client did not check it.";
    CONDITION_ADDED "condition-added" ("condition-removed") tolerated(Narrowed, Unchecked), Sends;
        "under a condition a value must fit a schema (`if`, `then`, `else`)";
        "The client does not check it: the server refuses the request.";
    CONDITION_REMOVED "condition-removed" ("condition-added") tolerated(Widened, Unchecked), Nothing;
        "a condition is gone (`if`, `then`, `else`)";
        "The client did not check it.";
}
