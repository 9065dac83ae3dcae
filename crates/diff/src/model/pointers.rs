//! Places of a document, kept as steps: a document has hundreds of thousands, and few are ever
//! written out.

use switchboard_spec::pointer;

/// A place of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Place(u32);

/// The document itself.
pub(crate) const ROOT: Place = Place(0);

#[derive(Clone, Copy)]
enum Step<'d> {
    Name(&'d str),
    Index(usize),
}

/// The places of one document that have been visited.
pub(crate) struct Pointers<'d> {
    /// Parent and step; the first is the document.
    places: Vec<(Place, Step<'d>)>,
}

impl<'d> Pointers<'d> {
    pub(crate) fn new() -> Self {
        Self { places: vec![(ROOT, Step::Name(""))] }
    }

    /// The member `name` of what is at `parent`.
    pub(crate) fn member(&mut self, parent: Place, name: &'d str) -> Place {
        self.add(parent, Step::Name(name))
    }

    /// The item `index` of what is at `parent`.
    pub(crate) fn item(&mut self, parent: Place, index: usize) -> Place {
        self.add(parent, Step::Index(index))
    }

    fn add(&mut self, parent: Place, step: Step<'d>) -> Place {
        let place = Place(u32::try_from(self.places.len()).unwrap_or(u32::MAX));
        self.places.push((parent, step));
        place
    }

    /// The JSON pointer (`#/…`) of a place.
    pub(crate) fn text(&self, place: Place) -> String {
        let mut steps = Vec::new();
        let mut at = place;
        while at != ROOT {
            let Some((parent, step)) = self.places.get(at.0 as usize) else { break };
            steps.push(*step);
            at = *parent;
        }
        steps.iter().rev().fold("#".to_owned(), |pointer, step| match step {
            Step::Name(name) => pointer::join(&pointer, name),
            Step::Index(index) => format!("{pointer}/{index}"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_written_as_a_json_pointer() {
        let mut pointers = Pointers::new();
        let paths = pointers.member(ROOT, "paths");
        let path = pointers.member(paths, "/a/{id}~");
        let item = pointers.item(path, 3);
        assert_eq!(pointers.text(ROOT), "#");
        assert_eq!(pointers.text(item), "#/paths/~1a~1{id}~0/3");
    }
}
