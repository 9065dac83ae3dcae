//! Bodies of requests, answers and their headers.

use super::{rules, sides};
use crate::effect::{
    Effect::{Dropped, Moved, Narrowed, None as Same, Uncertain, Widened},
    Tolerance::{Accept, AnySuccess, Nothing as Untolerated, Unchecked},
};

rules! {
    REQUEST_BODY_ADDED "request-body-added" ("request-body-removed") sides(Widened, Same, Untolerated), New;
        "an operation takes a body that may be left out";
        "In Rust it is a new method of the call.";
    REQUIRED_REQUEST_BODY_ADDED "required-request-body-added" ("required-request-body-removed") sides(Narrowed, Same, Untolerated), Sends;
        "an operation needs a body";
        "Requests without one are refused.";
    REQUEST_BODY_REMOVED "request-body-removed" ("request-body-added") sides(Narrowed, Same, Untolerated), Sends;
        "an operation no longer takes a body that could be left out";
        "Requests with a body are refused, or do something else than was asked for.";
    REQUIRED_REQUEST_BODY_REMOVED "required-request-body-removed" ("required-request-body-added") sides(Narrowed, Same, Untolerated), Sends;
        "an operation no longer takes the body that was required";
        "Requests with a body are refused, or do something else than was asked for.";
    REQUEST_BODY_BECAME_REQUIRED "request-body-became-required" ("request-body-became-optional") sides(Narrowed, Same, Untolerated), Sends;
        "a body is required that could be left out";
        "Requests without it are refused.";
    REQUEST_BODY_BECAME_OPTIONAL "request-body-became-optional" ("request-body-became-required") sides(Widened, Same, Untolerated), New;
        "a body may be left out that was required";
        "The client may go on sending it.";
    REQUEST_MEDIA_TYPE_ADDED "request-media-type-added" ("request-media-type-removed") sides(Widened, Same, Untolerated), New;
        "a body may be sent as another media type";
        "The client may go on sending what it sends. A range (`application/*`) holds the types that it covers.";
    REQUEST_MEDIA_TYPE_REMOVED "request-media-type-removed" ("request-media-type-added") sides(Narrowed, Same, Untolerated), Sends;
        "a body can no longer be sent as a media type";
        "Such bodies are refused.";
    ENCODING_CHANGED "encoding-changed" ("encoding-changed") sides(Moved, Same, Untolerated), Sends;
        "a member of a form or a part of a multipart body is written in another way (`encoding`)";
        "The server no longer takes apart what the released client has put together.";
    RESPONSE_STATUS_ADDED "response-status-added" ("response-status-removed") sides(Same, Uncertain, Untolerated), Reads;
        "an operation can succeed with another status";
        "The released client takes every 2xx status for a success and reads its body as the type that it knows: that goes well where the bodies are alike, and then nothing has to be done.";
    RESPONSE_STATUS_REMOVED "response-status-removed" ("response-status-added") sides(Same, Moved, AnySuccess), Reads;
        "an operation no longer succeeds with a status";
        "With the last success gone there is nothing left to expect: that breaks. Where another success with the same body stays or comes, every client of ours reads it in the same way; code that compares the status itself does not.";
    ERROR_STATUS_ADDED "error-status-added" ("error-status-removed") sides(Same, Widened, Unchecked), New;
        "an operation documents another error status";
        "Errors of any status are errors to the client, documented or not.";
    ERROR_STATUS_REMOVED "error-status-removed" ("error-status-added") sides(Same, Narrowed, Unchecked), Nothing;
        "an operation no longer documents an error status";
        "Errors of any status are errors to the client, documented or not.";
    RESPONSE_BODY_ADDED "response-body-added" ("response-body-removed") sides(Same, Widened, Unchecked), New;
        "an answer has a body";
        "The released client expects none and does not look.";
    RESPONSE_BODY_REMOVED "response-body-removed" ("response-body-added") sides(Same, Moved, Untolerated), Reads;
        "an answer no longer has a body";
        "The released client finds nothing to read, and reports an answer that it cannot understand.";
    RESPONSE_MEDIA_TYPE_ADDED "response-media-type-added" ("response-media-type-removed") sides(Same, Widened, Accept), New;
        "an answer may come as another media type";
        "The client says in `Accept` what it reads.";
    RESPONSE_MEDIA_TYPE_REMOVED "response-media-type-removed" ("response-media-type-added") sides(Same, Moved, Untolerated), Reads;
        "an answer no longer comes as a media type";
        "Whoever asks for it gets another one, or an error.";
    RESPONSE_HEADER_ADDED "response-header-added" ("response-header-removed") sides(Same, Same, Untolerated), New;
        "an answer has a new header";
        "Headers are there on every response, documented or not.";
    RESPONSE_HEADER_REMOVED "response-header-removed" ("response-header-added") sides(Same, Dropped, Untolerated), Reads;
        "an answer no longer documents a header";
        "It may no longer come. A header that was required can have been relied on: its removal breaks. `[rate_limit]` and `[paging]` in `vendor.toml` may name it.";
    RESPONSE_HEADER_BECAME_OPTIONAL "response-header-became-optional" ("response-header-became-required") sides(Same, Widened, Untolerated), Reads;
        "a header may be missing that was always there";
        "Whoever takes it for granted does not find it.";
    RESPONSE_HEADER_BECAME_REQUIRED "response-header-became-required" ("response-header-became-optional") sides(Same, Narrowed, Untolerated), Nothing;
        "a header is always there that could be missing";
        "There is more to rely on.";
    RESPONSE_DEFAULT_CHANGED "response-default-changed" ("response-default-changed") sides(Same, Same, Untolerated), Nothing;
        "the answer to all other statuses (`default`) is added or removed";
        "It describes errors. Errors of any status are errors to the client, documented or not.";
}
