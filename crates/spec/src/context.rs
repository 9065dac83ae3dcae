//! What the rules share while they work on one document.

use serde_json::Value;

use crate::{
    finding::{Finding, Rule},
    walk,
};

/// Collects findings; knows which rule a test has switched off.
#[derive(Debug, Default)]
pub struct Context {
    findings: Vec<Finding>,
    disabled: Option<String>,
}

impl Context {
    /// A context in which the rule `id` does nothing. Tests use it to see what a rule is for.
    pub fn without(id: &str) -> Self {
        Self { findings: Vec::new(), disabled: Some(id.to_owned()) }
    }

    /// Whether `rule` is to be applied.
    pub fn allows(&self, rule: &Rule) -> bool {
        self.disabled.as_deref() != Some(rule.id)
    }

    /// Records that `rule` was applied at `pointer`.
    pub fn found(&mut self, rule: &'static Rule, pointer: impl Into<String>, note: impl Into<String>) {
        self.findings.push(Finding { rule, pointer: pointer.into(), note: note.into() });
    }

    /// Records that `rule` was applied to a marked schema.
    pub fn found_in(&mut self, rule: &'static Rule, schema: &Value, note: impl Into<String>) {
        self.found(rule, walk::origin(schema), note);
    }

    /// Everything found, in the order in which it was found.
    pub fn into_findings(self) -> Vec<Finding> {
        self.findings
    }
}
