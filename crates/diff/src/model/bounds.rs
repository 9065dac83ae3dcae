//! Bounds of numbers, lengths and counts.

use super::Types;

/// A bound on a number, a length or a count.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Bound {
    pub(crate) value: f64,
    /// Whether the bound itself is refused.
    pub(crate) exclusive: bool,
}

impl Bound {
    /// The same bound where only whole numbers are: there is none between two of them.
    pub(super) fn of_integers(self, lower: bool) -> Self {
        let outwards = if lower { self.value.ceil() } else { self.value.floor() };
        let refused = self.exclusive && outwards == self.value;
        let value = match (refused, lower) {
            (false, _) => outwards,
            (true, true) => outwards + 1.0,
            (true, false) => outwards - 1.0,
        };
        Self { value, exclusive: false }
    }
}

/// A keyword that bounds: what it bounds, from which side, and what it is when it is left out.
pub(crate) struct BoundKeyword {
    pub(crate) keyword: &'static str,
    pub(crate) lower: bool,
    pub(super) types: Types,
    pub(super) unsaid: Option<f64>,
}

const fn bound(keyword: &'static str, lower: bool, types: Types, unsaid: Option<f64>) -> BoundKeyword {
    BoundKeyword { keyword, lower, types, unsaid }
}

/// All keywords that bound.
pub(crate) const BOUNDS: [BoundKeyword; 10] = [
    bound("minimum", true, Types::NUMBER, None),
    bound("maximum", false, Types::NUMBER, None),
    bound("minLength", true, Types::STRING, Some(0.0)),
    bound("maxLength", false, Types::STRING, None),
    bound("minItems", true, Types::ARRAY, Some(0.0)),
    bound("maxItems", false, Types::ARRAY, None),
    bound("minProperties", true, Types::OBJECT, Some(0.0)),
    bound("maxProperties", false, Types::OBJECT, None),
    bound("minContains", true, Types::ARRAY, Some(1.0)),
    bound("maxContains", false, Types::ARRAY, None),
];

/// Whether `new` accepts less than `old`.
pub(crate) fn narrows(old: Bound, new: Bound, lower: bool) -> bool {
    let (old_value, new_value) = if lower { (old.value, new.value) } else { (-old.value, -new.value) };
    new_value > old_value || (new_value == old_value && new.exclusive && !old.exclusive)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bound_of_integers_is_a_whole_number() {
        for (value, exclusive, lower, expected) in
            [(0.0, true, true, 1.0), (0.5, true, true, 1.0), (0.5, false, false, 0.0), (10.0, true, false, 9.0), (3.0, false, true, 3.0)]
        {
            let whole = Bound { value, exclusive }.of_integers(lower);
            assert_eq!(whole, Bound { value: expected, exclusive: false }, "{value} {exclusive} {lower}");
        }
    }
}
