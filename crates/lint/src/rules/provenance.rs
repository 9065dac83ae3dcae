//! Is it the document that it is said to be?

use crate::{Level, Rule, rule::Findings, subject::Subject};

pub(super) const RULES: &[&Rule] = &[&FACTS];

static FACTS: Rule = Rule {
    id: "document-facts",
    level: Level::Error,
    meaning: "the document is not the one that was fetched: `document.sha256` of `vendor.toml` is another",
    why: "A published document is kept as published. What is corrected in place is lost with the next one, and nobody sees that it was.",
    help: "fetch it again with `cargo xtask fetch VENDOR`, and correct it in `overlay.yaml`",
    check: facts,
};

fn facts(subject: &Subject<'_>, findings: &mut Findings) {
    let recorded = subject.settings.and_then(|settings| settings.document.sha256.as_deref());
    if recorded.is_some_and(|recorded| recorded != subject.sha256()) {
        findings.add("#", format!("its SHA-256 is {}", subject.sha256()));
    }
}
