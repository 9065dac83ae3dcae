//! Lists and tuples.

use super::{both, rules, tolerated};
use crate::effect::{
    Effect::{Narrowed, Widened},
    Tolerance::Unchecked,
};

rules! {
    ITEMS_ADDED "items-added" ("items-removed") both(Narrowed), Sends;
        "the items of a list must fit a schema";
        "Other items are refused.";
    ITEMS_REMOVED "items-removed" ("items-added") both(Widened), Reads;
        "the items of a list may be anything";
        "Items may come that do not fit the type that the released client reads.";
    PREFIX_ITEM_ADDED "prefix-item-added" ("prefix-item-removed") both(Narrowed), Both;
        "an item of a tuple has a schema of its own";
        "Other items are refused in its place. Where the tuple could not have that item before (`items: false`), it allows more instead.";
    PREFIX_ITEM_REMOVED "prefix-item-removed" ("prefix-item-added") both(Widened), Both;
        "an item of a tuple no longer has a schema of its own";
        "Anything may come in its place, unless the tuple ends before it now (`items: false`): then less is accepted.";
    MIN_ITEMS_RAISED "min-items-raised" ("min-items-lowered") tolerated(Narrowed, Unchecked), Sends;
        "`minItems` is added or raised";
        "Shorter lists are refused.";
    MIN_ITEMS_LOWERED "min-items-lowered" ("min-items-raised") tolerated(Widened, Unchecked), Nothing;
        "`minItems` is removed or lowered";
        "Shorter lists may come. The client does not count items; whoever takes the first one should look whether there is one.";
    MAX_ITEMS_LOWERED "max-items-lowered" ("max-items-raised") tolerated(Narrowed, Unchecked), Sends;
        "`maxItems` is added or lowered";
        "Longer lists are refused.";
    MAX_ITEMS_RAISED "max-items-raised" ("max-items-lowered") tolerated(Widened, Unchecked), Nothing;
        "`maxItems` is removed or raised";
        "Longer lists may come. The client does not count items.";
    UNIQUE_ITEMS_ADDED "unique-items-added" ("unique-items-removed") tolerated(Narrowed, Unchecked), Sends;
        "the items of a list must differ";
        "Lists with the same item twice are refused. In Rust the list stays a `Vec`.";
    UNIQUE_ITEMS_REMOVED "unique-items-removed" ("unique-items-added") tolerated(Widened, Unchecked), Nothing;
        "the items of a list need not differ";
        "The same item may come twice. The client does not compare items.";
    CONTAINS_ADDED "contains-added" ("contains-removed") tolerated(Narrowed, Unchecked), Sends;
        "a list must have an item that fits a schema";
        "Lists without one are refused.";
    CONTAINS_REMOVED "contains-removed" ("contains-added") tolerated(Widened, Unchecked), Nothing;
        "a list need not have an item that fits a schema";
        "The client did not look for one.";
    MIN_CONTAINS_RAISED "min-contains-raised" ("min-contains-lowered") tolerated(Narrowed, Unchecked), Sends;
        "`minContains` is added or raised";
        "Lists with fewer items of that kind are refused.";
    MIN_CONTAINS_LOWERED "min-contains-lowered" ("min-contains-raised") tolerated(Widened, Unchecked), Nothing;
        "`minContains` is removed or lowered";
        "The client does not count items.";
    MAX_CONTAINS_LOWERED "max-contains-lowered" ("max-contains-raised") tolerated(Narrowed, Unchecked), Sends;
        "`maxContains` is added or lowered";
        "Lists with more items of that kind are refused.";
    MAX_CONTAINS_RAISED "max-contains-raised" ("max-contains-lowered") tolerated(Widened, Unchecked), Nothing;
        "`maxContains` is removed or raised";
        "The client does not count items.";
    UNEVALUATED_ITEMS_ADDED "unevaluated-items-added" ("unevaluated-items-removed") tolerated(Narrowed, Unchecked), Sends;
        "items that no part of the schema speaks of are refused, or must fit a schema";
        "Lists with other items are refused.";
    UNEVALUATED_ITEMS_REMOVED "unevaluated-items-removed" ("unevaluated-items-added") tolerated(Widened, Unchecked), Nothing;
        "items that no part of the schema speaks of may be anything";
        "The client did not check them.";
}
