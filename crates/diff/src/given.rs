//! From the document that was compared back to the document as the vendor gave it.
//!
//! Between the two are our corrections and what was copied from other files. A pointer that
//! means nothing in the given document is cut down to the part that does.

use serde_json::Value;
use switchboard_spec::{overlay::Applied, pointer};

/// A document as it was given.
#[derive(Clone, Copy, Debug, Default)]
pub struct Given<'a> {
    document: Option<&'a Value>,
    corrections: &'a [Applied],
}

impl<'a> Given<'a> {
    /// The document that is compared was given as it is.
    pub fn as_it_is() -> Self {
        Self::default()
    }

    /// `document` was given; `corrections` have been applied to it since.
    pub fn corrected(document: &'a Value, corrections: &'a [Applied]) -> Self {
        Self { document: Some(document), corrections }
    }

    /// Where in the given document is what `at` means in the compared one?
    pub fn pointer(&self, at: &str) -> String {
        let Some(document) = self.document else { return at.to_owned() };
        let mut steps = pointer::steps(at);
        for correction in self.corrections.iter().rev().filter(|correction| correction.removes) {
            // The items after one that was removed moved up; later ones first.
            let mut removed: Vec<Vec<String>> = correction.pointers.iter().map(|place| pointer::steps(place)).collect();
            removed.sort_by_key(|place| place.last().and_then(|index| index.parse::<usize>().ok()));
            for place in removed {
                let (Some((index, list)), true) = (place.split_last(), steps.len() >= place.len()) else { continue };
                let same_list = steps.get(..list.len()) == Some(list);
                let numbers = (index.parse::<usize>(), steps.get(list.len()).map(|step| step.parse::<usize>()));
                if let (true, (Ok(index), Some(Ok(own)))) = (same_list && is_list(document, list), numbers)
                    && own >= index
                    && let Some(step) = steps.get_mut(list.len())
                {
                    *step = (own + 1).to_string();
                }
            }
        }
        let mut value = document;
        let mut found = "#".to_owned();
        for step in steps {
            let next = match value {
                Value::Object(map) => map.get(&step),
                Value::Array(list) => step.parse::<usize>().ok().and_then(|index| list.get(index)),
                _ => None,
            };
            let Some(next) = next else { break };
            found = pointer::join(&found, &step);
            value = next;
        }
        found
    }
}

fn is_list(document: &Value, steps: &[String]) -> bool {
    let place = steps.iter().fold("#".to_owned(), |place, step| pointer::join(&place, step));
    document.pointer(place.trim_start_matches('#')).is_some_and(Value::is_array)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn removal(place: &str) -> Applied {
        Applied { number: 1, description: String::new(), target: String::new(), removes: true, pointers: vec![place.to_owned()] }
    }

    #[test]
    fn items_that_moved_up_are_found_where_they_were() {
        let document = json!({ "a": [{ "x": 0 }, { "x": 1 }, { "x": 2 }] });
        let corrections = [removal("#/a/0"), removal("#/a/0")];
        let given = Given::corrected(&document, &corrections);
        assert_eq!(given.pointer("#/a/0/x"), "#/a/2/x");
    }

    #[test]
    fn what_a_correction_has_added_is_named_by_what_it_was_added_to() {
        let document = json!({ "a": { "b": 1 } });
        let given = Given::corrected(&document, &[]);
        assert_eq!(given.pointer("#/a/c/d"), "#/a");
        assert_eq!(given.pointer("#/a/b"), "#/a/b");
    }
}
