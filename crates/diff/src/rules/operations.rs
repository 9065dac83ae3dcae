//! Operations, webhooks and callbacks.

use super::{both, rules, sides};
use crate::effect::{
    Effect::{Moved, Narrowed, None as Same, Widened},
    Tolerance::Nothing as Untolerated,
};

rules! {
    OPERATION_ADDED "operation-added" ("operation-removed") sides(Widened, Same, Untolerated), New;
        "an operation is new";
        "In Rust it is a new method.";
    OPERATION_REMOVED "operation-removed" ("operation-added") sides(Narrowed, Same, Untolerated), Sends;
        "an operation is gone";
        "Whoever calls it gets an error, whether it was announced (`deprecated`, `x-sunset`) or not. The method goes.";
    OPERATION_MOVED "operation-moved" ("operation-moved") sides(Moved, Same, Untolerated), Sends;
        "an operation is found at another address";
        "Recognised by its operationId. A released client asks the old address, and gets an error. Where methods are named after operationIds the method keeps its name, and a new release is all that callers need.";
    OPERATION_ID_CHANGED "operation-id-changed" ("operation-id-changed") both(Same), Settings;
        "an operation has another operationId";
        "Nothing changes on the wire. Where methods are named after operationIds the method has another name; `[operations.\"METHOD /path\"] method` in `vendor.toml` keeps the old one.";
    OPERATION_TAGS_CHANGED "operation-tags-changed" ("operation-tags-changed") both(Same), Settings;
        "an operation has other tags";
        "Nothing changes on the wire. Calls are grouped by their first tag; `[operations.\"METHOD /path\"] group` in `vendor.toml` keeps the old group.";
    OPERATION_DEPRECATED "operation-deprecated" ("operation-undeprecated") both(Same), Plan;
        "an operation is deprecated";
        "It works as before. The documentation of the method says so.";
    OPERATION_UNDEPRECATED "operation-undeprecated" ("operation-deprecated") both(Same), Nothing;
        "an operation is no longer deprecated";
        "It works as before.";
    WEBHOOK_ADDED "webhook-added" ("webhook-removed") both(Same), New;
        "a webhook is new";
        "The vendor can call you for one more reason. Our crates have no method for webhooks.";
    WEBHOOK_REMOVED "webhook-removed" ("webhook-added") both(Narrowed), Plan;
        "a webhook is gone";
        "The vendor no longer calls: whoever waits for the call waits in vain, and whoever subscribes to it is refused.";
    CALLBACK_ADDED "callback-added" ("callback-removed") both(Same), New;
        "an operation has a new callback";
        "The vendor can call you for one more reason. Our crates have no method for callbacks.";
    CALLBACK_REMOVED "callback-removed" ("callback-added") both(Narrowed), Plan;
        "an operation has lost a callback";
        "The vendor no longer calls: whoever waits for the call waits in vain.";
    LINKS_CHANGED "links-changed" ("links-changed") both(Same), Text;
        "the links of an answer are others";
        "Links tell how one operation leads to another. Our clients do not follow them; whoever does has to look.";
}
