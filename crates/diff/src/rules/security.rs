//! Who may call, and where.

use super::{rules, sides};
use crate::effect::{
    Effect::{Moved, Narrowed, None as Same, Widened},
    Tolerance::Nothing as Untolerated,
};

rules! {
    SECURITY_ADDED "security-added" ("security-removed") sides(Narrowed, Same, Untolerated), Settings;
        "an operation needs credentials that it did not need";
        "Requests without them are refused. The generated client sends its key with every request; where the document asks for another scheme, it is the wrong one.";
    SECURITY_REMOVED "security-removed" ("security-added") sides(Widened, Same, Untolerated), Nothing;
        "an operation no longer needs credentials";
        "Sending them does no harm.";
    SECURITY_ALTERNATIVE_ADDED "security-alternative-added" ("security-alternative-removed") sides(Widened, Same, Untolerated), New;
        "an operation accepts other credentials as well";
        "The client may go on sending what it sends.";
    SECURITY_ALTERNATIVE_REMOVED "security-alternative-removed" ("security-alternative-added") sides(Narrowed, Same, Untolerated), Settings;
        "an operation no longer accepts certain credentials";
        "Requests with them are refused. Schemes are compared by what they ask for, not by name, and scopes are part of it: one more scope is another requirement.";
    SECURITY_SCOPE_ADDED "security-scope-added" ("security-scope-removed") sides(Narrowed, Same, Untolerated), Sends;
        "an operation needs one more scope";
        "Tokens without the scope are refused.";
    SECURITY_SCOPE_REMOVED "security-scope-removed" ("security-scope-added") sides(Widened, Same, Untolerated), Nothing;
        "an operation needs one scope less";
        "Tokens that have it are still accepted.";
    SECURITY_SCHEME_CHANGED "security-scheme-changed" ("security-scheme-changed") sides(Moved, Same, Untolerated), Settings;
        "credentials are asked for in another way";
        "Another kind of scheme, another header or query parameter, or another address for tokens. The released client sends them as before.";
    SECURITY_SCHEME_ADDED "security-scheme-added" ("security-scheme-removed") sides(Same, Same, Untolerated), New;
        "a way to send credentials is described";
        "Where it is needed is said there.";
    SECURITY_SCHEME_REMOVED "security-scheme-removed" ("security-scheme-added") sides(Same, Same, Untolerated), Nothing;
        "a way to send credentials is no longer described";
        "Where it was accepted is said there.";
    SECURITY_SCOPES_CHANGED "security-scopes-changed" ("security-scopes-changed") sides(Same, Same, Untolerated), Text;
        "a scheme offers other scopes";
        "Which operations need them is said there.";
    SERVER_CHANGED "server-changed" ("server-changed") sides(Moved, Same, Untolerated), Settings;
        "the API is found at another address";
        "The released client asks the old address. The generated client takes its address from `[server]` in `vendor.toml`.";
    SERVER_ADDED "server-added" ("server-removed") sides(Widened, Same, Untolerated), Nothing;
        "the API is found at one more address";
        "The client may go on asking the old one.";
    SERVER_REMOVED "server-removed" ("server-added") sides(Narrowed, Same, Untolerated), Settings;
        "the API is no longer found at an address";
        "Whoever asks there gets no answer. The first server is the one that clients take.";
    SERVER_VARIABLE_CHANGED "server-variable-changed" ("server-variable-changed") sides(Moved, Same, Untolerated), Settings;
        "a variable of an address has another default or other values";
        "With another default, whoever leaves it out asks another address. Values that are gone are addresses that are gone; new values only add.";
}
