//! Bounds and steps.

use crate::{
    model::{BOUNDS, Bound},
    rules::{self, Rule},
};

use super::{
    Comparison,
    schemas::{Pair, list},
};

/// For each of [`BOUNDS`]: the rule when less is accepted, and when more is.
static RULES: [(&Rule, &Rule); BOUNDS.len()] = [
    (&rules::MINIMUM_RAISED, &rules::MINIMUM_LOWERED),
    (&rules::MAXIMUM_LOWERED, &rules::MAXIMUM_RAISED),
    (&rules::MIN_LENGTH_RAISED, &rules::MIN_LENGTH_LOWERED),
    (&rules::MAX_LENGTH_LOWERED, &rules::MAX_LENGTH_RAISED),
    (&rules::MIN_ITEMS_RAISED, &rules::MIN_ITEMS_LOWERED),
    (&rules::MAX_ITEMS_LOWERED, &rules::MAX_ITEMS_RAISED),
    (&rules::MIN_PROPERTIES_RAISED, &rules::MIN_PROPERTIES_LOWERED),
    (&rules::MAX_PROPERTIES_LOWERED, &rules::MAX_PROPERTIES_RAISED),
    (&rules::MIN_CONTAINS_RAISED, &rules::MIN_CONTAINS_LOWERED),
    (&rules::MAX_CONTAINS_LOWERED, &rules::MAX_CONTAINS_RAISED),
];

impl<'d> Comparison<'d> {
    pub(super) fn bounds(&mut self, pair: &Pair<'d>) {
        for (index, known) in BOUNDS.iter().enumerate() {
            let (old, new) = (pair.base.bounds[index], pair.revision.bounds[index]);
            let (old_value, new_value) = (old.map(|bound| bound.value), new.map(|bound| bound.value));
            if old_value == new_value {
                continue;
            }
            let narrowed = match (old_value, new_value) {
                (Some(old), Some(new)) => crate::model::narrows(old, new, known.lower),
                (old, _) => old.is_none(),
            };
            let base = old.map(|bound| bound.part);
            let revision = new.map(|bound| bound.part);
            let base_place = base.ok_or_else(|| revision.map_or(pair.at.base, |part| pair.base_without(part)));
            let revision_place = revision.ok_or_else(|| base.map_or(pair.at.revision, |part| pair.revision_without(part)));
            // `minimum` may have become `exclusiveMinimum`: each side has its own word.
            let old_places = self.keyword(base_place, revision_place, old.or(new).map_or(known.keyword, |bound| bound.keyword));
            let new_places = self.keyword(base_place, revision_place, new.or(old).map_or(known.keyword, |bound| bound.keyword));
            let places = super::Places { base: old_places.base, revision: new_places.revision };
            let text = match (old_value, new_value) {
                (None, Some(new)) => format!("gains `{}` {}", known.keyword, words(new)),
                (Some(old), None) => format!("loses `{}` {}", known.keyword, words(old)),
                (Some(old), Some(new)) => format!("has `{}` {}, which was {}", known.keyword, words(new), words(old)),
                (None, None) => continue,
            };
            let (narrows, widens) = RULES[index];
            self.edit(if narrowed { narrows } else { widens }, pair.here(), places, pair.subject(), text);
        }
    }

    pub(super) fn multiples(&mut self, pair: &Pair<'d>) {
        let (old, new) = (&pair.base.multiples, &pair.revision.multiples);
        let values = |all: &[crate::model::Located<'d, f64>]| {
            let mut values: Vec<f64> = all.iter().map(|step| step.value).collect();
            values.sort_by(f64::total_cmp);
            values
        };
        let (old_values, new_values) = (values(old), values(new));
        if old_values == new_values {
            return;
        }
        let covers = |steps: &[f64], by: &[f64]| steps.iter().all(|step| by.iter().any(|other| is_multiple(*other, *step)));
        // Every old step divides a new one: what fits the new ones fits the old.
        let narrows = covers(&old_values, &new_values);
        let widens = covers(&new_values, &old_values);
        let base = old.first().map(|step| step.part);
        let revision = new.first().map(|step| step.part);
        let places = self.keyword(
            base.ok_or_else(|| revision.map_or(pair.at.base, |part| pair.base_without(part))),
            revision.ok_or_else(|| base.map_or(pair.at.revision, |part| pair.revision_without(part))),
            "multipleOf",
        );
        let words = |values: &[f64]| list(values.iter().map(f64::to_string));
        let text = match (old_values.as_slice(), new_values.as_slice()) {
            ([], new) => format!("must be a multiple of {}", words(new)),
            (old, []) => format!("need not be a multiple of {}", words(old)),
            (old, new) => format!("must be a multiple of {}, which was {}", words(new), words(old)),
        };
        let rule = match (narrows, widens) {
            (true, false) => &rules::MULTIPLE_OF_NARROWED,
            (false, true) => &rules::MULTIPLE_OF_WIDENED,
            _ => &rules::MULTIPLE_OF_CHANGED,
        };
        self.edit(rule, pair.here(), places, pair.subject(), text);
    }
}

fn words(bound: Bound) -> String {
    let exclusive = if bound.exclusive { " (exclusive)" } else { "" };
    format!("`{}`{exclusive}", bound.value)
}

/// Whether `value` is a multiple of `step`, as far as decimal fractions can be told apart.
fn is_multiple(value: f64, step: f64) -> bool {
    let ratio = value / step;
    ratio.is_finite() && (ratio - ratio.round()).abs() < 1e-9 && ratio.round() != 0.0
}
