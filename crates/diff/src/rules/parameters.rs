//! Parameters: of the path, the query, headers and cookies.

use super::{rules, sides};
use crate::effect::{
    Effect::{Dropped, Moved, Narrowed, None as Same, Uncertain, Widened},
    Tolerance::Nothing as Untolerated,
};

rules! {
    PARAMETER_ADDED "parameter-added" ("parameter-removed") sides(Widened, Same, Untolerated), New;
        "an operation takes a new parameter that may be left out";
        "In Rust it is a new method of the call, which breaks nobody.";
    REQUIRED_PARAMETER_ADDED "required-parameter-added" ("required-parameter-removed") sides(Narrowed, Same, Untolerated), Sends;
        "an operation takes a new parameter that is required";
        "Requests without it are refused. In Rust it is a new argument, which every caller has to give.";
    PARAMETER_REMOVED "parameter-removed" ("parameter-added") sides(Dropped, Same, Untolerated), Sends;
        "an operation no longer takes a parameter that could be left out";
        "Most servers ignore it from now on: what was filtered or sorted by it no longer is. Some refuse it.";
    REQUIRED_PARAMETER_REMOVED "required-parameter-removed" ("required-parameter-added") sides(Dropped, Same, Untolerated), Sends;
        "an operation no longer takes a parameter that was required";
        "Most servers ignore it from now on; some refuse it. In Rust an argument goes.";
    PARAMETER_MOVED "parameter-moved" ("parameter-moved") sides(Moved, Same, Untolerated), Sends;
        "a parameter is sent in another place";
        "The same name in the path, the query, a header or a cookie. The released client sends it where nobody looks.";
    PARAMETER_BECAME_REQUIRED "parameter-became-required" ("parameter-became-optional") sides(Narrowed, Same, Untolerated), Sends;
        "a parameter is required that could be left out";
        "Requests without it are refused. In Rust it moves from a method of the call to an argument.";
    PARAMETER_BECAME_OPTIONAL "parameter-became-optional" ("parameter-became-required") sides(Widened, Same, Untolerated), New;
        "a parameter may be left out that was required";
        "In Rust it moves from an argument to a method of the call.";
    PARAMETER_STYLE_CHANGED "parameter-style-changed" ("parameter-style-changed") sides(Moved, Same, Untolerated), Sends;
        "a list or an object is written into the request in another way (`style`, `explode`)";
        "The server no longer takes apart what the released client has put together. Leaving a style out is writing the one that holds by default. For a plain value most styles are one.";
    PARAMETER_CONTENT_CHANGED "parameter-content-changed" ("parameter-content-changed") sides(Moved, Same, Untolerated), Sends;
        "a parameter is written as another media type (`schema`, `content`)";
        "A parameter with a `schema` is written by its style, one with `content` as that media type.";
    PARAMETER_RESERVED_ALLOWED "parameter-reserved-allowed" ("parameter-reserved-refused") sides(Widened, Same, Untolerated), Nothing;
        "a parameter may have characters unescaped that mean something in addresses (`allowReserved`)";
        "The released client escapes them, which stays right.";
    PARAMETER_RESERVED_REFUSED "parameter-reserved-refused" ("parameter-reserved-allowed") sides(Narrowed, Same, Untolerated), Sends;
        "a parameter must have characters escaped that mean something in addresses (`allowReserved`)";
        "A client that left them as they are is misunderstood.";
    PARAMETER_EMPTY_ALLOWED "parameter-empty-allowed" ("parameter-empty-refused") sides(Widened, Same, Untolerated), Nothing;
        "a parameter may be empty (`allowEmptyValue`)";
        "The client may go on sending what it sends.";
    PARAMETER_EMPTY_REFUSED "parameter-empty-refused" ("parameter-empty-allowed") sides(Uncertain, Same, Untolerated), Sends;
        "a parameter may not be empty (`allowEmptyValue`)";
        "Whether an empty value was ever sent depends on the callers.";
    PARAMETER_DEPRECATED "parameter-deprecated" ("parameter-undeprecated") sides(Same, Same, Untolerated), Plan;
        "a parameter is deprecated";
        "It works as before.";
    PARAMETER_UNDEPRECATED "parameter-undeprecated" ("parameter-deprecated") sides(Same, Same, Untolerated), Nothing;
        "a parameter is no longer deprecated";
        "It works as before.";
}
