//! What `vendor.toml` accepts of what was found.

use switchboard_spec::{
    Problem, nearest,
    vendor::{Allow, Vendor},
};

use crate::{Finding, rules};

/// The findings of a document, with those that are accepted apart.
#[derive(Debug, Default)]
pub struct Judged {
    /// What nobody has accepted.
    pub open: Vec<Finding>,
    /// What is accepted, and why.
    pub allowed: Vec<(Finding, String)>,
}

/// Sets aside what the vendor's settings allow.
///
/// # Errors
/// When something is allowed that does not exist, that is no longer found, or without a reason.
pub fn judge(findings: Vec<Finding>, vendor: &Vendor) -> Result<Judged, Vec<Problem>> {
    let allows = &vendor.settings.lint.allow;
    let mut used = vec![false; allows.len()];
    let mut judged = Judged::default();
    for finding in findings {
        let by: Vec<usize> = (0..allows.len()).filter(|index| allows.get(*index).is_some_and(|allow| allows_it(allow, &finding))).collect();
        for index in &by {
            if let Some(used) = used.get_mut(*index) {
                *used = true;
            }
        }
        match by.first().and_then(|index| allows.get(*index)) {
            Some(allow) => judged.allowed.push((finding, allow.reason.clone())),
            None => judged.open.push(finding),
        }
    }
    let problems: Vec<Problem> = allows.iter().zip(used).filter_map(|(allow, used)| wrong(allow, used, vendor)).collect();
    if problems.is_empty() { Ok(judged) } else { Err(problems) }
}

fn allows_it(allow: &Allow, finding: &Finding) -> bool {
    let is_there = |at: &str| {
        let rest = finding.pointer.strip_prefix(at.trim_end_matches('/'));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    allow.rule == finding.rule.id && allow.at.as_deref().is_none_or(is_there)
}

fn wrong(allow: &Allow, used: bool, vendor: &Vendor) -> Option<Problem> {
    // `at` finds the line where a rule is allowed in several places.
    let needle = allow.at.as_deref().unwrap_or(&allow.rule);
    let place = allow.at.as_ref().map(|at| format!(" at `{at}`")).unwrap_or_default();
    if rules::find(&allow.rule).is_none() {
        let known: Vec<&str> = rules::all().map(|rule| rule.id).collect();
        let hint = nearest::hint(&allow.rule, known).map(|hint| format!("; {hint}")).unwrap_or_default();
        return Some(vendor.problem(
            needle,
            format!("`lint.allow` names the rule `{}`, which does not exist", allow.rule),
            "what is not understood would be ignored in silence",
            format!("correct the name, or delete it{hint}; `cargo xtask lint --list` has all rules"),
        ));
    }
    if allow.reason.trim().is_empty() {
        return Some(vendor.problem(
            needle,
            format!("`lint.allow` of `{}`{place} has no reason", allow.rule),
            "whoever reads it later cannot tell whether it still holds",
            "say why the document stays as it is".to_owned(),
        ));
    }
    (!used).then(|| {
        vendor.problem(
            needle,
            format!("`lint.allow` of `{}`{place} allows nothing", allow.rule),
            "the document has been repaired, or the place has moved; left as it is, it would hide the next mistake",
            "delete it from `vendor.toml`, or correct its `at`".to_owned(),
        )
    })
}
