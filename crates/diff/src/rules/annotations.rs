//! What a schema says beside what it accepts.

use super::{both, rules, sides};
use crate::effect::{
    Effect::{Dropped, Meaning, Moved, None as Same},
    Tolerance::Nothing as Untolerated,
};

rules! {
    READ_ONLY_ADDED "read-only-added" ("read-only-removed") sides(Dropped, Same, Untolerated), Sends;
        "a member can no longer be sent";
        "What is sent there is ignored or refused.";
    READ_ONLY_REMOVED "read-only-removed" ("read-only-added") both(Same), New;
        "a member can be sent";
        "Where it is required as well, requests without it are refused now.";
    WRITE_ONLY_ADDED "write-only-added" ("write-only-removed") sides(Same, Dropped, Untolerated), Reads;
        "a member no longer comes in answers";
        "Whoever reads it gets nothing. Where it was required, the answer no longer fits the released client.";
    WRITE_ONLY_REMOVED "write-only-removed" ("write-only-added") both(Same), New;
        "a member comes in answers";
        "A released client keeps it.";
    DEFAULT_ADDED "default-added" ("default-removed") sides(Meaning, Same, Untolerated), Sends;
        "what is left out has a default";
        "Leaving it out may have meant something else so far. The client never fills in a default: the server does.";
    DEFAULT_REMOVED "default-removed" ("default-added") sides(Meaning, Same, Untolerated), Sends;
        "what is left out no longer has a default";
        "Callers that leave it out may get something else.";
    DEFAULT_CHANGED "default-changed" ("default-changed") sides(Meaning, Same, Untolerated), Sends;
        "the default is another one";
        "Callers that leave it out get something else.";
    SCHEMA_DEPRECATED "schema-deprecated" ("schema-undeprecated") both(Same), Plan;
        "a schema or a member is deprecated";
        "It works as before. The documentation of the Rust member says so.";
    SCHEMA_UNDEPRECATED "schema-undeprecated" ("schema-deprecated") both(Same), Nothing;
        "a schema or a member is no longer deprecated";
        "It works as before.";
    SUNSET_CHANGED "sunset-changed" ("sunset-changed") both(Same), Plan;
        "the day on which something goes is added, moved or removed (`x-sunset`)";
        "It works until then. The text says the old and the new day.";
    STABILITY_LOWERED "stability-lowered" ("stability-raised") both(Same), Plan;
        "the vendor promises less (`x-stability-level`)";
        "Nothing changes today. Changes are to be expected: the order is draft, alpha, beta, stable.";
    STABILITY_RAISED "stability-raised" ("stability-lowered") both(Same), Nothing;
        "the vendor promises more (`x-stability-level`)";
        "Nothing changes. The order is draft, alpha, beta, stable.";
    XML_CHANGED "xml-changed" ("xml-changed") both(Moved), Both;
        "a value is written in another way in XML";
        "Only said of what is sent or read as XML. The client hands XML through as text: whoever writes or reads it must do it differently.";
    DOCUMENTATION_CHANGED "documentation-changed" ("documentation-changed") both(Same), Text;
        "a description, a title or an example is another one";
        "Nothing that a program notices. The documentation of the Rust item follows. Reports count these and name them last.";
    EXTENSION_CHANGED "extension-changed" ("extension-changed") both(Same), Text;
        "an extension (`x-…`) that was asked for is another one";
        "Extensions are only compared when they are named on the command line.";
}
