//! How often each rule was applied to a corpus. The corpus belongs to others and is not kept;
//! the counts are.

use std::{collections::BTreeMap, time::SystemTime};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::corpus::{DocumentOutcome, Line};

/// The counts of a corpus.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Counts {
    /// The day on which they were made.
    pub(super) date: String,
    /// Documents that the rules were applied to.
    pub(super) documents: usize,
    /// Their operations.
    pub(super) operations: usize,
    /// The places of them where a schema stands.
    #[serde(default)]
    pub(super) schemas: usize,
    /// By the rule's id; a rule that was never applied has none.
    pub(super) rules: BTreeMap<String, Count>,
}

/// How often a rule was applied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Count {
    /// In how many documents at least once.
    pub(super) documents: usize,
    /// How many times in all.
    pub(super) times: usize,
}

impl Counts {
    /// Adds up what is known of each document that came as far as the rules.
    pub(super) fn of(lines: &[Line]) -> Self {
        let date = DateTime::<Utc>::from(SystemTime::now()).format("%Y-%m-%d").to_string();
        let mut counts = Self { date, documents: 0, operations: 0, schemas: 0, rules: BTreeMap::new() };
        for line in lines.iter().filter(|line| line.outcome == DocumentOutcome::Ok || !line.findings.is_empty()) {
            counts.documents += 1;
            counts.operations += line.operations;
            counts.schemas += line.schemas;
            for (rule, times) in &line.findings {
                let count = counts.rules.entry(rule.clone()).or_default();
                count.documents += 1;
                count.times += times;
            }
        }
        counts
    }

    pub(super) fn to_json(&self) -> String {
        // Names and numbers can always be written.
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }
}
