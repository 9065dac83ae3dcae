//! Objects: their members, and what holds between them.

use super::{both, rules, sides, tolerated};
use crate::effect::{
    Effect::{Dropped, Narrowed, Widened},
    Tolerance::{Nothing as Untolerated, Unchecked, UnknownMembers},
};

rules! {
    PROPERTY_ADDED "property-added" ("property-removed") tolerated(Widened, UnknownMembers), New;
        "an object has a new member that may be left out";
        "A released client does not send it, and keeps it when it comes.";
    REQUIRED_PROPERTY_ADDED "required-property-added" ("required-property-removed") tolerated(Narrowed, UnknownMembers), Sends;
        "an object has a new member that is required";
        "A released client does not send it, so its requests are refused. In an answer it is kept.";
    PROPERTY_REMOVED "property-removed" ("property-added") both(Dropped), Both;
        "an object no longer names a member that could be left out";
        "What is sent there is ignored, or refused where the object is closed (`additionalProperties: false`). In answers the member may stop coming: it is read as `None`, and whoever relied on it gets nothing.";
    REQUIRED_PROPERTY_REMOVED "required-property-removed" ("required-property-added") sides(Dropped, Widened, Untolerated), Both;
        "an object no longer names a member that was required";
        "An answer without it does not fit the released client, which has no value to put there: the whole answer is lost. What is sent there is ignored, or refused where the object is closed.";
    PROPERTY_BECAME_REQUIRED "property-became-required" ("property-became-optional") both(Narrowed), Sends;
        "a member is required that could be left out";
        "Requests without it are refused. In an answer there is more to rely on.";
    PROPERTY_BECAME_OPTIONAL "property-became-optional" ("property-became-required") both(Widened), Reads;
        "a member may be left out that was required";
        "An answer without it does not fit the released client, unless the member could be null already: then it is an `Option`.";
    ADDITIONAL_PROPERTIES_CLOSED "additional-properties-closed" ("additional-properties-opened") tolerated(Narrowed, UnknownMembers), Sends;
        "members that are not named are refused";
        "A client writes unknown members back that it has read, and callers may put some into `extra`: such requests are refused.";
    ADDITIONAL_PROPERTIES_OPENED "additional-properties-opened" ("additional-properties-closed") tolerated(Widened, UnknownMembers), Nothing;
        "members that are not named are no longer refused";
        "Unknown members may come, and are kept.";
    ADDITIONAL_PROPERTIES_NARROWED "additional-properties-narrowed" ("additional-properties-widened") both(Narrowed), Sends;
        "members that are not named must fit a schema";
        "Others are refused. In Rust `extra` becomes a map of that type.";
    ADDITIONAL_PROPERTIES_WIDENED "additional-properties-widened" ("additional-properties-narrowed") both(Widened), Reads;
        "members that are not named may be anything";
        "The released client reads them as the type that they had: one of another type does not fit.";
    PATTERN_PROPERTY_ADDED "pattern-property-added" ("pattern-property-removed") tolerated(Narrowed, Unchecked), Sends;
        "members whose names match a pattern must fit a schema";
        "Others are refused. Where all other members are refused, it allows more instead.";
    PATTERN_PROPERTY_REMOVED "pattern-property-removed" ("pattern-property-added") tolerated(Widened, Unchecked), Both;
        "members whose names match a pattern need not fit a schema";
        "More is accepted, unless all other members are refused: then less is.";
    PROPERTY_NAMES_ADDED "property-names-added" ("property-names-removed") tolerated(Narrowed, Unchecked), Sends;
        "the names of members must fit a schema";
        "Members with other names are refused. The client does not check names.";
    PROPERTY_NAMES_REMOVED "property-names-removed" ("property-names-added") tolerated(Widened, Unchecked), Nothing;
        "the names of members need not fit a schema";
        "Other names may come. The client does not check names.";
    DEPENDENT_REQUIRED_ADDED "dependent-required-added" ("dependent-required-removed") tolerated(Narrowed, Unchecked), Sends;
        "a member is required beside another one";
        "Requests with the one and without the other are refused. Rust does not say so: both are `Option`s.";
    DEPENDENT_REQUIRED_REMOVED "dependent-required-removed" ("dependent-required-added") tolerated(Widened, Unchecked), Nothing;
        "a member is no longer required beside another one";
        "One may come without the other. Both are `Option`s.";
    DEPENDENT_SCHEMA_ADDED "dependent-schema-added" ("dependent-schema-removed") tolerated(Narrowed, Unchecked), Sends;
        "with a certain member an object must fit a schema";
        "Requests that do not are refused.";
    DEPENDENT_SCHEMA_REMOVED "dependent-schema-removed" ("dependent-schema-added") tolerated(Widened, Unchecked), Nothing;
        "with a certain member an object need not fit a schema";
        "The client did not check it.";
    UNEVALUATED_PROPERTIES_ADDED "unevaluated-properties-added" ("unevaluated-properties-removed") tolerated(Narrowed, UnknownMembers), Sends;
        "members that no part of the schema names are refused, or must fit a schema";
        "Requests with such members are refused.";
    UNEVALUATED_PROPERTIES_REMOVED "unevaluated-properties-removed" ("unevaluated-properties-added") tolerated(Widened, UnknownMembers), Nothing;
        "members that no part of the schema names may be anything";
        "Unknown members may come, and are kept.";
    MIN_PROPERTIES_RAISED "min-properties-raised" ("min-properties-lowered") tolerated(Narrowed, Unchecked), Sends;
        "`minProperties` is added or raised";
        "Objects with fewer members are refused.";
    MIN_PROPERTIES_LOWERED "min-properties-lowered" ("min-properties-raised") tolerated(Widened, Unchecked), Nothing;
        "`minProperties` is removed or lowered";
        "Objects with fewer members may come. The client does not count members.";
    MAX_PROPERTIES_LOWERED "max-properties-lowered" ("max-properties-raised") tolerated(Narrowed, Unchecked), Sends;
        "`maxProperties` is added or lowered";
        "Objects with more members are refused.";
    MAX_PROPERTIES_RAISED "max-properties-raised" ("max-properties-lowered") tolerated(Widened, Unchecked), Nothing;
        "`maxProperties` is removed or raised";
        "Objects with more members may come. The client does not count members.";
}
